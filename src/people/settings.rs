//! What a company's lead has decided.

use serde::{Deserialize, Serialize};

use crate::chat::PlaceId;

/// What a question that reads as personal says, until the lead changes the list: harassment, health, pay, leaving.
pub const PERSONAL_WORDS: &str = "harass
bully
bullied
mobbing
discriminat
racis
sexis
sexual
assault
abus
threaten
depress
burnout
burned out
burnt out
anxiety
panic attack
suicid
self harm
mental health
my health
my illness
sick leave
diagnos
pregnan
miscarriage
maternity leave
parental leave
my salary
my pay
my bonus
underpaid
pay rise
pay raise
ask for a raise
want to quit
quit my job
quitting my job
resign
hand in my notice
my notice period
leave the company
leaving the company
get fired
getting fired
laid off
my severance
my divorce
belästig
schwanger
krankgeschrieben
mein gehalt
kündigen möchte
will kündigen";

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
    /// Messages that somebody gets within seven days without having asked, 1 to 50, over all features.
    pub unasked_a_week: u8,
    /// One standby in five is somebody who is asked little.
    pub rising_star: bool,
    /// Channels that are open in one workspace of the company are open to the members of all.
    pub open_across_workspaces: bool,
    /// Whom to turn to with what is personal, in the lead's words: "Dana of the people team, people@acme.example".
    pub personal_contact: Option<String>,
    /// What a question says that is personal, one word or phrase a line; each word stands for all that begin with it.
    pub personal_words: String,
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
            personal_contact: None,
            personal_words: PERSONAL_WORDS.to_owned(),
        }
    }
}
