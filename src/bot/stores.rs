//! The stores of the floors below, as a handler reaches them: those of its own company.

use super::Ctx;
use crate::people::{
    AccountLinks, Accounts, Channels, Corrections, Erasures, Knowledge, Members, Newcomers, People, Viewers,
};

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

    /// Accounts, and whose they are.
    pub fn accounts(&mut self) -> Accounts<'_> {
        self.tx.of(&self.org)
    }

    /// Channels, and what is known of them.
    pub fn channels(&mut self) -> Channels<'_> {
        self.tx.of(&self.org)
    }

    /// Who is in which channel or team.
    pub fn members(&mut self) -> Members<'_> {
        self.tx.of(&self.org)
    }

    /// People as viewers: what decides what they may meet.
    pub fn viewers(&mut self) -> Viewers<'_> {
        self.tx.of(&self.org)
    }
}
