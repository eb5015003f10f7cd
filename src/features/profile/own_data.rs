//! "Export my data", "Erase my data": a person's own data, handed over or erased a day later.

use chrono::TimeDelta;

use super::cards;
use super::page;
use super::requests::{ERASE, ERASE_NOW, erased_at};
use crate::bot::{Answer, Call, Ctx, Due, Failure, File, NotErased};
use crate::chat::{Audience, PersonId, Press, Reply};

/// Time to change one's mind.
const A_DAY: TimeDelta = TimeDelta::hours(24);
/// Time for the last message to arrive, before it is forgotten how they are reached.
const LAST_WORD: TimeDelta = TimeDelta::minutes(5);

/// "Export my data": a file, by a link for them alone.
pub async fn export(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let me = &call.by.person;
    let Some(data) = ctx.export(me).await? else { return Ok(Reply::nothing()) };
    let name = format!("lyceum-{}.json", ctx.now.format("%Y-%m-%d"));
    let body = serde_json::to_string_pretty(&data)?;
    let file = File { name, media_type: "application/json".to_owned(), body };
    Ok(Reply::only_you(match ctx.link_to(me, &file).await? {
        Some(link) => cards::exported(&link),
        None => cards::no_files_here(),
    }))
}

/// "Erase my data": in a day. Again, it changes nothing.
pub async fn erase(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let me = &call.by.person;
    if ctx.cannot_erase(me).await? == Some(NotErased::OnlyLead) {
        return Err(Failure::Refused(cards::only_lead()));
    }
    let mut reply = Reply::nothing();
    if erased_at(ctx, me).await?.is_none() {
        let at = ctx.now + A_DAY;
        ctx.schedule(at, ERASE, me.as_str(), &()).await?;
        reply = reply.say(Audience::Person(me.clone()), cards::to_be_erased(at));
    }
    Ok(Reply::nothing().replace(page::card(ctx, me).await?).with(reply))
}

/// "Keep my data".
pub async fn keep(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let me = &call.by.person;
    if erased_at(ctx, me).await?.is_none() {
        return Ok(Reply::nothing().replace(cards::nothing_to_stop()));
    }
    ctx.cancel(ERASE, me.as_str()).await?;
    ctx.cancel(ERASE_NOW, me.as_str()).await?;
    Ok(Reply::nothing().replace(cards::stays()))
}

/// The day is over: they are told, while it is known how they are reached.
pub async fn due(ctx: &mut Ctx, due: Due) -> Answer {
    let me = PersonId::new(&due.key);
    Ok(match ctx.cannot_erase(&me).await? {
        Some(NotErased::OnlyLead) => Reply::nothing().say(Audience::Person(me), cards::only_lead()),
        Some(NotErased::Unknown) => Reply::nothing(),
        None => {
            let at = ctx.now + LAST_WORD;
            ctx.schedule(at, ERASE_NOW, me.as_str(), &()).await?;
            Reply::nothing().say(Audience::Person(me), cards::erasing_now())
        }
    })
}

/// They are erased.
pub async fn now_due(ctx: &mut Ctx, due: Due) -> Answer {
    let me = PersonId::new(&due.key);
    Ok(match ctx.erase(&me).await? {
        Ok((_, reply)) => reply,
        Err(NotErased::OnlyLead) => Reply::nothing().say(Audience::Person(me), cards::only_lead()),
        Err(NotErased::Unknown) => Reply::nothing(),
    })
}
