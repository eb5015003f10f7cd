//! The company's tables: people and accounts, what they know, channels and settings.

mod accounts;
mod channels;
mod corrections;
mod erased;
mod knowledge;
mod links;
mod members;
mod met;
mod newcomers;
mod people;
mod personal;
mod rows;
mod viewers;

#[cfg(test)]
mod tests;

pub use accounts::AccountStore;
pub use channels::ChannelStore;
pub use corrections::{Correction, CorrectionStore};
pub use erased::{Erased, ErasedStore, Whose, is_nobody, nobody};
pub use knowledge::KnowledgeStore;
pub use links::{LinkStore, Linking};
pub use members::MemberStore;
pub use newcomers::NewcomerStore;
pub use people::PeopleStore;
pub use personal::PERSONAL;
pub use viewers::ViewerStore;
