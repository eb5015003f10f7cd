//! Any bytes as a file of word vectors: read, or refused with the line; never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../targets/word_vectors.rs"]
mod target;

fuzz_target!(|bytes: &[u8]| target::attempt(bytes));
