//! Who goes with whom: hard rules, a score for each pair, and the assignment of the whole pool that is worth most. Pure.

mod assignment;
mod pair;
mod personality;
mod propose;

#[cfg(test)]
mod tests;

pub use assignment::{Assignment, NEVER, Scores, assign};
pub use pair::{Barrier, Candidate, Part, Parts, Rules, Weights};
pub use personality::{Factors, ITEMS, MOST, factors};
pub use propose::{Judge, LeftOver, Pool, Proposal, Proposed, propose};
