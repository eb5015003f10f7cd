//! `/kudos @who for what`, and taking it back.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::cards::{self, About, CannotThank};
use super::moderate;
use super::policy::{Allowance, Policy};
use super::presence::presence;
use super::roundup;
use super::rules::{self, Given, InvalidThanks, Limit, Thanks, UNDO_WITHIN};
use super::store::Grant;
use super::terms::{Terms, no_outsiders, terms, topic_called};
use crate::bot::cards::channel_named;
use crate::bot::{Answer, Backoff, Call, Command, Ctx, DomainEvent, Due, Failure};
use crate::chat::{
    AccountId, Audience, Circle, MessageId, PersonId, Place, PlaceId, PlaceKind, PostId, Press, Reply,
    Standing,
};
use crate::people::Caller;

/// Where thanks are seen.
#[derive(Clone, Debug)]
pub(super) struct Stage {
    /// Who is told there.
    pub to: Audience,
    /// Where that is.
    pub place: PlaceId,
}

/// Thanks that wait until the platform has told who somebody is.
pub const SOON: &str = "kudos.soon";
/// When it is asked again who they are; then they are told that nobody knows.
pub(super) const BACKOFF: Backoff = Backoff::new(&[2, 5, 20, 60, 300], 6);

/// An attempt to thank.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Attempt {
    /// By which account.
    pub by: AccountId,
    /// Where. In a thread, the thanks stand in it.
    pub at: Place,
    /// What was typed or filled in.
    pub thanks: Thanks,
    /// The message they stand in, if they were one.
    #[serde(default)]
    pub message: Option<MessageId>,
    /// How often it was tried before.
    pub tried: i64,
}

/// Thanks somebody. All that is wrong with it is told at once, and then nothing is given.
pub async fn give(ctx: &mut Ctx, call: Call<Command>) -> Answer {
    let thanks = rules::expanded(rules::read(call.what.words.rest().clone()), &call.what.groups);
    let (by, message) = (call.by.account.clone(), call.what.message);
    let attempt = Attempt { by, at: call.at, thanks, message, tried: 0 };
    try_it(ctx, &call.by, attempt, Audience::Here).await
}

/// Thanks that waited: whoever gives them is told one to one what came of it.
pub async fn due(ctx: &mut Ctx, due: Due) -> Answer {
    let (workspace, fresh, now) = (ctx.workspace.clone(), ctx.new_id(), ctx.now);
    let attempt: Attempt = serde_json::from_value(due.payload)?;
    let by = ctx.accounts().caller(&workspace, &attempt.by, &fresh, now).await?;
    let here = match attempt.at.thread.clone() {
        Some(thread) => Audience::Below(attempt.at.id.clone(), thread),
        None => Audience::Place(attempt.at.id.clone()),
    };
    match try_it(ctx, &by, attempt, here).await {
        Ok(reply) => Ok(reply.only_you_to(&by.person)),
        Err(Failure::Refused(card)) => Ok(Reply::nothing().say(Audience::Person(by.person), card)),
        Err(broken) => Err(broken),
    }
}

async fn try_it(ctx: &mut Ctx, by: &Caller, attempt: Attempt, here: Audience) -> Answer {
    no_outsiders(by)?;
    let terms = terms(ctx, &by.person).await?;
    let wrong = rules::wrong(&attempt.thanks, terms.allowance);
    let mut troubles: Vec<CannotThank> = wrong.into_iter().map(CannotThank::Invalid).collect();
    let receivers = receivers(ctx, by, &attempt.thanks, terms.allowance, &mut troubles).await?;
    if by.standing == Standing::Unknown || !troubles.is_empty() {
        if troubles.iter().all(CannotThank::passes) {
            return wait(ctx, attempt).await;
        }
        // Not refused: whoever was met for the first time is remembered, so that the next attempt works.
        return Ok(Reply::only_you(cards::troubles(&troubles, terms.allowance)));
    }
    let stage = stage(ctx, &terms.policy, &attempt.at, here).await?;
    let said = attempt.message.map(|message| (attempt.at.id, message));
    hand_out(ctx, by, &terms, &receivers, &attempt.thanks, stage, said).await
}

/// Tries it again when the platform may have told who everybody is.
pub(super) async fn wait(ctx: &mut Ctx, attempt: Attempt) -> Answer {
    let tried = attempt.tried + 1;
    let Some(wait) = BACKOFF.after(tried) else {
        return Ok(Reply::only_you(cards::still_unknown()));
    };
    let at = ctx.now + wait;
    let key = match &attempt.message {
        Some(message) => {
            handed(ctx, &attempt.at.id, message).await?;
            key(&attempt.at.id, message, tried)
        }
        None => ctx.new_id(),
    };
    ctx.schedule(at, SOON, &key, &Attempt { tried, ..attempt.clone() }).await?;
    Ok(if attempt.tried == 0 { Reply::only_you(cards::one_moment()) } else { Reply::nothing() })
}

/// What thanks in a message wait under: their author may change or delete it meanwhile.
pub(super) fn key(place: &PlaceId, message: &MessageId, tried: i64) -> String {
    format!("{place} {message} {tried}")
}

/// The author of a message has it give thanks: what becomes of it is followed. Refused if it is gone by now.
async fn handed(ctx: &mut Ctx, place: &PlaceId, message: &MessageId) -> Result<(), Failure> {
    let is_there = ctx.handed_messages().hand_over(place, message, None).await?;
    if is_there { Ok(()) } else { Err(Failure::Refused(cards::message_is_gone())) }
}

/// Where thanks that were given here are seen: in a channel of their own if the lead chose one and everybody may know
/// of them, else here. None where nobody else is.
pub(super) async fn stage(
    ctx: &mut Ctx,
    policy: &Policy,
    at: &Place,
    here: Audience,
) -> Result<Option<Stage>, Failure> {
    let now = ctx.now;
    Ok(match (at.kind, &policy.announcements) {
        (PlaceKind::Channel, Some(chosen)) if *chosen != at.id && !at.shared => {
            // It may have been archived, or opened to people from outside, since it was chosen.
            let known = ctx.channels().channel(chosen).await?;
            if let Some(channel) = &known {
                let circle = Circle::Place(chosen.clone());
                ctx.members().want_roster(&channel.workspace, &circle, now).await?;
            }
            // Nobody there learns of it who could not read it here.
            let readers = ctx.readers(chosen).await?;
            let fits = known.is_some_and(|channel| !channel.gone) && ctx.may_meet(&readers, &at.id).await?;
            let (to, place) = if fits { (Audience::Place(chosen.clone()), chosen) } else { (here, &at.id) };
            Some(Stage { to, place: place.clone() })
        }
        (PlaceKind::Channel | PlaceKind::Private | PlaceKind::Group, _) => {
            Some(Stage { to: here, place: at.id.clone() })
        }
        (PlaceKind::Direct | PlaceKind::Nowhere, _) => None,
    })
}

/// Writes the grants, if no limit stands in the way; says so where it is seen, to the giver, and to whoever has not
/// seen it otherwise. `said` is the message that gives them.
pub(super) async fn hand_out(
    ctx: &mut Ctx,
    by: &Caller,
    terms: &Terms,
    receivers: &[PersonId],
    thanks: &Thanks,
    stage: Option<Stage>,
    said: Option<(PlaceId, MessageId)>,
) -> Answer {
    let (now, me) = (ctx.now, by.person.clone());
    if ctx.moderation().is_kept_from_giving(&me).await? {
        return Err(Failure::Refused(cards::kept_from_giving()));
    }
    ctx.turns().take_turn(&me).await?;
    let amount = rules::amount(thanks, terms.allowance).unwrap_or(1);
    let (day, month) = rules::day_and_month(now, by.time_zone);
    stands_in_the_way(ctx, by, receivers, amount, terms.allowance).await?;
    if let Some((place, message)) = &said {
        handed(ctx, place, message).await?;
    }
    let post = stage.as_ref().map(|_| ctx.new_post_id());
    let place = stage.as_ref().map(|stage| stage.place.clone());
    let presence = presence(ctx, place.as_ref(), receivers).await?;
    let source = ctx.new_id();
    let reason = ctx.readable(&thanks.reason).await?;
    let about = about(ctx, &terms.policy, &rules::hashes(&reason)).await?;
    let elsewhere = match stage.as_ref().filter(|stage| matches!(stage.to, Audience::Place(_))) {
        Some(stage) => {
            let seen = ctx.seen_by(by, Some(&stage.place)).await?;
            Some(channel_named(&stage.place, &seen.into_iter().collect::<HashSet<_>>()))
        }
        None => None,
    };
    let mut reply = Reply::nothing();
    if let Some((post, stage)) = post.clone().zip(stage.clone()) {
        let tagged = |person: &PersonId| presence.tags(person);
        let card = cards::announcement(&terms.policy.emoji, &me, receivers, tagged, amount, &reason, &about);
        reply = reply.post(post, stage.to, card);
    }
    for receiver in receivers {
        let before = ctx.ledger().received(receiver).await?;
        let grant = Grant {
            amount,
            reason: reason.clone(),
            topic: about.topic.clone(),
            company_value: about.value.clone(),
            post: post.clone(),
            place: place.clone(),
            said_in: said.as_ref().map(|(place, _)| place.clone()),
            said_as: said.as_ref().map(|(_, message)| message.clone()),
            ..Grant::by_hand(ctx.new_id(), &source, by, receiver, now)
        };
        ctx.ledger().keep_grant(&grant).await?;
        let first = before.points == 0;
        // Whoever is there sees it where it stands; the first time they are told what it means.
        if first || post.is_none() || !presence.sees(receiver) {
            let card = cards::you_were_thanked(&terms.policy.emoji, &me, amount, &reason, &about, first);
            reply = reply.notify(PostId::new(&grant.id), receiver.clone(), card);
        }
    }
    let (today, this_month) = ctx.ledger().given(&me, &day, &month).await?;
    let left =
        Allowance { a_day: terms.allowance.a_day - today, a_month: terms.allowance.a_month - this_month };
    let card = cards::given(receivers, amount, left, elsewhere, &source);
    ctx.publish(DomainEvent::Thanked { giver: me });
    Ok(reply.say(Audience::OnlyYou, card))
}

/// "Take it back", within a minute.
pub async fn undo(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let now = ctx.now;
    let source = call.what.value.as_str();
    let grants = ctx.ledger().grants_of(source).await?;
    let Some(one) = grants.first().filter(|one| one.kind == "given" && one.giver == call.by.person) else {
        return Err(Failure::Refused(cards::not_yours()));
    };
    if one.undone_at.is_some() {
        return Ok(Reply::nothing().replace(cards::taken_back()));
    }
    if now - one.given_at.utc() > UNDO_WITHIN {
        return Err(Failure::Refused(cards::too_late()));
    }
    // Whoever joins in at this very moment is waited for.
    ctx.turns().take_turn(&one.giver).await?;
    ctx.ledger().undo_grants(source, now).await?;
    // What each of them was told goes as well.
    let mut reply = Reply::nothing().replace(cards::taken_back());
    for grant in &grants {
        reply = reply.delete(PostId::new(&grant.id));
    }
    let Some(post) = one.post.clone() else { return Ok(reply) };
    // Whoever joined in gets theirs back, too: what they joined in is gone.
    let all = ctx.ledger().grants_told_by(&post).await?;
    for joined in &all {
        ctx.ledger().undo_grants(&joined.source, now).await?;
    }
    let reply = reply.delete(post.clone()).with(moderate::taken_back(ctx, &post).await?);
    Ok(reply.with(roundup::without(ctx, &all).await?))
}

/// The people behind the mentions: each once, without the giver where there are others, and without those of a group who
/// are no colleagues.
pub(super) async fn receivers(
    ctx: &mut Ctx,
    by: &Caller,
    thanks: &Thanks,
    allowance: Allowance,
    troubles: &mut Vec<CannotThank>,
) -> Result<Vec<PersonId>, Failure> {
    let (workspace, now) = (ctx.workspace.clone(), ctx.now);
    let mut receivers: Vec<PersonId> = Vec::new();
    let mut oneself = false;
    if thanks.accounts.len() > rules::MOST_LOOKED_AT {
        // That alone is wrong enough: nobody is met for it.
        return Ok(receivers);
    }
    for account in &thanks.accounts {
        let fresh = ctx.new_id();
        let person = ctx.accounts().caller(&workspace, account, &fresh, now).await?;
        if person.person == by.person {
            oneself = true;
        } else if person.standing != Standing::Member {
            if thanks.in_groups.contains(account) && person.standing != Standing::Unknown {
                continue;
            }
            troubles.push(CannotThank::Cannot(person.name, person.standing));
        } else if !receivers.contains(&person.person) {
            receivers.push(person.person);
        }
    }
    if receivers.len() > rules::most_people(allowance) {
        troubles.push(CannotThank::Invalid(InvalidThanks::TooMany(receivers.len())));
    }
    if oneself && receivers.is_empty() && troubles.is_empty() {
        troubles.push(CannotThank::Oneself);
    }
    Ok(receivers)
}

/// Refuses what passes a limit, with when it is possible again.
pub(super) async fn stands_in_the_way(
    ctx: &mut Ctx,
    by: &Caller,
    receivers: &[PersonId],
    amount: i64,
    allowance: Allowance,
) -> Result<(), Failure> {
    let Some((limit, who)) = limit(ctx, by, receivers, amount, allowance).await? else { return Ok(()) };
    let people = i64::try_from(receivers.len()).unwrap_or(i64::MAX);
    let next = rules::next_possible(limit, ctx.now, by.time_zone);
    Err(Failure::Refused(cards::limit(limit, who.as_ref(), amount.saturating_mul(people), allowance, next)))
}

/// The limit that giving each of them so much would pass, and whoever of them was given most this month.
pub(super) async fn limit(
    ctx: &mut Ctx,
    by: &Caller,
    receivers: &[PersonId],
    amount: i64,
    allowance: Allowance,
) -> Result<Option<(Limit, Option<PersonId>)>, Failure> {
    let now = ctx.now;
    let (day, month) = rules::day_and_month(now, by.time_zone);
    let (today, this_month) = ctx.ledger().given(&by.person, &day, &month).await?;
    let mut most: Option<(i64, PersonId)> = None;
    for receiver in receivers {
        let pair = ctx.ledger().given_to(&by.person, receiver, &month).await?;
        if most.as_ref().is_none_or(|(other, _)| pair > *other) {
            most = Some((pair, receiver.clone()));
        }
    }
    let (pair, who) = most.map_or((0, None), |(pair, who)| (pair, Some(who)));
    let given = Given { today, month: this_month, pair };
    let people = i64::try_from(receivers.len()).unwrap_or(i64::MAX);
    Ok(rules::limit(&given, amount, people, allowance).map(|limit| (limit, who)))
}

/// The company's topic and the company's value that hashtags name, the first of each.
pub(super) async fn about(ctx: &mut Ctx, policy: &Policy, hashes: &[String]) -> Result<About, Failure> {
    let value = hashes.iter().find_map(|hash| policy.value_called(hash)).cloned();
    // What names a value is no misspelt topic.
    let others = hashes.iter().filter(|hash| policy.value_called(hash).is_none());
    Ok(About { topic: topic_called(ctx, others).await?, value })
}
