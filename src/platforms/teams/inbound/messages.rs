//! Messages: written, changed, taken away and brought back; and the reactions to them.

use super::context::{InboundContext, Translated, Way, press};
use super::text::of;
use crate::chat::{Message, MessageId, MessageText, Piece, Reaction, What};
use crate::platforms::teams::api::activity::words;

impl InboundContext<'_> {
    pub(in crate::platforms::teams) fn message(&self) -> Translated {
        let activity = self.activity;
        // Clients that know no Action.Execute send a button as a message without words.
        if let Some(press) = press(activity.at("/value"), activity.words("/replyToId")) {
            let key = format!("press:{}", self.digest(&[&activity.at("/value").to_string()]));
            let handle = self.pressed(activity.at("/value"));
            return self.heard(key, What::Press(press), handle.as_ref(), Way::Aside);
        }
        let (text, called) = of(activity, self.installation.tenant(), |id| self.is_bot(id));
        let targeted = activity.at("/recipient/isTargeted").as_bool() == Some(true);
        let id = activity.words("/id");
        // The same message may come again under another id when we were slow: what was written, by whom, where and
        // when on their own clock tells it from any other.
        let key = format!("message:{}", self.digest(&[&text.encode()]));
        if activity.is_personal() || called || targeted {
            let words = without_slash(text);
            let message = id.filter(|_| !targeted).map(MessageId::new);
            let what = What::Command { words, slash: targeted, message, groups: Vec::new() };
            return self.below_itself(self.heard(key, what, None, Way::Aside));
        }
        match self.written(text) {
            Some(message) => self.heard(key, What::Overheard(message), None, Way::Aside),
            None => Translated::Nothing("a message without a name or a time"),
        }
    }

    /// What is said back to a mention stands below it, as everybody expects, and not as a post of its own.
    fn below_itself(&self, heard: Translated) -> Translated {
        match heard {
            Translated::Event(mut event, way) => {
                let thread = self
                    .activity
                    .conversation()
                    .and_then(|it| crate::platforms::teams::api::ids::split(it).1);
                event.at.thread = thread.map(MessageId::new);
                Translated::Event(event, way)
            }
            other => other,
        }
    }

    pub(in crate::platforms::teams) fn edited(&self) -> Translated {
        let (text, _) = of(self.activity, self.installation.tenant(), |id| self.is_bot(id));
        let key = format!(
            "edit:{}:{}",
            self.activity.words("/id").unwrap_or_default(),
            self.digest(&[&text.encode()])
        );
        match self.written(text) {
            Some(message) => {
                let message = Message { edited: Some(message.sent), ..message };
                self.heard(key, What::Edited(message), None, Way::Aside)
            }
            None => Translated::Nothing("a message without a name or a time"),
        }
    }

    /// What comes back is as good as written anew.
    pub(in crate::platforms::teams) fn undeleted(&self) -> Translated {
        let (text, _) = of(self.activity, self.installation.tenant(), |id| self.is_bot(id));
        let key = format!(
            "undelete:{}",
            self.digest(&[self.activity.words("/id").unwrap_or_default(), &text.encode()])
        );
        match self.written(text) {
            Some(message) => self.heard(key, What::Overheard(message), None, Way::Aside),
            None => Translated::Nothing("a message without a name or a time"),
        }
    }

    pub(in crate::platforms::teams) fn deleted(&self) -> Translated {
        let Some(id) = self.activity.words("/id") else {
            return Translated::Nothing("a message without a name");
        };
        let key = format!("delete:{}", self.digest(&[id]));
        self.heard(key, What::Deleted(MessageId::new(id)), None, Way::Aside)
    }

    fn written(&self, text: MessageText) -> Option<Message> {
        let activity = self.activity;
        let id = activity.words("/id")?;
        let is_program = activity.words("/from/role") == Some("bot")
            || activity.words("/from/id").is_some_and(|from| from.starts_with("28:"));
        Some(Message {
            id: MessageId::new(id),
            author: self.account().filter(|_| !is_program),
            text,
            thread: self.place()?.thread,
            sent: activity.sent()?,
            edited: None,
        })
    }

    pub(in crate::platforms::teams) fn reaction(&self) -> Translated {
        let added = self.activity.list("/reactionsAdded").first();
        let gone = self.activity.list("/reactionsRemoved").first();
        let emoji = added.or(gone).and_then(|reaction| words(&reaction["type"]));
        let (Some(emoji), Some(message)) = (emoji, self.activity.words("/replyToId")) else {
            return Translated::Nothing("a reaction without a message");
        };
        let sort = if added.is_some() { "set" } else { "taken" };
        let key = format!("reaction:{}", self.digest(&[sort, emoji, message]));
        let reaction = Reaction {
            message: MessageId::new(message),
            author: None,
            emoji: emoji_name(emoji),
            added: added.is_some(),
        };
        self.heard(key, What::Reaction(reaction), None, Way::Aside)
    }
}

/// A command's words, whether or not it was typed with a slash.
fn without_slash(text: MessageText) -> MessageText {
    let mut words = MessageText::new();
    for (at, piece) in text.into_iter().enumerate() {
        words.push(match piece {
            Piece::Words(typed) if at == 0 => Piece::Words(typed.trim_start_matches('/').to_owned()),
            other => other,
        });
    }
    words.trimmed()
}

/// Teams' six have names of their own; the others are called as they are everywhere.
fn emoji_name(reaction: &str) -> String {
    let known = match reaction {
        "like" => "thumbsup",
        "laugh" => "laughing",
        "surprised" => "open_mouth",
        "sad" => "cry",
        "angry" => "rage",
        other => other,
    };
    let plain = known.chars().filter(|sign| sign.is_ascii_alphanumeric() || matches!(sign, '_' | '-'));
    plain.take(60).collect::<String>().to_ascii_lowercase()
}
