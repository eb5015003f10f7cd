//! A round: pairs are drafted, looked at and decided by a lead, and published once.

use std::collections::BTreeMap;

use super::cards::{self, Draft};
use super::lead::found;
use super::matching::{LeftOver, propose};
use super::pair::split;
use super::pool::{Mentees, pair_in, pool, remember_pairs, weigh_knowledge};
use super::schedule::{begins_at, start};
use super::store::{Drafted, Pair, Programme, Ruling, State};
use crate::bot::{Answer, Call, Ctx, Failure};
use crate::chat::{AccountId, PersonId, Press, Reply, Submission};

/// Lines of a draft that are shown at once.
const SHOWN: usize = 10;

/// "Find pairs", "Run again": the best pairs of the whole pool, as it is now.
pub async fn find_pairs(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let programme = found(ctx, &call.what.value).await?;
    if !matches!(programme.state, State::Open | State::Matching | State::Running) {
        return Err(Failure::Refused(cards::changed_meanwhile()));
    }
    let before = ctx.drafts().draft(&programme.id).await?;
    let before: BTreeMap<PersonId, Option<PersonId>> =
        before.into_iter().map(|row| (row.mentee, row.mentor)).collect();
    let mut pool = pool(ctx, &programme, Mentees::All).await?;
    weigh_knowledge(ctx, &programme, &mut pool).await?;
    remember_pairs(ctx, &mut pool).await?;
    let proposal = propose(&pool);
    let version = programme.version + 1;
    let row = |mentee: PersonId, mentor: Option<PersonId>, score, parts, left: Option<LeftOver>| {
        let is_new = before.get(&mentee) != Some(&mentor);
        Drafted { mentee, mentor, score, parts, left, is_new, version }
    };
    let pairs = proposal.pairs.into_iter();
    let mut rows: Vec<Drafted> = pairs
        .map(|pair| row(pair.mentee, Some(pair.mentor), i64::from(pair.score), pair.parts, None))
        .collect();
    rows.sort_by(|a, b| (b.score, &a.mentee).cmp(&(a.score, &b.mentee)));
    rows.extend(
        proposal.left.into_iter().map(|(mentee, why)| row(mentee, None, 0, BTreeMap::new(), Some(why))),
    );
    ctx.drafts().draw(&programme.id, &rows).await?;
    let programme = Programme { state: State::Matching, version, ..programme };
    Ok(Reply::only_you(cards::draft(&programme, &shown(rows, &programme, 0))))
}

fn shown(rows: Vec<Drafted>, programme: &Programme, at: usize) -> Draft {
    let is_stale = rows.first().is_some_and(|row| row.version != programme.version);
    Draft { rows, version: programme.version, at, most: SHOWN, is_stale }
}

/// "The draft", "More".
pub async fn show(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let (id, at) = split(&call.what.value);
    let programme = found(ctx, id).await?;
    let rows = ctx.drafts().draft(&programme.id).await?;
    Ok(Reply::only_you(cards::draft(&programme, &shown(rows, &programme, at.parse().unwrap_or_default()))))
}

/// "Decide".
pub async fn open_rule(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let (id, mentee) = split(&call.what.value);
    let programme = found(ctx, id).await?;
    let rows = ctx.drafts().draft(&programme.id).await?;
    let row = rows.into_iter().find(|row| row.mentee.as_str() == mentee);
    let row = row.ok_or_else(|| Failure::Refused(cards::changed_meanwhile()))?;
    Ok(Reply::open(cards::rule(&programme, &row.mentee, row.mentor.as_ref())))
}

/// What a lead decides came back. What people want not, and the other hard rules, are stronger; which of them it is is not said.
pub async fn rule(ctx: &mut Ctx, call: Call<Submission>) -> Answer {
    let (id, mentee) = split(&call.what.context);
    let programme = found(ctx, id).await?;
    if programme.state != State::Matching {
        return Err(Failure::Refused(cards::changed_meanwhile()));
    }
    let mentee = PersonId::new(mentee);
    let Some(account) = call.what.account("mentor") else {
        return Ok(Reply::error("mentor", "Choose a mentor."));
    };
    let Some(mentor) = ctx.accounts().person_of(&AccountId::new(account.as_str())).await? else {
        return Ok(Reply::error("mentor", "Choose somebody who takes part as a mentor."));
    };
    let what = call.what.value("what").unwrap_or_default();
    if what == "fix" {
        let mut pool = pool(ctx, &programme, Mentees::Only(&mentee)).await?;
        pool.forbidden.clear();
        pool.fixed = [(mentee.clone(), mentor.clone())].into();
        if pair_in(&pool, &mentee, &mentor).is_err() {
            return Ok(Reply::error("mentor", "These two cannot be a pair by the rules of the programme."));
        }
    }
    match what {
        "free" => ctx.drafts().free(&programme.id, &mentee).await?,
        "fix" | "forbid" => {
            let ruling = Ruling { mentee, mentor, is_fixed: what == "fix" };
            ctx.drafts().rule(&programme.id, &ruling).await?;
        }
        _ => return Ok(Reply::error("what", "Choose one of them.")),
    }
    ctx.programmes().touch(&programme.id).await?;
    let programme = found(ctx, id).await?;
    let rows = ctx.drafts().draft(&programme.id).await?;
    Ok(Reply::only_you(cards::draft(&programme, &shown(rows, &programme, 0))))
}

/// "Publish": once, and only what the lead saw. Each pair is introduced by a job of its own, so a restart loses none.
pub async fn publish(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let (id, version) = split(&call.what.value);
    let programme = found(ctx, id).await?;
    let Ok(version) = version.parse::<i64>() else {
        return Err(Failure::Refused(cards::changed_meanwhile()));
    };
    let rows = ctx.drafts().draft(&programme.id).await?;
    if rows.iter().any(|row| row.version != version)
        || !ctx.programmes().publish(&programme.id, version).await?
    {
        return Err(Failure::Refused(cards::changed_meanwhile()));
    }
    let mut reply = Reply::nothing();
    let (mut pairs, mut left) = (0, 0);
    for row in rows {
        let is_left = row.mentor.is_none();
        ctx.mentorship_members().left_over(&programme.id, &row.mentee, is_left).await?;
        let Some(mentor) = row.mentor else {
            left += 1;
            reply = reply.notify(ctx.new_post_id(), row.mentee, cards::left_over_told(&programme));
            continue;
        };
        pairs += 1;
        ctx.requests().withdraw(&programme.id, &row.mentee).await?;
        let begins = begins_at(ctx, &programme, &mentor).await?;
        let pair = Pair {
            score: row.score,
            parts: serde_json::to_string(&row.parts)?,
            ..Pair::new(ctx.new_id(), &programme.id, (mentor, row.mentee), (begins, begins))
        };
        start(ctx, &programme, pair).await?;
    }
    ctx.drafts().drop(&programme.id).await?;
    ctx.drafts().drop_rulings(&programme.id).await?;
    Ok(Reply::only_you(cards::published(&programme, pairs, left)).with(reply))
}
