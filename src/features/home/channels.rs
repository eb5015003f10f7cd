//! Which channels are read: they opt in, a lead stops it, and has erased what was read until then.

use serde::{Deserialize, Serialize};

use super::cards::{self, Channels};
use super::page::{leads_only, redraw};
use crate::bot::{Answer, Call, Ctx, Due, Failure, Happening};
use crate::chat::{Audience, PersonId, PlaceId, Press, Reply, Submission, Text};
use crate::people::{Caller, ChannelStore, ViewerStore};
use crate::search::DeletionStore;

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
}

/// Channels for the lead's page.
pub(super) async fn shown(ctx: &mut Ctx) -> Result<Channels, Failure> {
    let org = ctx.org.clone();
    let mut channels = Channels::default();
    for channel in ctx.tx.channels(&org).await? {
        match channel.stopped_at {
            _ if channel.opted_in => channels.read.push(channel.place),
            Some(since) if is_kept(ctx, &channel.place).await? => {
                channels.stopped.push((channel.place, since));
            }
            _ => {}
        }
    }
    Ok(channels)
}

/// Something that was said there is kept.
async fn is_kept(ctx: &mut Ctx, place: &PlaceId) -> Result<bool, Failure> {
    let org = ctx.org.clone();
    Ok(!ctx.tx.messages_in(&org, place, None, 1).await?.is_empty())
}

/// The channel by its name, if this lead may know it.
async fn named(ctx: &mut Ctx, lead: &PersonId, place: &PlaceId) -> Result<Text, Failure> {
    let (org, now) = (ctx.org.clone(), ctx.now);
    let viewer = ctx.tx.viewer(&org, lead, None, now).await?;
    Ok(cards::named(place, &ctx.readable_places(&viewer).await?))
}

/// "Let a channel opt in", from a list.
pub async fn choose(_ctx: &mut Ctx, call: Call<Press>) -> Answer {
    leads_only(&call.by)?;
    Ok(Reply::open(cards::channel()))
}

/// The channel was chosen: its people are told.
pub async fn chosen(ctx: &mut Ctx, call: Call<Submission>) -> Answer {
    leads_only(&call.by)?;
    let Some(place) = call.what.place("place") else {
        return Ok(Reply::error("place", "Choose a channel."));
    };
    opt_in(ctx, &call.by, &place).await
}

/// "Stop reading".
pub async fn stop_reading(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    leads_only(&call.by)?;
    let (org, now) = (ctx.org.clone(), ctx.now);
    ctx.tx.opt_in(&org, &PlaceId::new(&call.what.value), false, now).await?;
    redraw(ctx, &call.by).await
}

/// "Erase what was read".
pub async fn erase(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    leads_only(&call.by)?;
    let (org, now, place) = (ctx.org.clone(), ctx.now, PlaceId::new(&call.what.value));
    let is_stopped = ctx.tx.channel(&org, &place).await?.is_some_and(|channel| channel.stopped_at.is_some());
    if !is_stopped || !is_kept(ctx, &place).await? {
        return Err(Failure::Refused(cards::nothing_to_erase()));
    }
    let erasing = Erasing { lead: call.by.person.clone(), count: 0 };
    ctx.later(now, ERASE, place.as_str(), &erasing).await?;
    let named = named(ctx, &call.by.person, &place).await?;
    Ok(Reply::only_you(cards::erasing(named)))
}

/// The next messages go; when none are left, whoever wanted it is told.
pub async fn erase_some(ctx: &mut Ctx, due: Due) -> Answer {
    let Erasing { lead, mut count } = serde_json::from_value(due.payload)?;
    let (org, now, place) = (ctx.org.clone(), ctx.now, PlaceId::new(&due.key));
    let is_stopped = ctx.tx.channel(&org, &place).await?.is_some_and(|channel| channel.stopped_at.is_some());
    if !is_stopped {
        let card = cards::not_all_erased(named(ctx, &lead, &place).await?, count);
        return Ok(Reply::nothing().say(Audience::Person(lead), card));
    }
    let kept = ctx.tx.messages_in(&org, &place, None, AT_A_TIME).await?;
    for message in &kept {
        ctx.tx.delete_message(&org, &place, &message.message).await?;
        count += 1;
    }
    let is_done = i64::try_from(kept.len()).is_ok_and(|erased| erased < AT_A_TIME);
    let messages = kept.into_iter().map(|kept| kept.message).collect();
    ctx.announce(Happening::Erased { place: place.clone(), messages });
    if is_done {
        let card = cards::erased(named(ctx, &lead, &place).await?, count);
        return Ok(Reply::nothing().say(Audience::Person(lead), card));
    }
    ctx.later(now, ERASE, place.as_str(), &Erasing { lead, count }).await?;
    Ok(Reply::nothing())
}

async fn opt_in(ctx: &mut Ctx, by: &Caller, place: &PlaceId) -> Answer {
    let (org, now) = (ctx.org.clone(), ctx.now);
    if let Err(wrong) = ctx.chosen(by, place).await? {
        return Ok(Reply::error("place", wrong));
    }
    ctx.tx.opt_in(&org, place, true, now).await?;
    let reply = redraw(ctx, by).await?;
    Ok(reply.say(Audience::Place(place.clone()), cards::now_read()))
}
