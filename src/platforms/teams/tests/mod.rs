//! The door from outside, and the calls that go out.

mod cards;
mod channels;
mod connector;
mod door;
mod forms;
mod hosts;
mod leaving;
mod limits;
mod members;
mod mentions;
mod outbound;
mod outcome;
mod rig;
mod settings;
mod token;
mod translate;
