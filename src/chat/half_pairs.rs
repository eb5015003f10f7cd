//! Half a surrogate pair in JSON (`"\ud83d"`, as a cut text leaves one) is no character, and no parser or database takes
//! it: it becomes U+FFFD before anything is read.

use std::borrow::Cow;
use std::io::{self, Read};

/// What stands for a character that is none.
const NONE: &[u8] = br"\ufffd";
/// Bytes that are read at once.
const PIECE: usize = 8 * 1024;

/// JSON in which every escaped character is one. What is no JSON stays none.
pub fn without_half_pairs(json: &[u8]) -> Cow<'_, [u8]> {
    // Only these can be halves.
    let is_half =
        |bytes: &[u8]| bytes[0] == b'\\' && bytes[1] == b'u' && bytes[2].eq_ignore_ascii_case(&b'd');
    if !json.windows(3).any(is_half) {
        return Cow::Borrowed(json);
    }
    let (mut mender, mut whole) = (Mender::default(), Vec::with_capacity(json.len()));
    for byte in json {
        mender.push(*byte, &mut whole);
    }
    mender.finish(&mut whole);
    Cow::Owned(whole)
}

/// The same for what is read piece by piece.
#[derive(Debug)]
pub struct WithoutHalfPairs<R> {
    inner: R,
    mender: Mender,
    ready: Vec<u8>,
    given: usize,
    is_over: bool,
}

impl<R: Read> WithoutHalfPairs<R> {
    /// Reads from this.
    pub fn new(inner: R) -> Self {
        Self { inner, mender: Mender::default(), ready: Vec::new(), given: 0, is_over: false }
    }
}

impl<R: Read> Read for WithoutHalfPairs<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.given == self.ready.len() && !self.is_over {
            let mut piece = [0; PIECE];
            let read = self.inner.read(&mut piece)?;
            self.ready.clear();
            self.given = 0;
            if read == 0 {
                self.is_over = true;
                std::mem::take(&mut self.mender).finish(&mut self.ready);
            }
            for byte in &piece[..read] {
                self.mender.push(*byte, &mut self.ready);
            }
        }
        let left = &self.ready[self.given..];
        let count = left.len().min(into.len());
        into[..count].copy_from_slice(&left[..count]);
        self.given += count;
        Ok(count)
    }
}

/// Escapes that are not decided about yet: one, or the first half of a pair and what may be the second.
#[derive(Debug, Default)]
struct Mender {
    held: Vec<u8>,
}

impl Mender {
    fn push(&mut self, byte: u8, out: &mut Vec<u8>) {
        let fits = match self.held.len() {
            0 | 6 => byte == b'\\',
            1 | 7 => byte == b'u',
            _ => byte.is_ascii_hexdigit(),
        };
        if !fits {
            // A first half alone goes; whatever else is held is no escape of a half, and stays.
            self.let_go(out);
            // After a backslash this is what it escapes.
            out.push(byte);
            return;
        }
        self.held.push(byte);
        match (self.held.len(), self.unit()) {
            (6, Some(0xD800..=0xDBFF)) => {}
            (6, Some(0xDC00..=0xDFFF)) => {
                self.held.clear();
                out.extend(NONE);
            }
            (6, _) | (12, Some(0xDC00..=0xDFFF)) => out.append(&mut self.held),
            (12, second) => {
                out.extend(NONE);
                self.held.drain(..6);
                if !matches!(second, Some(0xD800..=0xDBFF)) {
                    out.append(&mut self.held);
                }
            }
            _ => {}
        }
    }

    /// The last escape that is whole.
    fn unit(&self) -> Option<u16> {
        let digits = self.held.get(self.held.len().checked_sub(4)?..)?;
        u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
    }

    fn let_go(&mut self, out: &mut Vec<u8>) {
        if self.held.len() >= 6 {
            out.extend(NONE);
            self.held.drain(..6);
        }
        out.append(&mut self.held);
    }

    fn finish(mut self, out: &mut Vec<u8>) {
        self.let_go(out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Hands out one byte at a time.
    struct Slowly<'a>(&'a [u8]);

    impl Read for Slowly<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let count = into.len().min(1);
            self.0.read(&mut into[..count])
        }
    }

    fn mended(json: &str) -> String {
        let whole = without_half_pairs(json.as_bytes()).into_owned();
        let mut piecewise = Vec::new();
        WithoutHalfPairs::new(Slowly(json.as_bytes())).read_to_end(&mut piecewise).unwrap();
        assert_eq!(whole, piecewise);
        String::from_utf8(whole).unwrap()
    }

    #[test]
    fn half_a_pair_is_no_character() {
        for (json, read) in [
            (r#""plain""#, "plain"),
            (r#""\ud83d\ude00""#, "😀"),
            (r#""\uD83D\uDE00 A""#, "😀 A"),
            (r#""cut \ud83d""#, "cut \u{fffd}"),
            (r#""\ud83d rest""#, "\u{fffd} rest"),
            (r#""\ude00 rest""#, "\u{fffd} rest"),
            (r#""\ud83d\ud83d\ude00""#, "\u{fffd}😀"),
            (r#""\ud83dA""#, "\u{fffd}A"),
            (r#""\ud83d\n""#, "\u{fffd}\n"),
            (r#""\ud83d\\ude00""#, "\u{fffd}\\ude00"),
            (r#""\\ud83d""#, "\\ud83d"),
            (r#""\\\ud83d""#, "\\\u{fffd}"),
        ] {
            assert_eq!(serde_json::from_str::<String>(&mended(json)).unwrap(), read, "{json}");
        }
    }

    #[test]
    fn what_is_no_json_stays_none() {
        for json in [r#""\ud83"#, r#""\ud8zz""#, r#""\ud83d\ude""#, r"\", r"\u", ""] {
            assert!(serde_json::from_str::<String>(&mended(json)).is_err(), "{json}");
        }
    }

    proptest! {
        #[test]
        fn json_that_can_be_read_is_read_as_before(text in "(\\PC|😀|\\\\|\"|\n){0,30}") {
            let escaped: String = text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect::<Vec<_>>().concat();
            for json in [serde_json::to_string(&text).unwrap(), format!("\"{escaped}\"")] {
                prop_assert_eq!(serde_json::from_str::<String>(&mended(&json)).unwrap(), text.clone());
            }
        }

        #[test]
        fn whatever_units_are_escaped_can_be_read(units in prop::collection::vec(0xD700_u16..0xE100, 0..20)) {
            let escaped: String = units.iter().map(|unit| format!("\\u{unit:04X}")).collect::<Vec<_>>().concat();
            let read: String = serde_json::from_str(&mended(&format!("\"{escaped}\""))).unwrap();
            prop_assert_eq!(read, String::from_utf16_lossy(&units));
        }
    }
}
