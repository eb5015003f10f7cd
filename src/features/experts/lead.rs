//! For the lead: open questions, topics without an expert, and why somebody was chosen. Only of questions that were asked,
//! in places that the lead can read.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, TimeDelta, Utc};

use super::aloud;
use super::cards;
use super::policy::QuestionSettings;
use super::question::{Candidate, Question, Role, State};
use crate::bot::{Answer, AskedOn, Call, Command, Ctx, Failure, Parts};
use crate::chat::{PlaceId, Reply};
use crate::people::{Caller, Viewer};

/// Questions in a state looked at.
const LOOKED_AT: i64 = 200;
/// Topics shown without an expert.
const TOPICS: usize = 10;

/// `/lyceum why`: the last question that was asked where the lead can read.
pub async fn why(ctx: &mut Ctx, call: Call<Command>) -> Answer {
    let viewer = ctx.viewer(&call.by, &call.at).await?;
    let last = ctx.questions().last_asked(LOOKED_AT).await?;
    let Some(q) = Readable::of(viewer.clone()).first(ctx, last).await? else {
        return Err(Failure::Refused(cards::nothing_to_explain()));
    };
    let found = aloud::found_for(ctx, &q, &viewer).await?;
    let mut candidates = Vec::new();
    for candidate in ctx.candidates().of_question(&q.id).await? {
        let why = aloud::why(ctx, &found, &candidate.person);
        // Whoever came to mind by what the lead cannot read did not, for them, unless they were asked before everybody.
        if why.is_some() || is_public(&candidate) {
            candidates.push(Candidate { why: why.unwrap_or_default(), ..candidate });
        }
    }
    Ok(Reply::only_you(cards::why(&q, &candidates)))
}

/// Everybody in the thread could see that they are asked.
fn is_public(candidate: &Candidate) -> bool {
    candidate.tagged_at.is_some() || matches!(candidate.part, Role::Champion)
}

/// What was asked since then, on topics of the company's.
pub async fn asked(ctx: &mut Ctx, since: DateTime<Utc>) -> Result<Vec<AskedOn>, Failure> {
    Ok(ctx.figures().asked_on(since).await?)
}

/// The lead's part of the home page.
pub async fn home(ctx: &mut Ctx, caller: Caller) -> Parts {
    let now = ctx.now;
    let viewer = ctx.viewers().viewer(&caller.person, None, now).await?;
    let places = ctx.readable_places(&viewer).await?;
    let mut readable = Readable::of(viewer);
    let mut open = Vec::new();
    for state in [State::Open, State::Taken] {
        for q in ctx.questions().questions(state, LOOKED_AT).await? {
            if readable.has(ctx, q.place.as_ref()).await? {
                open.push(q);
            }
        }
    }
    let mut without: BTreeMap<Option<String>, i64> = BTreeMap::new();
    for (topic, place, count) in ctx.figures().without_expert(now - TimeDelta::days(90)).await? {
        if readable.has(ctx, place.as_ref()).await? {
            *without.entry(topic).or_default() += count;
        }
    }
    let mut without: Vec<(Option<String>, i64)> = without.into_iter().collect();
    without.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    without.truncate(TOPICS);
    let mut tally: BTreeMap<&str, (State, i64)> = BTreeMap::new();
    for (state, place, count) in ctx.figures().tally(now - TimeDelta::days(30)).await? {
        if readable.has(ctx, place.as_ref()).await? {
            tally.entry(state.name()).or_insert((state, 0)).1 += count;
        }
    }
    let tally: Vec<(State, i64)> = tally.into_values().collect();
    let settings: QuestionSettings = ctx.settings().await?;
    let mut parts = cards::home(&open, &without, &tally);
    parts.extend(cards::settings_section(&settings, &places));
    Ok(parts)
}

/// Which places somebody can read, each looked up once.
struct Readable {
    viewer: Viewer,
    known: HashMap<PlaceId, bool>,
}

impl Readable {
    fn of(viewer: Viewer) -> Self {
        Self { viewer, known: HashMap::new() }
    }

    /// A question that stands nowhere was seen by its asker alone.
    async fn has(&mut self, ctx: &mut Ctx, place: Option<&PlaceId>) -> Result<bool, Failure> {
        let Some(place) = place else { return Ok(false) };
        if let Some(known) = self.known.get(place) {
            return Ok(*known);
        }
        let may = ctx.may_meet(&self.viewer, place).await?;
        self.known.insert(place.clone(), may);
        Ok(may)
    }

    async fn first(&mut self, ctx: &mut Ctx, questions: Vec<Question>) -> Result<Option<Question>, Failure> {
        for q in questions {
            if self.has(ctx, q.place.as_ref()).await? {
                return Ok(Some(q));
            }
        }
        Ok(None)
    }
}
