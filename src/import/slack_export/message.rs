//! A message of the export as a piece of evidence.

use chrono::{DateTime, Utc};

use super::shape::MessageShape;
use crate::chat::{MessageId, PersonId, Place};
use crate::search::{Evidence, Kind};

/// What people write, as opposed to what Slack writes about them.
const WRITTEN: [&str; 3] = ["thread_broadcast", "file_share", "me_message"];
/// The marks by which whoever asked says that this was it.
const CHECKS: [&str; 3] = ["white_check_mark", "heavy_check_mark", "ballot_box_with_check"];
/// Slack's own limit of a message.
const LONGEST: usize = 40_000;

/// A message somebody wrote.
#[derive(Debug)]
pub(super) struct Written {
    pub user: String,
    pub id: MessageId,
    thread: Option<MessageId>,
    kind: Kind,
    pub sent: DateTime<Utc>,
    text: String,
    version: DateTime<Utc>,
    pub is_edited: bool,
    /// Whoever began the thread put a check mark on it.
    pub checked: bool,
}

/// Reads a message; none if a program wrote it, if it only says that somebody came or went, or if it has no words.
pub(super) fn read(message: &MessageShape, team: &str) -> Option<Written> {
    if message.r#type.as_deref().is_some_and(|kind| kind != "message") || message.bot_id.is_some() {
        return None;
    }
    if message.subtype.as_deref().is_some_and(|subtype| !WRITTEN.contains(&subtype)) {
        return None;
    }
    let user = message.user.clone().filter(|user| !user.is_empty() && user != "USLACKBOT")?;
    let ts = message.ts.clone()?;
    let sent = moment(&ts)?;
    let mut text = plain(message.text.as_deref().unwrap_or_default(), team);
    for file in &message.files {
        if let Some(title) = file.title.as_ref().or(file.name.as_ref()) {
            text.push('\n');
            text.push_str(title);
        }
    }
    if text.trim().is_empty() {
        return None;
    }
    let thread = message.thread_ts.clone().filter(|thread| *thread != ts);
    let kind = match &thread {
        Some(_) => Kind::Answer,
        None if message.reply_count > 0 || message.thread_ts.is_some() => Kind::Question,
        None => Kind::Message,
    };
    let asker = message.parent_user_id.as_deref();
    let edited = message.edited.as_ref().and_then(|edited| moment(edited.ts.as_deref()?));
    let checked = thread.is_some()
        && asker.is_some_and(|asker| {
            asker != user
                && message.reactions.iter().any(|reaction| {
                    reaction.name.as_deref().is_some_and(|name| CHECKS.contains(&name))
                        && reaction.users.iter().any(|each| each == asker)
                })
        });
    Some(Written {
        user,
        id: MessageId::new(ts),
        thread: thread.map(MessageId::new),
        kind,
        sent,
        text: text.trim().to_owned(),
        version: edited.map_or(sent, |edited| edited.max(sent)),
        is_edited: edited.is_some(),
        checked,
    })
}

impl Written {
    pub(super) fn evidence(&self, place: &Place, author: Option<&PersonId>) -> Evidence {
        let mut evidence =
            Evidence::message(self.kind, &place.id, &self.id, author, self.sent, self.text.clone());
        if let Some(thread) = &self.thread {
            evidence = evidence.in_thread(thread);
        }
        evidence.version = self.version;
        evidence
    }
}

/// `1355517523.000008` is seconds and a number that makes it unique.
pub(super) fn moment(ts: &str) -> Option<DateTime<Utc>> {
    let (seconds, rest) = ts.split_once('.').unwrap_or((ts, "0"));
    let seconds: i64 = seconds.parse().ok()?;
    let micros: u32 = rest.get(..6.min(rest.len()))?.parse().unwrap_or_default();
    DateTime::from_timestamp(seconds, micros.min(999_999) * 1_000)
}

/// Slack's marks in our own form: people and channels by their names here, links as they are, entities as letters.
fn plain(text: &str, team: &str) -> String {
    let mut out = String::with_capacity(text.len().min(LONGEST));
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        out.push_str(before);
        let Some((mark, after)) = after.split_once('>') else {
            out.push('<');
            rest = after;
            continue;
        };
        let target = mark.split('|').next().unwrap_or(mark);
        match target.split_at_checked(1) {
            Some(("@", user)) => out.extend(["<@slack:", team, ":", user, ">"]),
            Some(("#", channel)) => out.extend(["<#slack:", team, ":", channel, ">"]),
            Some(("!", _)) => {}
            _ => out.push_str(target),
        }
        rest = after;
    }
    out.push_str(rest);
    let out = out.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    if out.chars().count() > LONGEST { out.chars().take(LONGEST).collect() } else { out }
}
