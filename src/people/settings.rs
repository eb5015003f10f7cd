//! What a company's lead has decided.

use serde::{Deserialize, Serialize};

use crate::chat::PlaceId;

/// A company's settings. Kept as JSON; what is missing has its default.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// People may ask without showing their name.
    pub anonymous_questions: bool,
    /// Where questions go that were typed to the bot alone.
    pub questions_channel: Option<PlaceId>,
    /// Guests may be asked like anybody else.
    pub guests_may_be_experts: bool,
    /// Working hours somebody has for a first reply, 1 to 40.
    pub reply_hours: u8,
    /// Messages that somebody gets within seven days without having asked, 1 to 50, over all rooms.
    pub unasked_a_week: u8,
    /// One standby in five is somebody who is asked little.
    pub rising_star: bool,
    /// Channels that are open in one workspace of the company are open to the members of all.
    pub open_across_workspaces: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            anonymous_questions: true,
            questions_channel: None,
            guests_may_be_experts: false,
            reply_hours: 4,
            unasked_a_week: 7,
            rising_star: true,
            open_across_workspaces: false,
        }
    }
}
