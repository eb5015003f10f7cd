//! One statement for many rows of values, in as few hand-overs to SQLite's thread as can be.
//!
//! Every statement that is given to SQLite alone costs two switches between threads, which is more than most statements
//! take themselves. So a statement is written down as often as there are rows, with its placeholders counted on, and
//! given over as one text.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use parking_lot::RwLock;
use sqlx::{AssertSqlSafe, SqlSafeStr, SqlStr};

/// A text is repeated so often at the most. Powers of two up to this are prepared, and kept, once.
const MOST: usize = 64;

type Texts = HashMap<(&'static str, usize), Arc<str>>;

static TEXTS: LazyLock<RwLock<Texts>> = LazyLock::new(RwLock::default);

/// How many of so many rows go into the next text: a power of two.
pub(super) fn share(rows: usize) -> usize {
    1 << rows.clamp(1, MOST).ilog2()
}

/// The statement's text so many times. Every row has `width` values, called `$1` and so on in the statement.
pub(super) fn repeated(text: &'static str, times: usize, width: usize) -> SqlStr {
    if times == 1 {
        return SqlStr::from_static(text);
    }
    let known = TEXTS.read().get(&(text, times)).cloned();
    let whole = known.unwrap_or_else(|| {
        let whole: Arc<str> =
            (0..times).map(|row| counted_on(text, row * width)).collect::<Vec<_>>().join(";\n").into();
        let mut texts = TEXTS.write();
        texts.insert((text, times), Arc::clone(&whole));
        whole
    });
    AssertSqlSafe(whole).into_sql_str()
}

pub(super) fn counted_on(text: &str, by: usize) -> String {
    let mut pieces = text.split('$');
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let digits = piece.bytes().take_while(u8::is_ascii_digit).count();
        let number: usize = piece[..digits].parse().unwrap_or_default();
        out.push('$');
        out.push_str(&(number + by).to_string());
        out.push_str(&piece[digits..]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_counted_on_from_row_to_row() {
        let text = "UPDATE t SET a = $2 WHERE b = $1 OR c = $10";
        assert_eq!(repeated(text, 1, 10).as_str(), text);
        assert_eq!(
            repeated(text, 2, 10).as_str(),
            "UPDATE t SET a = $2 WHERE b = $1 OR c = $10;\nUPDATE t SET a = $12 WHERE b = $11 OR c = $20"
        );
    }

    #[test]
    fn rows_are_shared_out_in_powers_of_two() {
        let mut rows = 101;
        let mut shares = Vec::new();
        while rows > 0 {
            shares.push(share(rows));
            rows -= share(rows);
        }
        assert_eq!(shares, [64, 32, 4, 1]);
    }
}
