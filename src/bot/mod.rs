//! The machine: from an `Event` to a `Delivery`, along one path.
//!
//! A platform brings an event; `dispatch` finds the door it belongs to, runs the room's handler inside a transaction,
//! writes what it wants said into the outbox and commits; `outbox` and `jobs` do the rest, step by step.

mod access;
mod ahead;
pub mod cards;
mod contribution;
mod counts;
mod crew;
mod dispatch;
mod doors;
mod feature;
mod files;
mod follow;
mod handler;
mod happening;
mod ids;
mod jobs;
mod known;
mod lanes;
mod machine;
mod outbox;
mod personal;
mod places;
mod profiles;
mod readable;
mod receipt;
mod retention;
mod route;
mod running;
mod sayings;
mod sealed;
mod store;
mod stores;
#[cfg(test)]
mod tests;
mod unasked;
mod viewing;
mod weekly;
mod words;

pub use contribution::{BadgeFamily, Contribution, ContributionKind};
pub use counts::Counts;
pub use doors::Doors;
pub use feature::{Change, Changed, Feature};
pub use handler::{Answer, Call, Command, Ctx, Due, Failure, FirstStep, Parts, Plates};
pub use happening::{Erasure, Happening};
pub use ids::Ids;
pub use lanes::Lanes;
pub use machine::{Machine, Setup};
pub use personal::{ErasedRows, NotErased};
pub use profiles::declare_championships;
pub use store::{FailedJob, File, Jobs, NOBODYS, Outbox, OutboxCounts, Post, Posts, Stuck};
pub use weekly::Weekly;
pub use words::{Words, is_reason};
