//! How far an index has read.

use serde::{Deserialize, Serialize};

/// How far an index has read: all rows up to here, in the order of (tick, id).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::search) struct Cursor {
    pub tick: i64,
    /// The last row of the next tick that was read; empty if none.
    pub id: String,
    /// Which life of the store.
    pub epoch: i64,
}
