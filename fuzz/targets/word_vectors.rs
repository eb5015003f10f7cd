//! Any bytes as a file of word vectors: read, or refused with the line; never a panic.

use lyceum::embeddings::WordVectors;

/// One attempt.
pub fn attempt(bytes: &[u8]) {
    if let Ok(model) = WordVectors::read(bytes) {
        let text = String::from_utf8_lossy(bytes);
        if let Some(vector) = model.vector(&text) {
            assert!(vector.iter().all(|number| number.is_finite()));
        }
    }
}
