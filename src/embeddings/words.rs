//! Vectors of words, from a file in the plain format of `GloVe` and word2vec: a line for each word, the word and its
//! numbers with spaces between them, the most frequent words first. A first line with two whole numbers is a heading.

use std::fs::File;
use std::io::{BufRead, BufReader, Read as _};
use std::path::Path;

use async_trait::async_trait;
use rustc_hash::FxHashMap;

use super::{EmbeddingError, EmbeddingModel, WIDEST};

/// Words that are read; those beyond are rare.
const MOST_WORDS: usize = 500_000;
/// The longest line that is read.
const LONGEST_LINE: u64 = 1 << 17;
/// Words of a text that are looked at.
const MOST_OF_A_TEXT: usize = 400;
/// What the most frequent words have in common says nothing, and is taken off all.
const COMMON: usize = 20_000;
/// Fewer words than these are not enough to see what they have in common.
const FEWEST_COMMON: usize = 1_000;
/// A word as frequent as this share of all counts half (Arora et al. 2017); rare ones count nearly whole.
const HALF: f32 = 3e-4;

/// A model that adds up the vectors of a text's words, rare words counting more. A word takes a byte for each number.
pub struct WordVectors {
    name: String,
    width: usize,
    /// The place of each word, by its digest.
    places: FxHashMap<u64, u32>,
    /// By place: one number for each of the width, in shares of the scale.
    shares: Vec<i8>,
    scales: Vec<f32>,
}

impl std::fmt::Debug for WordVectors {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WordVectors")
            .field("name", &self.name)
            .field("words", &self.scales.len())
            .finish_non_exhaustive()
    }
}

impl WordVectors {
    /// Reads a file.
    ///
    /// # Errors
    /// When it cannot be read, or a line is not a word and its numbers; with the line.
    pub fn open(path: &Path) -> Result<Self, EmbeddingError> {
        Self::read(BufReader::with_capacity(1 << 18, File::open(path)?))
    }

    /// The same of anything that can be read.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn read(mut from: impl BufRead) -> Result<Self, EmbeddingError> {
        let mut read = Self {
            name: String::new(),
            width: 0,
            places: FxHashMap::default(),
            shares: Vec::new(),
            scales: Vec::new(),
        };
        let mut first: Vec<f32> = Vec::new();
        let mut middle: Option<Vec<f32>> = None;
        let (mut line, mut vector) = (Vec::new(), Vec::new());
        for number in 1_u64.. {
            line.clear();
            let length = (&mut from).take(LONGEST_LINE).read_until(b'\n', &mut line)?;
            if length == 0 || read.places.len() == MOST_WORDS {
                break;
            }
            if length as u64 == LONGEST_LINE {
                return Err(EmbeddingError::Line(number, "it is too long for a word and its numbers"));
            }
            // Some files have words that are no text: they are replaced, and never met.
            let text = String::from_utf8_lossy(&line);
            let text = text.trim_end();
            if text.is_empty() || (number == 1 && is_heading(text)) {
                continue;
            }
            let Some(word) = read.split(text, &mut vector) else {
                return Err(EmbeddingError::Line(number, "this is not a word and as many numbers as before"));
            };
            unit(&mut vector);
            let place = u32::try_from(read.places.len()).unwrap_or(u32::MAX);
            if read.places.contains_key(&digest(word.as_bytes())) {
                continue;
            }
            read.places.insert(digest(word.as_bytes()), place);
            if let Some(middle) = &middle {
                read.keep(&vector, middle);
            } else {
                first.extend_from_slice(&vector);
                if read.places.len() == COMMON {
                    middle = Some(read.keep_all(&first));
                }
            }
        }
        if middle.is_none() {
            read.keep_all(&first);
        }
        if read.places.is_empty() {
            return Err(EmbeddingError::Line(1, "there is no word in the file"));
        }
        let bytes: Vec<u8> = read.shares.iter().map(|share| share.to_le_bytes()[0]).collect();
        read.name = format!("words of width {}, {:016x}", read.width, digest(&bytes));
        Ok(read)
    }

    /// How many words it knows.
    pub fn words(&self) -> usize {
        self.scales.len()
    }

    /// The word of a line, which may have spaces in it, and its numbers.
    fn split<'a>(&mut self, line: &'a str, vector: &mut Vec<f32>) -> Option<&'a str> {
        if self.width == 0 {
            self.width = line.split(' ').count() - 1;
        }
        if !(1..=WIDEST).contains(&self.width) {
            return None;
        }
        vector.clear();
        let mut parts = line.rsplitn(self.width + 1, ' ');
        for part in parts.by_ref().take(self.width) {
            vector.push(part.parse().ok().filter(|number: &f32| number.is_finite())?);
        }
        vector.reverse();
        let word = parts.next().filter(|word| !word.is_empty())?;
        (vector.len() == self.width).then_some(word)
    }

    /// Keeps the first vectors without what they have in common, which it gives.
    fn keep_all(&mut self, first: &[f32]) -> Vec<f32> {
        let mut middle = vec![0.0; self.width];
        let count = first.len() / self.width.max(1);
        if count >= FEWEST_COMMON {
            for vector in first.chunks_exact(self.width) {
                middle.iter_mut().zip(vector).for_each(|(sum, number)| *sum += number);
            }
            #[expect(clippy::cast_precision_loss, reason = "a count of a few thousand")]
            for sum in &mut middle {
                *sum /= count as f32;
            }
        }
        for vector in first.chunks_exact(self.width.max(1)) {
            self.keep(vector, &middle);
        }
        middle
    }

    fn keep(&mut self, vector: &[f32], middle: &[f32]) {
        let own: Vec<f32> = vector.iter().zip(middle).map(|(number, common)| number - common).collect();
        let most = own.iter().fold(0.0_f32, |most, number| most.max(number.abs()));
        let scale = most.max(1e-9) / 127.0;
        self.scales.push(scale);
        #[expect(clippy::cast_possible_truncation, reason = "within 127 of zero")]
        self.shares.extend(own.iter().map(|number| (number / scale).round() as i8));
    }

    /// The vector of a text; none if it has no word that is known.
    pub fn vector(&self, text: &str) -> Option<Vec<f32>> {
        let mut sum = vec![0.0; self.width];
        let mut known = false;
        for place in words(text).filter_map(|word| self.place(word)).take(MOST_OF_A_TEXT) {
            let at = place as usize * self.width;
            let weight = self.weight(place) * self.scales[place as usize];
            let shares = &self.shares[at..at + self.width];
            sum.iter_mut().zip(shares).for_each(|(sum, share)| *sum += weight * f32::from(*share));
            known = true;
        }
        known.then_some(sum)
    }

    fn place(&self, word: &str) -> Option<u32> {
        let known = |word: &str| self.places.get(&digest(word.as_bytes())).copied();
        known(word).or_else(|| known(&word.to_lowercase()))
    }

    /// How much a word counts: it is as frequent as its place says (Zipf 1935).
    #[expect(clippy::cast_precision_loss, reason = "an estimate")]
    fn weight(&self, place: u32) -> f32 {
        let all = (self.scales.len() as f32 + 1.0).ln().max(1.0);
        let share = 1.0 / ((place as f32 + 1.0) * all);
        HALF / (HALF + share)
    }
}

#[async_trait]
impl EmbeddingModel for WordVectors {
    fn name(&self) -> &str {
        &self.name
    }

    async fn vectors(&self, texts: &[String]) -> Result<Vec<Option<Vec<f32>>>, EmbeddingError> {
        Ok(texts.iter().map(|text| self.vector(text)).collect())
    }
}

/// Runs of letters and digits, `c#` and `c++` too; no mentions and no links.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_word = |piece: &&str| !piece.starts_with('<') && !piece.contains("://");
    text.split_whitespace().filter(is_word).flat_map(|piece| {
        piece
            .split(|c: char| !(c.is_alphanumeric() || matches!(c, '+' | '#')))
            .map(|word| word.trim_start_matches(['+', '#']))
            .filter(|word| !word.is_empty())
    })
}

fn is_heading(line: &str) -> bool {
    let mut parts = line.split(' ');
    let whole = |part: Option<&str>| part.is_some_and(|part| part.parse::<u64>().is_ok());
    whole(parts.next()) && whole(parts.next()) && parts.next().is_none()
}

fn unit(vector: &mut [f32]) {
    let length = vector.iter().map(|number| number * number).sum::<f32>().sqrt();
    if length > 0.0 && length.is_finite() {
        for number in vector {
            *number /= length;
        }
    } else {
        vector.fill(0.0);
    }
}

/// FNV-1a.
fn digest(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{WordVectors, words};

    fn read(text: &str) -> Result<WordVectors, String> {
        WordVectors::read(text.as_bytes()).map_err(|error| error.to_string())
    }

    fn alike(model: &WordVectors, one: &str, other: &str) -> f32 {
        let (one, other) = (model.vector(one).unwrap(), model.vector(other).unwrap());
        let times = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
        times(&one, &other) / (times(&one, &one) * times(&other, &other)).sqrt()
    }

    const FILE: &str = "the 1 1 1\nkubernetes 0.9 0.1 0\nk8s 0.8 0.2 0\nlunch 0 0 5\nNASA 0 1 0\n";

    #[test]
    fn words_that_mean_alike_point_the_same_way() {
        let model = read(FILE).unwrap();
        assert_eq!(model.words(), 5);
        assert!(alike(&model, "The kubernetes?", "k8s!") > 0.95);
        assert!(alike(&model, "k8s", "lunch") < 0.1);
        assert!(
            alike(&model, "NASA", "nasa NASA") > 0.99,
            "a word is looked for as written, then in small letters"
        );
        assert_eq!(model.vector("<@lunch> https://k8s.io/lunch nothing"), None);
        assert_ne!(model.name, read("the 1 1 1\n").unwrap().name);
        assert_eq!(model.name, read(FILE).unwrap().name);
    }

    #[test]
    fn a_heading_is_skipped_and_words_may_have_spaces() {
        let model = read("3 2\nof 1 0\n. . 0 1\nof 5 5\n\n7 1 1\n").unwrap();
        assert_eq!(model.words(), 3);
        assert_eq!(words("c++ C# (#3) don't").collect::<Vec<_>>(), ["c++", "C#", "3", "don", "t"]);
    }

    #[test]
    fn what_is_wrong_is_named_by_its_line() {
        let wrong = "this is not a word and as many numbers as before";
        for (text, line) in [("a 1 2\nb 1\n", 2), ("a 1 2\nb 1 x\n", 2), ("a 1 NaN\n", 1), ("word\n", 1)] {
            assert_eq!(read(text).unwrap_err(), format!("line {line}: {wrong}"), "{text}");
        }
        assert_eq!(read("").unwrap_err(), "line 1: there is no word in the file");
        assert!(read(&"1 ".repeat(200_000)).unwrap_err().contains("too long"));
    }

    #[test]
    fn what_all_words_have_in_common_is_taken_off() {
        let line = |at: u32| format!("w{at} 10 {} {}\n", f64::from(at).sin(), f64::from(at).cos());
        let model = read(&(0..1_500).map(line).collect::<String>()).unwrap();
        assert!(alike(&model, "w0", "w44") > 0.9 && alike(&model, "w0", "w3") < -0.5);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            if let Ok(model) = WordVectors::read(bytes.as_slice()) {
                let _ = model.vector(&String::from_utf8_lossy(&bytes));
            }
        }

        #[test]
        fn lines_that_nearly_are_words_never_panic(text in "([a-c ]{0,3}( -?[0-9.e]{1,4}){0,3}\n){0,9}") {
            if let Ok(model) = read(&text) {
                prop_assert!(model.vector("a b c").is_none_or(|vector| vector.iter().all(|n| n.is_finite())));
            }
        }
    }
}
