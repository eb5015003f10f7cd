//! The records of a JSON list, one at a time: what is wrong with one takes nothing of its neighbours.

use std::io::{self, BufRead};

/// A longer record is no message and no person: it is named and left out.
const LONGEST: usize = 16 << 20;
/// Brackets in brackets that are told apart. JSON is read 128 deep at the most.
const DEEPEST: usize = 200;

/// Hands over each record of a list with the line on which it begins, as its bytes; `take` says whether to go on. A
/// byte-order mark before the list is passed over, `null` is an empty list, and a list behind the list goes on with it.
/// What is no JSON inside of a record is for whoever takes it: its neighbours are found by their brackets, also where a
/// quote or a bracket was never closed.
///
/// # Errors
/// What keeps it from being a list, or from being read to its end, in words.
pub(super) fn records(
    mut from: impl BufRead,
    mut take: impl FnMut(u64, &[u8]) -> bool,
) -> Result<(), String> {
    let mut splitter = Splitter { line: 1, ..Splitter::default() };
    loop {
        let bytes = match from.fill_buf() {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(format!("cannot be read: {error}")),
        };
        if bytes.is_empty() {
            return splitter.end(&mut take);
        }
        let length = bytes.len();
        for byte in bytes {
            if !splitter.push(*byte, &mut take)? {
                return Ok(());
            }
        }
        from.consume(length);
    }
}

#[derive(Debug, Default)]
struct Splitter {
    line: u64,
    /// Before the first list: what stands there, which may be a mark, or `null`.
    before: Vec<u8>,
    is_inside: bool,
    had_list: bool,
    /// The record at hand, and the line on which it begins.
    record: Vec<u8>,
    begins: u64,
    /// Its open brackets.
    open: Vec<u8>,
    is_string: bool,
    is_escaped: bool,
    /// How far the line at hand is indented; none once there is anything on it.
    indent: Option<u64>,
    /// How far the records are indented that begin on a line of their own.
    of_records: Option<u64>,
}

impl Splitter {
    fn push(&mut self, byte: u8, take: &mut impl FnMut(u64, &[u8]) -> bool) -> Result<bool, String> {
        let goes_on = if self.is_inside { self.inside(byte, take) } else { self.outside(byte)? };
        match byte {
            b'\n' => (self.line, self.indent) = (self.line + 1, Some(0)),
            b' ' | b'\t' => self.indent = self.indent.map(|blanks| blanks + 1),
            _ => self.indent = None,
        }
        Ok(goes_on)
    }

    fn outside(&mut self, byte: u8) -> Result<bool, String> {
        match byte {
            b'[' if self.had_list || matches!(self.before.as_slice(), b"" | b"\xef\xbb\xbf") => {
                (self.is_inside, self.had_list) = (true, true);
            }
            b' ' | b'\t' | b'\r' | b'\n' => {}
            _ if self.had_list => {
                return Err(format!("line {}: there is more behind the list, which is not read", self.line));
            }
            byte => {
                self.before.push(byte);
                if self.before.len() > 8 {
                    return Err(self.no_list());
                }
            }
        }
        Ok(true)
    }

    fn no_list(&self) -> String {
        let is_utf16 = self.before.starts_with(b"\xff\xfe") || self.before.starts_with(b"\xfe\xff");
        match self.before.iter().find(|byte| byte.is_ascii()) {
            _ if is_utf16 => "is UTF-16; save it as UTF-8".to_owned(),
            Some(b'{') => "is not a list: it holds a single object".to_owned(),
            _ => "is not a JSON list".to_owned(),
        }
    }

    fn inside(&mut self, byte: u8, take: &mut impl FnMut(u64, &[u8]) -> bool) -> bool {
        if self.is_string {
            match byte {
                // No string of JSON goes over a line: it was not closed, or has a sign that it must not have.
                b'\n' => (self.is_string, self.is_escaped) = (false, false),
                _ if self.is_escaped => self.is_escaped = false,
                b'\\' => self.is_escaped = true,
                b'"' => self.is_string = false,
                _ => {}
            }
            self.keep(byte);
            return true;
        }
        // Where each record has lines of its own, one that was never closed ends where the next one begins.
        let begins_anew = byte == b'{' && self.indent.is_some_and(|blanks| blanks > 0);
        if begins_anew && self.record.is_empty() {
            self.of_records = self.of_records.or(self.indent);
        } else if begins_anew && self.of_records == self.indent && !self.hand_over(take) {
            return false;
        }
        match byte {
            b',' if self.open.is_empty() => return self.hand_over(take),
            b']' if !self.open.contains(&b'[') => {
                self.is_inside = false;
                return self.hand_over(take);
            }
            b' ' | b'\t' | b'\r' | b'\n' if self.record.is_empty() => return true,
            b'"' => self.is_string = true,
            b'{' | b'[' if self.open.len() < DEEPEST => self.open.push(byte),
            b'}' => self.close(b'{'),
            b']' => self.close(b'['),
            _ => {}
        }
        self.keep(byte);
        true
    }

    /// Closes a bracket, and those inside of it that nobody closed.
    fn close(&mut self, bracket: u8) {
        if let Some(at) = self.open.iter().rposition(|open| *open == bracket) {
            self.open.truncate(at);
        }
    }

    fn keep(&mut self, byte: u8) {
        if self.record.is_empty() {
            self.begins = self.line;
        }
        if self.record.len() <= LONGEST {
            self.record.push(byte);
        }
    }

    fn hand_over(&mut self, take: &mut impl FnMut(u64, &[u8]) -> bool) -> bool {
        let goes_on = self.record.is_empty() || take(self.begins, &self.record);
        self.record.clear();
        self.open.clear();
        goes_on
    }

    fn end(&mut self, take: &mut impl FnMut(u64, &[u8]) -> bool) -> Result<(), String> {
        if self.is_inside {
            self.hand_over(take);
            return Err(format!(
                "line {}: ends in the middle of the list; get the file once more",
                self.line
            ));
        }
        match self.before.as_slice() {
            _ if self.had_list => Ok(()),
            b"null" | b"\xef\xbb\xbfnull" => Ok(()),
            b"" | b"\xef\xbb\xbf" => Err("is empty".to_owned()),
            _ => Err(self.no_list()),
        }
    }
}

/// A record in its own shape.
///
/// # Errors
/// What is wrong with it and on which line, in words.
pub(super) fn read<T: serde::de::DeserializeOwned>(line: u64, bytes: &[u8]) -> Result<T, String> {
    if bytes.len() > LONGEST {
        return Err(format!("line {line}: is longer than any record can be; it is left out"));
    }
    if std::str::from_utf8(bytes).is_err() {
        return Err(format!("line {line}: has letters that are not UTF-8; it is left out"));
    }
    match serde_json::from_slice::<crate::chat::lenient::Object<T>>(bytes) {
        Ok(object) => {
            object.0.ok_or_else(|| format!("line {line}: is not a record in braces; it is left out"))
        }
        Err(error) => {
            let words = error.to_string();
            let words = words.split(" at line ").next().unwrap_or_default();
            let at = line + u64::try_from(error.line().saturating_sub(1)).unwrap_or_default();
            Err(format!("line {line}: is left out; on line {at} it is not JSON: {words}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    fn split(text: &[u8]) -> (Vec<String>, Result<(), String>) {
        let mut all = Vec::new();
        let result = records(text, |line, record| {
            all.push(format!("{line} {}", String::from_utf8_lossy(record).trim()));
            true
        });
        (all, result)
    }

    #[test]
    fn an_odd_record_takes_nothing_of_its_neighbours() {
        for odd in [
            r#"{"a": "never closed}"#,
            r#"{"a": [1}"#,
            r#"{"a": "on two
lines"}"#,
            "null",
            "\"words\"",
            r#"{"a": "\"}"#,
            "{\"a\": {\n",
            "{\"a\": \"\x01\"}",
            "nonsense",
        ] {
            let text = format!("[\n  {{\"n\": \"1, ]\"}},\n  {odd}\n,\n  {{\"n\": [2, {{}}]}}\n]\n");
            let (all, result) = split(text.as_bytes());
            assert_eq!(result, Ok(()), "{odd}");
            assert_eq!(all[0], r#"2 {"n": "1, ]"}"#, "{odd}");
            assert_eq!(all.last().unwrap().split_once(' ').unwrap().1, r#"{"n": [2, {}]}"#, "{odd}");
        }
    }

    #[test]
    fn what_is_no_list_is_told_and_what_is_nearly_one_is_read() {
        for (text, records, result) in [
            (b"null".as_slice(), 0, Ok(())),
            (b"\xef\xbb\xbf [1]", 1, Ok(())),
            (b"[1][2]\r\n[3]", 3, Ok(())),
            (b"[1,]", 1, Ok(())),
            (b"", 0, Err("is empty")),
            (b"{\"messages\": []}", 0, Err("is not a list: it holds a single object")),
            (b"\xff\xfe[\0]\0", 0, Err("is UTF-16; save it as UTF-8")),
            (b"[1] x", 1, Err("line 1: there is more behind the list, which is not read")),
            (b"[1,\n{\"a\":", 2, Err("line 2: ends in the middle of the list; get the file once more")),
        ] {
            let (all, told) = split(text);
            assert_eq!((all.len(), told), (records, result.map_err(str::to_owned)), "{text:?}");
        }
    }

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(json!(null)),
            any::<bool>().prop_map(Value::from),
            "[ -~\"\\\\\n\u{e9}]{0,8}".prop_map(Value::from)
        ];
        leaf.prop_recursive(3, 12, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map("[a-z\"\\]\\}]{1,3}", inner, 0..4)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn every_list_comes_back_record_by_record(all in prop::collection::vec(value(), 0..6), pretty in any::<bool>()) {
            let list = Value::Array(all.clone());
            let text = if pretty { serde_json::to_string_pretty(&list).unwrap() } else { list.to_string() };
            let mut back = Vec::new();
            let result = records(text.as_bytes(), |_, record| {
                back.push(serde_json::from_slice::<Value>(record).unwrap());
                true
            });
            prop_assert_eq!((back, result), (all, Ok(())));
        }

        #[test]
        fn any_bytes_are_read_to_an_end(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            let _ = split(&bytes);
        }
    }
}
