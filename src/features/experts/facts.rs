//! What is known of people who may be asked: gathered in batches, a handful of queries for any number of people.

use std::collections::{HashMap, HashSet};

use super::question::{CandidateState, Question};
use super::rules::{CAP_WINDOW, Facts, LOAD_WINDOW};
use crate::bot::{Ctx, Failure};
use crate::chat::{Circle, PersonId, Standing, Visibility, WorkspaceId};
use crate::people::{Hours, Reach};
use crate::search::{KnownTopics, Topic};

/// Somebody, and their working hours.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub facts: Facts,
    pub hours: Hours,
    /// They are to be asked one to one, in this workspace: they cannot see the question where it stands.
    pub relay_to: Option<WorkspaceId>,
    /// They are known to be in the channel of the question, or it has none yet.
    pub is_there: bool,
}

/// What is known of these people, in their order; those who are not there are left out.
pub(super) async fn facts(ctx: &mut Ctx, q: &Question, people: &[PersonId]) -> Result<Vec<Known>, Failure> {
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let now = ctx.now;
    let found = ctx.people().people_by(people).await?;
    let holidays = ctx.knowledge().holidays().await?;
    let reach = ctx.accounts().reach(&q.workspace, people).await?;
    let week: HashMap<PersonId, i64> = ctx.candidates().loads(now - CAP_WINDOW).await?.into_iter().collect();
    let month: HashMap<PersonId, i64> =
        ctx.candidates().loads(now - LOAD_WINDOW).await?.into_iter().collect();
    let asked: HashSet<PersonId> = ctx
        .candidates()
        .of_question(&q.id)
        .await?
        .into_iter()
        .filter(|candidate| !matches!(candidate.state, CandidateState::Waiting | CandidateState::Released))
        .map(|candidate| candidate.person)
        .collect();
    let not_theirs = not_theirs(ctx, q).await?;
    let presence = Presence::of(ctx, q, people).await?;
    let mut known: HashMap<PersonId, Known> = found
        .into_iter()
        .map(|person| {
            let hours = Hours::of(&person, &holidays);
            let reach = reach.get(&person.id).cloned().unwrap_or_default();
            let relay_to = presence.relay_to(&person.id, q, &reach);
            let load = |loads: &HashMap<PersonId, i64>| loads.get(&person.id).copied().unwrap_or_default();
            let facts = Facts {
                standing: person.standing,
                paused_until: person.availability.paused_until,
                off_duty: person.availability.off_duty,
                quiet: hours.is_quiet(now),
                cap: person.availability.weekly_cap,
                asked_this_week: load(&week),
                asked_this_month: load(&month),
                asked_already: asked.contains(&person.id),
                not_theirs: not_theirs.contains(&person.id),
                reachable: reach.here || relay_to.is_some(),
                can_see: relay_to.is_some() || presence.can_see(&person.id, person.standing),
                person: person.id.clone(),
            };
            let is_there = presence.is_there(&person.id);
            (person.id, Known { facts, hours, relay_to, is_there })
        })
        .collect();
    Ok(people.iter().filter_map(|person| known.remove(person)).collect())
}

/// Who of some people is where a question stands.
enum Presence {
    /// It stands nowhere yet.
    Nowhere,
    /// Everybody in its workspace can read it; these are in it.
    Open(HashSet<PersonId>),
    /// A team can read it: these are in the team. Others are asked one to one.
    Team(HashSet<PersonId>),
    /// Only those who are in it can read it: these.
    Private(HashSet<PersonId>),
}

impl Presence {
    async fn of(ctx: &mut Ctx, q: &Question, people: &[PersonId]) -> Result<Self, Failure> {
        let now = ctx.now;
        let Some(place) = &q.place else { return Ok(Self::Nowhere) };
        let channel = ctx.channels().channel(place).await?;
        let circle = Circle::Place(place.clone());
        Ok(match channel.map_or(Visibility::Members, |channel| channel.visibility(now)) {
            Visibility::Organisation | Visibility::Workspace => {
                Self::Open(ctx.members().among_members(&circle, people, now).await?)
            }
            Visibility::Team(team) => {
                Self::Team(ctx.members().among_members(&Circle::Team(team), people, now).await?)
            }
            Visibility::Members => Self::Private(ctx.members().among_members(&circle, people, now).await?),
        })
    }

    /// Where they are asked one to one instead. What is asked in a private channel goes to nobody who is not in it.
    fn relay_to(&self, person: &PersonId, q: &Question, reach: &Reach) -> Option<WorkspaceId> {
        match self {
            Self::Team(inside) if reach.here && !inside.contains(person) => Some(q.workspace.clone()),
            Self::Nowhere | Self::Open(_) | Self::Team(_) => reach.elsewhere.clone(),
            Self::Private(_) => None,
        }
    }

    /// They can read it where it stands. Guests open no channel that they are not in.
    fn can_see(&self, person: &PersonId, standing: Standing) -> bool {
        match self {
            Self::Nowhere => true,
            Self::Open(inside) => standing == Standing::Member || inside.contains(person),
            Self::Team(inside) | Self::Private(inside) => inside.contains(person),
        }
    }

    /// They are in the channel, so that being named there reaches them.
    fn is_there(&self, person: &PersonId) -> bool {
        match self {
            Self::Nowhere => true,
            Self::Open(inside) | Self::Team(inside) | Self::Private(inside) => inside.contains(person),
        }
    }
}

/// Everybody who said of a topic that this question names that it is not theirs.
async fn not_theirs(ctx: &mut Ctx, q: &Question) -> Result<HashSet<PersonId>, Failure> {
    let corrections = ctx.corrections().corrections().await?;
    if corrections.is_empty() {
        return Ok(HashSet::new());
    }
    let named = ctx.knowledge().topics().await?;
    let topics: Vec<Topic> = corrections
        .iter()
        .map(|(_, name)| {
            let topic = named.iter().find(|topic| topic.name == *name);
            Topic {
                name: name.clone(),
                aliases: topic.map(|topic| topic.aliases.clone()).unwrap_or_default(),
            }
        })
        .collect();
    let mut meant = KnownTopics::of(&topics).named_in(&q.body);
    meant.extend(
        topics
            .iter()
            .enumerate()
            .filter(|(_, topic)| q.topic.as_ref() == Some(&topic.name))
            .map(|(at, _)| at),
    );
    Ok(meant.into_iter().map(|at| corrections[at].0.clone()).collect())
}

/// The names of the company's topics that these words name, the one that they are about first.
pub(super) async fn topics_of(ctx: &mut Ctx, text: &str) -> Result<Vec<String>, Failure> {
    let topics = ctx.named_topics().await?;
    let named = crate::search::topics(text, &topics);
    Ok(named.into_iter().filter_map(|at| topics.get(at)).map(|topic| topic.name.clone()).collect())
}
