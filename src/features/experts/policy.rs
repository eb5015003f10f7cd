//! What a lead decided about questions.

use serde::{Deserialize, Serialize};

use crate::chat::PlaceId;
use crate::people::Settings;

/// What a question that reads as personal says, until the lead changes the list: conflict, harassment, health, pay, leaving,
/// family, in the languages that companies ask in most. It is a list of phrases and understands nothing: what is told in
/// other words is not noticed.
pub const PERSONAL_WORDS: &str = include_str!("personal_words.txt").trim_ascii_end();

/// What a lead decided about questions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct QuestionSettings {
    /// People may ask without showing their name.
    pub anonymous_questions: bool,
    /// Where questions go that were typed to the bot alone.
    pub questions_channel: Option<PlaceId>,
    /// Working hours somebody has for a first reply, 1 to 40.
    pub reply_hours: u8,
    /// One standby in five is somebody who is asked little.
    pub rising_star: bool,
    /// Whom to turn to with what is personal, in the lead's words: "Dana of the people team, people@acme.example".
    pub personal_contact: Option<String>,
    /// What a question says that is personal, one word or phrase a line; each word stands for all that begin with it.
    pub personal_words: String,
}

impl Default for QuestionSettings {
    fn default() -> Self {
        Self {
            anonymous_questions: true,
            questions_channel: None,
            reply_hours: 4,
            rising_star: true,
            personal_contact: None,
            personal_words: PERSONAL_WORDS.to_owned(),
        }
    }
}

impl Settings for QuestionSettings {
    const FEATURE: &'static str = "experts";
}
