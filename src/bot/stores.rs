//! The stores of the floors below, as a handler reaches them: those of its own company.

use super::store::{Files, Forms, Jobs, Notifications, Outbox, PersonalRecords, Posts};
use crate::people::{
    AccountLinks, Accounts, Channels, Company, Corrections, Erasures, Knowledge, Members, Newcomers, People,
    Turns, Viewers,
};
use crate::search::{Answers, Conversations, EvidenceLog, HandedMessages, Messages, Withdrawals};

/// The words by which a handler reaches a store of its company.
#[macro_export]
macro_rules! reached {
    ($($(#[$doc:meta])* $vis:vis $words:ident: $Store:ident),* $(,)?) => {
        impl $crate::bot::Ctx {
            $(
                $(#[$doc])*
                $vis fn $words(&mut self) -> $Store<'_> {
                    self.tx.of(&self.org)
                }
            )*
        }
    };
}

/// Makes a store of a feature: [`company_store`](crate::company_store), and the words by which a handler reaches it.
#[macro_export]
macro_rules! scoped {
    ($(#[$doc:meta])* $vis:vis $Store:ident, $words:ident) => {
        $crate::company_store! { $(#[$doc])* $vis $Store }

        $crate::reached! { $(#[$doc])* $vis $words: $Store }
    };
}

reached! {
    /// The company, its workspaces and what its leads decided.
    pub company: Company,
    /// Channels, and what is known of them.
    pub channels: Channels,
    /// Who is in which channel or team.
    pub members: Members,
    /// People as viewers: what decides what they may meet.
    pub viewers: Viewers,
    /// People, as they are kept.
    pub people: People,
    /// What has to be done for a person one after the other.
    pub turns: Turns,
    /// Accounts, and whose they are.
    pub accounts: Accounts,
    /// Codes that link two accounts of one person.
    pub account_links: AccountLinks,
    /// Who is only "somebody new", and mentioned nowhere.
    pub newcomers: Newcomers,
    /// Who was erased, so that nothing of them comes back.
    pub erasures: Erasures,
    /// What people know, topics with their champions, and holidays.
    pub knowledge: Knowledge,
    /// What people said is not theirs.
    pub corrections: Corrections,
    /// Which state what was looked up before its turn belongs to.
    pub withdrawals: Withdrawals,
    /// Messages in channels that are read, as conversations.
    pub conversations: Conversations,
    /// Answers that people gave.
    pub answers: Answers,
    /// What people said and declared: what the index is made of.
    pub evidence: EvidenceLog,
    /// Messages as the platform knows them.
    pub messages: Messages,
    /// Messages that somebody handed over.
    pub handed_messages: HandedMessages,
    /// What waits to be sent, and what could not be.
    pub outbox: Outbox,
    /// What is to be done later.
    pub jobs: Jobs,
    /// Messages of ours, by the names that features gave them.
    pub posts: Posts,
    /// Forms that were opened.
    pub(super) forms: Forms,
    /// Files that wait to be fetched.
    pub(super) stored_files: Files,
    /// What people were told, and are still to be told.
    pub(super) notifications: Notifications,
    /// What is kept of one person.
    pub(super) personal_records: PersonalRecords,
}
