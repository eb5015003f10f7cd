//! What the index keeps about a piece of evidence, beside its words.

use crate::search::evidence::{Evidence, Kind, Source};

/// No author, no place, or nobody known to have asked.
pub(in crate::search) const NOBODY: u32 = 0;

const REPLY: u8 = 1;
const ACCEPTED: u8 = 2;
const SKILL: u8 = 4;
const ASKED: u8 = 8;
/// Two bits: where a declaration is known from.
const SOURCE: u8 = 16;

/// A piece of evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::search) struct Doc {
    /// Which thread: a digest of its place and first message.
    pub thread: u64,
    /// Seconds since 1970.
    pub sent: u32,
    /// Who wrote it, by number within the loaded company.
    pub author: u32,
    /// Who began the thread; worked out, never stored.
    pub asker: u32,
    /// Where, by number within the loaded company.
    pub place: u32,
    /// How many words, coded.
    pub len: u8,
    pub flags: u8,
}

impl Doc {
    pub fn new(evidence: &Evidence, author: u32, place: u32, words: u32) -> Self {
        let root = evidence.thread.is_none() || evidence.thread == evidence.message;
        let mut flags = 0;
        if evidence.kind == Kind::Skill {
            let source = evidence.id.declaration().map_or(Source::Skill, |(source, _)| source);
            flags |= SKILL | (source as u8 * SOURCE);
        } else if !root {
            flags |= REPLY;
        }
        if evidence.kind == Kind::Asked {
            flags |= ASKED;
        }
        if evidence.accepted {
            flags |= ACCEPTED;
        }
        Self {
            thread: thread_key(evidence),
            sent: u32::try_from(evidence.sent.timestamp().max(0)).unwrap_or(u32::MAX),
            author,
            asker: NOBODY,
            place,
            len: code_length(words),
            flags,
        }
    }

    pub fn is_reply(&self) -> bool {
        self.flags & REPLY != 0
    }

    pub fn is_skill(&self) -> bool {
        self.flags & SKILL != 0
    }

    /// Where a declaration is known from.
    pub fn source(&self) -> Source {
        Source::ALL[usize::from(self.flags / SOURCE % 4)]
    }

    pub fn is_root(&self) -> bool {
        self.flags & (SKILL | REPLY) == 0
    }

    pub fn is_accepted(&self) -> bool {
        self.flags & ACCEPTED != 0
    }

    /// Somebody wrote this to somebody else who had begun the thread.
    pub fn answers(&self) -> bool {
        self.is_reply() && self.author != NOBODY && self.author != self.asker
    }

    /// The bot put this question, or it stands below one that the bot put, and tagged somebody there. Of what stands
    /// below, this is worked out like [`Self::asker`].
    pub fn is_asked(&self) -> bool {
        self.flags & ASKED != 0
    }

    /// Says of what stands below a question whose it is, and whether the bot put it.
    pub fn stands_below(&mut self, asker: u32, is_asked: bool) {
        self.asker = asker;
        if self.is_reply() {
            self.flags = if is_asked { self.flags | ASKED } else { self.flags & !ASKED };
        }
    }

    pub fn words(&self) -> f32 {
        decode_length(self.len)
    }
}

/// FNV-1a: the same in every build and on every machine, as what is written on disk must be.
pub(in crate::search) fn digest(parts: &[&str]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for part in parts {
        for byte in part.bytes().chain([0xff]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    // Spread the last bytes over all bits.
    hash ^= hash >> 32;
    hash = hash.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    hash ^ (hash >> 29)
}

fn thread_key(evidence: &Evidence) -> u64 {
    match (&evidence.place, evidence.thread.as_ref().or(evidence.message.as_ref())) {
        (Some(place), Some(thread)) => digest(&[place.as_str(), thread.as_str()]),
        _ => digest(&[evidence.id.as_str()]),
    }
}

/// Exact up to 31 words, then in steps of a sixteenth.
fn code_length(words: u32) -> u8 {
    if words < 32 {
        return u8::try_from(words).unwrap_or(u8::MAX);
    }
    let shift = 27 - words.leading_zeros();
    let steps = (words >> shift) - 16;
    u8::try_from(16 + shift * 16 + steps).unwrap_or(u8::MAX)
}

/// The length of a code.
pub(in crate::search) fn decode_length(code: u8) -> f32 {
    let code = u32::from(code);
    let words = if code < 32 { code } else { (16 + (code - 32) % 16) << ((code - 32) / 16 + 1) };
    #[expect(clippy::cast_precision_loss, reason = "a length is far below 2^24")]
    let words = words as f32;
    words
}

#[cfg(test)]
mod tests {
    use super::{code_length, decode_length};

    #[test]
    fn lengths_survive_their_code_nearly() {
        for words in (0..40).chain([63, 64, 100, 511, 512, 4_000, 16_000]) {
            let read = decode_length(code_length(words));
            let error = (read - f32::from(u16::try_from(words).unwrap())).abs();
            assert!(error <= f32::from(u16::try_from(words).unwrap()) / 16.0, "{words} was read as {read}");
        }
    }
}
