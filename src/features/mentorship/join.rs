//! Joining a programme, saying more of oneself, and leaving.

use super::cards;
use super::matching::{ITEMS, factors};
use super::pair::end_pair;
use super::rules::{LONGEST_NAME, MOST_THINGS, lets_in, listed};
use super::store::{Ending, Member, PairState, Profile, ProfileBody, Programme, Role, State};
use crate::bot::{Answer, Call, Ctx, Failure};
use crate::chat::{AccountId, Circle, FieldError, PersonId, Press, Reply, Standing, Submission};

/// The longest goal, in characters.
const LONGEST_GOAL: usize = 1_000;
/// People whom somebody does not want at the most.
const MOST_BLOCKED: usize = 50;
/// Pairs of somebody that are looked at.
const MOST_PAIRS: i64 = 100;

/// A programme that somebody is in or may join.
///
/// # Errors
/// A refusal that does not say whether there is such a programme.
pub async fn joinable(ctx: &mut Ctx, person: &PersonId, id: &str) -> Result<Programme, Failure> {
    let programme = ctx.programmes().programme(id).await?;
    match programme {
        Some(programme) if may_join(ctx, person, &programme).await? => Ok(programme),
        _ => Err(Failure::Refused(cards::no_such_programme())),
    }
}

/// Somebody is in it, or may join it.
pub async fn may_join(ctx: &mut Ctx, person: &PersonId, programme: &Programme) -> Result<bool, Failure> {
    if matches!(programme.state, State::Draft | State::Ended) {
        return Ok(false);
    }
    if ctx.mentorship_members().member(&programme.id, person).await?.is_some() {
        return Ok(true);
    }
    let Some(known) = ctx.people().person(person).await? else { return Ok(false) };
    if known.standing != Standing::Member || !lets_in(&programme.rules, &known) {
        return Ok(false);
    }
    let now = ctx.now;
    match &programme.rules.channel {
        Some(place) if programme.rules.is_pilot => {
            let circle = Circle::Place(place.clone());
            let is_in = ctx.members().among_members(&circle, std::slice::from_ref(person), now).await?;
            Ok(!is_in.is_empty())
        }
        _ => Ok(true),
    }
}

/// "Take part", "Change what I said". What stands in somebody's profile already is taken over.
pub async fn open(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let me = &call.by.person;
    let programme = joinable(ctx, me, &call.what.value).await?;
    let member = ctx.mentorship_members().member(&programme.id, me).await?;
    let profile = match ctx.mentorship_members().profile(me).await? {
        Some(profile) => profile,
        None => from_profile(ctx, me).await?,
    };
    Ok(Reply::open(cards::join(&programme, member.as_ref(), &profile)))
}

async fn from_profile(ctx: &mut Ctx, person: &PersonId) -> Result<Profile, Failure> {
    let skills = ctx.knowledge().skills_of(person).await?;
    let named = |which: fn(&crate::people::Skill) -> bool| {
        skills.iter().filter(|skill| which(skill)).map(|skill| skill.name.clone()).take(MOST_THINGS).collect()
    };
    let body = ProfileBody {
        gives: named(|skill| skill.can_mentor),
        learns: named(|skill| skill.wants_to_learn),
        ..ProfileBody::default()
    };
    Ok(Profile { body, factors: None })
}

/// The form with which somebody joins came back.
pub async fn joined(ctx: &mut Ctx, call: Call<Submission>) -> Answer {
    let me = &call.by.person;
    let programme = joinable(ctx, me, &call.what.context).await?;
    let (member, body) = match read(&call.what, &programme, me, ctx.now) {
        Ok(read) => read,
        Err(errors) => return Ok(Reply { errors, ..Reply::nothing() }),
    };
    let now = ctx.now;
    let factors = ctx.mentorship_members().profile(me).await?.and_then(|profile| profile.factors);
    ctx.mentorship_members().keep_profile(me, &Profile { body, factors }, now).await?;
    ctx.mentorship_members().join(&member).await?;
    ctx.programmes().touch(&programme.id).await?;
    Ok(Reply::only_you(cards::joined(&programme, member.role, factors.is_some())))
}

/// What was filled in, or all that is wrong with it.
fn read(
    filled: &Submission,
    programme: &Programme,
    person: &PersonId,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<(Member, ProfileBody), Vec<FieldError>> {
    let mut errors = Vec::new();
    let mut wrong =
        |field: &str, message: String| errors.push(FieldError { field: field.to_owned(), message });
    let role = filled.value("role").and_then(|role| role.parse::<Role>().ok());
    if role.is_none() {
        wrong("role", "Choose what you are here for.".to_owned());
    }
    let role = role.unwrap_or(Role::Mentee);
    let mut things = |field: &str| {
        let things = listed(filled.value(field).unwrap_or_default());
        if things.len() > MOST_THINGS || things.iter().any(|thing| thing.chars().count() > LONGEST_NAME) {
            wrong(
                field,
                format!(
                    "Name {MOST_THINGS} at the most, each in {LONGEST_NAME} characters at the most, with commas between."
                ),
            );
        }
        things
    };
    let (gives, learns, languages) = (things("gives"), things("learns"), things("languages"));
    let goal = filled.value("goal").unwrap_or_default().to_owned();
    if role.gives() && gives.is_empty() {
        wrong("gives", "Name something that you can mentor on.".to_owned());
    }
    if role.learns() && learns.is_empty() && goal.is_empty() {
        wrong("learns", "Name something that you want to learn, or write what you want to reach.".to_owned());
    }
    let length = goal.chars().count();
    if length > LONGEST_GOAL {
        wrong("goal", format!("That is {length} characters long. {LONGEST_GOAL} are the most."));
    }
    let mut number = |field: &str, least: i64, most: i64| {
        let typed = filled.value(field)?;
        let number = typed.parse::<i64>().ok().filter(|number| (least..=most).contains(number));
        if number.is_none() {
            wrong(field, format!("Write a whole number from {least} to {most}."));
        }
        number
    };
    let (goal_score, years) = (number("goal_score", 0, 10), number("years", 0, 60));
    let (places, group) = (number("places", 1, 8).unwrap_or(1), number("group", 1, 8).unwrap_or(1));
    if !errors.is_empty() {
        return Err(errors);
    }
    let member = Member {
        programme: programme.id.clone(),
        person: person.clone(),
        role,
        places: if role.gives() { places } else { 0 },
        group_places: if role.gives() { group.max(places) } else { 0 },
        goal: if role.learns() { goal } else { String::new() },
        goal_score: goal_score.filter(|_| role.learns()),
        left_over: 0,
        joined_at: now.into(),
        left_at: None,
    };
    Ok((member, ProfileBody { gives, learns, languages, years }))
}

/// "Leave it": living pairs are over, and nobody is asked any more.
pub async fn leave(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let me = call.by.person.clone();
    let programme = joinable(ctx, &me, &call.what.value).await?;
    let reply = leaves(ctx, &programme, &me).await?;
    Ok(Reply::only_you(cards::left(&programme)).with(reply))
}

/// Somebody is not in a programme any more. Whoever was in a pair with them is told that it is over, and no more.
pub async fn leaves(ctx: &mut Ctx, programme: &Programme, person: &PersonId) -> Answer {
    let now = ctx.now;
    if !ctx.mentorship_members().leave(&programme.id, person, now).await? {
        return Ok(Reply::nothing());
    }
    ctx.programmes().touch(&programme.id).await?;
    ctx.requests().withdraw(&programme.id, person).await?;
    ctx.mentorship_members().set_wishes(&programme.id, person, &[]).await?;
    let mut reply = Reply::nothing();
    for pair in ctx.pairs().of_person(person, MOST_PAIRS).await? {
        let is_living = pair.programme == programme.id && pair.state != PairState::Ended;
        if !is_living || !end_pair(ctx, &pair, Ending::Left).await? {
            continue;
        }
        let other = pair.other(person).clone();
        let is_mentee = pair.mentee == other;
        if is_mentee {
            ctx.mentorship_members().left_over(&programme.id, &other, true).await?;
        }
        let card = cards::over(programme, person, is_mentee && programme.state != State::Ended);
        reply = reply.notify(ctx.new_post_id(), other, card);
    }
    Ok(reply)
}

/// "Personality".
pub async fn open_personality(_: &mut Ctx, _: Call<Press>) -> Answer {
    Ok(Reply::open(cards::personality()))
}

/// The questions on personality came back: all of them, or none.
pub async fn personality(ctx: &mut Ctx, call: Call<Submission>) -> Answer {
    let me = &call.by.person;
    let answers: Vec<Option<u8>> = (0..ITEMS.len())
        .map(|at| call.what.value(&format!("i{at}")).and_then(|value| value.parse().ok()))
        .collect();
    let given: Vec<u8> = answers.iter().flatten().copied().collect();
    let found = factors(&given);
    if found.is_none() && !given.is_empty() {
        let open = answers.iter().position(Option::is_none).unwrap_or_default();
        return Ok(Reply::error(format!("i{open}"), "Answer all twenty, or none of them."));
    }
    let now = ctx.now;
    let profile = ctx.mentorship_members().profile(me).await?.unwrap_or_default();
    ctx.mentorship_members().keep_profile(me, &Profile { factors: found, ..profile }, now).await?;
    touch_all(ctx, me).await?;
    Ok(Reply::only_you(cards::kept()))
}

/// "Not with ...".
pub async fn open_blocks(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let blocked = ctx.mentorship_members().blocked_by(&call.by.person).await?;
    Ok(Reply::open(cards::blocks(&blocked)))
}

/// Whom somebody does not want came back.
pub async fn blocks(ctx: &mut Ctx, call: Call<Submission>) -> Answer {
    let accounts = call.what.values("people").to_vec();
    if accounts.len() > MOST_BLOCKED {
        return Ok(Reply::error("people", format!("{MOST_BLOCKED} people are the most.")));
    }
    let me = &call.by.person;
    let mut people = people(ctx, &accounts).await?;
    people.retain(|person| person != me);
    let now = ctx.now;
    ctx.mentorship_members().set_blocked(me, &people, now).await?;
    touch_all(ctx, me).await?;
    Ok(Reply::only_you(cards::kept()))
}

/// "Wishes".
pub async fn open_wishes(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let me = &call.by.person;
    let programme = joinable(ctx, me, &call.what.value).await?;
    let wishes = ctx.mentorship_members().wishes(&programme.id, me).await?;
    Ok(Reply::open(cards::wishes(&programme, &wishes)))
}

/// Wishes came back.
pub async fn wishes(ctx: &mut Ctx, call: Call<Submission>) -> Answer {
    let me = &call.by.person;
    let programme = joinable(ctx, me, &call.what.context).await?;
    let fields = ["first", "second", "third"];
    let accounts: Vec<String> =
        fields.iter().filter_map(|field| call.what.value(field)).map(str::to_owned).collect();
    let mut wished = people(ctx, &accounts).await?;
    wished.retain(|person| person != me);
    ctx.mentorship_members().set_wishes(&programme.id, me, &wished).await?;
    ctx.programmes().touch(&programme.id).await?;
    Ok(Reply::only_you(cards::kept()))
}

/// The people behind accounts that were chosen, each once and in order.
async fn people(ctx: &mut Ctx, accounts: &[String]) -> Result<Vec<PersonId>, Failure> {
    let (workspace, now) = (ctx.workspace.clone(), ctx.now);
    let mut people: Vec<PersonId> = Vec::new();
    for account in accounts {
        let fresh = ctx.new_id();
        let account = AccountId::new(account.trim());
        let person = ctx.accounts().caller(&workspace, &account, &fresh, now).await?.person;
        if !people.contains(&person) {
            people.push(person);
        }
    }
    Ok(people)
}

/// Drafts that somebody is in were made from something else.
async fn touch_all(ctx: &mut Ctx, person: &PersonId) -> Result<(), Failure> {
    for member in ctx.mentorship_members().memberships(person).await? {
        ctx.programmes().touch(&member.programme).await?;
    }
    Ok(())
}
