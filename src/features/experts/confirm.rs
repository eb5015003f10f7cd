//! The asker decides: ask them, ask without a name, ask everybody, an earlier answer solved it, never mind.

use super::ask::{self, Looked};
use super::asleep::put_first;
use super::cards;
use super::later;
use super::life::{self, Event};
use super::open::{How, open, own};
use super::question::{Question, Role, State};
use crate::bot::{Answer, Call, Ctx, Failure};
use crate::chat::{Audience, Card, PlaceId, PlaceKind, Press, Reply, Submission};
use crate::people::Caller;

const HOWS: [(&str, How); 5] = [
    ("planned", How::AsPlanned),
    ("hidden", How::WithoutName),
    ("urgent", How::Urgently),
    ("later", How::Later),
    ("everybody", How::Everybody),
];

/// "Ask them".
pub async fn go(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    decide(ctx, call, How::AsPlanned).await
}

/// "Ask without my name".
pub async fn hidden(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    decide(ctx, call, How::WithoutName).await
}

/// "It is urgent".
pub async fn urgent(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    decide(ctx, call, How::Urgently).await
}

/// "Ask Hana at 09:00".
pub async fn later(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    decide(ctx, call, How::Later).await
}

/// "Ask the channel".
pub async fn everybody(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    decide(ctx, call, How::Everybody).await
}

/// "Never mind".
pub async fn drop_it(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let mut q = own(ctx, &call.by, &call.what.value, Event::LetBe).await?;
    later::stop(ctx, &q).await?;
    q.holder = None;
    life::goes(ctx, &mut q, Event::LetBe).await?;
    ctx.candidates().drop_candidates(&q.id).await?;
    Ok(Reply::nothing().replace(cards::dropped()))
}

/// "Show whom I would ask": it read as personal, and the asker wants to ask colleagues all the same.
pub async fn anyway(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let q = own(ctx, &call.by, &call.what.value, Event::AskedLater).await?;
    let here = Some(call.at.id.clone()).filter(|_| call.at.kind != PlaceKind::Nowhere);
    let looked = Looked { text: q.body.clone(), mentioned: Vec::new(), warning: None, here };
    let named = ctx.candidates().of_question(&q.id).await?.into_iter().find(|it| it.part == Role::Named);
    let (plan, mut q, candidates) = ask::plan(ctx, &call.by, q, looked, named).await?;
    ctx.questions().keep_asking(&mut q).await?;
    ctx.candidates().keep_candidates(&mut q, &candidates).await?;
    Ok(Reply::nothing().replace(cards::suggestion(&plan)))
}

/// "This solved it".
pub async fn solved(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let (id, conversation) = call.what.value.split_once(' ').unwrap_or((&call.what.value, ""));
    let mut q = own(ctx, &call.by, id, Event::SolvedBefore).await?;
    let now = ctx.now;
    ctx.questions().deflect_question(&mut q, conversation, now).await?;
    Ok(Reply::nothing().replace(cards::glad()))
}

/// Where to ask was chosen.
pub async fn place_chosen(ctx: &mut Ctx, call: Call<Submission>) -> Answer {
    let (id, how) = call.what.context.split_once(' ').unwrap_or((&call.what.context, "planned"));
    let how = HOWS.iter().find(|(name, _)| *name == how).map_or(How::AsPlanned, |(_, how)| *how);
    let mut q = own(ctx, &call.by, id, Event::AskedLater).await?;
    let Some(place) = call.what.place("place") else {
        return Ok(Reply::error("place", "Choose the channel in which to ask."));
    };
    if let Some(error) = settle_place(ctx, &call.by, &mut q, &place).await? {
        return Ok(Reply::error("place", error));
    }
    let (reply, told) = open_or_wait(ctx, q, how).await?;
    Ok(reply.say(Audience::OnlyYou, told))
}

/// Takes a chosen place into the question; says what is wrong with it, if anything.
async fn settle_place(
    ctx: &mut Ctx,
    by: &Caller,
    q: &mut Question,
    place: &PlaceId,
) -> Result<Option<&'static str>, Failure> {
    if let Err(wrong) = ctx.chosen(by, place).await? {
        return Ok(Some(wrong));
    }
    q.place = Some(place.clone());
    Ok(None)
}

async fn decide(ctx: &mut Ctx, call: Call<Press>, how: How) -> Answer {
    let q = own(ctx, &call.by, &call.what.value, Event::AskedLater).await?;
    if q.place.is_none() {
        let usual = super::form::usual_place(ctx, &call.by).await?;
        let name = HOWS.iter().find(|(_, each)| *each == how).map_or("planned", |(name, _)| name);
        return Ok(Reply::open(cards::place(&format!("{} {name}", q.id), &q.body, usual.as_ref())));
    }
    let (reply, told) = open_or_wait(ctx, q, how).await?;
    Ok(Reply::nothing().replace(told).with(reply))
}

/// Asks it, or keeps it for later; and what the asker is told.
async fn open_or_wait(ctx: &mut Ctx, mut q: Question, how: How) -> Result<(Reply, Card), Failure> {
    let (id, place) = (q.id.clone(), q.place.clone());
    let reply = match how {
        How::Later => later::wait(ctx, q).await?,
        How::Urgently => {
            put_first(ctx, &mut q).await?;
            open(ctx, q, how).await?
        }
        _ => open(ctx, q, how).await?,
    };
    let waits = ctx.questions().question(&id).await?.is_some_and(|q| q.state == State::Later);
    Ok((reply, if waits { cards::kept_for_later() } else { cards::sent(place.as_ref()) }))
}
