//! Any bytes as the entries of a Slack export, and as the ZIP file itself: named problems, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../targets/store.rs"]
mod store;
#[path = "../targets/slack_export.rs"]
mod target;

fuzz_target!(|bytes: &[u8]| target::attempt(bytes));
