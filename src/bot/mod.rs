//! The machine: from an `Event` to a `Delivery`, along one path.
//!
//! A platform brings an event; `dispatch` finds the handler it belongs to, runs that inside a transaction,
//! writes what it wants said into the outbox and commits; `outbox` and `jobs` do the rest, step by step.

mod access;
mod ahead;
mod backoff;
pub mod cards;
mod contribution;
mod counts;
mod crew;
mod dispatch;
mod domain_event;
mod feature;
mod files;
mod follow;
mod handler;
mod ids;
mod jobs;
mod lanes;
mod machine;
mod mentions;
mod notifications;
mod outbox;
mod outgoing;
mod personal;
mod places;
mod prefetch;
mod profiles;
mod receipt;
mod registry;
mod retention;
mod route;
mod running;
mod sealed;
mod store;
mod stores;
#[cfg(test)]
mod tests;
mod viewing;
mod weekly;
mod words;

pub use backoff::Backoff;
pub use contribution::{AskedOn, BadgeFamily, Contribution, ContributionKind};
pub use counts::Counts;
pub use domain_event::{DomainEvent, Erasure};
pub use feature::{Change, Changed, Feature};
pub use files::cell;
pub use handler::{Answer, Call, Command, Ctx, Due, Failure, FirstStep, Parts, RegistryView};
pub use ids::Ids;
pub use lanes::Lanes;
pub use machine::{Machine, Setup};
pub use personal::{ErasedRows, NotErased};
pub use profiles::declare_championships;
pub use registry::Registry;
pub use store::{FailedDelivery, FailedJob, File, Jobs, NOBODYS, Outbox, OutboxCounts, Post, Posts};
pub use weekly::Weekly;
pub use words::{Words, is_reason};
