//! The door from outside, and the calls that go out.

mod cards;
mod connector;
mod door;
mod forms;
mod hosts;
mod limits;
mod mentions;
mod outbound;
mod outcome;
mod rig;
mod settings;
mod token;
mod translate;
