//! The stores of the floors below, as a handler reaches them: those of its own company.

use super::Ctx;
use crate::people::{AccountLinks, Corrections, Erasures, Knowledge, Newcomers, People};

impl Ctx {
    /// People, as they are kept.
    pub fn people(&mut self) -> People<'_> {
        self.tx.of(&self.org)
    }

    /// What people know, topics with their champions, and holidays.
    pub fn knowledge(&mut self) -> Knowledge<'_> {
        self.tx.of(&self.org)
    }

    /// What people said is not theirs.
    pub fn corrections(&mut self) -> Corrections<'_> {
        self.tx.of(&self.org)
    }

    /// Codes that link two accounts of one person.
    pub fn account_links(&mut self) -> AccountLinks<'_> {
        self.tx.of(&self.org)
    }

    /// Who is only "somebody new", and mentioned nowhere.
    pub fn newcomers(&mut self) -> Newcomers<'_> {
        self.tx.of(&self.org)
    }

    /// Who was erased, so that nothing of them comes back.
    pub fn erasures(&mut self) -> Erasures<'_> {
        self.tx.of(&self.org)
    }
}
