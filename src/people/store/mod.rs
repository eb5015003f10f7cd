//! The company's tables: people and accounts, what they know, channels and settings.

mod accounts;
mod channels;
mod company;
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
mod turns;
mod viewers;

#[cfg(test)]
mod tests;

pub use accounts::Accounts;
pub use channels::Channels;
pub use company::Company;
pub use corrections::{Correction, Corrections};
pub use erased::{Erased, Erasures, Whose, is_nobody, nobody};
pub use knowledge::Knowledge;
pub use links::{AccountLinks, Linking};
pub use members::Members;
pub use newcomers::Newcomers;
pub use people::People;
pub use personal::PERSONAL;
pub use turns::Turns;
pub use viewers::Viewers;
