//! Teams' reply handle: the message whose button was pressed. Made from a verified activity.

use serde::{Deserialize, Serialize};

use crate::chat::ReplyHandle;

/// A message that can be changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::platforms::teams) struct Handle {
    /// The conversation it is in, thread included.
    #[serde(rename = "c")]
    pub conversation: String,
    /// The activity it is.
    #[serde(rename = "m")]
    pub message: String,
    /// Only one person sees it.
    #[serde(rename = "o", default)]
    pub only: bool,
}

impl Handle {
    /// Written down.
    pub(in crate::platforms::teams) fn write(&self) -> Option<ReplyHandle> {
        serde_json::to_string(self).ok().map(ReplyHandle::new)
    }

    /// Read back; none if it is not one of ours.
    pub(in crate::platforms::teams) fn read(handle: &ReplyHandle) -> Option<Self> {
        serde_json::from_str(handle.expose()).ok()
    }
}
