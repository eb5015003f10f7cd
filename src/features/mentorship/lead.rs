//! Programmes, by whoever leads them: made, changed, opened, looked at and ended.

use chrono::NaiveDate;

use super::cards;
use super::matching::Weights;
use super::pair::end_pair;
use super::rules::{LONGEST_NAME, listed};
use super::store::{Ending, Kind, PairState, Programme, ProgrammeRules, State};
use crate::bot::{Answer, Call, Command, Ctx, Failure};
use crate::chat::{Audience, FieldError, Press, Reply, Submission};
use crate::people::Caller;

/// `/mentor programme new`.
pub async fn new(_: &mut Ctx, call: Call<Command>) -> Answer {
    Ok(Reply::open(cards::programme(None, &call.what.words.rest().words(), None)))
}

/// "New programme".
pub async fn open_new(_: &mut Ctx, _: Call<Press>) -> Answer {
    Ok(Reply::open(cards::programme(None, "", None)))
}

/// "Look at it".
pub async fn show(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let programme = found(ctx, &call.what.value).await?;
    Ok(Reply::nothing().replace(managed(ctx, &programme).await?))
}

/// "Change it".
pub async fn open_change(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let programme = found(ctx, &call.what.value).await?;
    let channel = ctx.seen_by(&call.by, programme.rules.channel.as_ref()).await?;
    Ok(Reply::open(cards::programme(Some(&programme), "", channel)))
}

/// The form for a programme came back.
pub async fn filled_in(ctx: &mut Ctx, call: Call<Submission>) -> Answer {
    let before = match call.what.context.split_once(' ') {
        Some((id, version)) => Some(at_version(ctx, id, version).await?),
        None => None,
    };
    let (name, starts_on, rules) = match read(ctx, &call.by, &call.what, before.as_ref()).await? {
        Ok(read) => read,
        Err(errors) => return Ok(Reply { errors, ..Reply::nothing() }),
    };
    let programme = if let Some(before) = before {
        let changed = Programme { name, rules, starts_on, ..before };
        if !ctx.programmes().change(&changed).await? {
            return Err(Failure::Refused(cards::changed_meanwhile()));
        }
        changed
    } else {
        let kind = call.what.value("kind").and_then(|kind| kind.parse().ok()).unwrap_or(Kind::Mentorship);
        let made = Programme {
            id: ctx.new_id(),
            owner: call.by.person.clone(),
            name,
            kind,
            state: State::Draft,
            rules,
            starts_on,
            made_at: ctx.now.into(),
            ended_at: None,
            version: 1,
        };
        ctx.programmes().add(&made).await?;
        made
    };
    Ok(Reply::only_you(managed(ctx, &programme).await?))
}

/// "What counts".
pub async fn open_weights(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    Ok(Reply::open(cards::weights(&found(ctx, &call.what.value).await?)))
}

/// It came back.
pub async fn weights_filled_in(ctx: &mut Ctx, call: Call<Submission>) -> Answer {
    let (id, version) = call.what.context.split_once(' ').unwrap_or_default();
    let before = at_version(ctx, id, version).await?;
    let weight = |field: &str| {
        let typed = call.what.value(field).and_then(|value| value.parse::<i32>().ok());
        typed.unwrap_or_default().clamp(0, 100)
    };
    let weights = Weights {
        goals: weight("goals"),
        experience: weight("experience"),
        personality: weight("personality"),
        hours: weight("hours"),
        teams: weight("teams"),
        rarely: weight("rarely"),
        wishes: weight("wishes"),
        new_pair: weight("new_pair"),
    };
    let changed = Programme { rules: ProgrammeRules { weights, ..before.rules.clone() }, ..before };
    if !ctx.programmes().change(&changed).await? {
        return Err(Failure::Refused(cards::changed_meanwhile()));
    }
    Ok(Reply::only_you(managed(ctx, &changed).await?))
}

/// "Invite people": from now on they can join, and the channel is told.
pub async fn open(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let programme = found(ctx, &call.what.value).await?;
    if !ctx.programmes().go(&programme.id, State::Draft, State::Open).await? {
        return Err(Failure::Refused(cards::changed_meanwhile()));
    }
    let programme = Programme { state: State::Open, ..programme };
    let reply = Reply::nothing().replace(managed(ctx, &programme).await?);
    let reply = reply.say(Audience::OnlyYou, cards::opened(&programme, programme.rules.channel.is_some()));
    Ok(match &programme.rules.channel {
        Some(place) => {
            reply.post(ctx.new_post_id(), Audience::Place(place.clone()), cards::invitation(&programme))
        }
        None => reply,
    })
}

/// "End the programme": all its pairs are over.
pub async fn end(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let programme = found(ctx, &call.what.value).await?;
    let now = ctx.now;
    if !ctx.programmes().end(&programme.id, now).await? {
        return Err(Failure::Refused(cards::changed_meanwhile()));
    }
    let programme = Programme { state: State::Ended, ended_at: Some(now.into()), ..programme };
    ctx.drafts().drop(&programme.id).await?;
    ctx.drafts().drop_rulings(&programme.id).await?;
    for member in ctx.mentorship_members().members(&programme.id).await? {
        ctx.requests().withdraw(&programme.id, &member.person).await?;
    }
    let mut reply = Reply::nothing();
    for pair in ctx.pairs().of_programme(&programme.id).await? {
        if pair.state == PairState::Ended || !end_pair(ctx, &pair, Ending::Early).await? {
            continue;
        }
        for person in pair.both() {
            let card = cards::over(&programme, pair.other(person), false);
            reply = reply.notify(ctx.new_post_id(), person.clone(), card);
        }
    }
    Ok(Reply::nothing().replace(managed(ctx, &programme).await?).with(reply))
}

/// A programme, for a lead.
///
/// # Errors
/// A refusal if there is none.
pub async fn found(ctx: &mut Ctx, id: &str) -> Result<Programme, Failure> {
    ctx.programmes().programme(id).await?.ok_or_else(|| Failure::Refused(cards::no_such_programme()))
}

async fn at_version(ctx: &mut Ctx, id: &str, version: &str) -> Result<Programme, Failure> {
    let programme = found(ctx, id).await?;
    if programme.version.to_string() != version || programme.state == State::Ended {
        return Err(Failure::Refused(cards::changed_meanwhile()));
    }
    Ok(programme)
}

/// The card of a programme, as it is by now.
pub async fn managed(ctx: &mut Ctx, programme: &Programme) -> Result<crate::chat::Card, Failure> {
    let members = ctx.mentorship_members().members(&programme.id).await?;
    let mentors: Vec<_> = members.iter().filter(|member| member.role.gives()).collect();
    let mentees = members.iter().filter(|member| member.role.learns()).count();
    let places = mentors.iter().map(|mentor| mentor.places).sum();
    Ok(cards::manage(programme, mentors.len(), mentees, places))
}

type Read = (String, String, ProgrammeRules);

/// What was filled in, or all that is wrong with it.
async fn read(
    ctx: &mut Ctx,
    by: &Caller,
    filled: &Submission,
    before: Option<&Programme>,
) -> Result<Result<Read, Vec<FieldError>>, Failure> {
    let mut errors = Vec::new();
    let mut wrong = |field: &str, message: &str| {
        errors.push(FieldError { field: field.to_owned(), message: message.to_owned() });
    };
    let name = filled.value("name").unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    let length = name.chars().count();
    if length > LONGEST_NAME || !name.chars().any(char::is_alphanumeric) {
        wrong("name", &format!("Give it a name of a few words, {LONGEST_NAME} characters at the most."));
    }
    let starts_on = filled.value("starts_on").unwrap_or_default().to_owned();
    let today = ctx.now.with_timezone(&by.time_zone).date_naive();
    match NaiveDate::parse_from_str(&starts_on, "%Y-%m-%d") {
        Err(_) => wrong("starts_on", "Choose a day, such as 2027-01-11."),
        // A day that was chosen before may be over by now, and stay.
        Ok(day) if day < today && before.is_none_or(|before| before.starts_on != starts_on) => {
            wrong("starts_on", "That day is over. Choose today or a later one.");
        }
        Ok(day) if day > today + chrono::TimeDelta::days(366) => {
            wrong("starts_on", "That is more than a year away. Choose an earlier day.");
        }
        Ok(_) => {}
    }
    let mut number = |field: &str, least: i64, most: i64| {
        let typed = filled.value(field).and_then(|value| value.parse::<i64>().ok());
        if let Some(typed) = typed.filter(|typed| (least..=most).contains(typed)) {
            typed
        } else {
            wrong(field, &format!("Write a whole number from {least} to {most}."));
            least
        }
    };
    let (weeks, floor) = (number("weeks", 1, 52), number("floor", 0, 100));
    let every_days =
        filled.value("every").and_then(|value| value.parse().ok()).unwrap_or(14_i64).clamp(7, 28);
    let channel = match filled.place("channel") {
        // A channel that this lead may not know of was not shown, and stays.
        None => match before.and_then(|before| before.rules.channel.clone()) {
            Some(place) if ctx.seen_by(by, Some(&place)).await?.is_none() => Some(place),
            _ => None,
        },
        Some(place) => match ctx.chosen(by, &place).await? {
            Ok(channel) => Some(channel.place),
            Err(why) => {
                wrong("channel", why);
                None
            }
        },
    };
    let is_pilot = filled.value("who") == Some("channel");
    if is_pilot && channel.is_none() && filled.place("channel").is_none() {
        wrong("channel", "Choose the channel whose members may join.");
    }
    let list = |field: &str| listed(filled.value(field).unwrap_or_default());
    let rules = ProgrammeRules {
        departments: list("departments"),
        locations: list("locations"),
        channel,
        is_pilot,
        weeks,
        every_days,
        floor,
        weights: before.map(|before| before.rules.weights).unwrap_or_default(),
    };
    Ok(if errors.is_empty() { Ok((name, starts_on, rules)) } else { Err(errors) })
}
