//! Any bytes, rightly signed, as events, commands and interactions of Slack: never a panic, never a status of 500.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../targets/slack_request.rs"]
mod target;

fuzz_target!(|bytes: &[u8]| target::attempt(bytes));
