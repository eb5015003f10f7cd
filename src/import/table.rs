//! A table as people save it: from Excel in any country, from a script, by hand. Encoding and separator are found by
//! themselves, and what was assumed is said. What is wrong with one row takes nothing of the others.

use std::collections::HashMap;
use std::io::Read;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::ImportError;

/// A larger file is no table of a company.
const MOST_BYTES: u64 = 256 << 20;
/// What columns may be separated by, and what that is called.
const SEPARATORS: [(char, &str); 3] = [(',', "commas"), (';', "semicolons"), ('\t', "tabs")];

/// What is wrong with one cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line in the file, from 1.
    pub line: u64,
    /// The column's name; empty if it is about the whole line.
    pub column: String,
    /// What is wrong and how to put it right.
    pub words: String,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.column.as_str() {
            "" => write!(f, "line {}: {}", self.line, self.words),
            column => write!(f, "line {}, {column}: {}", self.line, self.words),
        }
    }
}

/// A row, with the line on which it begins. It has as many cells as the table has columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub line: u64,
    pub cells: Vec<String>,
}

/// A table.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// The names of its columns, in small letters.
    pub header: Vec<String>,
    /// Rows that have anything in them.
    pub rows: Vec<Row>,
    /// Rows that cannot be told apart into cells, and columns of one name.
    pub problems: Vec<Problem>,
    /// Rows that are among the problems.
    pub unreadable: usize,
    /// What was assumed of the file, in sentences.
    pub assumed: Vec<String>,
}

impl Table {
    /// Reads a table whose columns may be called so: that tells by what they are separated.
    ///
    /// # Errors
    /// When it is too large, or no text.
    pub fn read(file: impl Read, columns: &[&str]) -> Result<Self, ImportError> {
        let mut bytes = Vec::new();
        file.take(MOST_BYTES + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| ImportError::File(error.to_string()))?;
        if bytes.len() as u64 > MOST_BYTES {
            return Err(ImportError::File("it is larger than 256 MB; import it in parts".to_owned()));
        }
        let mut table = Self::default();
        let text = table.decode(&bytes).map_err(ImportError::File)?;
        let mut rest = Rest { text: &text, at: 0, line: 1 };
        let separator = table.separator(&mut rest, columns);
        table.header(&mut rest, separator);
        while let Some((line, record)) = rest.record(separator) {
            table.row(line, record);
        }
        Ok(table)
    }

    fn row(&mut self, line: u64, record: Result<Vec<String>, &'static str>) {
        let width = self.header.len();
        let words = match record {
            Ok(cells) if cells.iter().all(String::is_empty) => return,
            Ok(mut cells) if cells.len() <= width => {
                cells.resize(width, String::new());
                self.rows.push(Row { line, cells });
                return;
            }
            Ok(cells) => format!(
                "it has {} cells and the header {width}; put quotes around what has the separator in it",
                cells.len()
            ),
            Err(words) => words.to_owned(),
        };
        self.unreadable += 1;
        self.problems.push(Problem { line, column: String::new(), words });
    }

    /// The text, in whatever encoding it was saved.
    fn decode(&mut self, bytes: &[u8]) -> Result<String, String> {
        if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0") {
            return Err("it is an Excel workbook; save it as \"CSV UTF-8\" and import that".to_owned());
        }
        let (encoding, bytes) = match (Encoding::for_bom(bytes), bytes) {
            (Some((encoding, mark)), _) => (encoding, &bytes[mark..]),
            (None, [a, 0, b, 0, ..]) if *a != 0 && *b != 0 => (UTF_16LE, bytes),
            (None, [0, a, 0, b, ..]) if *a != 0 && *b != 0 => (UTF_16BE, bytes),
            (None, _) if std::str::from_utf8(bytes).is_ok() => (UTF_8, bytes),
            (None, _) => (WINDOWS_1252, bytes),
        };
        let (text, is_broken) = encoding.decode_without_bom_handling(bytes);
        let is_control = |sign: char| ('\u{80}'..='\u{9f}').contains(&sign);
        let odd = |sign: char| if encoding == WINDOWS_1252 { is_control(sign) } else { sign == '\u{fffd}' };
        if let Some(at) = text.find(odd).filter(|_| is_broken || encoding == WINDOWS_1252) {
            let line = text[..at].matches('\n').count() + 1;
            return Err(format!(
                "line {line}: has letters that are neither UTF-8 nor Windows-1252; save it as \"CSV UTF-8\""
            ));
        }
        if encoding != UTF_8 {
            let example = text.split(|sign: char| !sign.is_alphanumeric()).find(|word| !word.is_ascii());
            let example = example.map(|word| format!(", such as \"{word}\"")).unwrap_or_default();
            self.assumed.push(format!(
                "Read as {}{example}. If that looks wrong, save it as \"CSV UTF-8\".",
                encoding.name()
            ));
        }
        Ok(text.into_owned())
    }

    /// By what the columns are separated: as a `sep=` line says, or else by whatever gives most columns of these names,
    /// or else most columns.
    fn separator(&mut self, rest: &mut Rest<'_>, columns: &[&str]) -> char {
        let first = rest.text.lines().next().unwrap_or_default().trim_matches(['"', ' ', '\r']);
        let told = first.to_ascii_lowercase().strip_prefix("sep=").and_then(|told| told.chars().next());
        if let Some(separator) = told {
            rest.skip_line();
            return separator;
        }
        let found = SEPARATORS.iter().rev().max_by_key(|(separator, _)| {
            let header = Rest { ..*rest }.record(*separator).and_then(|(_, header)| header.ok());
            let header = header.unwrap_or_default();
            let known = header.iter().filter(|name| columns.contains(&name.to_lowercase().as_str())).count();
            (known, header.len())
        });
        let (separator, called) = found.copied().unwrap_or(SEPARATORS[0]);
        if separator != ',' {
            self.assumed.push(format!("Its columns are separated by {called}."));
        }
        separator
    }

    fn header(&mut self, rest: &mut Rest<'_>, separator: char) {
        let (line, header) = rest.record(separator).unwrap_or((1, Ok(Vec::new())));
        let header = header.unwrap_or_else(|words| {
            self.problems.push(Problem { line, column: String::new(), words: words.to_owned() });
            Vec::new()
        });
        let mut seen: HashMap<String, usize> = HashMap::new();
        for (number, name) in header.into_iter().enumerate() {
            let name = name.to_lowercase();
            if !name.is_empty()
                && let Some(first) = seen.insert(name.clone(), number + 1)
            {
                let words =
                    format!("columns {first} and {} are both called so; rename one of them", number + 1);
                self.problems.push(Problem { line, column: name.clone(), words });
            }
            self.header.push(name);
        }
    }
}

/// What is still to be read of a text.
#[derive(Clone, Copy, Debug)]
struct Rest<'a> {
    text: &'a str,
    at: usize,
    line: u64,
}

impl Rest<'_> {
    /// The next record: its line, and its cells, or what is wrong with it. Then the next line is where to go on. The
    /// `csv` crate takes text behind a quote, and a quote that is never closed, without a word; hence this.
    fn record(&mut self, separator: char) -> Option<(u64, Result<Vec<String>, &'static str>)> {
        // Blank lines are no records.
        while let Some(blank) = self.text[self.at..].chars().next().filter(|sign| matches!(sign, '\n' | '\r'))
        {
            self.step(blank);
        }
        if self.at >= self.text.len() {
            return None;
        }
        let begin = *self;
        let mut cells = Vec::new();
        loop {
            match self.cell(separator) {
                Ok((cell, goes_on)) => {
                    cells.push(cell);
                    if !goes_on {
                        return Some((begin.line, Ok(cells)));
                    }
                }
                Err(words) => {
                    *self = begin;
                    self.skip_line();
                    return Some((begin.line, Err(words)));
                }
            }
        }
    }

    /// A cell, and whether another one follows.
    fn cell(&mut self, separator: char) -> Result<(String, bool), &'static str> {
        let blank = |sign: char| sign == ' ' || (sign == '\t' && separator != '\t');
        let mut cell = String::new();
        let start = self.text[self.at..].trim_start_matches(blank);
        if start.starts_with('"') {
            self.at = self.text.len() - start.len() + 1;
            loop {
                let rest = &self.text[self.at..];
                let end =
                    rest.find('"').ok_or("a quote is opened and never closed; close it, or take it out")?;
                cell.push_str(&rest[..end]);
                self.line += lines(&rest[..end]);
                self.at += end + 1;
                if !self.text[self.at..].starts_with('"') {
                    break;
                }
                cell.push('"');
                self.at += 1;
            }
            let behind = self.text[self.at..].trim_start_matches(blank);
            if !behind.is_empty() && !behind.starts_with([separator, '\n', '\r']) {
                return Err("there is text behind a closing quote; write a quote within quotes twice");
            }
            self.at = self.text.len() - behind.len();
        } else {
            let rest = &self.text[self.at..];
            let end = rest.find([separator, '\n', '\r']).unwrap_or(rest.len());
            cell.push_str(&rest[..end]);
            self.at += end;
        }
        let next = self.text[self.at..].chars().next();
        if let Some(sign) = next {
            self.step(sign);
        }
        Ok((cell.trim().to_owned(), next == Some(separator)))
    }

    fn step(&mut self, sign: char) {
        self.at += sign.len_utf8();
        let is_pair = sign == '\r' && self.text[self.at..].starts_with('\n');
        self.at += usize::from(is_pair);
        self.line += u64::from(matches!(sign, '\n' | '\r'));
    }

    fn skip_line(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.find(['\n', '\r']).unwrap_or(rest.len());
        if let Some(sign) = self.text[self.at..].chars().next() {
            self.step(sign);
        }
    }
}

/// Line ends, of whatever kind.
fn lines(text: &str) -> u64 {
    let ends = text.bytes().filter(|byte| matches!(byte, b'\n' | b'\r')).count();
    u64::try_from(ends - text.matches("\r\n").count()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(bytes: &[u8]) -> Table {
        Table::read(bytes, &["email", "name"]).unwrap()
    }

    fn rows(table: &Table) -> Vec<String> {
        table.rows.iter().map(|row| format!("{} {}", row.line, row.cells.join("|"))).collect()
    }

    #[test]
    fn a_table_is_read_in_every_encoding_and_with_every_separator() {
        let utf16 = |text: &str, little: bool, mark: bool| {
            let units = mark.then_some(0xfeff).into_iter().chain(text.encode_utf16());
            units
                .flat_map(|unit: u16| if little { unit.to_le_bytes() } else { unit.to_be_bytes() })
                .collect::<Vec<u8>>()
        };
        let comma = "email,name\na@x.test,\"M\u{fc}ller, Ann\"\n";
        let tabs = "email\tname\r\na@x.test\tM\u{fc}ller, Ann\r\n";
        let semicolons = "email;name\r\na@x.test;M\u{fc}ller, Ann\r\n";
        let one_byte = |text: &str| text.chars().map(|sign| u8::try_from(sign).unwrap()).collect::<Vec<u8>>();
        for (bytes, assumed) in [
            (comma.as_bytes().to_vec(), vec![]),
            (format!("\u{feff}{comma}").into_bytes(), vec![]),
            (comma.replace('\n', "\r").into_bytes(), vec![]),
            (semicolons.as_bytes().to_vec(), vec!["semicolons"]),
            (one_byte(semicolons), vec!["windows-1252, such as \"M\u{fc}ller\"", "semicolons"]),
            (utf16(tabs, true, true), vec!["UTF-16LE", "tabs"]),
            (utf16(tabs, true, false), vec!["UTF-16LE", "tabs"]),
            (utf16(comma, false, true), vec!["UTF-16BE"]),
            (utf16(comma, false, false), vec!["UTF-16BE"]),
        ] {
            let table = read(&bytes);
            assert_eq!(rows(&table), ["2 a@x.test|M\u{fc}ller, Ann"], "{assumed:?}");
            assert_eq!(table.assumed.len(), assumed.len(), "{:?}", table.assumed);
            assert!(table.assumed.iter().zip(assumed).all(|(told, part)| told.contains(part)));
        }
        let told = read(format!("sep=;\r\n{semicolons}").as_bytes());
        assert_eq!(rows(&told), ["3 a@x.test|M\u{fc}ller, Ann"]);
        for (bytes, words) in [
            (b"PK\x03\x04rest".as_slice(), "Excel workbook"),
            (b"email\nx\x81\xff", "line 2: has letters that are neither"),
        ] {
            let error = Table::read(bytes, &[]).unwrap_err().to_string();
            assert!(error.contains(words), "{error}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_row_takes_nothing_of_the_others() {
        let text = "email,name,email\na,\"x\ny\",z\n\nb,Doe, Jane,z\nc,\"never closed,z\nd,\"Bob \"the\" B\",z\ne, \"so \"\"it\"\" is\" ,z\nf";
        let table = read(text.as_bytes());
        assert_eq!(rows(&table), ["2 a|x\ny|z", "8 e|so \"it\" is|z", "9 f||"]);
        let told: Vec<String> = table.problems.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "line 1, email: columns 1 and 3 are both called so; rename one of them",
                "line 5: it has 4 cells and the header 3; put quotes around what has the separator in it",
                "line 6: there is text behind a closing quote; write a quote within quotes twice",
                "line 7: there is text behind a closing quote; write a quote within quotes twice",
            ]
        );
        assert_eq!(table.unreadable, 3);
        let last = read(b"email\n\"a\n");
        assert_eq!(
            last.problems[0].to_string(),
            "line 2: a quote is opened and never closed; close it, or take it out"
        );
    }

    proptest! {
        #[test]
        fn what_was_written_as_a_table_comes_back(
            cells in prop::collection::vec(prop::collection::vec("[a-z ,;\"\n\u{e9}]{0,6}", 3), 0..5),
            separator in prop::sample::select(vec![b',', b';', b'\t']),
        ) {
            let mut writer = csv::WriterBuilder::new().delimiter(separator).from_writer(Vec::new());
            writer.write_record(["email", "name", "x"]).unwrap();
            for row in &cells {
                writer.write_record(row).unwrap();
            }
            let table = read(&writer.into_inner().unwrap());
            let back: Vec<Vec<String>> = table.rows.iter().map(|row| row.cells.clone()).collect();
            let trimmed = cells.iter().map(|row| row.iter().map(|cell| cell.trim().to_owned()).collect::<Vec<_>>());
            let filled: Vec<Vec<String>> = trimmed.filter(|row| row.iter().any(|cell| !cell.is_empty())).collect();
            prop_assert_eq!(back, filled);
            prop_assert_eq!(table.problems, Vec::new());
        }

        #[test]
        fn any_bytes_are_read_to_an_end(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            let _ = Table::read(bytes.as_slice(), &["email"]);
        }
    }
}
