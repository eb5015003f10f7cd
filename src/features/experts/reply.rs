//! Words for the other side: by a form, by writing to the bot one to one, below the tag or not.

use chrono::TimeDelta;

use super::answering;
use super::ask::{self, Asking};
use super::cards;
use super::life::{self, Event};
use super::question::{Question, Source, State};
use super::relay::{self, Carried, Leaving};
use super::take::{self, asked};
use crate::bot::{Answer, Call, Command, Ctx, Failure};
use crate::chat::{Audience, MessageId, MessageText, PersonId, PlaceId, PlaceKind, Press, Reply, Submission};

/// How long words wait for their author to say which question they are about.
const UNDECIDED: TimeDelta = TimeDelta::days(1);

/// "Reply": opens the form, for whoever is asked by relay and for the asker.
pub async fn open(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let q = asked(ctx, &call.what.value).await?;
    may_reply(ctx, &q, &call.by.person).await?;
    Ok(Reply::open(relay::cards::reply(&q)))
}

/// The form came back.
pub async fn submitted(ctx: &mut Ctx, call: Call<Submission>) -> Answer {
    let q = asked(ctx, &call.what.context).await?;
    let me = call.by.person;
    may_reply(ctx, &q, &me).await?;
    let Some(words) = call.what.value("words").map(str::trim).filter(|words| !words.is_empty()) else {
        return Ok(Reply::error("words", "Write your reply first."));
    };
    if q.asker == me {
        if relay::leaving(ctx, &q).await? == Leaving::Nothing {
            return Ok(Reply::error("words", relay::cards::STAYS_HERE));
        }
        let mut reply = relay::to_helpers(ctx, &q, None, words).await?;
        if let Some(root) = q.root.clone() {
            reply = reply.say(Audience::Thread(root), relay::cards::asker_replied(&q, words));
        }
        return Ok(reply);
    }
    let told = Reply::nothing().say(Audience::Person(me.clone()), relay::cards::reply_sent());
    Ok(told.with(to_thread(ctx, q, &me, None, &words.into()).await?))
}

/// Words in a direct conversation: a reply, if they are asked by relay and say so. Words in the thread of a question that
/// they are asked on: an answer. Else a question as ever.
pub async fn typed(ctx: &mut Ctx, call: Call<Command>) -> Answer {
    let (direct, me) = (call.at.kind == PlaceKind::Direct, call.by.person.clone());
    let Some(message) = call.what.message.clone().filter(|_| direct) else {
        if let Some(reply) = answering::mentioned(ctx, &call).await? {
            return Ok(reply);
        }
        return ask::ask(ctx, call).await;
    };
    let open = ctx.relays().open_relays(&me).await?;
    let words = call.what.words.rest().clone();
    if open.is_empty() || words.is_empty() {
        return ask::ask(ctx, call).await;
    }
    let place = call.at.id.clone();
    if let Some(q) = below_a_tag(ctx, &open, &place, call.at.thread.as_ref(), &me).await? {
        if !ctx.handed_messages().hand_over(&place, &message, None).await? {
            return Err(Failure::Refused(cards::message_is_gone()));
        }
        return to_thread(ctx, q, &me, Some((place, message)), &words).await;
    }
    let undecided_since = ctx.now - UNDECIDED;
    ctx.relays().drop_undecided(undecided_since).await?;
    if !ctx.handed_messages().hand_over(&place, &message, None).await? {
        return Err(Failure::Refused(cards::message_is_gone()));
    }
    let draft = Carried {
        id: ctx.new_id(),
        question: None,
        person: me,
        place: Some(place),
        message: Some(message),
        body: words,
        post: None,
        sent: ctx.now.into(),
    };
    ctx.relays().keep_carried(&draft).await?;
    let words = ctx.readable(&draft.body).await?;
    Ok(Reply::only_you(relay::cards::for_whom(&draft.id, &words, &open)))
}

/// "Send": these words are about that question.
pub async fn carry_it(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let (draft, question) = call.what.value.split_once(' ').unwrap_or((&call.what.value, ""));
    let draft = undecided(ctx, draft, &call.by.person).await?;
    let q = asked(ctx, question).await?;
    may_reply(ctx, &q, &call.by.person).await?;
    ctx.relays().drop_carried(&draft.id).await?;
    let source = draft.place.zip(draft.message);
    let reply = to_thread(ctx, q, &call.by.person, source, &draft.body).await?;
    Ok(Reply::nothing().replace(relay::cards::carried()).with(reply))
}

/// "No, I have a question": it is asked as one.
pub async fn no_reply(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let draft = undecided(ctx, &call.what.value, &call.by.person).await?;
    ctx.relays().drop_carried(&draft.id).await?;
    let source = draft.place.zip(draft.message).map(|(place, message)| Source::whole(&place, message));
    let asking = Asking { source, ..Asking::here(&call.at, draft.body) };
    let suggested = ask::suggest(ctx, &call.by, asking).await?;
    Ok(Reply::nothing().replace(relay::cards::not_carried()).with(suggested))
}

/// Words of this person that wait for a decision.
async fn undecided(ctx: &mut Ctx, id: &str, by: &PersonId) -> Result<Carried, Failure> {
    let draft = ctx.relays().carried(id).await?;
    draft
        .filter(|draft| draft.person == *by && draft.question.is_none())
        .ok_or_else(|| Failure::Refused(relay::cards::no_such_words()))
}

/// The question whose tag these words were written below.
async fn below_a_tag(
    ctx: &mut Ctx,
    open: &[Question],
    place: &PlaceId,
    thread: Option<&MessageId>,
    me: &PersonId,
) -> Result<Option<Question>, Failure> {
    let Some(thread) = thread else { return Ok(None) };
    let Some(post) = ctx.posts().post_at(place, thread).await? else { return Ok(None) };
    let about = match ctx.relays().question_of_tag(&post.id).await? {
        Some((question, person)) if person == *me => Some(question),
        Some(_) => None,
        // Below something that the asker wrote.
        None => ctx.relays().carried_as(&post.id).await?.and_then(|carried| carried.question),
    };
    Ok(about.and_then(|id| open.iter().find(|q| q.id == id).cloned()))
}

/// The asker, and whoever is or was asked by relay, while the question is going on.
async fn may_reply(ctx: &mut Ctx, q: &Question, person: &PersonId) -> Result<(), Failure> {
    life::allowed(q, Event::Redirected)?;
    if q.asker == *person || relay::asked_in(ctx, q, person).await?.is_some() {
        return Ok(());
    }
    Err(Failure::Refused(cards::not_asked()))
}

/// From the other side into the thread. Whoever replies has taken it, unless somebody else has.
async fn to_thread(
    ctx: &mut Ctx,
    mut q: Question,
    by: &PersonId,
    source: Option<(PlaceId, MessageId)>,
    words: &MessageText,
) -> Answer {
    let mut reply = Reply::nothing();
    if q.state == State::Open {
        reply = take::taken_by(ctx, &mut q, by, take::How::Pressed).await?;
    }
    let words = ctx.readable(words).await?;
    let (now, post) = (ctx.now, ctx.new_post_id());
    ctx.questions().question_active(&q.id, now).await?;
    let (place, message) = source.unzip();
    let carried = Carried {
        id: ctx.new_id(),
        question: Some(q.id.clone()),
        person: by.clone(),
        place,
        message,
        body: words.as_str().into(),
        post: Some(post.clone()),
        sent: now.into(),
    };
    ctx.relays().keep_carried(&carried).await?;
    let from = ctx.workspace.clone();
    Ok(match q.root.clone() {
        Some(root) => reply.post(post, Audience::Thread(root), relay::cards::replied(&q, by, &words, &from)),
        None => reply,
    })
}
