//! Bytes: numbers of varying length, and checksums.

use std::io::{self, Write};

/// Appends a number, seven bits a byte.
pub(super) fn put(into: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        into.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    into.push((number & 0x7f) as u8);
}

/// Takes a number off the front; none if the bytes are no number.
pub(super) fn take(from: &mut &[u8]) -> Option<u64> {
    if let Some((byte, rest)) = from.split_first()
        && *byte < 0x80
    {
        *from = rest;
        return Some(u64::from(*byte));
    }
    let mut number = 0_u64;
    for (at, byte) in from.iter().enumerate().take(10) {
        number |= u64::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            *from = &from[at + 1..];
            return Some(number);
        }
    }
    None
}

/// The same for a number that fits 32 bits.
pub(super) fn take_u32(from: &mut &[u8]) -> Option<u32> {
    u32::try_from(take(from)?).ok()
}

/// Takes so many bytes off the front.
pub(super) fn take_bytes<'a>(from: &mut &'a [u8], count: usize) -> Option<&'a [u8]> {
    let (head, rest) = from.split_at_checked(count)?;
    *from = rest;
    Some(head)
}

/// A checksum of what has gone by, eight bytes at a time. It tells damage, not malice.
#[derive(Clone, Debug)]
pub(super) struct Checksum {
    state: u64,
    rest: [u8; 8],
    held: usize,
}

impl Checksum {
    pub fn new() -> Self {
        Self { state: 0x9e37_79b9_7f4a_7c15, rest: [0; 8], held: 0 }
    }

    pub fn add(&mut self, mut bytes: &[u8]) {
        if self.held > 0 {
            let missing = (8 - self.held).min(bytes.len());
            self.rest[self.held..self.held + missing].copy_from_slice(&bytes[..missing]);
            self.held += missing;
            bytes = &bytes[missing..];
            if self.held < 8 {
                return;
            }
            self.word(self.rest);
            self.held = 0;
        }
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.word(*word);
        }
        self.rest[..rest.len()].copy_from_slice(rest);
        self.held = rest.len();
    }

    pub fn sum(mut self) -> u64 {
        let held = self.held;
        self.rest[held..].fill(0);
        self.word(self.rest);
        self.word((held as u64).to_le_bytes());
        self.state
    }

    fn word(&mut self, word: [u8; 8]) {
        let mixed = (self.state ^ u64::from_le_bytes(word)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        self.state = mixed ^ (mixed >> 32);
    }
}

/// Writes through, counting and summing what goes by.
pub(super) struct Summing<W> {
    to: W,
    pub sum: Checksum,
    pub written: u64,
}

impl<W: Write> Summing<W> {
    pub fn new(to: W) -> Self {
        Self { to, sum: Checksum::new(), written: 0 }
    }

    pub fn into_inner(self) -> W {
        self.to
    }
}

impl<W: Write> Write for Summing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.to.write_all(bytes)?;
        self.sum.add(bytes);
        self.written += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Checksum, put, take};

    proptest! {
        #[test]
        fn numbers_survive(numbers: Vec<u64>) {
            let mut bytes = Vec::new();
            for number in &numbers {
                put(&mut bytes, *number);
            }
            let mut from = bytes.as_slice();
            let read: Vec<u64> = numbers.iter().map_while(|_| take(&mut from)).collect();
            prop_assert_eq!(read, numbers);
        }

        #[test]
        fn a_sum_does_not_depend_on_the_pieces_and_tells_a_changed_byte(bytes in prop::collection::vec(any::<u8>(), 1..200), cut: usize, changed: usize) {
            let of = |pieces: &[&[u8]]| {
                let mut sum = Checksum::new();
                for piece in pieces {
                    sum.add(piece);
                }
                sum.sum()
            };
            let (head, tail) = bytes.split_at(cut % bytes.len());
            prop_assert_eq!(of(&[&bytes]), of(&[head, tail]));
            let mut other = bytes.clone();
            other[changed % bytes.len()] ^= 1;
            prop_assert_ne!(of(&[&bytes]), of(&[&other]));
        }
    }
}
