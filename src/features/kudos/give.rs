//! `/kudos @who for what`, and taking it back.

use chrono::{DateTime, Utc};

use super::badges;
use super::cards::{self, Trouble};
use super::rules::{self, Given, Limit, Thanks, UNDO_WITHIN};
use super::store::{Grant, KudosStore, ModerationStore};
use crate::bot::{Answer, Call, Command, Ctx, Failure};
use crate::chat::{AccountId, Audience, PersonId, PlaceKind, Press, Reply, Standing};
use crate::people::{AccountStore, Caller, KnowledgeStore};
use crate::search::{KnownTopics, Topic};

/// Thanks somebody. All that is wrong with it is told at once, and then nothing is given.
pub async fn give(ctx: &mut Ctx, call: Call<Command>) -> Answer {
    if !matches!(call.by.standing, Standing::Member) {
        return Err(Failure::Refused(cards::only_colleagues()));
    }
    let thanks = rules::read(call.what.words.rest());
    let mut troubles: Vec<Trouble> = rules::wrong(&thanks).into_iter().map(Trouble::Wrong).collect();
    let receivers = receivers(ctx, &call.by, &thanks.accounts, &mut troubles).await?;
    if !troubles.is_empty() {
        // Not refused: whoever was met for the first time is remembered, so that the next attempt works.
        return Ok(Reply::only_you(cards::troubles(&troubles)));
    }
    let in_public = matches!(call.at.kind, PlaceKind::Channel | PlaceKind::Private | PlaceKind::Group);
    hand_out(ctx, &call.by, &receivers, &thanks, in_public.then_some(Audience::Here)).await
}

/// Writes the grants, if no limit stands in the way; says so where it was given, to the giver, and to whoever has not
/// seen it otherwise.
pub(super) async fn hand_out(
    ctx: &mut Ctx,
    by: &Caller,
    receivers: &[PersonId],
    thanks: &Thanks,
    place: Option<Audience>,
) -> Answer {
    let amount = rules::amount(thanks).unwrap_or(1);
    let (org, now, me) = (ctx.org.clone(), ctx.now, by.person.clone());
    if ctx.tx.is_kept_from_giving(&org, &me).await? {
        return Err(Failure::Refused(cards::kept_from_giving()));
    }
    ctx.tx.take_turn(&org, &me).await?;
    let (day, month) = rules::day_and_month(now, by.time_zone);
    if let Some((limit, who)) = in_the_way(ctx, by, receivers, amount).await? {
        let next = rules::next_possible(limit, now, by.time_zone);
        return Err(Failure::Refused(cards::limit(limit, who.as_ref(), amount, receivers.len(), next)));
    }
    let topic = topic(ctx, &thanks.hashes).await?;
    let post = place.as_ref().map(|_| ctx.fresh_post());
    let source = ctx.fresh();
    let reason = ctx.readable(&thanks.reason).await?;
    let mut reply = Reply::nothing();
    if let Some((post, place)) = post.clone().zip(place) {
        let card = cards::announcement(&me, receivers, amount, &reason, topic.as_deref());
        reply = reply.post(post, place, card);
    }
    for receiver in receivers {
        let before = ctx.tx.received(&org, receiver).await?;
        let grant = Grant {
            id: ctx.fresh(),
            kind: "given".to_owned(),
            source: source.clone(),
            giver: me.clone(),
            receiver: receiver.clone(),
            amount,
            reason: reason.clone(),
            topic: topic.clone(),
            given_at: now.into(),
            local_day: day.clone(),
            local_month: month.clone(),
            post: post.clone(),
            undone_at: None,
        };
        ctx.tx.keep_grant(&org, &grant).await?;
        let first = before.points == 0;
        // In public they see it where it stands; the first time they are told what it means.
        if first || post.is_none() {
            let card = cards::you_were_thanked(&me, amount, &reason, topic.as_deref(), first);
            reply = reply.say(Audience::Person(receiver.clone()), card);
        }
    }
    let (today, this_month) = ctx.tx.given(&org, &me, &day, &month).await?;
    let reply = reply.say(Audience::OnlyYou, cards::given(receivers, amount, today, this_month, &source));
    Ok(reply.with(badges::reached(ctx, &me).await?))
}

/// "Take it back", within a minute.
pub async fn undo(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let (org, now) = (ctx.org.clone(), ctx.now);
    let source = call.what.value.as_str();
    let grants = ctx.tx.grants_of(&org, source).await?;
    let Some(one) = grants.first().filter(|one| one.kind == "given" && one.giver == call.by.person) else {
        return Err(Failure::Refused(cards::not_yours()));
    };
    if one.undone_at.is_some() {
        return Ok(Reply::nothing().replace(cards::taken_back()));
    }
    if now - one.given_at.utc() > UNDO_WITHIN {
        return Err(Failure::Refused(cards::too_late()));
    }
    let post = one.post.clone();
    ctx.tx.undo_grants(&org, source, now).await?;
    let reply = Reply::nothing().replace(cards::taken_back());
    let Some(post) = post else { return Ok(reply) };
    // Whoever joined in gets theirs back, too: what they joined in is gone.
    for joined in ctx.tx.grants_told_by(&org, &post).await? {
        ctx.tx.undo_grants(&org, &joined.source, now).await?;
    }
    Ok(reply.delete(post))
}

/// The people behind the mentions: each once, without the giver where there are others.
pub(super) async fn receivers(
    ctx: &mut Ctx,
    by: &Caller,
    accounts: &[AccountId],
    troubles: &mut Vec<Trouble>,
) -> Result<Vec<PersonId>, Failure> {
    let (org, workspace, now) = (ctx.org.clone(), ctx.workspace.clone(), ctx.now);
    let mut receivers: Vec<PersonId> = Vec::new();
    let mut oneself = false;
    for account in accounts.iter().take(rules::MOST_PEOPLE + 1) {
        let fresh = ctx.fresh();
        let person = ctx.tx.caller(&org, &workspace, account, &fresh, now).await?;
        if person.person == by.person {
            oneself = true;
        } else if person.standing != Standing::Member {
            troubles.push(Trouble::Cannot(person.name, person.standing));
        } else if !receivers.contains(&person.person) {
            receivers.push(person.person);
        }
    }
    if oneself && receivers.is_empty() && troubles.is_empty() {
        troubles.push(Trouble::Oneself);
    }
    Ok(receivers)
}

/// The first limit that stands in the way, and for whom if it is about one person.
pub(super) async fn in_the_way(
    ctx: &mut Ctx,
    by: &Caller,
    receivers: &[PersonId],
    amount: i64,
) -> Result<Option<(Limit, Option<PersonId>)>, Failure> {
    let (org, now): (_, DateTime<Utc>) = (ctx.org.clone(), ctx.now);
    let (day, month) = rules::day_and_month(now, by.time_zone);
    let (today, this_month) = ctx.tx.given(&org, &by.person, &day, &month).await?;
    let mut most: Option<(i64, PersonId)> = None;
    for receiver in receivers {
        let pair = ctx.tx.given_to(&org, &by.person, receiver, &month).await?;
        if most.as_ref().is_none_or(|(other, _)| pair > *other) {
            most = Some((pair, receiver.clone()));
        }
    }
    let (pair, who) = most.map_or((0, None), |(pair, who)| (pair, Some(who)));
    let given = Given { today, month: this_month, pair };
    let people = i64::try_from(receivers.len()).unwrap_or(i64::MAX);
    let limit = rules::limit(&given, amount, people);
    Ok(limit.map(|limit| (limit, who.filter(|_| matches!(limit, Limit::Pair(_))))))
}

/// The company's topic that the first hash names, if any does.
async fn topic(ctx: &mut Ctx, hashes: &[String]) -> Result<Option<String>, Failure> {
    let org = ctx.org.clone();
    let topics = ctx.tx.topics(&org).await?;
    let topics: Vec<Topic> =
        topics.into_iter().map(|topic| Topic { name: topic.name, aliases: topic.aliases }).collect();
    let known = KnownTopics::of(&topics);
    let named = hashes.iter().find_map(|hash| known.called(&hash.replace(['-', '_'], " ")));
    Ok(named.map(|at| topics[at].name.clone()))
}
