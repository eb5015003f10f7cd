//! One line of the ledger.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::chat::{MessageId, PersonId, PlaceId, PostId};
use crate::features::kudos::rules::day_and_month;
use crate::people::Caller;
use crate::store::Millis;

/// A grant, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Grant {
    /// The grant's id.
    pub id: String,
    /// `given` by hand, or what it was earned by: the word of a `Kind`.
    pub kind: String,
    /// What it came of; each person once for each.
    pub source: String,
    /// Who gave it; the receiver, if it was earned and nobody is to be named.
    pub giver: PersonId,
    /// Who was given it.
    pub receiver: PersonId,
    /// Points.
    pub amount: i64,
    /// What for, in the giver's words; empty for what was earned.
    pub reason: String,
    /// The company's topic that it names.
    pub topic: Option<String>,
    /// The company's value that it names.
    pub company_value: Option<String>,
    /// When it was given.
    pub given_at: Millis,
    /// The giver's own day.
    pub local_day: String,
    /// The giver's own month.
    pub local_month: String,
    /// Our announcement.
    pub post: Option<PostId>,
    /// Where others saw it; none if it was between two people, or earned elsewhere than in a channel.
    pub place: Option<PlaceId>,
    /// The weekly round-up that tells of it.
    pub roundup: Option<PostId>,
    /// It was taken back.
    pub undone_at: Option<Millis>,
    /// Where the message stands that gave it; none if it was no message.
    pub said_in: Option<PlaceId>,
    /// That message.
    pub said_as: Option<MessageId>,
}

impl Grant {
    /// A point from one to the other at a moment, in the giver's zone, with nothing said about it.
    pub fn new(
        id: String,
        source: &str,
        giver: &PersonId,
        receiver: &PersonId,
        (at, zone): (DateTime<Utc>, Tz),
    ) -> Self {
        let (local_day, local_month) = day_and_month(at, zone);
        Self {
            id,
            kind: "given".to_owned(),
            source: source.to_owned(),
            giver: giver.clone(),
            receiver: receiver.clone(),
            amount: 1,
            reason: String::new(),
            topic: None,
            company_value: None,
            given_at: at.into(),
            local_day,
            local_month,
            post: None,
            place: None,
            roundup: None,
            undone_at: None,
            said_in: None,
            said_as: None,
        }
    }

    /// It is for a message of theirs that was reacted to: nobody said anything.
    pub fn is_for_a_message(&self) -> bool {
        self.source.starts_with("reacted ")
    }

    /// Somebody joined in with thanks that others gave.
    pub fn is_joined(&self) -> bool {
        self.source.starts_with("joined ")
    }

    /// What people saw it by: the announcement, the message that was thanked for, else what it came of.
    pub fn seen_as(&self) -> &str {
        match (&self.post, self.source.rsplit_once(' ')) {
            (Some(post), _) => post.as_str(),
            (None, Some((message, _))) if message.starts_with("reacted ") => message,
            (None, _) => &self.source,
        }
    }

    /// The same, given by hand.
    pub fn by_hand(id: String, source: &str, by: &Caller, receiver: &PersonId, at: DateTime<Utc>) -> Self {
        Self::new(id, source, &by.person, receiver, (at, by.time_zone))
    }
}
