//! What is true of the whole house: its tree, its statements, its migrations, what it is built on.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

mod actions;
mod architecture;
mod docs;
mod engines;
mod exempt;
mod fuzz;
mod manifests;
mod migrations;
mod owners;
mod personal;
mod plans;
mod source;
mod sql;
