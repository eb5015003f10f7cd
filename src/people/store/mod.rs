//! The company's tables: people and accounts, what they know, channels and settings.

mod channels;
mod knowledge;
mod people;
mod rows;

pub use channels::ChannelStore;
pub use knowledge::KnowledgeStore;
pub use people::PeopleStore;
