//! A message of the export as a piece of evidence.

use chrono::{DateTime, Utc};
use html_escape::decode_html_entities;

use super::report::LeftOut;
use super::shape::MessageShape;
use crate::chat::{AccountId, MessageId, MessageText, PersonId, Piece, Place, PlaceId};
use crate::search::{Evidence, Kind};

/// What people write, as opposed to what Slack writes about them.
const WRITTEN: [&str; 3] = ["thread_broadcast", "file_share", "me_message"];
/// Words below a file, before there were threads.
const COMMENT: &str = "file_comment";
/// The marks by which whoever asked says that this was it.
const CHECKS: [&str; 3] = ["white_check_mark", "heavy_check_mark", "ballot_box_with_check"];
/// Slack's own limit of a message.
const LONGEST: usize = 40_000;

/// A message somebody wrote.
#[derive(Debug)]
pub(super) struct Written {
    pub user: String,
    pub id: MessageId,
    pub thread: Option<MessageId>,
    kind: Kind,
    pub sent: DateTime<Utc>,
    pub text: MessageText,
    version: DateTime<Utc>,
    pub is_edited: bool,
    /// Whoever began the thread put a check mark on it.
    pub checked: bool,
}

/// Reads a message.
///
/// # Errors
/// Why it is none that somebody wrote.
pub(super) fn read(message: &MessageShape, team: &str) -> Result<Written, LeftOut> {
    let subtype = message.subtype.get();
    if message.bot_id.get().is_some() || subtype == Some("bot_message") {
        return Err(LeftOut::Program);
    }
    let comment = message.comment.get().filter(|_| subtype == Some(COMMENT));
    let is_written = subtype.is_none_or(|subtype| WRITTEN.contains(&subtype)) || comment.is_some();
    if !is_written || message.kind.get().is_some_and(|kind| kind != "message") {
        return Err(if subtype == Some("tombstone") { LeftOut::Gone } else { LeftOut::Notice });
    }
    let user = comment.map_or(&message.user, |comment| &comment.user).owned().ok_or(LeftOut::NoAuthor)?;
    if user == "USLACKBOT" {
        return Err(LeftOut::Program);
    }
    let ts = message.ts.owned().ok_or(LeftOut::Unreadable)?;
    let sent = moment(&ts).ok_or(LeftOut::Unreadable)?;
    let written = comment.map_or(&message.text, |comment| &comment.comment);
    let mut text = read_text(written.get().unwrap_or_default(), team);
    for file in message.files.0.iter().filter_map(|file| file.get()) {
        if let Some(title) = file.title.get().or(file.name.get()) {
            text.push(Piece::Words(format!("\n{title}")));
        }
    }
    let text = text.trimmed();
    if text.is_empty() {
        return Err(LeftOut::NoWords);
    }
    let thread = message.thread_ts.owned().filter(|thread| *thread != ts);
    let kind = match &thread {
        Some(_) => Kind::Answer,
        None if message.reply_count.0 > 0 || message.thread_ts.get().is_some() => Kind::Question,
        None => Kind::Message,
    };
    let asker = message.parent_user_id.get();
    let edited = message.edited.get().and_then(|edited| moment(edited.ts.get()?));
    let checked = thread.is_some()
        && asker.is_some_and(|asker| {
            asker != user
                && message.reactions.0.iter().filter_map(|reaction| reaction.get()).any(|reaction| {
                    reaction.name.get().is_some_and(|name| CHECKS.contains(&name))
                        && reaction.users.0.iter().any(|each| each.get() == Some(asker))
                })
        });
    Ok(Written {
        user,
        id: MessageId::new(ts),
        thread: thread.map(MessageId::new),
        kind,
        sent,
        text,
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

/// Slack's text: mentions of people and channels are of the export's own workspace, links are as they are.
fn read_text(text: &str, team: &str) -> MessageText {
    let end = text.char_indices().nth(LONGEST).map_or(text.len(), |(end, _)| end);
    let mut out = MessageText::new();
    let mut rest = &text[..end];
    while let Some((before, after)) = rest.split_once('<') {
        out.push(words(before));
        let Some((mark, after)) = after.split_once('>') else {
            out.push(words("<"));
            rest = after;
            continue;
        };
        let target = mark.split('|').next().unwrap_or(mark);
        out.push(match target.split_at_checked(1) {
            Some(("@", user)) if is_id(user) => {
                Piece::Account(AccountId::new(format!("slack:{team}:{user}")))
            }
            Some(("#", channel)) if is_id(channel) => {
                Piece::Channel { place: PlaceId::new(format!("slack:{team}:{channel}")), name: None }
            }
            Some(("!", _)) => words(""),
            _ => words(target),
        });
        rest = after;
    }
    out.push(words(rest));
    out
}

fn is_id(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Words with Slack's escapes undone. What was typed as `<@U1>` is among them, as `&lt;@U1&gt;`.
fn words(escaped: &str) -> Piece {
    Piece::Words(decode_html_entities(escaped).into_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::read_text;
    use crate::testing::MARKED;

    #[test]
    fn what_slack_marked_is_a_mention_and_what_was_typed_is_not() {
        for (theirs, ours) in [
            ("<@U1|ann> in <#C1|ops>, <!channel>", "<@slack:T1:U1> in <#slack:T1:C1>, "),
            ("&lt;@U1&gt; <@T2:U9> &amp;lt;@U1>", "<\\@U1> @T2:U9 &lt;@U1>"),
            ("<https://x.example?a&amp;b|there> < end", "https://x.example?a&b < end"),
        ] {
            assert_eq!(read_text(theirs, "T1").encode(), ours);
        }
        assert_eq!(read_text(&"é".repeat(50_000), "T1").length(), super::LONGEST);
    }

    proptest! {
        #[test]
        fn what_people_typed_mentions_nobody(text in MARKED) {
            let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            prop_assert_eq!(read_text(&escaped, "T1"), text.as_str());
            let _ = read_text(&text, "T1");
        }
    }
}
