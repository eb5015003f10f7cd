//! What a lead sees and sets for the whole company. The registration lets nobody else press or fill in any of it.

use chrono::NaiveDate;

use super::cards;
use crate::bot::{Answer, Call, Ctx, DomainEvent, Failure, Parts, declare_championships};
use crate::chat::{PersonId, Press, Reply, Standing, Submission};
use crate::people::{Caller, CompanySettings, Holiday, Topic};

/// Undelivered things shown at the most.
const STUCK: i64 = 10;

/// The lead's part of the home page.
pub async fn section(ctx: &mut Ctx, caller: Caller) -> Parts {
    let settings: CompanySettings = ctx.settings().await?;
    let channels = super::channels::shown(ctx).await?;
    let now = ctx.now;
    let viewer = ctx.viewers().viewer(&caller.person, None, now).await?;
    let readable = ctx.readable_places(&viewer).await?;
    let troubles = troubles(ctx).await?;
    let leads = ctx.people().leads().await?;
    let mut topics = Vec::new();
    for topic in ctx.knowledge().topics().await? {
        let champions = ctx.knowledge().champions(&topic.name).await?;
        topics.push((topic, champions));
    }
    Ok(cards::setup(&settings, &channels, &topics, &troubles, &leads, &readable))
}

/// What did not go as it should.
async fn troubles(ctx: &mut Ctx) -> Result<cards::Troubles, Failure> {
    let counts = ctx.outbox().outbox_counts().await?;
    let registry = std::sync::Arc::clone(&ctx.registry);
    let jobs = ctx.jobs().given_up(STUCK).await?;
    let jobs = jobs.into_iter().map(|job| {
        let about = registry.job_is_about(&job.kind).unwrap_or("do something that I used to do");
        (job, about)
    });
    Ok(cards::Troubles { stuck: ctx.outbox().stuck(STUCK).await?, counts, jobs: jobs.collect() })
}

/// "Try again".
pub async fn take_up(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let now = ctx.now;
    if !ctx.jobs().take_up(&call.what.value, now).await? {
        return Err(Failure::Refused(cards::not_there()));
    }
    ctx.redraw_home(&call.by).await
}

/// "Let it be", of something that was put off.
pub async fn drop_job(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    if !ctx.jobs().drop_given_up(&call.what.value).await? {
        return Err(Failure::Refused(cards::not_there()));
    }
    ctx.redraw_home(&call.by).await
}

/// "Send again".
pub async fn retry(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let now = ctx.now;
    if !ctx.outbox().retry_failed(&call.what.value, now).await? {
        return Err(Failure::Refused(cards::not_there()));
    }
    ctx.redraw_home(&call.by).await
}

/// "Let it be".
pub async fn forget(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    if !ctx.let_be(&call.what.value).await? {
        return Err(Failure::Refused(cards::not_there()));
    }
    ctx.redraw_home(&call.by).await
}

/// "Change settings".
pub async fn settings(ctx: &mut Ctx, _call: Call<Press>) -> Answer {
    let settings: CompanySettings = ctx.settings().await?;
    let holidays = ctx.knowledge().holidays().await?;
    Ok(Reply::open(cards::settings(&settings, &holidays)))
}

/// Settings came back.
pub async fn settings_filled_in(ctx: &mut Ctx, call: Call<Submission>) -> Answer {
    let filled = &call.what;
    let mut settings: CompanySettings = ctx.settings().await?;
    let is_on = |name: &str| filled.values("on").iter().any(|each| each == name);
    settings.guests_may_be_experts = is_on("guests");
    settings.open_across_workspaces = is_on("across");
    match filled.value("unasked").and_then(|messages| messages.parse::<u8>().ok()) {
        Some(messages) if (1..=50).contains(&messages) => settings.unasked_a_week = messages,
        _ => return Ok(Reply::error("unasked", cards::not_a_number(1, 50))),
    }
    let mut holidays = Vec::new();
    for line in filled.value("holidays").unwrap_or_default().lines().map(str::trim) {
        if line.is_empty() {
            continue;
        }
        let (day, country) = line.split_once(' ').unwrap_or((line, ""));
        let Ok(day) = NaiveDate::parse_from_str(day, "%Y-%m-%d") else {
            return Ok(Reply::error("holidays", cards::not_a_holiday(line)));
        };
        let country = Some(country.trim().to_owned()).filter(|country| !country.is_empty());
        holidays.push(Holiday { day, country });
    }
    ctx.set_settings(&settings).await?;
    // Channels may be closed to other workspaces by it.
    ctx.withdrawals().withdraw().await?;
    ctx.knowledge().set_holidays(&holidays).await?;
    ctx.redraw_home(&call.by).await
}

/// "Add a topic", "Change".
pub async fn topic(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let topics = ctx.knowledge().topics().await?;
    let topic = topics.iter().find(|topic| topic.name == call.what.value);
    let champions = match topic {
        Some(topic) => ctx.knowledge().champions(&topic.name).await?,
        None => Vec::new(),
    };
    Ok(Reply::open(cards::topic(topic, &champions)))
}

/// A topic came back.
pub async fn topic_filled_in(ctx: &mut Ctx, call: Call<Submission>) -> Answer {
    let org = ctx.org.clone();
    let filled = &call.what;
    let Some(name) = filled.value("name") else {
        return Ok(Reply::error("name", "What is the topic called?"));
    };
    let champions = match people(ctx, filled, "champions").await? {
        Ok(people) => people,
        Err(reply) => return Ok(reply),
    };
    let aliases: Vec<String> = filled
        .value("aliases")
        .unwrap_or_default()
        .split([',', ';'])
        .map(|word| word.trim().to_owned())
        .filter(|word| !word.is_empty())
        .collect();
    let mut touched = champions.clone();
    for old in [name, &filled.context] {
        touched.extend(ctx.knowledge().champions(old).await?);
    }
    if filled.context != name && !filled.context.is_empty() {
        ctx.knowledge().drop_topic(&filled.context).await?;
    }
    if champions.is_empty() && aliases.is_empty() && !filled.context.is_empty() {
        ctx.knowledge().drop_topic(name).await?;
    } else {
        ctx.knowledge().set_topic(&Topic { name: name.to_owned(), aliases }, &champions).await?;
    }
    if filled.context != name && !filled.context.is_empty() {
        ctx.publish(DomainEvent::TopicRenamed { from: filled.context.clone(), to: name.to_owned() });
    }
    for person in touched {
        declare_championships(&mut ctx.tx, &org, &person, ctx.now).await?;
    }
    ctx.redraw_home(&call.by).await
}

/// "Leads".
pub async fn leads(ctx: &mut Ctx, _call: Call<Press>) -> Answer {
    Ok(Reply::open(cards::leads(&ctx.people().leads().await?)))
}

/// Leads came back. Nobody can leave the company without one.
pub async fn leads_filled_in(ctx: &mut Ctx, call: Call<Submission>) -> Answer {
    let wanted = match people(ctx, &call.what, "leads").await? {
        Ok(people) => people,
        Err(reply) => return Ok(reply),
    };
    let known = if wanted.is_empty() { Vec::new() } else { ctx.people().people_by(&wanted).await? };
    if let Some(other) = known.iter().find(|person| person.standing != Standing::Member) {
        return Ok(Reply::error("leads", cards::not_a_colleague(&other.data.name)));
    }
    if wanted.is_empty() {
        return Ok(Reply::error("leads", "Somebody has to be the lead. Choose at least one."));
    }
    for person in ctx.people().leads().await? {
        if !wanted.contains(&person) {
            ctx.people().set_lead(&person, false).await?;
        }
    }
    for person in &wanted {
        ctx.people().set_lead(person, true).await?;
    }
    ctx.redraw_home(&call.by).await
}

/// The people in a field; or what is wrong with it.
async fn people(
    ctx: &mut Ctx,
    filled: &Submission,
    field: &str,
) -> Result<Result<Vec<PersonId>, Reply>, Failure> {
    let mut people = Vec::new();
    for account in filled.values(field) {
        if let Some(person) = ctx.accounts().person_of(&crate::chat::AccountId::new(account)).await? {
            people.push(person);
        } else {
            let words = "I don't know one of these people yet. They have to use Lyceum once, or be imported.";
            return Ok(Err(Reply::error(field, words)));
        }
    }
    Ok(Ok(people))
}
