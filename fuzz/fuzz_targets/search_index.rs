//! A saved index with damage in its files: it is noticed or does no harm, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../targets/search_index.rs"]
mod target;

fuzz_target!(|bytes: &[u8]| target::attempt(bytes));
