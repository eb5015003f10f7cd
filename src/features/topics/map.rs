//! `/lyceum topics`: the map, gathered in a handful of queries for any number of topics and people.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};

use super::cards;
use super::rules::{ASKED_WITHIN, LOOKED_AT, Member, Says, Spot, WINDOW, newest};
use crate::bot::{Answer, Call, Command, Ctx, Failure};
use crate::chat::{PersonId, Reply, Standing};
use crate::search::{KnownTopics, Records, Scope};

/// `/lyceum topics`: with names for leads, and for everybody else what tells of no single person. Either is counted from
/// what whoever looks may read themselves.
pub async fn map(ctx: &mut Ctx, call: Call<Command>) -> Answer {
    let viewer = ctx.viewer(&call.by, &call.at).await?;
    let scope = ctx.scope(&viewer).await?;
    let (spots, back_to) = spots(ctx, &scope).await?;
    let card = if call.by.lead { cards::whole(&spots, back_to) } else { cards::part(&spots, back_to) };
    Ok(Reply::only_you(card))
}

/// The topics as they are in this scope, and back to when answers were looked at, if not to the whole of [`WINDOW`].
async fn spots(ctx: &mut Ctx, scope: &Scope) -> Result<(Vec<Spot>, Option<DateTime<Utc>>), Failure> {
    let now = ctx.now;
    let topics = ctx.named_topics().await?;
    if topics.is_empty() {
        return Ok((Vec::new(), None));
    }
    let known = KnownTopics::of(&topics);
    let (given, back_to) = newest(ctx.answers().given(scope, now - WINDOW, LOOKED_AT + 1).await?);
    let mut records = Records::of(&given, &known, now);
    let mut says: HashMap<(PersonId, usize), Says> = HashMap::new();
    let say = if scope.has_declarations() { ctx.knowledge().say_they_know().await? } else { Vec::new() };
    for (person, skill, ask_me) in say {
        if let Some(at) = known.called(&skill) {
            let said = says.entry((person, at)).or_insert(Says::Nothing);
            *said = (*said).max(if ask_me { Says::AskMe } else { Says::Knows });
        }
    }
    // What was asked through the bot and answered where it may read is one question.
    let mut asked: Vec<HashSet<String>> = vec![HashSet::new(); topics.len()];
    for ((at, question), last) in std::mem::take(&mut records.asked) {
        if now - last <= ASKED_WITHIN {
            asked[at].insert(question);
        }
    }
    let registry = ctx.registry.clone();
    for on in registry.asked(ctx, now - ASKED_WITHIN).await? {
        if let Some(at) = known.place_of(&on.topic).filter(|_| scope.has_place(&on.place)) {
            asked[at].insert(on.words.trim().to_owned());
        }
    }
    let mut records = records.by_topic;
    let corrected: HashSet<(PersonId, String)> = ctx.corrections().corrections().await?.into_iter().collect();
    let keys: HashSet<(PersonId, usize)> = records.keys().chain(says.keys()).cloned().collect();
    let members = members(ctx, keys.iter().map(|(person, _)| person)).await?;
    let mut by_topic: Vec<Vec<Member>> = vec![Vec::new(); topics.len()];
    for key in keys {
        let (person, at) = &key;
        if !members.contains(person) || corrected.contains(&(person.clone(), topics[*at].name.clone())) {
            continue;
        }
        by_topic[*at].push(Member {
            person: person.clone(),
            record: records.remove(&key),
            says: says.get(&key).copied().unwrap_or(Says::Nothing),
        });
    }
    let spots = topics.iter().zip(&by_topic).zip(&asked).map(|((topic, members), asked)| {
        Spot::of(&topic.name, members, i64::try_from(asked.len()).unwrap_or(i64::MAX))
    });
    Ok((spots.collect(), back_to))
}

/// Those of them who are members of the company today.
async fn members(
    ctx: &mut Ctx,
    people: impl Iterator<Item = &PersonId>,
) -> Result<HashSet<PersonId>, Failure> {
    let people: HashSet<PersonId> = people.cloned().collect();
    let people: Vec<PersonId> = people.into_iter().collect();
    let known = ctx.people().people_by(&people).await?;
    let members = known.into_iter().filter(|person| person.standing == Standing::Member);
    Ok(members.map(|person| person.id).collect())
}
