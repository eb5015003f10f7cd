//! A set of small numbers.

/// One bit a number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::search) struct BitSet {
    words: Vec<u64>,
    count: usize,
}

impl BitSet {
    /// Is it in the set?
    pub fn has(&self, at: u32) -> bool {
        self.words.get(at as usize / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
    }

    /// Puts it into the set.
    pub fn set(&mut self, at: u32) {
        let word = at as usize / 64;
        if word >= self.words.len() {
            self.words.resize(word + 1, 0);
        }
        if !self.has(at) {
            self.words[word] |= 1 << (at % 64);
            self.count += 1;
        }
    }

    /// How many are in the set.
    pub fn count(&self) -> usize {
        self.count
    }

    /// All of them, from the smallest.
    pub fn iter(&self) -> impl Iterator<Item = u32> {
        (0..).zip(&self.words).flat_map(|(at, word)| {
            (0..64_u32).filter(move |bit| word >> bit & 1 == 1).map(move |bit| at * 64 + bit)
        })
    }
}
