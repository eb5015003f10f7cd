//! The machine, by what people do.

mod believed;
mod hanging;
mod neighbours;
mod unanswered;
