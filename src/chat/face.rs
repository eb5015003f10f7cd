//! How people are named and tagged in one workspace.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{AccountId, PersonId};

/// A person, as seen from one workspace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Face {
    /// The name people know them by.
    pub name: String,
    /// Their account in this workspace, if they have one; without it they are named and not tagged.
    pub account: Option<AccountId>,
}

/// The people a card names.
pub type Faces = BTreeMap<PersonId, Face>;
