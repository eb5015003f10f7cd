//! Which channels are read: they opt in, a lead stops it, and has erased what was read until then.

use serde::{Deserialize, Serialize};

use super::cards::{self, Channels, Over};
use crate::bot::{Answer, Call, Ctx, DomainEvent, Due, Failure};
use crate::chat::{Audience, PersonId, PlaceId, Press, Reply, Submission, Text};
use crate::people::{Caller, Channel};
use crate::search::Kept;

/// Erases what was read in a channel, some of it at a time.
pub const ERASE: &str = "home.erase_some";
/// Messages erased in one transaction.
const AT_A_TIME: i64 = 500;

/// What is kept with the job.
#[derive(Debug, Serialize, Deserialize)]
struct Erasing {
    /// Who wants it.
    lead: PersonId,
    /// How many messages went so far.
    count: u64,
    /// The last of them.
    #[serde(default)]
    after: Option<Kept>,
}

/// Channels for the lead's page.
pub(super) async fn shown(ctx: &mut Ctx) -> Result<Channels, Failure> {
    let mut channels = Channels::default();
    for channel in ctx.channels().channels().await? {
        match over(&channel) {
            Some(over) if is_kept(ctx, &channel.place).await? => channels.stopped.push((channel.place, over)),
            None if channel.opted_in => channels.read.push(channel.place),
            _ => {}
        }
    }
    Ok(channels)
}

/// Why what is kept of it can be erased, if it can: nothing of it is read any more, or ever was.
fn over(channel: &Channel) -> Option<Over> {
    match (channel.deleted_at, channel.stopped_at) {
        (Some(since), _) => Some(Over::Deleted(since)),
        (None, _) if channel.opted_in => None,
        (None, Some(since)) => Some(Over::Stopped(since)),
        (None, None) => channel.imported_at.map(|_| Over::Imported),
    }
}

/// The same of a place.
async fn is_over(ctx: &mut Ctx, place: &PlaceId) -> Result<bool, Failure> {
    Ok(ctx.channels().channel(place).await?.is_some_and(|channel| over(&channel).is_some()))
}

/// Something that was said there is kept.
async fn is_kept(ctx: &mut Ctx, place: &PlaceId) -> Result<bool, Failure> {
    Ok(!ctx.messages().messages_in(place, None, 1).await?.is_empty()
        || !ctx.messages().unsaid_in(place, 1).await?.is_empty())
}

/// The channel by its name, if this lead may know it.
async fn named(ctx: &mut Ctx, lead: &PersonId, place: &PlaceId) -> Result<Text, Failure> {
    let now = ctx.now;
    let viewer = ctx.viewers().viewer(lead, None, now).await?;
    Ok(cards::named(place, &ctx.readable_places(&viewer).await?))
}

/// "Let a channel opt in", from a list.
pub async fn choose(_ctx: &mut Ctx, _call: Call<Press>) -> Answer {
    Ok(Reply::open(cards::channel()))
}

/// The channel was chosen: its people are told.
pub async fn chosen(ctx: &mut Ctx, call: Call<Submission>) -> Answer {
    let Some(place) = call.what.place("place") else {
        return Ok(Reply::error("place", "Choose a channel."));
    };
    opt_in(ctx, &call.by, &place).await
}

/// "Stop reading".
pub async fn stop_reading(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let now = ctx.now;
    ctx.channels().opt_in(&PlaceId::new(&call.what.value), false, now).await?;
    // Also before whoever is being answered at this moment.
    ctx.withdrawals().withdraw().await?;
    ctx.redraw_home(&call.by).await
}

/// "Erase what was read".
pub async fn erase(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let (now, place) = (ctx.now, PlaceId::new(&call.what.value));
    if !is_over(ctx, &place).await? || !is_kept(ctx, &place).await? {
        return Err(Failure::Refused(cards::nothing_to_erase()));
    }
    let erasing = Erasing { lead: call.by.person.clone(), count: 0, after: None };
    ctx.schedule(now, ERASE, place.as_str(), &erasing).await?;
    let named = named(ctx, &call.by.person, &place).await?;
    Ok(Reply::only_you(cards::erasing(named)))
}

/// The next messages go, and after them what stands in none; when nothing is left, whoever wanted it is told.
pub async fn erase_some(ctx: &mut Ctx, due: Due) -> Answer {
    let Erasing { lead, mut count, after } = serde_json::from_value(due.payload)?;
    let (now, place) = (ctx.now, PlaceId::new(&due.key));
    if !is_over(ctx, &place).await? {
        let card = cards::not_all_erased(named(ctx, &lead, &place).await?, count);
        return Ok(Reply::nothing().say(Audience::Person(lead), card));
    }
    let kept = ctx.messages().messages_in(&place, after.as_ref(), AT_A_TIME).await?;
    let after = kept.last().cloned();
    for message in &kept {
        ctx.messages().delete_message(&place, &message.message).await?;
        count += 1;
    }
    let messages = kept.into_iter().map(|kept| kept.message).collect();
    ctx.publish(DomainEvent::Erased { place: place.clone(), messages });
    if after.is_none() {
        for unsaid in ctx.messages().unsaid_in(&place, AT_A_TIME).await? {
            ctx.evidence().delete(&unsaid).await?;
            count += 1;
        }
        // Something earlier may have come meanwhile.
        if !is_kept(ctx, &place).await? {
            ctx.publish(DomainEvent::Emptied { place: place.clone() });
            let card = cards::erased(named(ctx, &lead, &place).await?, count);
            return Ok(Reply::nothing().say(Audience::Person(lead), card));
        }
    }
    ctx.schedule(now, ERASE, place.as_str(), &Erasing { lead, count, after }).await?;
    Ok(Reply::nothing())
}

async fn opt_in(ctx: &mut Ctx, by: &Caller, place: &PlaceId) -> Answer {
    let now = ctx.now;
    if let Err(wrong) = ctx.chosen(by, place).await? {
        return Ok(Reply::error("place", wrong));
    }
    ctx.channels().opt_in(place, true, now).await?;
    let reply = ctx.redraw_home(by).await?;
    Ok(reply.say(Audience::Place(place.clone()), cards::now_read()))
}
