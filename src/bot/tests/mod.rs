//! The machine, by what people do.

mod ahead;
mod away;
mod believed;
mod neighbours;
mod retention;
