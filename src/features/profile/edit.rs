//! What a person sets about themselves.

use chrono::{NaiveDate, NaiveTime, Timelike};

use super::cards;
use super::page::{card, known};
use super::rules;
use super::skills::say;
use crate::bot::{Answer, Call, Ctx};
use crate::chat::{PersonId, Press, Reply, Submission};
use crate::clock::moment_of;
use crate::people::{Availability, Skill};

/// Topics a person can name.
const MOST_TOPICS: usize = 30;
const LONGEST_TOPIC: usize = 60;

/// "Hours and limit".
pub async fn hours(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let (person, _, _) = known(ctx, &call.by.person).await?;
    Ok(Reply::open(cards::hours(&person)))
}

/// "My topics".
pub async fn topics(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let (_, skills, _) = known(ctx, &call.by.person).await?;
    Ok(Reply::open(cards::topics(&skills)))
}

/// "Pause".
pub async fn pause(_ctx: &mut Ctx, _call: Call<Press>) -> Answer {
    Ok(Reply::open(cards::pause()))
}

/// "I am back".
pub async fn back(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let me = &call.by.person;
    let (person, _, _) = known(ctx, me).await?;
    let availability = Availability { off_duty: false, paused_until: None, ..person.availability };
    save(ctx, me, &availability).await
}

/// Hours and cap came back.
pub async fn hours_filled_in(ctx: &mut Ctx, call: Call<Submission>) -> Answer {
    let me = &call.by.person;
    let (person, _, _) = known(ctx, me).await?;
    let filled = &call.what;
    let mut errors = Reply::nothing();
    let mut minutes = |field: &str, before: i64| {
        let Some(words) = filled.value(field) else { return before };
        let time = NaiveTime::parse_from_str(words, "%H:%M").ok();
        if let Some(time) = time {
            return i64::from(time.hour() * 60 + time.minute());
        }
        errors.errors.extend(Reply::error(field, cards::not_a_time()).errors);
        before
    };
    let mut availability = Availability {
        work_from: minutes("from", person.availability.work_from),
        work_until: minutes("until", person.availability.work_until),
        quiet_from: minutes("quiet_from", person.availability.quiet_from),
        quiet_until: minutes("quiet_until", person.availability.quiet_until),
        ..person.availability
    };
    if let Some(cap) = filled.value("cap") {
        match cap.parse::<i64>() {
            Ok(cap) if (0..=50).contains(&cap) => availability.weekly_cap = cap,
            _ => errors.errors.extend(Reply::error("cap", "Write a number from 0 to 50.").errors),
        }
    }
    let days = filled.values("days").iter().filter_map(|day| day.parse::<u32>().ok()).filter(|day| *day < 7);
    availability.work_days = days.fold(0, |bits, day| bits | 1 << day);
    // With no hours to answer in, a question would wait for them for days.
    if availability.work_days == 0 {
        errors.errors.extend(Reply::error("days", cards::no_days()).errors);
    }
    if errors.errors.is_empty() && availability.work_from == availability.work_until {
        errors.errors.extend(Reply::error("until", cards::no_hours()).errors);
    }
    if !errors.errors.is_empty() {
        return Ok(errors);
    }
    save(ctx, me, &availability).await
}

/// Topics came back. Whoever says that they know about something takes back what they said against it.
pub async fn topics_filled_in(ctx: &mut Ctx, call: Call<Submission>) -> Answer {
    let me = &call.by.person;
    let mut skills: Vec<Skill> = Vec::new();
    for (field, set) in FLAGS {
        let names: Vec<&str> = call
            .what
            .value(field)
            .unwrap_or_default()
            .split([',', ';', '\n'])
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .collect();
        if names.len() > MOST_TOPICS || names.iter().any(|name| name.chars().count() > LONGEST_TOPIC) {
            return Ok(Reply::error(field, cards::too_many()));
        }
        for name in names {
            let known = skills.iter_mut().position(|skill| skill.name.to_lowercase() == name.to_lowercase());
            let at = known.unwrap_or_else(|| {
                skills.push(Skill {
                    name: name.to_owned(),
                    ask_me: false,
                    can_mentor: false,
                    wants_to_learn: false,
                });
                skills.len() - 1
            });
            set(&mut skills[at]);
        }
    }
    let corrections = ctx.corrections().corrections_of(me).await?;
    let named = ctx.named_topics().await?;
    for correction in rules::said_again(&corrections, &named, &skills) {
        ctx.corrections().mine_after_all(me, &correction.topic).await?;
    }
    say(ctx, me, &skills).await?;
    Ok(Reply::only_you(card(ctx, me).await?))
}

type Flag = fn(&mut Skill);
const FLAGS: [(&str, Flag); 3] = [
    ("ask_me", |skill| skill.ask_me = true),
    ("can_mentor", |skill| skill.can_mentor = true),
    ("wants_to_learn", |skill| skill.wants_to_learn = true),
];

/// A pause came back: until the morning of a day, or until they say so.
pub async fn pause_filled_in(ctx: &mut Ctx, call: Call<Submission>) -> Answer {
    let me = &call.by.person;
    let (person, _, _) = known(ctx, me).await?;
    let mut availability = person.availability.clone();
    match call.what.value("until") {
        None => availability.off_duty = true,
        Some(day) => {
            let begins = u32::try_from(availability.work_from * 60).unwrap_or_default();
            let morning = NaiveDate::parse_from_str(day, "%Y-%m-%d").ok().and_then(|day| {
                let local = day.and_time(NaiveTime::from_num_seconds_from_midnight_opt(begins, 0)?);
                Some(moment_of(local, person.time_zone))
            });
            match morning.filter(|morning| *morning > ctx.now) {
                Some(morning) => availability.paused_until = Some(morning),
                None => return Ok(Reply::error("until", cards::not_a_day())),
            }
        }
    }
    save(ctx, me, &availability).await
}

async fn save(ctx: &mut Ctx, me: &PersonId, availability: &Availability) -> Answer {
    ctx.people().set_availability(me, availability).await?;
    Ok(Reply::only_you(card(ctx, me).await?))
}
