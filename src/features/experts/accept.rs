//! An answer is accepted: by the asker, or after long silence by a champion of the topic. And opened again.

use super::across;
use super::afar;
use super::cards::{self, Because};
use super::question::{Candidate, Part, Progress, Question, Stage, State};
use super::store::{Acceptance, CandidateStore, QuestionStore};
use super::take::asked;
use super::turn;
use crate::bot::{Answer, PostStore, Call, Ctx, Failure, Happening};
use crate::chat::{Audience, Message, MessageId, PersonId, Press, Reply, Submission};
use crate::people::{Caller, KnowledgeStore, AccountStore, is_nobody};
use crate::search::{Evidence, EvidenceId, EvidenceStore, Kind};

/// "Accept an answer": asks whose it was, and for its words.
pub async fn open(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let q = asked(ctx, &call.what.value).await?;
    may_accept(ctx, &q, &call.by).await?;
    let holder = q.holder.clone().filter(|_| q.state == State::Taken);
    let seen = match &holder {
        Some(holder) => across::last_words(ctx, &q, holder).await?,
        None => None,
    };
    let words = seen.map(|(words, _)| words).unwrap_or_default();
    Ok(Reply::open(cards::accept(&q.id, holder.as_ref(), &words)))
}

/// The form came back.
pub async fn submitted(ctx: &mut Ctx, call: Call<Submission>) -> Answer {
    let q = asked(ctx, &call.what.context).await?;
    may_accept(ctx, &q, &call.by).await?;
    let org = ctx.org.clone();
    let Some(account) = call.what.account("person") else {
        return Ok(Reply::error("person", "Choose who answered it."));
    };
    let Some(expert) = ctx.tx.person_of(&org, &account).await? else {
        return Ok(Reply::error("person", "I don't know that person yet. Try again in a minute."));
    };
    let seen = across::last_words(ctx, &q, &expert).await?;
    let answer = call.what.value("answer").map(str::to_owned);
    let message = seen.filter(|(words, _)| Some(words) == answer.as_ref()).and_then(|(_, message)| message);
    let minutes = call.what.value("saved").and_then(|minutes| minutes.parse::<i64>().ok());
    let reply = accept(ctx, q.clone(), &call.by.person, &expert, answer.as_deref(), message.as_ref()).await?;
    Ok(match minutes.filter(|_| q.asker == call.by.person) {
        Some(minutes) => {
            ctx.tx.keep_saving(&org, &q.id, minutes.clamp(0, 480)).await?;
            reply
        }
        None => reply.with(how_much(&q, &call.by)),
    })
}

/// "Accept this answer", on a message: its payload carries all that is needed.
pub async fn accept_message(ctx: &mut Ctx, call: Call<Option<Message>>) -> Answer {
    let org = ctx.org.clone();
    let Some(message) = call.what else { return Err(Failure::Refused(cards::no_question_here())) };
    let thread = message.thread.clone().unwrap_or_else(|| message.id.clone());
    let Some(q) = ctx.tx.question_in(&org, &call.at.id, &thread).await? else {
        return Err(Failure::Refused(cards::no_question_here()));
    };
    may_accept(ctx, &q, &call.by).await?;
    let (expert, words) = if let Some(carried) = across::carried_in(ctx, &call.at.id, &message.id).await? {
        (carried.person, carried.body)
    } else {
        let author = message.author.as_ref().ok_or_else(|| Failure::Refused(cards::no_author()))?;
        let (workspace, fresh, now) = (ctx.workspace.clone(), ctx.fresh(), ctx.now);
        let author = ctx.tx.caller(&org, &workspace, author, &fresh, now).await?.person;
        // Nothing of somebody who was erased is kept anew.
        if is_nobody(&author) {
            return Err(Failure::Refused(cards::no_author()));
        }
        (author, message.text)
    };
    let words = ctx.readable(&words).await?;
    let reply = accept(ctx, q.clone(), &call.by.person, &expert, Some(&words), Some(&message.id)).await?;
    Ok(reply.say(Audience::OnlyYou, cards::you_accepted()).with(how_much(&q, &call.by)))
}

/// How much time it saved.
pub async fn saved(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let (id, minutes) = call.what.value.split_once(' ').unwrap_or((&call.what.value, ""));
    let q = asked(ctx, id).await?;
    if q.asker != call.by.person {
        return Err(Failure::Refused(cards::not_yours()));
    }
    let minutes: i64 = minutes.parse().map_err(|_| Failure::Refused(cards::no_such_question()))?;
    ctx.tx.keep_saving(&q.org, &q.id, minutes.clamp(0, 480)).await?;
    Ok(Reply::nothing().replace(cards::saved()))
}

/// "Not solved after all".
pub async fn reopen(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let (org, now) = (ctx.org.clone(), ctx.now);
    let mut q = asked(ctx, &call.what.value).await?;
    if q.asker != call.by.person {
        return Err(Failure::Refused(cards::not_yours()));
    }
    if q.state != State::Accepted {
        return Err(Failure::Refused(cards::already_decided()));
    }
    if !q.may_reopen(now) {
        return Err(Failure::Refused(cards::too_late_to_reopen()));
    }
    let expert = q.answered_by.clone();
    if !ctx.tx.reopen_question(&org, &q.id, now).await? {
        return Err(Failure::Refused(cards::already_decided()));
    }
    for id in evidence_names(&q) {
        ctx.tx.accept(&org, &id, false).await?;
    }
    q = asked(ctx, &q.id).await?;
    q.stage = Stage::First;
    let mut reply = Reply::nothing();
    if let Some(root) = q.root.clone() {
        reply = reply.say(Audience::Thread(root), cards::reopened(&q));
    }
    if let Some(expert) = expert {
        again_first(ctx, &q, &expert).await?;
        ctx.announce(Happening::AnswerReopened { question: q.id.clone(), expert });
    }
    super::timers::follow_up_later(ctx, &q).await?;
    Ok(reply.with(turn::ask_next(ctx, &mut q, Because::Reopened).await?))
}

/// Whoever's answer it was is asked first again.
async fn again_first(ctx: &mut Ctx, q: &Question, expert: &PersonId) -> Result<(), Failure> {
    if *expert == q.asker {
        return Ok(());
    }
    let candidates = ctx.tx.candidates(&q.org, &q.id).await?;
    let before = candidates.into_iter().find(|candidate| candidate.person == *expert);
    let candidate = Candidate {
        person: expert.clone(),
        place_in_ranking: before.as_ref().map_or(0, |before| before.place_in_ranking),
        part: Part::Named,
        rising: false,
        exclusion: None,
        why: before.map(|before| before.why).unwrap_or_default(),
        state: Progress::Waiting,
        declined_because: None,
        tagged_at: None,
        tag: None,
        snoozed: false,
    };
    ctx.tx.keep_candidate(&q.org, &q.id, &candidate).await?;
    Ok(())
}

async fn accept(
    ctx: &mut Ctx,
    mut q: Question,
    by: &PersonId,
    expert: &PersonId,
    answer: Option<&str>,
    message: Option<&MessageId>,
) -> Answer {
    let acceptance = Acceptance { by, answered_by: expert, answer, message, at: ctx.now };
    if !ctx.tx.accept_question(&q.org, &q.id, &acceptance).await? {
        return Err(Failure::Refused(cards::settled_already()));
    }
    q.state = State::Accepted;
    q.accepted_at = Some(ctx.now.into());
    q.accepted_by = Some(by.clone());
    q.answered_by = Some(expert.clone());
    q.answer = answer.map(str::to_owned);
    let mut reply = turn::release(ctx, &q, None).await?.with(turn::redraw(&q));
    if let Some(root) = q.root.clone() {
        reply = reply.say(Audience::Thread(root), cards::accepted(&q, by, expert));
    }
    reply = reply.with(afar::over(ctx, &q).await?);
    keep_evidence(ctx, &q, expert, message).await?;
    if let Some(took) = q.time_to_resolution() {
        tracing::info!(question = q.id, org = %q.org, minutes = took.num_minutes(), "answered");
    }
    if q.asker != *expert {
        ctx.announce(Happening::AnswerAccepted {
            question: q.id.clone(),
            asker: Some(q.asker.clone()).filter(|_| !q.anonymous),
            expert: expert.clone(),
            topic: q.topic.clone(),
            place: q.place.clone(),
        });
    }
    Ok(reply)
}

/// The question and its answer can be found from now on.
async fn keep_evidence(
    ctx: &mut Ctx,
    q: &Question,
    expert: &PersonId,
    message: Option<&MessageId>,
) -> Result<(), Failure> {
    let (Some(place), Some(thread)) = (q.place.clone(), thread_of(ctx, q).await?) else { return Ok(()) };
    let topics: Vec<String> = q.topic.iter().cloned().collect();
    let asked_at = q.opened_at.unwrap_or(q.suggested_at).utc();
    let asker = Some(&q.asker).filter(|_| !q.anonymous);
    let mut question = Evidence::message(Kind::Question, &place, &thread, asker, asked_at, q.body.clone());
    question.topics.clone_from(&topics);
    ctx.tx.record(&q.org, &question).await?;
    let Some(answer) = &q.answer else { return Ok(()) };
    let id = message.map_or_else(|| EvidenceId::named(&q.id), |message| EvidenceId::message(&place, message));
    let answer = Evidence {
        id,
        kind: Kind::Answer,
        place: Some(place),
        thread: Some(thread),
        message: message.cloned(),
        author: Some(expert.clone()),
        sent: ctx.now,
        title: None,
        text: answer.as_str().into(),
        topics,
        accepted: true,
    };
    ctx.tx.record(&q.org, &answer).await?;
    Ok(())
}

fn evidence_names(q: &Question) -> Vec<EvidenceId> {
    let mut names = vec![EvidenceId::named(&q.id)];
    if let (Some(place), Some(message)) = (&q.place, &q.answer_message) {
        names.push(EvidenceId::message(place, message));
    }
    names
}

/// The first message of the question's thread, once it is there.
pub(super) async fn thread_of(ctx: &mut Ctx, q: &Question) -> Result<Option<MessageId>, Failure> {
    if q.thread.is_some() {
        return Ok(q.thread.clone());
    }
    let Some(root) = &q.root else { return Ok(None) };
    Ok(ctx.tx.post(&q.org, root).await?.and_then(|post| post.message))
}

async fn may_accept(ctx: &mut Ctx, q: &Question, by: &Caller) -> Result<(), Failure> {
    if !q.is_going_on() {
        return Err(Failure::Refused(cards::settled_already()));
    }
    if q.asker == by.person {
        return Ok(());
    }
    let champions = match &q.topic {
        Some(topic) => ctx.tx.champions(&q.org, topic).await?,
        None => Vec::new(),
    };
    if champions.contains(&by.person) && q.is_silent(ctx.now) {
        return Ok(());
    }
    Err(Failure::Refused(cards::may_not_accept()))
}

fn how_much(q: &Question, by: &Caller) -> Reply {
    if q.asker == by.person {
        Reply::only_you(cards::how_much_saved(&q.id))
    } else {
        Reply::nothing()
    }
}
