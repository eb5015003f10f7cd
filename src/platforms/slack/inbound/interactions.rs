//! Presses, forms and shortcuts: from the `payload` field to ours.

use super::answer::short;
use super::moment::sent;
use super::submissions;
use super::text;
use crate::chat::{AccountId, Event, EventKey, Message, MessageId, Place, Press, ReplyHandle, What};
use crate::platforms::slack::api::payload::{Interaction, MessageBody};
use crate::platforms::slack::install::actor::{Who, who};
use crate::platforms::slack::install::installation::Installation;

/// Translates an interaction; none if it is of a kind we do not use, or lacks what it needs. `at` is where it
/// happened.
pub(in crate::platforms::slack) fn translate(
    installation: &Installation,
    interaction: &Interaction,
    who: Who,
    mut at: Place,
) -> Option<Event> {
    let (key, what) = match interaction.kind.get()? {
        "block_actions" => press(interaction)?,
        "view_submission" => submission(installation, interaction)?,
        "shortcut" => {
            let name = interaction.callback_id.owned()?;
            (format!("shortcut:{}", stamp(interaction)?), What::Shortcut { name, message: None })
        }
        "message_action" => {
            let name = interaction.callback_id.owned()?;
            let message = message(installation, interaction);
            at.thread = message.as_ref().and_then(|message| message.thread.clone());
            (format!("shortcut:{}", stamp(interaction)?), What::Shortcut { name, message })
        }
        _ => return None,
    };
    if let What::Press(_) = what {
        at.thread = thread(interaction);
    }
    Some(Event {
        key: EventKey::new(key),
        org: installation.org.clone(),
        workspace: installation.workspace.clone(),
        from: who.account,
        at,
        handle: interaction.response_url.get().map(ReplyHandle::new),
        answers_inline: false,
        what,
    })
}

/// The channel it happened in, and what it is called there; none for forms and home pages.
pub(in crate::platforms::slack) fn channel(interaction: &Interaction) -> Option<(&str, Option<&str>)> {
    let named = interaction.channel.get();
    let id = named
        .and_then(|channel| channel.id.get())
        .or_else(|| interaction.container.get().and_then(|container| container.channel_id.get()))?;
    Some((id, named.and_then(|channel| channel.name.get())))
}

/// A button's `action_id` is unique within its message (`feature.verb#3`); the number is ours alone.
fn press(interaction: &Interaction) -> Option<(String, What)> {
    let action = interaction.actions.0.iter().find_map(|action| action.get())?;
    let id = action.id.get()?;
    let name = match id.rsplit_once('#') {
        Some((name, number)) if !name.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => id,
    };
    let chosen = action.selected_option.get().and_then(|option| option.value.owned());
    let container = interaction.container.get();
    let stays = !container.is_some_and(|container| container.is_ephemeral.is_set());
    let message = container
        .and_then(|container| container.message_ts.get())
        .or_else(|| interaction.message.get().and_then(|message| message.ts.get()));
    let press = Press {
        action: name.to_owned(),
        value: action.value.owned().or(chosen).unwrap_or_default(),
        message: message.filter(|_| stays).map(MessageId::new),
    };
    let stamp = interaction.trigger_id.get().or(action.stamp.get())?;
    Some((format!("press:{stamp}"), What::Press(press)))
}

/// A form that was not answered in time is sent again under another name, and counts once: it is the same view with the
/// same values. A form that was refused keeps its id and hash; corrected, it has other values, and sent again as it is, it
/// is new, as nothing is kept of what was refused.
fn submission(installation: &Installation, interaction: &Interaction) -> Option<(String, What)> {
    let view = interaction.view.get()?;
    let submission = submissions::submission(installation, view)?;
    let values = short(format!("{:?}", submission.values).as_bytes());
    let key = format!("view:{}:{}:{values}", view.id.get()?, view.hash.get().unwrap_or("-"));
    Some((key, What::Submission(submission)))
}

fn stamp(interaction: &Interaction) -> Option<&str> {
    interaction.trigger_id.get().or(interaction.action_ts.get())
}

fn thread(interaction: &Interaction) -> Option<MessageId> {
    let container = interaction.container.get();
    let message = interaction.message.get();
    let thread = container
        .and_then(|container| container.thread_ts.get())
        .or_else(|| message.and_then(|message| message.thread_ts.get()))?;
    let own = message.and_then(|message| message.ts.get());
    (own != Some(thread)).then(|| MessageId::new(thread))
}

fn message(installation: &Installation, interaction: &Interaction) -> Option<Message> {
    let body = interaction.message.get()?;
    let ts = body.ts.get().or(interaction.message_ts.get())?;
    Some(Message {
        id: MessageId::new(ts),
        author: author(installation, interaction, body),
        text: text::read(installation, body.text.get().unwrap_or_default()),
        thread: body.thread_ts.get().filter(|thread| *thread != ts).map(MessageId::new),
        sent: sent(ts)?,
        edited: body.edited.get().and_then(|edited| sent(edited.ts.get()?)),
    })
}

fn author(installation: &Installation, interaction: &Interaction, body: &MessageBody) -> Option<AccountId> {
    if body.bot_id.get().is_some() || installation.is_ours(body.user.get(), None) {
        return None;
    }
    let team = body.user_team.get().or(body.team.get());
    let home = [interaction.team.get().and_then(|team| team.id.get())];
    Some(who(installation, body.user.get()?, team, &home, false).account)
}
