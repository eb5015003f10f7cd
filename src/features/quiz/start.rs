//! Starting a quiz: where, with whom, until when, and whether the same people are asked again.

use chrono::TimeDelta;

use super::cards;
use super::check::ask_champions;
use super::close::CLOSE;
use super::follow_up::{invite, remind_later};
use super::items::TestForm;
use super::store::{FormWord, Placed, Quiz, Run};
use super::write::own;
use crate::bot::{Answer, Call, Ctx, Failure};
use crate::chat::{Audience, FieldError, PersonId, PlaceId, Press, Reply, Standing, Submission};
use crate::people::Caller;

/// People who are asked one to one at the most.
const MOST_PEOPLE: usize = 100;
/// After so many weeks the second half of a pair is asked, where its author names no number.
const DEFAULT_WEEKS: i64 = 4;
/// For so long the second half of a pair is open: two reminders fit into it.
const FOLLOW_UP: TimeDelta = TimeDelta::days(7);

/// "Start it".
pub async fn open(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let quiz = own(ctx, &call.by, &call.what.value).await?;
    if ctx.quizzes().items(&quiz.id, quiz.version).await?.is_empty() {
        return Err(Failure::Refused(cards::nothing_to_ask()));
    }
    Ok(Reply::open(cards::start(&quiz.id)))
}

/// What was chosen.
#[derive(Debug)]
struct Wanted {
    place: Option<PlaceId>,
    people: Vec<PersonId>,
    hours: i64,
    weeks: i64,
    target: i64,
    explains_late: bool,
    minutes: Option<i64>,
}

/// The form came back.
pub async fn started(ctx: &mut Ctx, call: Call<Submission>) -> Answer {
    let quiz = own(ctx, &call.by, &call.what.context).await?;
    let items = ctx.quizzes().items(&quiz.id, quiz.version).await?;
    if items.is_empty() {
        return Err(Failure::Refused(cards::nothing_to_ask()));
    }
    let wanted = match read(ctx, &call.by, &call.what, &items).await? {
        Ok(wanted) => wanted,
        Err(errors) => return Ok(Reply { errors, ..Reply::nothing() }),
    };
    ctx.quizzes().use_version(&quiz).await?;
    let open = already_open(ctx, &quiz, &wanted).await?;
    let is_new = open.is_none();
    let run = match open {
        Some(run) => run,
        None => begin(ctx, &quiz, &items, &wanted, &call.by).await?,
    };
    let questions = items.iter().filter(|placed| run.asks(placed.item.form)).count();
    let mut reply = Reply::nothing();
    if let Some(place) = wanted.place {
        let post = ctx.new_post_id();
        if ctx.runs().ask_in(&run.id, &place, &post).await? {
            reply = reply.post(post, Audience::Place(place), cards::asked_in(&quiz, &run, questions));
        }
    }
    if is_new {
        reply = reply.with(ask_champions(ctx, &quiz, &run).await?);
    }
    for person in &wanted.people {
        reply = reply.with(invite(ctx, &quiz, &run, questions, person).await?);
        remind_later(ctx, &run, person).await?;
    }
    let told = super::close::told(ctx, &run).await?;
    Ok(reply.say(Audience::OnlyYou, cards::results(&quiz, &run, &told)))
}

/// A run of the same version that is open: asked in another channel as well, it counts once. None where people are to be
/// asked again later, as they are those of that run.
async fn already_open(ctx: &mut Ctx, quiz: &Quiz, wanted: &Wanted) -> Result<Option<Run>, Failure> {
    let now = ctx.now;
    if wanted.weeks > 0 {
        return Ok(None);
    }
    for run in ctx.runs().of_quiz(&quiz.id).await? {
        let is_open = !run.is_over(now) && run.version == quiz.version && run.baseline.is_none();
        if is_open && ctx.runs().follow_up_of(&run.id).await?.is_none() {
            return Ok(Some(run));
        }
    }
    Ok(None)
}

async fn begin(
    ctx: &mut Ctx,
    quiz: &Quiz,
    items: &[Placed],
    wanted: &Wanted,
    by: &Caller,
) -> Result<Run, Failure> {
    let is_parallel = wanted.weeks > 0 && items.iter().any(|placed| placed.item.form != TestForm::Both);
    let (before, after) =
        if is_parallel { (TestForm::A, TestForm::B) } else { (TestForm::Both, TestForm::Both) };
    let closes_at = ctx.now + TimeDelta::hours(wanted.hours);
    let run = Run {
        id: ctx.new_id(),
        quiz: quiz.id.clone(),
        version: quiz.version,
        host: by.person.clone(),
        form: before.word().to_owned(),
        opens_at: ctx.now.into(),
        closes_at: closes_at.into(),
        closed_at: None,
        minutes: wanted.minutes,
        explains_late: wanted.explains_late,
        baseline: None,
        target: wanted.target,
    };
    ctx.runs().add(&run).await?;
    ctx.schedule(closes_at, CLOSE, &run.id, &()).await?;
    if wanted.weeks > 0 {
        let opens_at = closes_at + TimeDelta::weeks(wanted.weeks);
        let follow_up = Run {
            id: ctx.new_id(),
            form: after.word().to_owned(),
            opens_at: opens_at.into(),
            closes_at: (opens_at + FOLLOW_UP).into(),
            explains_late: false,
            baseline: Some(run.id.clone()),
            ..run.clone()
        };
        ctx.runs().add(&follow_up).await?;
        ctx.schedule(opens_at + FOLLOW_UP, CLOSE, &follow_up.id, &()).await?;
    }
    Ok(run)
}

/// What was filled in, or everything that is wrong with it.
async fn read(
    ctx: &mut Ctx,
    by: &Caller,
    filled: &Submission,
    items: &[Placed],
) -> Result<Result<Wanted, Vec<FieldError>>, Failure> {
    let mut errors = Vec::new();
    let mut wrong =
        |field: &str, message: String| errors.push(FieldError { field: field.to_owned(), message });
    let number = |field: &str| filled.value(field).and_then(|value| value.parse::<i64>().ok());
    let place = match filled.place("channel") {
        None => None,
        Some(place) => match ctx.chosen(by, &place).await? {
            Ok(channel) => Some(channel.place),
            Err(why) => {
                wrong("channel", why.to_owned());
                None
            }
        },
    };
    let people = match people(ctx, by, filled).await? {
        Ok(people) => people,
        Err(why) => {
            wrong("people", why);
            Vec::new()
        }
    };
    let is_for_somebody = filled.place("channel").is_some() || !filled.values("people").is_empty();
    if !is_for_somebody {
        wrong("channel", cards::nobody_to_ask());
    }
    let is_asked_again = filled.value("again") == Some("yes");
    let weeks = if is_asked_again { number("weeks").unwrap_or(DEFAULT_WEEKS).clamp(1, 52) } else { 0 };
    let has = |form: TestForm| items.iter().any(|placed| [form, TestForm::Both].contains(&placed.item.form));
    if weeks > 0 && !(has(TestForm::A) && has(TestForm::B)) {
        wrong("again", cards::one_form_is_empty());
    }
    if !errors.is_empty() {
        return Ok(Err(errors));
    }
    Ok(Ok(Wanted {
        place,
        people,
        hours: number("hours").unwrap_or(72).clamp(1, 24 * 14),
        weeks,
        target: number("target").unwrap_or(80).clamp(1, 100),
        explains_late: filled.value("explained") == Some("closed"),
        minutes: number("minutes").map(|minutes| minutes.clamp(1, 240)),
    }))
}

/// Who is asked one to one: colleagues, each once, and not whoever starts it.
async fn people(
    ctx: &mut Ctx,
    by: &Caller,
    filled: &Submission,
) -> Result<Result<Vec<PersonId>, String>, Failure> {
    let (workspace, now) = (ctx.workspace.clone(), ctx.now);
    let accounts = filled.values("people");
    if accounts.len() > MOST_PEOPLE {
        return Ok(Err(cards::too_many_people(accounts.len(), MOST_PEOPLE)));
    }
    let mut people: Vec<PersonId> = Vec::new();
    for account in accounts {
        let fresh = ctx.new_id();
        let account = crate::chat::AccountId::new(account.trim());
        let caller = ctx.accounts().caller(&workspace, &account, &fresh, now).await?;
        if caller.standing != Standing::Member {
            return Ok(Err(cards::not_to_be_asked(&caller.name)));
        }
        if caller.person != by.person && !people.contains(&caller.person) {
            people.push(caller.person);
        }
    }
    Ok(Ok(people))
}
