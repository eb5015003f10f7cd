//! A made-up company for the playground: its people, its channels, and some weeks of questions and answers.

use chrono::{DateTime, Datelike, Days, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::Deserialize;

use super::names::{FIRST_LIVE, channel_place, message_id};
use crate::chat::{MessageId, PlaceId, Standing};
use crate::clock::moment_of;

const NORTHWIND: &str = include_str!("northwind.json");
/// How many names one thread of history has for its messages.
const THREAD_STRIDE: u64 = 1000;

/// A company, with moments in place of "nine days ago".
#[derive(Clone, Debug)]
pub struct Company {
    /// What it is called.
    pub name: String,
    /// Everybody.
    pub people: Vec<Person>,
    /// Its channels.
    pub channels: Vec<Channel>,
    /// What its people know about.
    pub topics: Vec<Topic>,
    /// What was asked and answered before today.
    pub threads: Vec<Thread>,
}

/// Somebody who works there, or visits.
#[derive(Clone, Debug, Deserialize)]
pub struct Person {
    /// The user part of their account: see [`super::account`].
    pub key: String,
    /// Their full name.
    pub name: String,
    /// What they do.
    pub title: String,
    /// Where in the company.
    pub department: String,
    /// The city.
    pub location: String,
    /// The country, two letters.
    pub country: String,
    /// Their time zone.
    pub time_zone: Tz,
    /// The key of whom they report to.
    pub manager: Option<String>,
    /// What they are to the company.
    #[serde(deserialize_with = "standing")]
    pub standing: Standing,
    /// They run the bot.
    pub lead: bool,
    /// What they say of themselves.
    pub skills: Vec<Skill>,
}

/// What somebody says of themselves about a topic.
#[derive(Clone, Debug, Deserialize)]
pub struct Skill {
    /// The topic.
    pub name: String,
    /// They like to be asked.
    pub ask_me: bool,
    /// They would mentor.
    pub can_mentor: bool,
    /// They want to learn it.
    pub wants_to_learn: bool,
}

/// A channel.
#[derive(Clone, Debug, Deserialize)]
pub struct Channel {
    /// Its name, without the hash.
    pub name: String,
    /// What it is for.
    pub about: String,
    /// Only its members can read it.
    pub private: bool,
    /// People from outside can read it.
    pub shared: bool,
    /// The keys of who is in it; none means everybody who works here.
    pub members: Option<Vec<String>>,
}

/// A topic people know about.
#[derive(Clone, Debug, Deserialize)]
pub struct Topic {
    /// What it is called.
    pub name: String,
    /// What else it is called.
    pub aliases: Vec<String>,
    /// The keys of those who look after it.
    pub champions: Vec<String>,
}

/// A question in a channel, with what came back.
#[derive(Clone, Debug)]
pub struct Thread {
    /// The channel of the thread.
    pub place: PlaceId,
    /// The name of the first message.
    pub id: MessageId,
    /// The key of who asked.
    pub by: String,
    /// When its first message was written.
    pub sent: DateTime<Utc>,
    /// The words, with `@Name` and `#channel` as they were typed.
    pub text: String,
    /// What came back, in order.
    pub replies: Vec<ThreadReply>,
}

/// An answer in a thread.
#[derive(Clone, Debug)]
pub struct ThreadReply {
    /// The reply's message id.
    pub id: MessageId,
    /// The key of who wrote it.
    pub by: String,
    /// When it was written.
    pub sent: DateTime<Utc>,
    /// The words.
    pub text: String,
    /// The asker took it as the answer.
    pub accepted: bool,
}

/// Why the company's file cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum BadCompany {
    /// It is not the JSON we want.
    #[error("the company's file cannot be read: {0}")]
    Json(#[from] serde_json::Error),
    /// It names somebody or something that is not in it.
    #[error("the company's file speaks of {0}, who or which is not in it")]
    Missing(String),
    /// There is more history than there are names for.
    #[error("the company's file has too many messages")]
    TooLong,
}

/// The company that comes with the program. Give it the same moment again to get the same history again.
///
/// # Errors
/// The file that was built in is not sound; a test sees to it that it is.
pub fn example(now: DateTime<Utc>) -> Result<Company, BadCompany> {
    parse(NORTHWIND, now)
}

/// Nobody but the lead, and one channel.
pub fn empty() -> Company {
    Company {
        name: "Your company".into(),
        people: vec![Person {
            key: "you".into(),
            name: "You".into(),
            title: "Lead".into(),
            department: String::new(),
            location: String::new(),
            country: String::new(),
            time_zone: Tz::Europe__Berlin,
            manager: None,
            standing: Standing::Member,
            lead: true,
            skills: Vec::new(),
        }],
        channels: vec![Channel {
            name: "general".into(),
            about: "For everybody".into(),
            private: false,
            shared: false,
            members: None,
        }],
        topics: Vec::new(),
        threads: Vec::new(),
    }
}

#[derive(Deserialize)]
struct Written {
    name: String,
    people: Vec<Person>,
    channels: Vec<Channel>,
    topics: Vec<Topic>,
    threads: Vec<WrittenThread>,
}

#[derive(Deserialize)]
struct WrittenThread {
    channel: String,
    days_ago: u64,
    #[serde(deserialize_with = "time_of_day")]
    at: NaiveTime,
    by: String,
    text: String,
    #[serde(default)]
    replies: Vec<WrittenReply>,
}

#[derive(Deserialize)]
struct WrittenReply {
    by: String,
    after_minutes: u32,
    text: String,
    #[serde(default)]
    accepted: bool,
}

pub(super) fn parse(json: &str, now: DateTime<Utc>) -> Result<Company, BadCompany> {
    let Written { name, people, channels, topics, threads } = serde_json::from_str(json)?;
    let person = |key: &str| {
        let found = people.iter().find(|person| person.key == key);
        found.ok_or_else(|| BadCompany::Missing(format!("\"{key}\"")))
    };
    let members = channels.iter().filter_map(|channel| channel.members.as_ref()).flatten();
    let champions = topics.iter().flat_map(|topic| &topic.champions);
    for key in people.iter().filter_map(|person| person.manager.as_ref()).chain(members).chain(champions) {
        person(key)?;
    }
    let mut told = Vec::new();
    for (number, thread) in (1..).zip(threads) {
        if !channels.iter().any(|channel| channel.name == thread.channel) {
            return Err(BadCompany::Missing(format!("#{}", thread.channel)));
        }
        let first = number * THREAD_STRIDE;
        if first + THREAD_STRIDE > FIRST_LIVE || thread.replies.len() as u64 >= THREAD_STRIDE {
            return Err(BadCompany::TooLong);
        }
        let sent = moment(now, thread.days_ago, thread.at, person(&thread.by)?.time_zone);
        let mut replies = Vec::new();
        for (id, reply) in (first + 1..).zip(thread.replies) {
            person(&reply.by)?;
            let sent = (sent + TimeDelta::minutes(reply.after_minutes.into())).min(now);
            let WrittenReply { by, text, accepted, .. } = reply;
            replies.push(ThreadReply { id: message_id(id), by, sent, text, accepted });
        }
        let place = channel_place(&thread.channel);
        told.push(Thread { place, id: message_id(first), by: thread.by, sent, text: thread.text, replies });
    }
    Ok(Company { name, people, channels, topics, threads: told })
}

/// So many days ago, or the Friday before if nobody worked then, when the clock on the writer's wall showed that;
/// never later than now.
fn moment(now: DateTime<Utc>, days: u64, at: NaiveTime, zone: Tz) -> DateTime<Utc> {
    let today = now.with_timezone(&zone).date_naive();
    let day = today.checked_sub_days(Days::new(days)).unwrap_or(today);
    let since_friday = u64::from(day.weekday().num_days_from_monday()).saturating_sub(4);
    let day = day.checked_sub_days(Days::new(since_friday)).unwrap_or(day);
    moment_of(day.and_time(at), zone).min(now)
}

fn time_of_day<'de, D: serde::Deserializer<'de>>(from: D) -> Result<NaiveTime, D::Error> {
    let words = String::deserialize(from)?;
    NaiveTime::parse_from_str(&words, "%H:%M").map_err(serde::de::Error::custom)
}

fn standing<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Standing, D::Error> {
    Ok(match String::deserialize(from)?.as_str() {
        "member" => Standing::Member,
        "guest" => Standing::Guest,
        "bot" => Standing::Bot,
        "stranger" => Standing::Stranger,
        "gone" => Standing::Gone,
        other => return Err(serde::de::Error::custom(format!("no such standing: {other}"))),
    })
}
