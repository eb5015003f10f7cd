//! The company's tables: people and accounts, what they know, channels and settings.

mod accounts;
mod channels;
mod knowledge;
mod people;
mod rows;

pub use accounts::AccountStore;
pub use channels::ChannelStore;
pub use knowledge::KnowledgeStore;
pub use people::PeopleStore;
