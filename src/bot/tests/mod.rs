//! The machine, by what people do.

mod ahead;
mod any_statement;
mod away;
mod believed;
mod forms_twice;
mod hanging;
mod neighbours;
mod retention;
mod rosters;
mod unanswered;
