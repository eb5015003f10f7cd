//! "Not me", and "Undo": a person puts right what the bot believes about them.

use super::page;
use super::rules;
use super::skills::say;
use crate::bot::{Answer, Call, Ctx, DomainEvent};
use crate::chat::{Press, Reply};
use crate::search::Topic;

/// The longest name of a topic; longer ones are no topic's.
const LONGEST: usize = 60;

/// "Not me": they are not asked on this topic any more, whatever speaks for them. Again, it changes nothing.
pub async fn not_me(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let (now, me) = (ctx.now, &call.by.person);
    let name = call.what.value.as_str();
    let skills = ctx.knowledge().skills_of(me).await?;
    let named = ctx.named_topics().await?.into_iter().find(|topic| topic.name == name);
    let topic = named.unwrap_or_else(|| Topic { name: name.to_owned(), aliases: Vec::new() });
    let (correction, left) = rules::take_off(&topic, &skills);
    let is_name = !name.is_empty() && name.chars().count() <= LONGEST;
    if is_name && ctx.corrections().not_mine(me, &correction, now).await? && left != skills {
        say(ctx, me, &left).await?;
    }
    Ok(Reply::nothing().replace(page::card(ctx, me).await?))
}

/// A topic is called otherwise: whoever said that it is not theirs has said so still.
pub async fn renamed(ctx: &mut Ctx, domain_event: DomainEvent) -> Answer {
    if let DomainEvent::TopicRenamed { from, to } = domain_event {
        ctx.corrections().rename_correction(&from, &to).await?;
    }
    Ok(Reply::nothing())
}

/// "Undo": they may be asked on it as before, and what they had said of it is said again.
pub async fn undo(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let me = &call.by.person;
    if let Some(correction) = ctx.corrections().mine_after_all(me, &call.what.value).await? {
        let skills = ctx.knowledge().skills_of(me).await?;
        let again = rules::put_back(&correction, &skills);
        if again != skills {
            say(ctx, me, &again).await?;
        }
    }
    Ok(Reply::nothing().replace(page::card(ctx, me).await?))
}
