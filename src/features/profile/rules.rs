//! What the bot believes about somebody, and why. Pure: all that is known comes in as values.

use chrono::{DateTime, Utc};

use crate::people::{Correction, Skill};
use crate::search::{Given, KnownTopics, Record, Records, Topic};

/// Topics shown at the most.
pub const MOST: usize = 15;

/// A topic that somebody may be asked on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Belief {
    /// What it is called.
    pub topic: String,
    /// What they answered in it; none if nothing was seen.
    pub record: Option<Record>,
    /// They said so themselves.
    pub says_so: bool,
    /// A lead made them its champion.
    pub champion: bool,
}

/// All that the bot believes about somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Beliefs {
    /// Most answers first; at most [`MOST`].
    pub topics: Vec<Belief>,
    /// So many more are not shown.
    pub more: usize,
    /// They said that these are not theirs.
    pub not_mine: Vec<String>,
    /// Answers of theirs that belong to no topic.
    pub without_topic: u32,
}

/// What a company has named, and what one person said and did.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    /// What they answered.
    pub given: &'a [Given],
    /// The company's topics.
    pub named: &'a [Topic],
    /// What they say they know.
    pub skills: &'a [Skill],
    /// The topics they are champion of.
    pub champion_of: &'a [String],
    /// What they said is not theirs.
    pub corrections: &'a [Correction],
}

/// What is believed about somebody. A topic is one that the company named, or one that they say they know; each stands
/// here if they answered in it, say so, or are its champion. What they want to learn is no belief. A topic they
/// corrected is not believed any more, whatever else speaks for it.
pub fn beliefs(seen: Seen<'_>, now: DateTime<Utc>) -> Beliefs {
    let said: Vec<&Skill> = seen.skills.iter().filter(|skill| skill.ask_me || skill.can_mentor).collect();
    let mut topics = seen.named.to_vec();
    let company = KnownTopics::of(&topics);
    for skill in said.iter().filter(|skill| company.called(&skill.name).is_none()) {
        topics.push(Topic { name: skill.name.clone(), aliases: Vec::new() });
    }
    let known = KnownTopics::of(&topics);
    let records = Records::of(seen.given, &known, now);
    let said: Vec<usize> = said.iter().filter_map(|skill| known.called(&skill.name)).collect();
    let mut all: Vec<Belief> = topics
        .iter()
        .enumerate()
        .map(|(at, topic)| Belief {
            record: records.by_topic.iter().find(|((_, topic), _)| *topic == at).map(|(_, record)| *record),
            says_so: said.contains(&at),
            champion: seen.champion_of.contains(&topic.name),
            topic: topic.name.clone(),
        })
        .filter(|belief| belief.record.is_some() || belief.says_so || belief.champion)
        .filter(|belief| !seen.corrections.iter().any(|correction| correction.topic == belief.topic))
        .collect();
    let answers = |belief: &Belief| belief.record.map_or(0, |record| record.answers + record.accepted);
    all.sort_by(|a, b| answers(b).cmp(&answers(a)).then_with(|| a.topic.cmp(&b.topic)));
    let more = all.len().saturating_sub(MOST);
    all.truncate(MOST);
    Beliefs {
        topics: all,
        more,
        not_mine: seen.corrections.iter().map(|correction| correction.topic.clone()).collect(),
        without_topic: records.without_topic.values().sum(),
    }
}

/// A topic is not theirs: what they had said of it, and what is left of their skills. A wish to learn it stays.
pub fn take_off(topic: &Topic, skills: &[Skill]) -> (Correction, Vec<Skill>) {
    let mut correction = Correction { topic: topic.name.clone(), ask_me: false, can_mentor: false };
    let known = KnownTopics::of(std::slice::from_ref(topic));
    let mut left = Vec::with_capacity(skills.len());
    for skill in skills {
        let mut skill = skill.clone();
        if known.called(&skill.name).is_some() {
            correction.ask_me |= std::mem::take(&mut skill.ask_me);
            correction.can_mentor |= std::mem::take(&mut skill.can_mentor);
            if !skill.wants_to_learn {
                continue;
            }
        }
        left.push(skill);
    }
    (correction, left)
}

/// It is theirs after all: their skills, with what they had said of it.
pub fn put_back(correction: &Correction, skills: &[Skill]) -> Vec<Skill> {
    let mut skills = skills.to_vec();
    if !correction.ask_me && !correction.can_mentor {
        return skills;
    }
    let name = correction.topic.to_lowercase();
    match skills.iter_mut().find(|skill| skill.name.to_lowercase() == name) {
        Some(skill) => {
            skill.ask_me |= correction.ask_me;
            skill.can_mentor |= correction.can_mentor;
        }
        None => skills.push(Skill {
            name: correction.topic.clone(),
            ask_me: correction.ask_me,
            can_mentor: correction.can_mentor,
            wants_to_learn: false,
        }),
    }
    skills
}

/// The corrections that somebody takes back by saying that they know about it, after all.
pub fn said_again<'a>(
    corrections: &'a [Correction],
    named: &[Topic],
    skills: &[Skill],
) -> impl Iterator<Item = &'a Correction> {
    corrections.iter().filter(|correction| {
        let topic = named.iter().find(|topic| topic.name == correction.topic).cloned();
        let topic = topic.unwrap_or_else(|| Topic { name: correction.topic.clone(), aliases: Vec::new() });
        let known = KnownTopics::of(&[topic]);
        skills.iter().any(|skill| (skill.ask_me || skill.can_mentor) && known.called(&skill.name).is_some())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn topic(name: &str, aliases: &[&str]) -> Topic {
        Topic { name: name.to_owned(), aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect() }
    }

    fn skill(name: &str, ask_me: bool, wants_to_learn: bool) -> Skill {
        Skill { name: name.to_owned(), ask_me, can_mentor: false, wants_to_learn }
    }

    #[test]
    fn what_was_taken_off_comes_back() {
        let postgres = topic("Postgres", &["elephants"]);
        let before =
            [skill("Elephants", true, false), skill("PostgreSQL", false, true), skill("Rust", true, false)];
        let (correction, left) = take_off(&postgres, &before);
        assert!(correction.ask_me && !correction.can_mentor);
        assert_eq!(left, [skill("PostgreSQL", false, true), skill("Rust", true, false)]);
        let corrections = [correction.clone()];
        assert_eq!(said_again(&corrections, std::slice::from_ref(&postgres), &left).count(), 0);
        let after = put_back(&correction, &left);
        assert_eq!(after[2], skill("Postgres", true, false));
        assert_eq!(said_again(&corrections, &[postgres], &after).count(), 1);
    }

    #[test]
    fn no_more_than_fifteen_are_shown_and_wishes_are_no_beliefs() {
        let mut skills: Vec<Skill> = (0..17).map(|at| skill(&format!("Topic{at}"), true, false)).collect();
        skills.push(skill("Pottery", false, true));
        let seen = Seen { given: &[], named: &[], skills: &skills, champion_of: &[], corrections: &[] };
        let beliefs = beliefs(seen, DateTime::UNIX_EPOCH);
        assert_eq!((beliefs.topics.len(), beliefs.more), (MOST, 2));
        assert!(beliefs.topics.iter().all(|belief| belief.topic != "Pottery"));
    }
}
