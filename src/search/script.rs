//! Scripts: what each puts between its words, and which of its marks carry meaning.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script, UnicodeScript};

/// How the words of a piece of text are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// Its script parts words by spaces.
    Words,
    /// It is read in pairs of signs: its script puts no spaces between words, or joins particles to them.
    Pairs,
}

/// A letter or digit of a script that puts no spaces between words, such as Thai, Lao, Burmese, Khmer, Japanese and
/// Chinese.
pub fn is_unspaced(c: char) -> bool {
    use Script::{
        Ahom, Bopomofo, Han, Hiragana, Katakana, Khmer, Lao, Myanmar, New_Tai_Lue, Tai_Le, Tai_Tham,
        Tai_Viet, Thai, Yi,
    };
    let is_of = |c: char| {
        matches!(
            c.script(),
            Thai | Lao
                | Myanmar
                | Khmer
                | Hiragana
                | Katakana
                | Han
                | Bopomofo
                | Yi
                | Tai_Le
                | New_Tai_Lue
                | Tai_Tham
                | Tai_Viet
                | Ahom
        )
    };
    // The last two lengthen a sound and close a letter, and are of no one script.
    !c.is_ascii() && (is_of(c) || matches!(c, 'ー' | '〆'))
}

/// A sign that is read with its neighbours. Korean has spaces, but its particles stand at the words without one.
fn is_paired(c: char) -> bool {
    is_unspaced(c) || (!c.is_ascii() && c.script() == Script::Hangul)
}

/// The parts of a run of letters and digits that are each of one script, in order. Digits stay with the letters of spaced
/// scripts before or after them (`k8s`); a mark stays with its letter.
pub(super) fn parted(run: &str) -> Vec<(Reading, &str)> {
    if run.is_ascii() {
        return vec![(Reading::Words, run)];
    }
    let mut parts = Vec::new();
    let mut start = 0;
    let mut last: Option<(Reading, Option<Script>)> = None;
    for (at, c) in run.char_indices() {
        let is_mark = is_combining_mark(c) || c.script() == Script::Inherited;
        if is_mark && last.is_some() {
            continue;
        }
        let reading = if is_paired(c) { Reading::Pairs } else { Reading::Words };
        let script = Some(c.script()).filter(|script| *script != Script::Common);
        let is_same = last.is_none_or(|(before, of)| match reading {
            Reading::Pairs => {
                before == Reading::Pairs && (of == Some(Script::Hangul)) == (script == Some(Script::Hangul))
            }
            Reading::Words => before == Reading::Words && (of.is_none() || script.is_none() || of == script),
        });
        let (before, of) = last.unwrap_or((reading, script));
        if is_same {
            last = Some((reading, script.or(of)));
        } else {
            parts.push((before, &run[start..at]));
            start = at;
            last = Some((reading, script));
        }
    }
    if let Some((reading, _)) = last {
        parts.push((reading, &run[start..]));
    }
    parts
}

/// The signs of a folded run, each with the marks that stand on it.
pub(super) fn signs(run: &str) -> impl Iterator<Item = &str> {
    let mut rest = run;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let end = rest[first.len_utf8()..]
            .find(|c: char| !is_combining_mark(c))
            .map_or(rest.len(), |end| end + first.len_utf8());
        let (sign, after) = rest.split_at(end);
        rest = after;
        Some(sign)
    })
}

/// A word as it is compared: in small letters, without the marks that do not tell words apart.
///
/// Accents go from Latin and Greek letters, points from Hebrew and Arabic ones, stress and the dots of `ё` from Cyrillic
/// ones. Marks of all other scripts are part of the word: vowel signs of Hindi, tones of Thai, voiced sounds of Japanese.
/// The dotless `ı` of Turkish is an `i`, as whoever types `I` may mean either.
pub fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(word.len());
    let mut of = Script::Common;
    let mut base = '\0';
    for c in word.to_lowercase().nfd() {
        if is_combining_mark(c) {
            if keeps(of, base, c) {
                folded.push(c);
            }
            continue;
        }
        (of, base) = (c.script(), c);
        match c {
            'ı' => folded.push('i'),
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' => folded.push('d'),
            // It only stretches a word on paper.
            'ـ' => {}
            _ => folded.push(c),
        }
    }
    folded.nfc().collect()
}

/// This mark on this letter tells words apart.
fn keeps(script: Script, base: char, mark: char) -> bool {
    match script {
        Script::Latin | Script::Greek | Script::Hebrew | Script::Arabic | Script::Common => false,
        Script::Cyrillic => matches!((base, mark), (_, '\u{306}') | ('і', '\u{308}')),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::{Reading, fold, parted};

    #[test]
    fn text_is_parted_where_the_script_changes() {
        let parts = |run: &str| -> Vec<String> {
            let mark = |reading| if reading == Reading::Pairs { "+" } else { "" };
            parted(run).into_iter().map(|(reading, part)| format!("{}{part}", mark(reading))).collect()
        };
        assert_eq!(parts("Postgresのロールバック手順"), ["Postgres", "+のロールバック手順"]);
        assert_eq!(parts("k8sในระบบ"), ["k8s", "+ในระบบ"]);
        assert_eq!(parts("2024年度"), ["2024", "+年度"]);
        assert_eq!(parts("postgresом"), ["postgres", "ом"]);
        assert_eq!(parts("Postgres를"), ["Postgres", "+를"]);
        assert_eq!(parts("डेटाबेस"), ["डेटाबेस"]);
        assert_eq!(parts("e\u{301}tat"), ["e\u{301}tat"]);
        assert!(parts("").iter().all(String::is_empty));
    }

    #[test]
    fn marks_stay_where_they_tell_words_apart() {
        for (one, other) in [
            ("Zürich", "ZURICH"),
            ("KAPI", "kapı"),
            ("İSTANBUL", "istanbul"),
            ("ISPARTA", "ısparta"),
            ("größe", "GRÖSSE"),
            ("ёлка", "елка"),
            ("Ίδιος", "ιδιος"),
            ("שָׁלוֹם", "שלום"),
            ("مُحَمَّد", "محمد"),
            ("か\u{3099}", "が"),
        ] {
            assert_eq!(fold(one), fold(other));
        }
        for (one, other) in [("データ", "テータ"), ("कि", "का"), ("мой", "мои"), ("ด้าน", "ดาน")]
        {
            assert_ne!(fold(one), fold(other));
        }
    }
}
