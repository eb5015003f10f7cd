//! The machine, by what people do.

mod believed;
mod neighbours;
