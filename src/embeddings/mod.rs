//! What a text means, as a vector: texts that mean alike point the same way. Optional, and off unless a model is set.

mod endpoint;
mod words;

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use secrecy::SecretString;
use url::Url;

pub use endpoint::Endpoint;
pub use words::WordVectors;

/// A vector has no more numbers than these.
pub const WIDEST: usize = 4_096;

/// A model of what texts mean.
#[async_trait]
pub trait EmbeddingModel: Send + Sync + std::fmt::Debug {
    /// Tells its vectors from another model's, which are never compared with them.
    fn name(&self) -> &str;

    /// A vector for each text, in their order and all of one width; none for a text that says nothing to the model.
    /// They need not be of length one.
    ///
    /// # Errors
    /// When it cannot tell; never with the texts, or a key, in the words of the error.
    async fn vectors(&self, texts: &[String]) -> Result<Vec<Option<Vec<f32>>>, EmbeddingError>;
}

/// Which model to use.
#[derive(Clone, Debug)]
pub enum EmbeddingSettings {
    /// Vectors of words, in a file on this machine.
    Words(PathBuf),
    /// An endpoint that speaks as `OpenAI`'s does. Texts leave this machine.
    Endpoint {
        /// Its address, without `/embeddings`.
        url: Url,
        /// What it is called with, if it wants that.
        key: Option<SecretString>,
        /// The model's name there.
        model: String,
    },
}

/// Why there is no vector.
#[derive(Debug, thiserror::Error)]
pub enum EmbeddingError {
    /// The file cannot be read.
    #[error("the file cannot be read: {0}")]
    File(#[from] io::Error),
    /// What stands in the file is not what should.
    #[error("line {0}: {1}")]
    Line(u64, &'static str),
    /// The endpoint cannot be reached, or takes too long.
    #[error("the endpoint cannot be reached: {0}")]
    Unreached(String),
    /// The endpoint answers that it will not.
    #[error("the endpoint answers with status {0}")]
    Refused(u16),
    /// The endpoint answers something else than vectors.
    #[error("the endpoint's answer makes no sense: {0}")]
    Senseless(&'static str),
}

/// Makes the model ready. A file is read whole, which takes a second or two; an endpoint is not asked anything yet.
///
/// # Errors
/// When the file cannot be read or has no vectors in it.
pub fn open(settings: &EmbeddingSettings) -> Result<Arc<dyn EmbeddingModel>, EmbeddingError> {
    Ok(match settings {
        EmbeddingSettings::Words(path) => Arc::new(WordVectors::open(path)?),
        EmbeddingSettings::Endpoint { url, key, model } => Arc::new(Endpoint::new(url, key.clone(), model)?),
    })
}
