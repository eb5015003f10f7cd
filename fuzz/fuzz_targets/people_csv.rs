//! Any bytes as a table of people: named problems, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../targets/store.rs"]
mod store;
#[path = "../targets/people_csv.rs"]
mod target;

fuzz_target!(|bytes: &[u8]| target::attempt(bytes));
