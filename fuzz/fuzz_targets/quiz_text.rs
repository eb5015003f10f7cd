//! Any bytes as a quiz that was written elsewhere: named problems or questions, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../targets/store.rs"]
mod store;
#[path = "../targets/quiz_text.rs"]
mod target;

fuzz_target!(|bytes: &[u8]| target::attempt(bytes));
