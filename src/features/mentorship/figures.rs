//! What a programme came to, for its leads.

use chrono::TimeDelta;

use super::cards::{self, ProgrammeFigures};
use super::lead::found;
use super::pair::split;
use super::rules::{FIRST_MEETING_DAYS, LATE_DAYS, first_held, health};
use super::statistics::{Mean, mean};
use super::store::{Answer as Asking, Asked, Ending, Pair, PairState, Programme, State};
use crate::bot::{Answer, Call, Ctx, Failure};
use crate::chat::{Press, Reply};
use crate::people::SMALLEST_GROUP;
use crate::store::Millis;

/// Pairs that are shown at once.
const SHOWN: usize = 10;

/// "How it goes", "More".
pub async fn show(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let (id, at) = split(&call.what.value);
    let programme = found(ctx, id).await?;
    let figures = figures(ctx, &programme).await?;
    Ok(Reply::only_you(cards::figures(&programme, &figures, at.parse().unwrap_or_default(), SHOWN)))
}

async fn figures(ctx: &mut Ctx, programme: &Programme) -> Result<ProgrammeFigures, Failure> {
    let now = ctx.now;
    let members = ctx.mentorship_members().members(&programme.id).await?;
    let pairs = ctx.pairs().of_programme(&programme.id).await?;
    let mentees: Vec<_> = members.iter().filter(|member| member.role.learns()).collect();
    let matched =
        mentees.iter().filter(|member| pairs.iter().any(|pair| pair.mentee == member.person)).count();
    let has_ended = programme.state == State::Ended;
    let mut told =
        ProgrammeFigures { matched: (mentees.len(), matched), has_ended, ..ProgrammeFigures::default() };
    let (mut gains, mut feelings) = (Vec::new(), Vec::new());
    for pair in pairs {
        let meetings = ctx.pairs().meetings(&pair.id).await?;
        let began = pair.started_at.utc();
        let until = pair.ended_at.map_or(now, Millis::utc);
        let age = until - began;
        let in_time = TimeDelta::days(FIRST_MEETING_DAYS);
        if age >= in_time {
            told.first_met.0 += 1;
            told.first_met.1 +=
                usize::from(first_held(&meetings).is_some_and(|held| held - began <= in_time));
        }
        let due = meetings.iter().filter(|meeting| meeting.is_held.is_some() || meeting.due_at.utc() < until);
        for meeting in due {
            told.held.0 += 1;
            told.held.1 += usize::from(meeting.is_held == Some(true));
        }
        if pair.state == PairState::Ended {
            told.completed.0 += 1;
            told.completed.1 +=
                usize::from(matches!(pair.ended_why, Some(Ending::Completed | Ending::Early)));
        } else {
            let is_late = age >= TimeDelta::days(LATE_DAYS) && first_held(&meetings).is_none();
            let health = health(&pair, &meetings, now);
            told.pairs.push((pair.mentor.clone(), pair.mentee.clone(), health, is_late));
        }
        if has_ended {
            let answers = ctx.mentorship_answers().of_pair(&pair.id).await?;
            gains.extend(gain(&pair, &answers));
            feelings.extend(sentiments(&pair, &answers));
        }
    }
    told.pairs
        .sort_by_key(|(_, _, health, is_late)| (!is_late, health.map_or(101, super::rules::Health::total)));
    told.gain = enough(&gains);
    told.sentiment = enough(&feelings);
    Ok(told)
}

/// Of as many people as may be told of: each is one value.
fn enough(values: &[f64]) -> Option<Mean> {
    mean(values).filter(|mean| mean.count >= SMALLEST_GROUP)
}

/// What a mentee gained, on 0 to 10, from the beginning to the last time that they said.
fn gain(pair: &Pair, answers: &[Asking]) -> Option<f64> {
    let goals = answers.iter().filter(|answer| answer.kind == Asked::Goal && answer.person == pair.mentee);
    let said: Vec<(i64, i64)> = goals.filter_map(|answer| Some((answer.number, answer.value?))).collect();
    let first = said.iter().find(|(number, _)| *number == 0)?.1;
    let last = said.iter().filter(|(number, _)| *number > 0).max_by_key(|(number, _)| *number)?.1;
    Some(small(last) - small(first))
}

/// How it went for each of the two, as the mean of what they said.
fn sentiments(pair: &Pair, answers: &[Asking]) -> Vec<f64> {
    let of = |person: &crate::chat::PersonId| -> Option<f64> {
        let said: Vec<f64> = answers
            .iter()
            .filter(|answer| {
                answer.person == *person && matches!(answer.kind, Asked::Sentiment | Asked::Closing)
            })
            .filter_map(|answer| answer.value.map(small))
            .collect();
        mean(&said).map(|mean| mean.value)
    };
    pair.both().into_iter().filter_map(of).collect()
}

fn small(value: i64) -> f64 {
    f64::from(i32::try_from(value).unwrap_or_default())
}
