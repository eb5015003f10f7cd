//! Messages: words for the bot, words overheard, changed and deleted ones.

use super::context::{Heard, Scene};
use super::moment::sent;
use super::text;
use crate::chat::{Message, MessageId, PlaceKind, What};
use crate::platforms::slack::api::payload::MessageBody;

/// Translates a `message` or `app_mention` event. A mention comes as both: they get the same key and the same words.
pub(in crate::platforms::slack) fn translate(scene: &Scene<'_>) -> Heard {
    let Some(channel) = scene.inner.channel.id() else { return Heard::Nothing("a message without a place") };
    match scene.inner.subtype.get() {
        None | Some("thread_broadcast" | "file_share" | "me_message") => written(scene, channel),
        Some("message_changed") => changed(scene, channel),
        Some("message_deleted") => deleted(scene, channel),
        Some(subtype @ ("channel_convert_to_private" | "channel_convert_to_public")) => {
            scene.converted(subtype)
        }
        Some("bot_message") => Heard::Nothing("written by a program"),
        Some(_) => Heard::Nothing("a message that only notes what happened"),
    }
}

fn written(scene: &Scene<'_>, channel: &str) -> Heard {
    let inner = scene.inner;
    let installation = scene.installation;
    if installation.is_ours(inner.user.id(), inner.bot_id.get()) {
        return Heard::Nothing("our own doing");
    }
    if inner.bot_id.get().is_some() {
        return Heard::Nothing("written by a program");
    }
    let Some((user, ts)) = inner.user.id().zip(inner.ts.get()) else {
        return Heard::Nothing("a message of nobody");
    };
    let Some(sent) = sent(ts) else { return Heard::Nothing("a message whose name is no moment") };
    let who = scene.who(user, inner.user_team.get().or(inner.team.get()));
    let thread = thread(inner.thread_ts.get(), ts);
    let at = scene.place(channel, thread.clone(), &who);
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
    scene.event(format!("message:{channel}:{ts}"), who.account, at, what)
}

fn changed(scene: &Scene<'_>, channel: &str) -> Heard {
    let Some(body) = scene.inner.message.get() else { return Heard::Nothing("a change of nothing") };
    let Some(ts) = body.ts.get() else { return Heard::Nothing("a change of nothing") };
    if body.subtype.get() == Some("tombstone") {
        return removed(scene, channel, ts, Some(body));
    }
    if scene.installation.is_ours(body.user.get(), body.bot_id.get()) {
        return Heard::Nothing("our own doing");
    }
    if body.bot_id.get().is_some() {
        return Heard::Nothing("written by a program");
    }
    if scene.inner.previous_message.get().is_some_and(|before| before.text == body.text) {
        return Heard::Nothing("only its dress changed");
    }
    let Some(user) = body.user.get() else { return Heard::Nothing("a message of nobody") };
    let Some(message) = message(scene, body) else {
        return Heard::Nothing("a message whose name is no moment");
    };
    let edited = body.edited.get().and_then(|edited| edited.ts.get());
    let stamp = edited.or(scene.inner.event_ts.get()).or(scene.inner.ts.get()).unwrap_or("-");
    let who = scene.who(user, body.user_team.get().or(body.team.get()));
    let at = scene.place(channel, message.thread.clone(), &who);
    scene.event(format!("edit:{channel}:{ts}:{stamp}"), who.account, at, What::Edited(message))
}

fn message(scene: &Scene<'_>, body: &MessageBody) -> Option<Message> {
    let ts = body.ts.get()?;
    let who = scene.who(body.user.get()?, body.user_team.get().or(body.team.get()));
    let (text, _) = text::without_bot(scene.installation, body.text.get().unwrap_or_default());
    Some(Message {
        id: MessageId::new(ts),
        author: Some(who.account),
        text: text::read(scene.installation, &text),
        thread: thread(body.thread_ts.get(), ts),
        sent: sent(ts)?,
        edited: body.edited.get().and_then(|edited| sent(edited.ts.get()?)),
    })
}

fn deleted(scene: &Scene<'_>, channel: &str) -> Heard {
    let before = scene.inner.previous_message.get();
    match scene.inner.deleted_ts.get().or_else(|| before.and_then(|before| before.ts.get())) {
        Some(ts) => removed(scene, channel, ts, before),
        None => Heard::Nothing("a deletion of nothing"),
    }
}

/// Who deleted it is not told: the author stands in, and where not even that is told, the bot.
fn removed(scene: &Scene<'_>, channel: &str, ts: &str, before: Option<&MessageBody>) -> Heard {
    let user = before.and_then(|before| before.user.get()).unwrap_or(&scene.installation.bot_user);
    let who = scene.who(user, before.and_then(|before| before.user_team.get().or(before.team.get())));
    let at = scene.place(channel, before.and_then(|before| thread(before.thread_ts.get(), ts)), &who);
    scene.event(format!("delete:{channel}:{ts}"), who.account, at, What::Deleted(MessageId::new(ts)))
}

/// The first message of the thread, unless it is this one itself.
fn thread(thread: Option<&str>, ts: &str) -> Option<MessageId> {
    thread.filter(|thread| *thread != ts).map(MessageId::new)
}
