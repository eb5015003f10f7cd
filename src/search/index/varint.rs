//! Bytes: numbers of varying length, and a writer that sums what it writes.

use std::io::{self, Write};

use crc32fast::Hasher;

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

/// Writes through, counting and summing what goes by. The sum tells damage, not malice.
pub(super) struct Summing<W> {
    to: W,
    pub sum: Hasher,
    pub written: u64,
}

impl<W: Write> Summing<W> {
    pub fn new(to: W) -> Self {
        Self { to, sum: Hasher::new(), written: 0 }
    }

    pub fn into_inner(self) -> W {
        self.to
    }
}

impl<W: Write> Write for Summing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.to.write_all(bytes)?;
        self.sum.update(bytes);
        self.written += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use proptest::prelude::*;

    use super::{Summing, put, take};

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
    }

    #[test]
    fn what_is_written_is_summed_in_whatever_pieces() {
        let mut to = Summing::new(Vec::new());
        for piece in ["123", "", "45678", "9"] {
            to.write_all(piece.as_bytes()).unwrap();
        }
        assert_eq!((to.written, to.sum.clone().finalize()), (9, 0xcbf4_3926), "as CRC-32 has it");
        assert_eq!(to.into_inner(), b"123456789");
    }
}
