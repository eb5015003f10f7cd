//! Any bytes as a file of word vectors: read, or refused with the line; never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use lyceum::meaning::WordVectors;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(model) = WordVectors::read(bytes) {
        let text = String::from_utf8_lossy(bytes);
        if let Some(vector) = model.vector(&text) {
            assert!(vector.iter().all(|number| number.is_finite()));
        }
    }
});
