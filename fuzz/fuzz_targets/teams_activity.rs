//! Any bytes as an activity of Teams: never a panic, never a status of 500.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../targets/teams_activity.rs"]
mod target;

fuzz_target!(|bytes: &[u8]| target::attempt(bytes));
