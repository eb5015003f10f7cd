//! Invokes: buttons, dialogs, menu entries, the search for a channel. Each is a question that waits for its answer.

use serde_json::Value;

use super::context::{InboundContext, Translated, Way, press};
use super::text::{of_body, plain};
use crate::chat::{Message, MessageId, MessageText, Piece, What};
use crate::platforms::http;
use crate::platforms::teams::api::activity::{moment, words};
use crate::platforms::teams::api::ids;
use crate::platforms::teams::outbound::dialogs;
use crate::platforms::teams::outbound::personal_view;

/// Translates an invoke.
pub(in crate::platforms::teams) fn translate(context: &InboundContext<'_>) -> Translated {
    let activity = context.activity;
    let value = activity.at("/value");
    match activity.words("/name").unwrap_or_default() {
        "adaptiveCard/action" if words(&value["action"]["verb"]) == Some(personal_view::VIEW) => {
            personal_view::own(&value["action"]).map_or(Translated::UnknownInvoke, Translated::View)
        }
        "adaptiveCard/action" => button(context, &value["action"]["data"], Way::Card),
        "task/fetch" => button(context, &value["data"], Way::Dialog),
        "task/submit" => sent(context, &value["data"], Way::Dialog),
        "composeExtension/fetchTask" => entry(context, value),
        "composeExtension/submitAction" => sent(context, &value["data"], Way::Menu),
        "application/search" if words(&value["dataset"]) == Some(dialogs::CHANNELS) => {
            Translated::Channels(plain(words(&value["queryText"]).unwrap_or_default()))
        }
        "message/submitAction" | "suggestedActions/submit" | "fileConsent/invoke" => Translated::Acknowledged,
        _ => Translated::UnknownInvoke,
    }
}

/// A button; one that opens a dialog carries its data in the same way.
fn button(context: &InboundContext<'_>, data: &Value, way: Way) -> Translated {
    let data = if data["data"].is_object() { &data["data"] } else { data };
    let key = format!("press:{}:{}", id(context), context.digest(&[&data.to_string()]));
    if let Some(typed) = words(&data["w"]) {
        let what = What::Command {
            words: given_back(context, typed),
            slash: true,
            message: None,
            groups: Vec::new(),
        };
        return context.heard(key, what, None, way);
    }
    let handle = context.pressed(data);
    match press(data, handle.as_ref().map(|handle| handle.message.as_str())) {
        Some(press) => context.heard(key, What::Press(press), handle.as_ref(), way),
        None => Translated::UnknownInvoke,
    }
}

/// A command's words that went out with a button. They come from outside: whoever is no account here is nobody.
fn given_back(context: &InboundContext<'_>, typed: &str) -> MessageText {
    let ours = |piece: Piece| match piece {
        Piece::Account(account)
            if ids::native(&context.installation.workspace, account.as_str()).is_none() =>
        {
            Piece::Words("@somebody".to_owned())
        }
        Piece::Channel { name, .. } => Piece::Words(name.map(|name| format!("#{name}")).unwrap_or_default()),
        piece => piece,
    };
    MessageText::decode(typed).into_iter().map(ours).collect::<MessageText>().trimmed()
}

/// What a dialog sent: a form, or a button in it.
fn sent(context: &InboundContext<'_>, data: &Value, way: Way) -> Translated {
    let Some(filled) = dialogs::submission(data, &context.installation.workspace) else {
        return button(context, data, way);
    };
    // A client that waits too long sends the same form again under another id.
    let digest = http::short_digest(data.to_string().as_bytes(), 8);
    let key = format!("form:{}:{digest}", filled.carried.token);
    let handle = context.pressed(data);
    match context.heard(key, What::Submission(filled.submission), handle.as_ref(), way) {
        // What is said in answer to a form goes where the form was opened, as it does everywhere.
        Translated::Event(mut event, way) => {
            event.answers_inline = false;
            Translated::Event(event, way)
        }
        other => other,
    }
}

/// An entry of the menus, on a message or from anywhere.
fn entry(context: &InboundContext<'_>, value: &Value) -> Translated {
    let Some(name) = words(&value["commandId"]) else { return Translated::UnknownInvoke };
    let message = chosen(context, &value["messagePayload"]);
    let key = format!("entry:{}:{}", id(context), context.digest(&[name]));
    let thread = message.as_ref().and_then(|message| message.thread.clone());
    let what = What::Shortcut { name: name.to_owned(), message };
    match context.heard(key, what, None, Way::Menu) {
        Translated::Event(mut event, way) => {
            event.at.thread = thread.or(event.at.thread);
            Translated::Event(event, way)
        }
        other => other,
    }
}

/// The message an entry was chosen on.
fn chosen(context: &InboundContext<'_>, payload: &Value) -> Option<Message> {
    let id = words(&payload["id"])?;
    let sent = words(&payload["createdDateTime"]).and_then(moment).or_else(|| context.activity.sent())?;
    let author = words(&payload["from"]["user"]["id"]);
    Some(Message {
        id: MessageId::new(id),
        author: author.map(|author| ids::account(context.installation.tenant(), author)),
        text: of_body(&payload["body"]).into(),
        thread: words(&payload["replyToId"]).filter(|thread| *thread != id).map(MessageId::new),
        sent,
        edited: words(&payload["lastModifiedDateTime"]).and_then(moment),
    })
}

fn id<'a>(context: &InboundContext<'a>) -> &'a str {
    context.activity.words("/id").unwrap_or_default()
}
