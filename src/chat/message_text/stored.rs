//! How a message's text is stored: a mention is `<@account>`, `<#place>` or `<#place|name>`. Words that look like one get
//! a backslash behind the `<`, so that they come back as words.

use std::fmt::Write;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{MessageText, Piece};
use crate::chat::{AccountId, PlaceId};

impl MessageText {
    /// As it is stored.
    pub fn encode(&self) -> String {
        let mut out = String::new();
        for piece in self.pieces() {
            match piece {
                Piece::Words(words) => write_words(words, &mut out),
                Piece::Account(account) => {
                    out.push_str("<@");
                    write_id(account.as_str(), &mut out);
                    out.push('>');
                }
                Piece::Channel { place, name } => {
                    out.push_str("<#");
                    write_id(place.as_str(), &mut out);
                    if let Some(name) = name {
                        out.push('|');
                        write_id(name, &mut out);
                    }
                    out.push('>');
                }
            }
        }
        out
    }

    /// What was stored, also by versions that stored words as they were.
    pub fn decode(stored: &str) -> Self {
        let mut text = Self::new();
        let mut words = String::new();
        let mut rest = stored;
        while let Some(at) = rest.find('<') {
            words.push_str(&rest[..at]);
            let after = &rest[at + 1..];
            if let Some((piece, left)) = mention(after) {
                text.push(Piece::Words(std::mem::take(&mut words)));
                text.push(piece);
                rest = left;
            } else {
                words.push('<');
                rest = after.strip_prefix('\\').filter(|_| looks_like_mention(after)).unwrap_or(after);
            }
        }
        words.push_str(rest);
        text.push(Piece::Words(words));
        text
    }
}

/// Behind a `<`: this would be a mention, were it not for backslashes.
fn looks_like_mention(after: &str) -> bool {
    after.trim_start_matches('\\').starts_with(['@', '#'])
}

/// The mention whose `<` was read already, and what comes behind it.
fn mention(after: &str) -> Option<(Piece, &str)> {
    let inside = after.strip_prefix(['@', '#'])?;
    let end = inside.find(|sign: char| sign == '>' || sign == '<' || sign.is_whitespace())?;
    let rest = inside[end..].strip_prefix('>')?;
    let inside = &inside[..end];
    if after.starts_with('@') {
        return (!inside.is_empty()).then(|| (Piece::Account(AccountId::new(read_id(inside))), rest));
    }
    let (place, name) = inside.split_once('|').map_or((inside, None), |(place, name)| (place, Some(name)));
    let piece = Piece::Channel { place: PlaceId::new(read_id(place)), name: name.map(read_id) };
    (!place.is_empty()).then_some((piece, rest))
}

fn write_words(words: &str, out: &mut String) {
    let mut rest = words;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..=at]);
        rest = &rest[at + 1..];
        if looks_like_mention(rest) {
            out.push('\\');
        }
    }
    out.push_str(rest);
}

/// What would end an id, and the sign that says so, are written as in an address: `%3E`.
fn write_id(id: &str, out: &mut String) {
    for sign in id.chars() {
        if matches!(sign, '%' | '<' | '>' | '|') || sign.is_whitespace() {
            for byte in sign.encode_utf8(&mut [0; 4]).bytes() {
                let _ = write!(out, "%{byte:02X}");
            }
        } else {
            out.push(sign);
        }
    }
}

fn read_id(written: &str) -> String {
    let mut bytes = Vec::with_capacity(written.len());
    let mut rest = written.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let escaped = after.get(..2).filter(|_| *first == b'%');
        let byte = escaped
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| written.to_owned())
}

impl Serialize for MessageText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.encode())
    }
}

impl<'de> Deserialize<'de> for MessageText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::decode(&String::deserialize(deserializer)?))
    }
}
