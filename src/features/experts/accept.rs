//! An answer is accepted: by the asker, or after long silence by a champion of the topic. And opened again.

use chrono::DateTime;

use super::cards::{self, Because};
use super::contribution::ANSWER;
use super::life::{self, Event};
use super::question::{Candidate, CandidateState, Question, Role, Source, Stage, State};
use super::relay;
use super::store::Acceptance;
use super::take::asked;
use super::turn;
use crate::bot::{Answer, Call, Contribution, Ctx, DomainEvent, Failure, Posts};
use crate::chat::{Audience, Message, MessageId, PersonId, PlaceId, Press, Reply, Submission};
use crate::people::{Caller, is_nobody};
use crate::search::{Evidence, EvidenceId, EvidenceLog, HandedMessages, Kind};

/// "Accept an answer": asks whose it was, and for its words.
pub async fn open(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let q = asked(ctx, &call.what.value).await?;
    may_accept(ctx, &q, &call.by).await?;
    let holder = q.holder.clone().filter(|_| q.state == State::Taken);
    // Who was put out of the channel reads nothing of it here.
    let seen = match &holder {
        Some(holder) if reads(ctx, &q, &call).await? => relay::last_words(ctx, &q, holder).await?,
        _ => None,
    };
    let (words, message) = seen.unwrap_or_default();
    // The form remembers whose words it shows: should they be deleted meanwhile, they are not taken.
    let context = match &message {
        Some(message) => format!("{} {message}", q.id),
        None => q.id.clone(),
    };
    Ok(Reply::open(cards::accept(&context, holder.as_ref(), &words)))
}

/// Whoever presses can read where the question stands.
async fn reads(ctx: &mut Ctx, q: &Question, call: &Call<Press>) -> Result<bool, Failure> {
    let Some(place) = &q.place else { return Ok(true) };
    let now = ctx.now;
    let viewer = ctx.viewers().viewer(&call.by.person, Some(&call.at.id), now).await?;
    Ok(ctx.may_meet(&viewer, place).await?)
}

/// The form came back.
pub async fn submitted(ctx: &mut Ctx, call: Call<Submission>) -> Answer {
    let (id, shown) = call.what.context.split_once(' ').unwrap_or((&call.what.context, ""));
    let q = asked(ctx, id).await?;
    may_accept(ctx, &q, &call.by).await?;
    let Some(account) = call.what.account("person") else {
        return Ok(Reply::error("person", "Choose who answered it."));
    };
    let Some(expert) = ctx.accounts().person_of(&account).await? else {
        return Ok(Reply::error("person", "I don't know that person yet. Try again in a minute."));
    };
    let answer = call.what.value("answer").map(str::to_owned);
    let source = match source_of(ctx, &q, &expert, answer.as_deref(), shown).await? {
        Ok(source) => source,
        Err(error) => return Ok(Reply::error("answer", error)),
    };
    let minutes = call.what.value("saved").and_then(|minutes| minutes.parse::<i64>().ok());
    let reply = accept(ctx, q.clone(), &call.by.person, &expert, answer.as_deref(), source).await?;
    Ok(match minutes.filter(|_| q.asker == call.by.person) {
        Some(minutes) => {
            ctx.questions().keep_saving(&q.id, minutes.clamp(0, 480)).await?;
            reply
        }
        None => reply.with(how_much(&q, &call.by)),
    })
}

/// The message that the words of the form were taken from: the one that was shown in it, or the last of whoever answered,
/// if they say the same.
///
/// # Errors
/// In words, when the message that was shown is deleted now.
async fn source_of(
    ctx: &mut Ctx,
    q: &Question,
    expert: &PersonId,
    answer: Option<&str>,
    shown: &str,
) -> Result<Result<Option<Source>, &'static str>, Failure> {
    let (Some(answer), Some(place)) = (answer, q.place.clone()) else { return Ok(Ok(None)) };
    let source =
        |message: MessageId, follows| Source { version: None, follows, ..Source::whole(&place, message) };
    if shown.is_empty() {
        let last = relay::last_words(ctx, q, expert).await?.filter(|(words, _)| words.trim() == answer);
        return Ok(Ok(last.and_then(|(_, message)| message).map(|message| source(message, true))));
    }
    let message = MessageId::new(shown);
    Ok(match relay::words_in(ctx, q, &message).await? {
        Some((words, by)) => Ok(Some(source(message, words.trim() == answer && by == *expert))),
        None => Err(cards::words_are_gone()),
    })
}

/// "Accept this answer", on a message: its payload carries all that is needed.
pub async fn accept_message(ctx: &mut Ctx, call: Call<Option<Message>>) -> Answer {
    let Some(message) = call.what else { return Err(Failure::Refused(cards::no_question_here())) };
    let thread = message.thread.clone().unwrap_or_else(|| message.id.clone());
    let q = the_one_to_accept_on(ctx, &call.by, &call.at.id, &thread).await?;
    let version = message.version();
    let (expert, words, version) =
        if let Some(carried) = relay::carried_in(ctx, &call.at.id, &message.id).await? {
            (carried.person, carried.body, None)
        } else {
            let author = message.author.as_ref().ok_or_else(|| Failure::Refused(cards::no_author()))?;
            let (workspace, fresh, now) = (ctx.workspace.clone(), ctx.new_id(), ctx.now);
            let author = ctx.accounts().caller(&workspace, author, &fresh, now).await?.person;
            // Nothing of somebody who was erased is kept anew.
            if is_nobody(&author) {
                return Err(Failure::Refused(cards::no_author()));
            }
            (author, message.text, Some(version))
        };
    let words = ctx.readable(&words).await?;
    let source = Source { version, ..Source::whole(&call.at.id, message.id) };
    let reply = accept(ctx, q.clone(), &call.by.person, &expert, Some(&words), Some(source)).await?;
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
    ctx.questions().keep_saving(&q.id, minutes.clamp(0, 480)).await?;
    Ok(Reply::nothing().replace(cards::saved()))
}

/// "Not solved after all".
pub async fn reopen(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let now = ctx.now;
    let mut q = asked(ctx, &call.what.value).await?;
    if q.asker != call.by.person {
        return Err(Failure::Refused(cards::not_yours()));
    }
    life::allowed(&q, Event::Reopened)?;
    if q.is_deleted {
        return Err(Failure::Refused(cards::question_is_gone()));
    }
    if !q.may_reopen(now) {
        return Err(Failure::Refused(cards::too_late_to_reopen()));
    }
    let expert = q.answered_by.clone();
    no_answers(ctx, &q).await?;
    ctx.questions().reopen_question(&mut q, now).await?;
    q.stage = Stage::First;
    let mut reply = Reply::nothing();
    if let Some(root) = q.root.clone() {
        reply = reply.say(Audience::Thread(root), cards::reopened(&q));
    }
    if let Some(expert) = expert {
        reply = reply.with(turn::none_has_it(ctx, &mut q, Some(&expert)).await?);
        again_first(ctx, &mut q, &expert).await?;
        ctx.publish(DomainEvent::ContributionWithdrawn { kind: &ANSWER, id: q.id.clone() });
    }
    super::timers::follow_up_later(ctx, &q).await?;
    Ok(reply.with(turn::ask_next(ctx, &mut q, Because::Reopened).await?))
}

/// Whoever's answer it was is asked first again.
async fn again_first(ctx: &mut Ctx, q: &mut Question, expert: &PersonId) -> Result<(), Failure> {
    if *expert == q.asker {
        return Ok(());
    }
    let candidates = ctx.candidates().of_question(&q.id).await?;
    let before = candidates.into_iter().find(|candidate| candidate.person == *expert);
    let candidate = Candidate {
        person: expert.clone(),
        place_in_ranking: before.as_ref().map_or(0, |before| before.place_in_ranking),
        part: Role::Named,
        rising: false,
        exclusion: None,
        why: before.map(|before| before.why).unwrap_or_default(),
        state: CandidateState::Waiting,
        declined_because: None,
        tagged_at: None,
        tag: None,
        snoozed: false,
    };
    ctx.candidates().keep_candidate(q, &candidate).await?;
    Ok(())
}

async fn accept(
    ctx: &mut Ctx,
    mut q: Question,
    by: &PersonId,
    expert: &PersonId,
    answer: Option<&str>,
    mut source: Option<Source>,
) -> Answer {
    let mut shown = answer.map(str::to_owned);
    if let Some(source) = &mut source {
        // What was shown when it was accepted may have been changed before this came in.
        let id = EvidenceId::message(&source.place, &source.message);
        let known = ctx.tx.of::<EvidenceLog>(&q.org).evidence(&id).await?;
        let known =
            known.filter(|known| source.follows && source.version.is_none_or(|than| known.version > than));
        if let Some(known) = known {
            source.version = Some(known.version);
            shown = Some(ctx.readable(&known.text).await?);
        }
        if !ctx
            .tx
            .of::<HandedMessages>(&q.org)
            .hand_over(&source.place, &source.message, source.version)
            .await?
        {
            return Err(Failure::Refused(cards::message_is_gone()));
        }
    }
    let acceptance = Acceptance {
        by,
        answered_by: expert,
        answer: shown.as_deref(),
        message: source.as_ref().map(|source| &source.message),
        follows: source.as_ref().is_some_and(|source| source.follows),
        at: ctx.now,
    };
    life::allowed(&q, Event::Accepted)?;
    ctx.questions().accept_question(&mut q, &acceptance).await?;
    let mut reply = turn::release(ctx, &mut q, None).await?.with(turn::redraw(&q));
    if let Some(root) = q.root.clone() {
        reply = reply.say(Audience::Thread(root), cards::accepted(&q, by, expert));
    }
    reply = reply.with(relay::over(ctx, &q).await?);
    keep_evidence(ctx, &q, expert, source).await?;
    if let Some(took) = q.time_to_resolution() {
        tracing::info!(question = q.id, org = %q.org, minutes = took.num_minutes(), "answered");
    }
    if q.asker != *expert {
        ctx.publish(DomainEvent::Contributed(Contribution {
            kind: &ANSWER,
            id: q.id.clone(),
            person: expert.clone(),
            thanks_to: Some(q.asker.clone()).filter(|_| !q.anonymous),
            topic: q.topic.clone(),
            place: q.place.clone(),
        }));
    }
    Ok(reply)
}

/// The question and its answer can be found from now on.
async fn keep_evidence(
    ctx: &mut Ctx,
    q: &Question,
    expert: &PersonId,
    source: Option<Source>,
) -> Result<(), Failure> {
    let (Some(place), Some(thread)) = (q.place.clone(), thread_of(ctx, q).await?) else { return Ok(()) };
    ctx.channels().holds(&place).await?;
    keep_question(ctx, q, &place, &thread).await?;
    let Some(answer) = &q.answer else { return Ok(()) };
    let whole = source.as_ref().filter(|source| source.follows);
    let id = whole.map_or_else(
        || EvidenceId::named(&q.id),
        |source| EvidenceId::message(&source.place, &source.message),
    );
    let unknown = DateTime::UNIX_EPOCH;
    let evidence = Evidence {
        id: id.clone(),
        kind: Kind::Answer,
        place: Some(place),
        thread: Some(thread),
        message: whole.map(|source| source.message.clone()),
        author: Some(expert.clone()).filter(|expert| !q.hides(expert)),
        sent: ctx.now,
        title: None,
        text: answer.as_str().into(),
        topics: q.topic.iter().cloned().collect(),
        accepted: true,
        version: whole.map_or(ctx.now, |source| source.version.unwrap_or(unknown)),
    };
    ctx.tx.of::<EvidenceLog>(&q.org).record(&evidence).await?;
    for before in answers(ctx, q).await? {
        ctx.tx.of::<EvidenceLog>(&q.org).reject(&before, false).await?;
    }
    if let Some(source) = source {
        ctx.tx
            .of::<EvidenceLog>(&q.org)
            .reject(&EvidenceId::message(&source.place, &source.message), false)
            .await?;
    }
    ctx.tx.of::<EvidenceLog>(&q.org).accept(&id, true).await?;
    Ok(())
}

/// The question itself as evidence, under the first message of its thread.
pub(super) async fn keep_question(
    ctx: &mut Ctx,
    q: &Question,
    place: &PlaceId,
    thread: &MessageId,
) -> Result<(), Failure> {
    let is_source = q.source.as_ref() == Some(thread) && q.source_place.as_ref() == Some(place);
    // The first message of a thread in which somebody asks is somebody's own.
    if q.is_deleted || (q.thread.is_some() && !is_source) {
        return Ok(());
    }
    let asked_at = q.opened_at.unwrap_or(q.suggested_at).utc();
    let author =
        q.source_author.as_ref().filter(|_| is_source).or_else(|| Some(&q.asker).filter(|_| !q.anonymous));
    let mut question = Evidence::message(Kind::Asked, place, thread, author, asked_at, q.body.clone());
    question.topics = q.topic.iter().cloned().collect();
    // The message that it was asked by or on has its own author, who may change it.
    if is_source {
        let version = ctx.handed_messages().version(place, thread).await?;
        question.version = version.unwrap_or(DateTime::UNIX_EPOCH);
    }
    ctx.tx.of::<EvidenceLog>(&q.org).record(&question).await?;
    Ok(())
}

/// It was no answer after all: neither the message that was accepted, nor what else its author wrote in the thread, nor
/// the words that the asker made of it.
async fn no_answers(ctx: &mut Ctx, q: &Question) -> Result<(), Failure> {
    ctx.tx.of::<EvidenceLog>(&q.org).delete(&EvidenceId::named(&q.id)).await?;
    for id in answers(ctx, q).await? {
        ctx.tx.of::<EvidenceLog>(&q.org).reject(&id, true).await?;
    }
    Ok(())
}

/// The accepted message, and whatever else its author wrote in the thread.
async fn answers(ctx: &mut Ctx, q: &Question) -> Result<Vec<EvidenceId>, Failure> {
    let Some(place) = &q.place else { return Ok(Vec::new()) };
    let mut messages: Vec<MessageId> = q.answer_message.iter().cloned().collect();
    if let Some(expert) = &q.answered_by {
        messages.extend(ctx.candidates().replies_of(&q.id, expert).await?);
    }
    Ok(messages.iter().map(|message| EvidenceId::message(place, message)).collect())
}

/// The first message of the question's thread, once it is there.
pub(super) async fn thread_of(ctx: &mut Ctx, q: &Question) -> Result<Option<MessageId>, Failure> {
    if q.thread.is_some() {
        return Ok(q.thread.clone());
    }
    let Some(root) = &q.root else { return Ok(None) };
    Ok(ctx.tx.of::<Posts>(&q.org).post(root).await?.and_then(|post| post.message))
}

/// Of the questions in a thread the one that the caller may accept an answer to.
async fn the_one_to_accept_on(
    ctx: &mut Ctx,
    by: &Caller,
    place: &PlaceId,
    thread: &MessageId,
) -> Result<Question, Failure> {
    let mut why_not = Failure::Refused(cards::no_question_here());
    for (at, q) in ctx.questions().questions_in(place, thread).await?.into_iter().enumerate() {
        match may_accept(ctx, &q, by).await {
            Ok(()) => return Ok(q),
            Err(Failure::Refused(card)) if at == 0 => why_not = Failure::Refused(card),
            Err(Failure::Refused(_)) => {}
            Err(broken) => return Err(broken),
        }
    }
    Err(why_not)
}

async fn may_accept(ctx: &mut Ctx, q: &Question, by: &Caller) -> Result<(), Failure> {
    life::allowed(q, Event::Accepted)?;
    if q.asker == by.person {
        return Ok(());
    }
    let champions = match &q.topic {
        Some(topic) => ctx.knowledge().champions(topic).await?,
        None => Vec::new(),
    };
    if champions.contains(&by.person) && q.is_silent(ctx.now) {
        return Ok(());
    }
    Err(Failure::Refused(cards::may_not_accept()))
}

fn how_much(q: &Question, by: &Caller) -> Reply {
    if q.asker == by.person { Reply::only_you(cards::how_much_saved(&q.id)) } else { Reply::nothing() }
}
