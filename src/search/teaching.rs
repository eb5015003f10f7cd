//! Which places teach the ranking.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::chat::PlaceId;

/// The places that may teach the weights with which a question is ranked, as far as whoever asks may read all of them. What
/// was taught by a place says something of it, if only in numbers: so it may speak only before those who could have read it
/// there, and a question whose scope lacks one of the places is ranked with the weights of the model.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Teaching {
    /// Whoever asks is shown what the model says.
    #[default]
    Nothing,
    /// There is nobody who could not read everything.
    Everything,
    /// What was said in these.
    Places(Arc<BTreeSet<PlaceId>>),
}

impl Teaching {
    /// Whoever may read the others may read these.
    pub(super) fn is_within(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Nothing, _) | (_, Self::Everything) => true,
            (Self::Places(own), Self::Places(others)) => own.is_subset(others),
            _ => false,
        }
    }

    /// What whoever may read either of them may read.
    pub(super) fn common(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Nothing, _) | (_, Self::Nothing) => Self::Nothing,
            (Self::Everything, some) | (some, Self::Everything) => some.clone(),
            (Self::Places(own), Self::Places(others)) => {
                Self::Places(Arc::new(own.intersection(others).cloned().collect()))
            }
        }
    }

    /// Their names; none if all teach.
    pub(super) fn places(&self) -> Option<impl Iterator<Item = &str>> {
        let places = match self {
            Self::Everything => return None,
            Self::Nothing => None,
            Self::Places(places) => Some(places.iter()),
        };
        Some(places.into_iter().flatten().map(PlaceId::as_str))
    }
}

#[cfg(test)]
mod tests {
    use super::{Arc, PlaceId, Teaching};

    #[test]
    fn only_what_is_within_may_be_used_and_what_is_common_is_within_both() {
        let of = |names: &[&str]| {
            Teaching::Places(Arc::new(names.iter().map(|name| PlaceId::new(*name)).collect()))
        };
        let (both, one, other) = (of(&["a", "b"]), of(&["a"]), of(&["b", "c"]));
        assert!(one.is_within(&both) && !both.is_within(&one) && !other.is_within(&both));
        assert!(both.is_within(&Teaching::Everything) && !Teaching::Everything.is_within(&both));
        assert!(!one.is_within(&Teaching::Nothing) && Teaching::Nothing.is_within(&one));
        assert_eq!(both.common(&other), of(&["b"]));
        assert_eq!(Teaching::Everything.common(&one), one);
        assert_eq!(one.common(&Teaching::Nothing), Teaching::Nothing);
    }
}
