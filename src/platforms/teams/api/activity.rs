//! An activity as Teams sends it, read piece by piece: a piece that is missing, or of another type than it should be, is
//! simply not there.

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::chat::without_half_pairs;

/// Longer words are cut: no message of Teams' is longer.
const LONGEST: usize = 40_000;

/// No activity tells more changes of one kind.
const MOST_CHANGES: usize = 100;

/// An activity.
#[derive(Clone, Debug)]
pub(in crate::platforms::teams) struct Activity(Value);

impl Activity {
    /// Reads one; none if it is not a JSON object.
    pub(in crate::platforms::teams) fn read(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice::<Value>(&without_half_pairs(bytes)).ok().filter(Value::is_object).map(Self)
    }

    /// The changes that it tells, each as an activity of its own, in the order in which they were made: whoever was taken
    /// out before whoever came in, with a reaction that was swapped. The bot is told of apart from the people around it:
    /// it comes first and goes last.
    pub(in crate::platforms::teams) fn changes(self, is_bot: impl Fn(&str) -> bool) -> Vec<Self> {
        let lists = match self.kind() {
            "messageReaction" => ["reactionsRemoved", "reactionsAdded"],
            "conversationUpdate" => ["membersRemoved", "membersAdded"],
            _ => return vec![self],
        };
        let of_bot = |one: &Value| words(&one["id"]).is_some_and(&is_bot);
        let mut parts: Vec<(&str, Vec<Value>)> = Vec::new();
        for list in lists {
            let all = self.list(&format!("/{list}")).iter().take(MOST_CHANGES).cloned();
            if list.starts_with("reactions") {
                parts.extend(all.map(|one| (list, vec![one])));
                continue;
            }
            let (bot, people): (Vec<Value>, Vec<Value>) = all.partition(of_bot);
            let both = if list == lists[0] { [people, bot] } else { [bot, people] };
            parts.extend(both.into_iter().filter(|some| !some.is_empty()).map(|some| (list, some)));
        }
        if parts.len() < 2 {
            return vec![self];
        }
        let mut bare = self.0;
        for list in lists {
            bare[list] = Value::Array(Vec::new());
        }
        let part = |(list, some): (&str, Vec<Value>)| {
            let mut one = bare.clone();
            one[list] = Value::Array(some);
            Self(one)
        };
        parts.into_iter().map(part).collect()
    }

    /// The piece at a JSON pointer.
    pub(in crate::platforms::teams) fn at(&self, pointer: &str) -> &Value {
        self.0.pointer(pointer).unwrap_or(&Value::Null)
    }

    /// The words at a JSON pointer, if there are any.
    pub(in crate::platforms::teams) fn words(&self, pointer: &str) -> Option<&str> {
        words(self.at(pointer))
    }

    /// The pieces of a list; none if it is not one.
    pub(in crate::platforms::teams) fn list(&self, pointer: &str) -> &[Value] {
        self.at(pointer).as_array().map_or(&[], Vec::as_slice)
    }

    /// The pieces of a list, to be completed.
    pub(in crate::platforms::teams) fn list_mut(&mut self, pointer: &str) -> &mut [Value] {
        self.0.pointer_mut(pointer).and_then(Value::as_array_mut).map_or(&mut [], Vec::as_mut_slice)
    }

    /// What kind of activity.
    pub(in crate::platforms::teams) fn kind(&self) -> &str {
        self.words("/type").unwrap_or_default()
    }

    /// The channel, in Bot Framework's sense: `msteams`.
    pub(in crate::platforms::teams) fn channel(&self) -> &str {
        self.words("/channelId").unwrap_or_default()
    }

    /// Where it is to be answered.
    pub(in crate::platforms::teams) fn service_url(&self) -> &str {
        self.words("/serviceUrl").unwrap_or_default()
    }

    /// The tenant it says it is from. Only to look an installation up with.
    pub(in crate::platforms::teams) fn tenant(&self) -> Option<&str> {
        self.words("/channelData/tenant/id").or_else(|| self.words("/conversation/tenantId"))
    }

    /// It names two tenants: then nothing it says can be believed.
    pub(in crate::platforms::teams) fn contradicts_itself(&self) -> bool {
        let told = [self.words("/channelData/tenant/id"), self.words("/conversation/tenantId")];
        matches!(told, [Some(one), Some(other)] if !one.eq_ignore_ascii_case(other))
    }

    /// Whoever did it is of another company.
    pub(in crate::platforms::teams) fn is_from_elsewhere(&self, tenant: &str) -> bool {
        self.words("/from/tenantId").is_some_and(|from| !from.eq_ignore_ascii_case(tenant))
    }

    /// Who did it, by object id or, where none is told, by the `29:` id.
    pub(in crate::platforms::teams) fn actor(&self) -> Option<&str> {
        self.words("/from/aadObjectId").or_else(|| self.words("/from/id"))
    }

    /// The conversation, thread included.
    pub(in crate::platforms::teams) fn conversation(&self) -> Option<&str> {
        self.words("/conversation/id")
    }

    /// When it happened.
    pub(in crate::platforms::teams) fn sent(&self) -> Option<DateTime<Utc>> {
        moment(self.words("/timestamp")?)
    }

    /// A person is alone with the bot there. Teams also calls a chat between two people personal, where the bot is not.
    pub(in crate::platforms::teams) fn is_personal(&self) -> bool {
        self.words("/conversation/conversationType") == Some("personal")
            && !self.conversation().is_some_and(|conversation| conversation.contains("@unq.gbl.spaces"))
    }

    /// It happened in a channel of a team.
    pub(in crate::platforms::teams) fn is_in_channel(&self) -> bool {
        match self.words("/conversation/conversationType") {
            Some(kind) => kind == "channel",
            None => self.words("/channelData/team/id").is_some() && !self.is_from_bot_chat(),
        }
    }

    /// The conversation of one person with the bot, by its id.
    fn is_from_bot_chat(&self) -> bool {
        self.conversation().is_some_and(|conversation| conversation.starts_with("a:"))
    }

    /// The sender's IANA time zone, if told.
    pub(in crate::platforms::teams) fn time_zone(&self) -> Option<&str> {
        self.words("/localTimezone").filter(|zone| zone.parse::<chrono_tz::Tz>().is_ok())
    }
}

/// The words in a piece; none if it holds none. Cut where they are too long.
pub(in crate::platforms::teams) fn words(piece: &Value) -> Option<&str> {
    let words = piece.as_str().map(str::trim).filter(|words| !words.is_empty())?;
    Some(words.char_indices().nth(LONGEST).map_or(words, |(end, _)| &words[..end]))
}

/// A moment as Teams writes it.
pub(in crate::platforms::teams) fn moment(words: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(words).ok().map(|at| at.to_utc())
}
