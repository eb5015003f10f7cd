//! Why something a person wants is not done, in words for them.

use crate::chat::Unavailable;

/// Why something was not done, said to the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum RequestError {
    Bad(String),
    NotFound(&'static str),
    Conflict(&'static str),
    TooLarge,
    Unavailable,
}

impl From<Unavailable> for RequestError {
    fn from(_: Unavailable) -> Self {
        Self::Unavailable
    }
}
