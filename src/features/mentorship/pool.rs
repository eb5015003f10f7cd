//! Everybody who can be matched in a programme, as matching sees them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Utc};

use super::matching::{Barrier, Candidate, Judge, Pool, Proposed, Rules};
use super::rules::week_of;
use super::store::{Member, PairState, ProfileBody, Programme};
use crate::bot::{Ctx, Failure};
use crate::chat::{PersonId, Standing, Visibility};
use crate::people::{Hours, Person};
use crate::search::{Question, Scope};

/// Managers above somebody that are looked for at the most: a line that goes round ends there.
const LONGEST_LINE: usize = 30;
/// Pairs of somebody that are looked at.
const MOST_PAIRS: i64 = 100;
/// A per cent of a floor, of a million.
const PER_CENT: i64 = 10_000;

/// Who is looked at.
#[derive(Clone, Copy, Debug)]
pub enum Mentees<'m> {
    /// All who have no mentor in the programme.
    All,
    /// This one.
    Only(&'m PersonId),
}

/// The pool of a programme. Mentors who have no place left are not in it; whoever has a mentor there is not either.
pub async fn pool(ctx: &mut Ctx, programme: &Programme, which: Mentees<'_>) -> Result<Pool, Failure> {
    let members = ctx.mentorship_members().members(&programme.id).await?;
    let people = colleagues(ctx, &members).await?;
    let pairs = ctx.pairs().of_programme(&programme.id).await?;
    let living = pairs.iter().filter(|pair| pair.state != PairState::Ended);
    let (mut has_mentor, mut taken) = (BTreeSet::new(), BTreeMap::<&PersonId, i64>::new());
    for pair in living {
        has_mentor.insert(&pair.mentee);
        *taken.entry(&pair.mentor).or_default() += 1;
    }
    let floor = programme.rules.floor.clamp(0, 100) * PER_CENT;
    let rules = Rules { weights: programme.rules.weights, floor: i32::try_from(floor).unwrap_or_default() };
    let mut pool = Pool { rules, ..Pool::default() };
    let mut above = HashMap::new();
    for member in &members {
        let Some(person) = people.get(&member.person) else { continue };
        let is_wanted = match which {
            Mentees::All => true,
            Mentees::Only(one) => *one == member.person || member.role.gives(),
        };
        if !is_wanted {
            continue;
        }
        let candidate = candidate(ctx, programme, member, person, &mut above).await?;
        for blocked in ctx.mentorship_members().blocked_by(&member.person).await? {
            pool.blocked.insert((member.person.clone(), blocked));
        }
        let looks = member.role.learns() && !has_mentor.contains(&member.person);
        let is_asked_for = match which {
            Mentees::All => true,
            Mentees::Only(one) => *one == member.person,
        };
        if looks && is_asked_for {
            if member.left_over > 0 {
                pool.left_before.insert(member.person.clone());
            }
            pool.mentees.push(candidate.clone());
        }
        let free = |places: i64| {
            u32::try_from((places - taken.get(&member.person).copied().unwrap_or_default()).max(0))
                .unwrap_or_default()
        };
        if member.role.gives() && free(member.group_places.max(member.places)) > 0 {
            pool.mentors.push((candidate, free(member.places), free(member.group_places)));
        }
    }
    for ruling in ctx.drafts().rulings(&programme.id).await? {
        if ruling.is_fixed {
            pool.fixed.insert(ruling.mentee, ruling.mentor);
        } else {
            pool.forbidden.insert((ruling.mentee, ruling.mentor));
        }
    }
    Ok(pool)
}

/// How well mentors of the pool are known for what each mentee wants to learn and reach: by the same search as experts, in
/// what is open to every colleague of the mentee, so that it may speak before both and before the lead.
pub async fn weigh_knowledge(ctx: &mut Ctx, programme: &Programme, pool: &mut Pool) -> Result<(), Failure> {
    let mentors: BTreeSet<PersonId> = pool.mentors.iter().map(|(mentor, ..)| mentor.person.clone()).collect();
    let (search, org, now) = (ctx.search.clone(), ctx.org.clone(), ctx.now);
    for at in 0..pool.mentees.len() {
        let mentee = pool.mentees[at].person.clone();
        let member = ctx.mentorship_members().member(&programme.id, &mentee).await?;
        let goal = member.map(|member| member.goal).unwrap_or_default();
        let text = format!("{} {goal}", pool.mentees[at].learns.join(", "));
        if text.trim().is_empty() {
            continue;
        }
        let scope = open_scope(ctx, &mentee).await?;
        let question = Question { asker: Some(mentee.clone()), ..Question::new(text, scope, now) };
        let found = search.find(&mut ctx.tx, &org, &question).await?;
        let best = found.people.iter().map(|ranked| ranked.score).fold(f32::NEG_INFINITY, f32::max);
        let worst = found.people.iter().map(|ranked| ranked.score).fold(f32::INFINITY, f32::min);
        for ranked in found.people.into_iter().filter(|ranked| mentors.contains(&ranked.person)) {
            // Scores of one question can be compared, and nothing more: from half for the last to all for the first.
            let share = if best > worst { (ranked.score - worst) / (best - worst) } else { 1.0 };
            #[expect(clippy::cast_possible_truncation, reason = "from 500 to 1,000")]
            let known_for = (500.0 + 500.0 * share.clamp(0.0, 1.0)) as i32;
            pool.known_for.insert((mentee.clone(), ranked.person), known_for);
        }
    }
    Ok(())
}

/// What all colleagues of somebody's workspaces can read, and what people say of themselves.
async fn open_scope(ctx: &mut Ctx, person: &PersonId) -> Result<Scope, Failure> {
    let now = ctx.now;
    let viewer = ctx.viewers().viewer(person, None, now).await?;
    let channels = ctx.channels().channels().await?;
    let open = channels.into_iter().filter(|channel| {
        matches!(channel.visibility(now), Visibility::Organisation | Visibility::Workspace)
            && viewer.may_meet(channel, now)
    });
    let scope = Scope::only(open.map(|channel| {
        let since = channel.speaks_since();
        (channel.place, since)
    }));
    Ok(if viewer.is_colleague { scope.with_declarations() } else { scope })
}

/// Those of the members who still are colleagues.
async fn colleagues(ctx: &mut Ctx, members: &[Member]) -> Result<HashMap<PersonId, Person>, Failure> {
    let ids: Vec<PersonId> = members.iter().map(|member| member.person.clone()).collect();
    let people = if ids.is_empty() { Vec::new() } else { ctx.people().people_by(&ids).await? };
    let there = people.into_iter().filter(|person| person.standing == Standing::Member);
    Ok(there.map(|person| (person.id.clone(), person)).collect())
}

async fn candidate(
    ctx: &mut Ctx,
    programme: &Programme,
    member: &Member,
    person: &Person,
    above: &mut HashMap<PersonId, Option<PersonId>>,
) -> Result<Candidate, Failure> {
    let profile = ctx.mentorship_members().profile(&member.person).await?.unwrap_or_default();
    let ProfileBody { gives, learns, languages, years } = profile.body;
    let had = ctx.pairs().of_person(&member.person, MOST_PAIRS).await?;
    let chosen = had.iter().filter(|pair| pair.mentor == member.person).count();
    Ok(Candidate {
        gives,
        learns,
        languages: languages.iter().map(|language| language.to_lowercase()).collect(),
        years,
        factors: profile.factors,
        works: works(person, ctx.now),
        department: person.data.department.clone(),
        above: line(ctx, person, above).await?,
        chosen: i64::try_from(chosen).unwrap_or(i64::MAX),
        wishes: ctx.mentorship_members().wishes(&programme.id, &member.person).await?,
        is_reachable: !ctx.accounts().accounts_of(&member.person).await?.is_empty(),
        ..Candidate::new(member.person.clone())
    })
}

/// When somebody works within the week of this moment, without holidays: a pair is for many weeks.
fn works(person: &Person, now: DateTime<Utc>) -> Vec<(i64, i64)> {
    let (from, until) = week_of(now);
    let hours = Hours::of(person, &[]);
    let mut works = Vec::new();
    let mut at = from;
    while let Some(start) = hours.next_working(at).filter(|start| *start < until) {
        let mut end = start;
        while end < until && hours.is_working(end) {
            end += chrono::TimeDelta::minutes(15);
        }
        works.push((start.timestamp(), end.min(until).timestamp()));
        at = end;
    }
    works
}

/// Everybody above somebody in the company.
async fn line(
    ctx: &mut Ctx,
    person: &Person,
    known: &mut HashMap<PersonId, Option<PersonId>>,
) -> Result<BTreeSet<PersonId>, Failure> {
    let mut line = BTreeSet::new();
    let mut next = person.data.manager.clone();
    while let Some(manager) = next.take() {
        if line.len() == LONGEST_LINE || !line.insert(manager.clone()) {
            break;
        }
        next = if let Some(above) = known.get(&manager) {
            above.clone()
        } else {
            let above = ctx.people().person(&manager).await?.and_then(|person| person.data.manager);
            known.insert(manager, above.clone());
            above
        };
    }
    Ok(line)
}

/// These two may be a pair at this moment, and what it is worth.
///
/// # Errors
/// What forbids it; that one of them is not in the pool counts as a rule that forbids.
pub fn pair_in(pool: &Pool, mentee: &PersonId, mentor: &PersonId) -> Result<Proposed, Barrier> {
    let mentee = pool.mentees.iter().position(|candidate| candidate.person == *mentee);
    let mentor = pool.mentors.iter().position(|(candidate, ..)| candidate.person == *mentor);
    match mentee.zip(mentor) {
        Some((mentee, mentor)) => Judge::of(pool).pair(mentee, mentor),
        None => Err(Barrier::Forbidden),
    }
}

/// What was between mentees and mentors before, in all programmes.
pub async fn remember_pairs(ctx: &mut Ctx, pool: &mut Pool) -> Result<(), Failure> {
    for at in 0..pool.mentees.len() {
        let mentee = pool.mentees[at].person.clone();
        for pair in ctx.pairs().of_person(&mentee, MOST_PAIRS).await? {
            if pair.mentee == mentee {
                pool.past.insert((pair.mentee, pair.mentor));
            }
        }
    }
    Ok(())
}
