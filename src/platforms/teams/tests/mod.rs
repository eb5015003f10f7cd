//! The door from outside, and the calls that go out.

mod connector;
mod hosts;
mod limits;
mod outcome;
mod settings;
mod token;
