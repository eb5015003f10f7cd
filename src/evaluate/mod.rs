//! How well the ranking names who really answered: real questions, asked again through the code that serves people.

mod baseline;
mod earlier;
mod explain;
pub mod figures;
mod history;
mod jsonl;
mod measures;
mod mentions;
mod named;
mod replay;
mod report;
mod simple;
mod threads;

pub use history::{History, Post};
pub use report::{Options, evaluate};

#[cfg(test)]
mod tests;
