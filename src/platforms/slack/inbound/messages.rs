//! Messages: words for the bot, words overheard, changed and deleted ones.

use super::context::{InboundContext, Translated};
use super::moment::sent;
use super::text;
use crate::chat::{Message, MessageId, PlaceKind, What};
use crate::platforms::slack::api::payload::MessageBody;

/// Translates a `message` or `app_mention` event. A mention comes as both: they get the same key and the same words.
pub(in crate::platforms::slack) fn translate(context: &InboundContext<'_>) -> Translated {
    let Some(channel) = context.inner.channel.id() else {
        return Translated::Nothing("a message without a place");
    };
    match context.inner.subtype.get() {
        None | Some("thread_broadcast" | "file_share" | "me_message") => written(context, channel),
        Some("message_changed") => changed(context, channel),
        Some("message_deleted") => deleted(context, channel),
        Some(subtype @ ("channel_convert_to_private" | "channel_convert_to_public")) => {
            context.converted(subtype)
        }
        Some("bot_message") => Translated::Nothing("written by a program"),
        Some(_) => Translated::Nothing("a message that only notes what happened"),
    }
}

fn written(context: &InboundContext<'_>, channel: &str) -> Translated {
    let inner = context.inner;
    let installation = context.installation;
    if installation.is_ours(inner.user.id(), inner.bot_id.get()) {
        return Translated::Nothing("our own doing");
    }
    if inner.bot_id.get().is_some() {
        return Translated::Nothing("written by a program");
    }
    let Some((user, ts)) = inner.user.id().zip(inner.ts.get()) else {
        return Translated::Nothing("a message of nobody");
    };
    let Some(sent) = sent(ts) else { return Translated::Nothing("a message whose name is no moment") };
    let who = context.who(user, inner.user_team.get().or(inner.team.get()));
    let thread = thread(inner.thread_ts.get(), ts);
    let at = context.place(channel, thread.clone(), &who);
    let (text, mentioned) = text::without_bot(installation, inner.text.get().unwrap_or_default());
    let what = if mentioned || at.kind == PlaceKind::Direct || inner.kind.get() == Some("app_mention") {
        What::Command {
            words: text::read(installation, &text),
            slash: false,
            message: Some(MessageId::new(ts)),
            groups: Vec::new(),
        }
    } else {
        What::Overheard(Message {
            id: MessageId::new(ts),
            author: Some(who.account.clone()),
            text: text::read(installation, &text),
            thread,
            sent,
            edited: None,
        })
    };
    context.event(format!("message:{channel}:{ts}"), who.account, at, what)
}

fn changed(context: &InboundContext<'_>, channel: &str) -> Translated {
    let Some(body) = context.inner.message.get() else { return Translated::Nothing("a change of nothing") };
    let Some(ts) = body.ts.get() else { return Translated::Nothing("a change of nothing") };
    if body.subtype.get() == Some("tombstone") {
        return removed(context, channel, ts, Some(body));
    }
    if context.installation.is_ours(body.user.get(), body.bot_id.get()) {
        return Translated::Nothing("our own doing");
    }
    if body.bot_id.get().is_some() {
        return Translated::Nothing("written by a program");
    }
    if context.inner.previous_message.get().is_some_and(|before| before.text == body.text) {
        return Translated::Nothing("only its dress changed");
    }
    let Some(user) = body.user.get() else { return Translated::Nothing("a message of nobody") };
    let Some(message) = message(context, body) else {
        return Translated::Nothing("a message whose name is no moment");
    };
    let edited = body.edited.get().and_then(|edited| edited.ts.get());
    let stamp = edited.or(context.inner.event_ts.get()).or(context.inner.ts.get()).unwrap_or("-");
    let who = context.who(user, body.user_team.get().or(body.team.get()));
    let at = context.place(channel, message.thread.clone(), &who);
    context.event(format!("edit:{channel}:{ts}:{stamp}"), who.account, at, What::Edited(message))
}

fn message(context: &InboundContext<'_>, body: &MessageBody) -> Option<Message> {
    let ts = body.ts.get()?;
    let who = context.who(body.user.get()?, body.user_team.get().or(body.team.get()));
    let (text, _) = text::without_bot(context.installation, body.text.get().unwrap_or_default());
    Some(Message {
        id: MessageId::new(ts),
        author: Some(who.account),
        text: text::read(context.installation, &text),
        thread: thread(body.thread_ts.get(), ts),
        sent: sent(ts)?,
        edited: body.edited.get().and_then(|edited| sent(edited.ts.get()?)),
    })
}

fn deleted(context: &InboundContext<'_>, channel: &str) -> Translated {
    let before = context.inner.previous_message.get();
    match context.inner.deleted_ts.get().or_else(|| before.and_then(|before| before.ts.get())) {
        Some(ts) => removed(context, channel, ts, before),
        None => Translated::Nothing("a deletion of nothing"),
    }
}

/// Who deleted it is not told: the author stands in, and where not even that is told, the bot.
fn removed(
    context: &InboundContext<'_>,
    channel: &str,
    ts: &str,
    before: Option<&MessageBody>,
) -> Translated {
    let user = before.and_then(|before| before.user.get()).unwrap_or(&context.installation.bot_user);
    let who = context.who(user, before.and_then(|before| before.user_team.get().or(before.team.get())));
    let at = context.place(channel, before.and_then(|before| thread(before.thread_ts.get(), ts)), &who);
    context.event(format!("delete:{channel}:{ts}"), who.account, at, What::Deleted(MessageId::new(ts)))
}

/// The first message of the thread, unless it is this one itself.
fn thread(thread: Option<&str>, ts: &str) -> Option<MessageId> {
    thread.filter(|thread| *thread != ts).map(MessageId::new)
}
