//! What a thank-you must be, and how much somebody may give. Pure: all that is known comes in as values.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::policy::Allowance;
use crate::bot::is_reason;
use crate::chat::{AccountId, GroupMention, MessageText, Piece};
use crate::clock::moment_of;

/// People looked at, to see whom of them can be thanked.
pub const MOST_LOOKED_AT: usize = 50;
/// The longest reason.
pub const LONGEST: usize = 1000;
/// How long it can be taken back.
pub const UNDO_WITHIN: TimeDelta = TimeDelta::seconds(60);

/// What somebody typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thanks {
    /// Whom they mention, each once.
    pub accounts: Vec<AccountId>,
    /// Those of them whom only a group stands for.
    pub in_groups: Vec<AccountId>,
    /// Somebody was named without being mentioned, or a group was of which it is not known who is in it.
    pub unread: Vec<String>,
    /// How many points for each; one if they gave no number.
    pub amount: Option<String>,
    /// What for, in their words, topics included.
    pub reason: MessageText,
}

/// Reads `@ann @bob 2 for helping me with #postgres`. What is wrong with it is another question.
pub fn read(text: impl Into<MessageText>) -> Thanks {
    let mut thanks = Thanks::default();
    let mut rest = text.into().trimmed();
    while !rest.is_empty() {
        let (word, after) = rest.clone().split_first_word();
        let plain = word.trimmed_of(|sign| matches!(sign, ',' | ';' | ':'));
        let words = plain.first_words().filter(|_| plain.pieces().len() == 1).unwrap_or_default();
        if plain.is_empty() || words.eq_ignore_ascii_case("and") {
            rest = after;
        } else if let Some(accounts) = only_accounts(&plain) {
            for account in accounts {
                if !thanks.accounts.contains(&account) {
                    thanks.accounts.push(account);
                }
            }
            rest = after;
        } else if let Some(name) = not_a_person(&plain) {
            thanks.unread.push(name);
            rest = after;
        } else if thanks.amount.is_none() && is_number(words) && begins_with_a_name(&after) {
            thanks.amount = Some(words.to_owned());
            rest = after;
        } else {
            break;
        }
    }
    if thanks.amount.is_none() {
        let (word, after) = rest.clone().split_first_word();
        if let [Piece::Words(word)] = word.pieces()
            && is_number(word)
        {
            thanks.amount = Some(word.clone());
            rest = after;
        }
    }
    let (word, after) = rest.clone().split_first_word();
    let is_for = matches!(word.pieces(), [Piece::Words(word)] if word.eq_ignore_ascii_case("for"));
    thanks.reason = if is_for { after } else { rest };
    thanks
}

/// The accounts in a word, if it is nothing but mentions of accounts and punctuation.
fn only_accounts(word: &MessageText) -> Option<Vec<AccountId>> {
    let accounts = word.mentioned();
    let others = word.pieces().iter().all(|piece| match piece {
        Piece::Account(_) => true,
        Piece::Words(words) => !words.contains(char::is_alphanumeric),
        Piece::Channel { .. } => false,
    });
    Some(accounts).filter(|accounts| !accounts.is_empty() && others)
}

/// What a word calls somebody or something by that is no account.
fn not_a_person(word: &MessageText) -> Option<String> {
    match word.pieces() {
        [Piece::Channel { name, .. }, ..] => {
            Some(name.as_ref().map_or_else(|| "a channel".to_owned(), |name| format!("#{name}")))
        }
        [Piece::Words(words)] if words.starts_with(['@', '<']) => Some(words.clone()),
        _ => None,
    }
}

fn begins_with_a_name(text: &MessageText) -> bool {
    text.first_words().map_or(!text.is_empty(), |words| words.starts_with(['@', '<']))
}

/// What words put a hash before. They are to be readable already: a platform may take `#postgres` for the channel.
pub fn hashes(words: &str) -> Vec<String> {
    let around = ['.', ',', '!', '?', ';', ':', '(', ')', '"', '\'', '…'];
    let names = words.split_whitespace().filter_map(|word| word.trim_start_matches(around).strip_prefix('#'));
    names.map(|name| name.trim_end_matches(around).to_owned()).filter(|name| !name.is_empty()).collect()
}

/// The same with everybody who is in the groups that are mentioned.
pub fn expanded(mut thanks: Thanks, groups: &[GroupMention]) -> Thanks {
    for word in std::mem::take(&mut thanks.unread) {
        let group = groups.iter().find(|group| group.name == word);
        match group.and_then(|group| group.members.as_ref()) {
            Some(members) => {
                for member in members
                    .iter()
                    .filter(|member| !thanks.accounts.contains(member))
                    .cloned()
                    .collect::<Vec<_>>()
                {
                    thanks.in_groups.push(member.clone());
                    thanks.accounts.push(member);
                }
            }
            None => thanks.unread.push(word),
        }
    }
    thanks
}

fn is_number(word: &str) -> bool {
    let digits = word.trim_start_matches(['+', '-']);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// What is wrong with a thank-you, apart from whom it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InvalidThanks {
    /// Nobody is mentioned.
    Nobody,
    /// Somebody is, but only among the words.
    NotFirst,
    /// So many people at once.
    TooMany(usize),
    /// This is nobody that the bot knows how to thank.
    Unread(String),
    /// Not a number from one to what they may give one person at once.
    Amount(String),
    /// No reason, or none to speak of.
    NoReason,
    /// So many signs.
    LongReason(usize),
}

/// Everything that is wrong with it, at once, for somebody who may give so much.
pub fn wrong(thanks: &Thanks, allowance: Allowance) -> Vec<InvalidThanks> {
    let mut wrong: Vec<InvalidThanks> =
        thanks.unread.iter().take(3).cloned().map(InvalidThanks::Unread).collect();
    if thanks.accounts.is_empty() && thanks.unread.is_empty() {
        wrong.push(if thanks.reason.mentioned().is_empty() {
            InvalidThanks::Nobody
        } else {
            InvalidThanks::NotFirst
        });
    }
    if thanks.accounts.len() > MOST_LOOKED_AT {
        wrong.push(InvalidThanks::TooMany(thanks.accounts.len()));
    }
    if let Some(number) = &thanks.amount
        && amount(thanks, allowance).is_none()
    {
        wrong.push(InvalidThanks::Amount(number.chars().take(20).collect()));
    }
    let length = thanks.reason.length();
    if length > LONGEST {
        wrong.push(InvalidThanks::LongReason(length));
    } else if !is_reason(&thanks.reason.words()) {
        wrong.push(InvalidThanks::NoReason);
    }
    wrong
}

/// Points for each; none if the number cannot be given to one person at once.
pub fn amount(thanks: &Thanks, allowance: Allowance) -> Option<i64> {
    match &thanks.amount {
        None => Some(1),
        Some(number) => number.parse().ok().filter(|number| (1..=allowance.to_one()).contains(number)),
    }
}

/// People thanked at once, at the most; more could not be given anything on one day.
pub fn most_people(allowance: Allowance) -> usize {
    usize::try_from(allowance.at_once()).unwrap_or(1)
}

/// What somebody has given: on their day, in their month, and in that month to each they want to thank now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// On this day.
    pub today: i64,
    /// In this month.
    pub month: i64,
    /// In this month, to the receiver who was given most of those at hand.
    pub pair: i64,
}

/// A limit that stands in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// So many can be given at once, and waiting does not help.
    AtOnce(i64),
    /// So many are left today.
    Day(i64),
    /// So many are left this month.
    Month(i64),
    /// So many are left this month for that person.
    Pair(i64),
}

/// What stands in the way of giving `amount` to each of `people`, the limit that lasts longest; none if nothing does.
pub fn limit(given: &Given, amount: i64, people: i64, allowance: Allowance) -> Option<Limit> {
    let left = |most: i64, given: i64| (most - given).max(0);
    let wanted = amount.saturating_mul(people);
    let (pair, month, day) = (allowance.pair(), allowance.a_month, allowance.a_day);
    if wanted > allowance.at_once() {
        return Some(Limit::AtOnce(allowance.at_once()));
    }
    if amount > left(pair, given.pair) {
        return Some(Limit::Pair(left(pair, given.pair)));
    }
    if wanted > left(month, given.month) {
        return Some(Limit::Month(left(month, given.month)));
    }
    (wanted > left(day, given.today)).then(|| Limit::Day(left(day, given.today)))
}

/// The giver's own day and month, as they are kept.
pub fn day_and_month(now: DateTime<Utc>, zone: Tz) -> (String, String) {
    let local = now.with_timezone(&zone).date_naive();
    (local.format("%Y-%m-%d").to_string(), local.format("%Y-%m").to_string())
}

/// When a limit is over for the giver: their next midnight, or the first of their next month. None if it never is.
pub fn next_possible(limit: Limit, now: DateTime<Utc>, zone: Tz) -> Option<DateTime<Utc>> {
    let today = now.with_timezone(&zone).date_naive();
    let next = match limit {
        Limit::AtOnce(_) => return None,
        Limit::Day(_) => today.checked_add_days(Days::new(1)),
        Limit::Month(_) | Limit::Pair(_) => {
            let (year, month) =
                if today.month() == 12 { (today.year() + 1, 1) } else { (today.year(), today.month() + 1) };
            NaiveDate::from_ymd_opt(year, month, 1)
        }
    };
    next.map(|day| moment_of(day.and_time(NaiveTime::MIN), zone))
}

#[cfg(test)]
mod tests;
