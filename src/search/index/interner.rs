//! Interner as numbers, while a company is loaded.

use std::collections::HashMap;
use std::sync::Arc;

use super::doc::NOBODY;

/// Interner and their numbers; zero is nobody.
#[derive(Debug, Default)]
pub(in crate::search) struct Interner {
    list: Vec<Arc<str>>,
    numbers: HashMap<Arc<str>, u32>,
}

impl Interner {
    /// The number of a name, a new one if need be.
    pub fn number(&mut self, name: Option<&str>) -> u32 {
        let Some(name) = name else { return NOBODY };
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let name: Arc<str> = name.into();
        self.list.push(Arc::clone(&name));
        let number = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        self.numbers.insert(name, number);
        number
    }

    /// The number of a name that is known.
    pub fn known(&self, name: &str) -> Option<u32> {
        self.numbers.get(name).copied()
    }

    /// How many there are: the largest number.
    pub fn count(&self) -> u32 {
        u32::try_from(self.list.len()).unwrap_or(u32::MAX)
    }

    /// The name with this number.
    pub fn name(&self, number: u32) -> Option<&str> {
        self.list.get((number as usize).checked_sub(1)?).map(|name| &**name)
    }
}
