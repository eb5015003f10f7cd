//! What counts as a word: `C#`, `.NET`, `R`, `k8s`, `node.js` and `CI/CD` do.

use std::borrow::Cow;

use rust_stemmers::{Algorithm, Stemmer};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::script::{Reading, fold, parted, signs};

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// As the index knows it: folded and stemmed.
    pub term: String,
    /// As it was written.
    pub shown: String,
    /// How much it counts, in halves.
    pub halves: u8,
    /// It begins with a capital letter, and does not begin a sentence.
    pub capital: bool,
    /// A single sign of a longer run that is read in pairs: there to be found when it is asked for alone.
    pub within: bool,
    /// It is of a script that is read in pairs.
    pub paired: bool,
}

impl Word {
    /// It has a capital letter for being the first of a sentence, as far as that can be told.
    pub fn begins_sentence(&self) -> bool {
        let mut letters = self.shown.chars();
        letters.next().is_some_and(char::is_uppercase) && !self.capital && letters.all(|c| !c.is_uppercase())
    }
}

/// Longer ones, in characters, are no words: keys, hashes, encoded data.
const LONGEST: usize = 48;
/// Words of a text beyond these are not read.
const MOST: usize = 4_000;
/// What joins the parts of one word.
const JOINERS: &[char] = &['_', '-', '.', '/', '+', '#', '\'', '\u{2019}'];
/// Not worth a place in the index, unless written `LIKE THIS`.
const STOPPED: &[&str] = &[
    "a", "an", "and", "are", "as", "at", "be", "been", "but", "by", "did", "do", "does", "dont", "for",
    "from", "had", "has", "have", "he", "her", "his", "i", "if", "im", "in", "is", "it", "its", "ive", "me",
    "my", "of", "on", "or", "our", "she", "so", "that", "the", "their", "them", "then", "there", "these",
    "they", "this", "those", "to", "was", "we", "were", "will", "with", "you", "your",
];
/// Says nothing about where a link leads.
const HOST_NOISE: &[&str] = &["www", "com", "org", "net", "io", "co", "dev", "html", "docs"];

/// The words of a text, in order.
pub(super) fn words(text: &str) -> Vec<Word> {
    let folded = if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(text.nfkc().collect()) };
    let stemmer = Stemmer::create(Algorithm::English);
    let mut reader = Reader { stemmer, words: Vec::new(), sentence: true };
    let mut fenced = false;
    for (at, piece) in folded.split("```").enumerate() {
        if at > 0 {
            fenced = !fenced;
        }
        reader.read(piece, if fenced { 1 } else { 2 });
    }
    reader.words
}

/// The words of a name that counts as one thing: a topic, a skill, a tag. Written without spaces, it is one more word.
pub(super) fn name_term(name: &str) -> String {
    let joined: Vec<String> =
        words(name).into_iter().filter(|word| !word.within).map(|word| word.term).collect();
    format!("#{}", joined.join("-"))
}

struct Reader {
    stemmer: Stemmer,
    words: Vec<Word>,
    /// The next word begins a sentence.
    sentence: bool,
}

impl Reader {
    fn read(&mut self, text: &str, halves: u8) {
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            if self.words.len() >= MOST {
                return;
            }
            if let Some(after) = skipped(rest) {
                rest = after;
            } else if rest.starts_with("http://") || rest.starts_with("https://") {
                let end =
                    rest.find(|c: char| c.is_whitespace() || "<>|)\"".contains(c)).unwrap_or(rest.len());
                self.link(&rest[..end], halves);
                rest = &rest[end..];
            } else if joins(first) {
                let end = rest.find(|c: char| !joins(c)).unwrap_or(rest.len());
                self.chunk(&rest[..end], halves);
                rest = &rest[end..];
            } else {
                if matches!(first, '!' | '?' | '\n' | ':') {
                    self.sentence = true;
                }
                rest = &rest[first.len_utf8()..];
            }
        }
    }

    fn link(&mut self, link: &str, halves: u8) {
        let host = link.split("://").nth(1).unwrap_or_default();
        let host = host.split(['/', '?', '#', ':']).next().unwrap_or_default();
        for part in host.split('.').filter(|part| !HOST_NOISE.contains(part)) {
            self.push(part, halves);
        }
        self.sentence = false;
    }

    /// A run of letters, digits and what joins them.
    fn chunk(&mut self, chunk: &str, halves: u8) {
        for (reading, part) in parted(chunk) {
            match reading {
                Reading::Words => self.spaced(part, halves),
                Reading::Pairs => self.pairs(part, halves),
            }
        }
        self.sentence = chunk.ends_with('.');
    }

    /// A part of a run in a script that puts spaces between words.
    fn spaced(&mut self, part: &str, halves: u8) {
        let dotted = part.starts_with('.') && part[1..].starts_with(char::is_alphabetic);
        let mut core = part.trim_matches(JOINERS);
        // C#, F#, C++, and .NET with its dot.
        let tail = &part[part.find(core).map_or(0, |at| at + core.len())..];
        let mark = if tail.starts_with("++") {
            "++"
        } else if tail.starts_with('#') {
            "#"
        } else {
            ""
        };
        if !mark.is_empty() && (1..=2).contains(&core.len()) {
            self.keep(format!("{}{mark}", core.to_lowercase()), format!("{core}{mark}"), halves);
        } else if dotted && core.eq_ignore_ascii_case("net") {
            self.keep(".net".to_owned(), ".NET".to_owned(), halves);
        } else if !core.is_empty() {
            core = core.strip_suffix("'s").or_else(|| core.strip_suffix("\u{2019}s")).unwrap_or(core);
            let plain: String = core.chars().filter(|c| !matches!(c, '\'' | '\u{2019}')).collect();
            let parts = split(&plain);
            if parts.len() > 1 {
                let whole = fold(&plain);
                if is_short(&whole) {
                    self.keep(whole, plain.clone(), halves);
                }
                for part in parts {
                    if part.eq_ignore_ascii_case("net") && plain.to_lowercase().contains(".net") {
                        self.keep(".net".to_owned(), ".NET".to_owned(), halves);
                    } else {
                        self.push(part, 1);
                    }
                }
            } else {
                self.push(&plain, halves);
            }
        }
    }

    /// A part of a run in a script that is read in pairs. However a segmenter would cut it, a word of two signs and more
    /// is found wherever it stands. A sign alone is a word as well, and of a longer run each is kept for that.
    fn pairs(&mut self, part: &str, halves: u8) {
        let folded = fold(part);
        let signs: Vec<&str> = signs(&folded).collect();
        if let [one] = signs.as_slice() {
            return self.sign((*one).to_owned(), halves, false);
        }
        for pair in signs.windows(2) {
            if self.words.len() >= MOST {
                return;
            }
            self.sign(pair.concat(), halves, false);
        }
        for sign in signs {
            if self.words.len() >= MOST {
                return;
            }
            self.sign(sign.to_owned(), 1, true);
        }
    }

    /// One sign or two.
    fn sign(&mut self, signs: String, halves: u8, within: bool) {
        self.sentence = false;
        let (term, shown) = (signs.clone(), signs);
        self.words.push(Word { term, shown, halves, capital: false, within, paired: true });
    }

    /// One plain word.
    fn push(&mut self, word: &str, halves: u8) {
        let folded = fold(word);
        let letters = word.chars().count();
        let loud = word.chars().all(char::is_uppercase);
        if folded.is_empty()
            || !is_short(&folded)
            || (STOPPED.contains(&folded.as_str()) && !(loud && letters > 1))
        {
            self.sentence = false;
            return;
        }
        // A single small letter is a list's bullet, or `x`.
        if letters == 1 && !loud && word.is_ascii() {
            self.sentence = false;
            return;
        }
        let stem = if folded.len() > 2 && folded.bytes().all(|byte| byte.is_ascii_lowercase()) {
            self.stemmer.stem(&folded).into_owned()
        } else {
            folded
        };
        self.keep(stem, word.to_owned(), halves);
    }

    fn keep(&mut self, term: String, shown: String, halves: u8) {
        let capital = !self.sentence && shown.chars().next().is_some_and(char::is_uppercase);
        self.sentence = false;
        self.words.push(Word { term, shown, halves, capital, within: false, paired: false });
    }
}

fn is_short(word: &str) -> bool {
    word.len() <= LONGEST || word.chars().count() <= LONGEST
}

fn joins(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c) || JOINERS.contains(&c)
}

/// What is not read: what some platform or language marks up like `<@this>` or `<!this>`, and emoji by name.
fn skipped(text: &str) -> Option<&str> {
    if text.starts_with("<@") || text.starts_with("<#") || text.starts_with("<!") {
        return text.find('>').map(|end| &text[end + 1..]);
    }
    let name = text.strip_prefix(':')?;
    let end = name.find(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || "_-+".contains(c)))?;
    (end > 1 && name[end..].starts_with(':')).then(|| &name[end + 1..])
}

/// The parts of an identifier: at what joins them, and where a capital follows a small letter.
fn split(word: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    for piece in word.split(JOINERS).filter(|piece| !piece.is_empty()) {
        let mut start = 0;
        let mut before: Option<char> = None;
        let mut capitals = 0;
        for (at, c) in piece.char_indices() {
            if before.is_some_and(char::is_lowercase) && c.is_uppercase() && at - start > 1 {
                parts.push(&piece[start..at]);
                start = at;
            } else if capitals > 1 && c.is_lowercase() {
                // HTTPServer: the last capital begins the next part.
                let cut = at - before.map_or(0, char::len_utf8);
                if cut - start > 1 && piece.len() - cut > 2 {
                    parts.push(&piece[start..cut]);
                    start = cut;
                }
            }
            capitals = if c.is_uppercase() { capitals + 1 } else { 0 };
            before = Some(c);
        }
        parts.push(&piece[start..]);
    }
    parts
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;

    use super::{STOPPED, fold, is_combining_mark, words};

    fn read(text: &str) -> String {
        words(text).into_iter().map(|word| word.term).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn names_of_the_trade_are_words() {
        assert_snapshot!(read("C# and F#, C++ or C, R; .NET. k8s node.js CI/CD"), @"c# f# c++ c r .net k8s node.js node js ci/cd ci cd");
        assert_snapshot!(read("ASP.NET in Go. IT asks"), @"asp.net asp .net go it ask");
    }

    #[test]
    fn identifiers_are_also_split() {
        assert_snapshot!(read("snake_case camelCase HTTPServer getURL"), @"snake_case snake case camelcase camel case httpserver http server geturl get url");
    }

    #[test]
    fn accents_mentions_links_and_emoji() {
        assert_snapshot!(read("Zürich ＣＡＦÉ <@slack:T:U1> <#C1> :tada: https://docs.github.com/a/b?c=d"), @"zurich cafe github");
    }

    #[test]
    fn stems_and_stops() {
        assert_snapshot!(read("The migrations don't migrate themselves, it's Ann's"), @"migrat migrat themselv ann");
    }

    #[test]
    fn fenced_code_counts_half() {
        let halves: Vec<u8> = words("say ```let x_y = run``` done").iter().map(|word| word.halves).collect();
        assert_eq!(halves, [2, 1, 1, 1, 2]);
    }

    #[test]
    fn scripts_without_spaces_are_read_in_pairs_and_each_sign_is_there_to_be_asked_for() {
        let pairs = |text: &str| {
            let all = words(text).into_iter().filter(|word| !word.within);
            all.map(|word| word.term).collect::<Vec<_>>().join(" ")
        };
        assert_snapshot!(pairs("数据库"), @"数据 据库");
        assert_snapshot!(read("数据库"), @"数据 据库 数 据 库");
        assert_snapshot!(pairs("サーバー"), @"サー ーバ バー");
        assert_snapshot!(pairs("猫"), @"猫");
        assert_snapshot!(pairs("Postgresのロールバック"), @"postgr のロ ロー ール ルバ バッ ック");
        assert_snapshot!(pairs("데이터베이스를"), @"데이 이터 터베 베이 이스 스를");
        assert_eq!(pairs("ฐานข้อมูล"), "ฐา าน นข้ ข้อ อมู มูล");
        // However long a sentence without spaces is.
        let sentence = "如何在生产环境中回滚失败的数据库迁移操作".repeat(4);
        assert!(pairs(&sentence).contains("迁移"));
    }

    #[test]
    fn words_with_marks_stay_whole() {
        assert_eq!(read("डेटाबेस का बैकअप कैसे लें"), "डेटाबेस का बैकअप कैसे लें");
        assert_eq!(read("x б"), "б");
    }

    /// Words of many scripts, as somebody might type them.
    fn word() -> impl Strategy<Value = String> {
        let of = |first: char, last: char| {
            prop::collection::vec(prop::char::range(first, last), 1..9)
                .prop_map(|signs| signs.into_iter().collect::<String>())
        };
        prop_oneof![
            of('a', 'z'),
            of('à', 'ö'),
            of('α', 'ω'),
            of('а', 'я'),
            of('א', 'ת'),
            of('ا', 'ي'),
            of('अ', 'ह'),
            of('अ', '\u{94d}'),
            of('அ', 'ஹ'),
            of('ა', 'ჰ'),
            of('ก', 'ฮ'),
            of('ກ', 'ຮ'),
            of('က', 'အ'),
            of('ក', 'អ'),
            of('あ', 'ん'),
            of('ア', 'ン'),
            of('一', '龥'),
            of('가', '힣'),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// Whatever stands around it: spaces, or where none are needed words of another script or of its own.
        #[test]
        fn a_word_of_any_script_is_found_in_what_has_it(
            word in word(),
            (before, after) in prop_oneof![
                Just((" ".to_owned(), " ".to_owned())),
                ("[一-龥]{1,4}", "[あ-ん]{1,4}"),
                ("[ก-ฮ]{1,4}", "[一-龥]{1,4}"),
            ],
            composed: bool,
        ) {
            // One small letter of these scripts is no word, and the shortest common ones are not kept.
            prop_assume!(!(word.is_ascii() && word.len() == 1));
            prop_assume!(!STOPPED.contains(&fold(&word).as_str()) && !word.starts_with(is_combining_mark));
            let asked: Vec<String> =
                words(&word).into_iter().filter(|word| !word.within).map(|word| word.term).collect();
            let text = format!("{before}{word}{after}");
            let text: String = if composed { text.nfc().collect() } else { text.nfd().collect() };
            let said: Vec<String> = words(&text).into_iter().map(|word| word.term).collect();
            prop_assert!(asked.iter().all(|term| said.contains(term)), "{asked:?} in {text} read as {said:?}");
            prop_assert!(word.chars().all(|c| !c.is_alphanumeric()) || !asked.is_empty(), "{word}");
        }
    }
}
