//! What a request gets back: nothing, a dialog, channels to choose from, a word under a card.

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use super::context::{InboundContext, Way};
use crate::chat::{
    Card, Choice, Delivery, DeliveryAction, DeliveryId, Event, Faces, FieldError, Form, Part, Platform,
    Receipt, Target, Unavailable, What, WorkspaceId,
};
use crate::platforms::http;
use crate::platforms::teams::adapter::TeamsAdapter;
use crate::platforms::teams::api::activity::Activity;
use crate::platforms::teams::install::installation::{Installation, Wanted};
use crate::platforms::teams::outbound::cards::{self, CARD, Seen};
use crate::platforms::teams::outbound::dialogs::{self, Carried, Filled, Kept};

/// Teams shows so many choices.
const MOST: usize = 25;
const MESSAGE: &str = "application/vnd.microsoft.activity.message";
const SEARCH: &str = "application/vnd.microsoft.search.searchResponse";
const DONE: &str = "Done.";
const OPEN_IT: &str = "There is a form to fill in for that.";

/// What goes back to Teams.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::platforms::teams) enum Answer {
    /// Only a status.
    Status(StatusCode),
    /// 200, and this.
    Json(Value),
}

/// A request that can be answered in more than one way.
pub(in crate::platforms::teams) struct Asked {
    through: Installation,
    /// Whom a form is sent to that cannot be opened, and where.
    alone: Target,
    key: String,
    way: Way,
    /// It asks for a dialog; otherwise it is what one sent.
    fetches: bool,
    /// The form that was sent.
    filled: Option<Filled>,
    /// Where a dialog comes from.
    message: Option<String>,
    only: bool,
    /// What a button must send so that the form opens after all.
    again: Map<String, Value>,
}

/// All that is needed to answer, before the event is given away.
pub(in crate::platforms::teams) fn asked(
    through: &Installation,
    activity: &Activity,
    event: &Event,
    way: Way,
) -> Asked {
    let data = activity.at("/value/data");
    let filled = match event.what {
        What::Submission(_) => dialogs::submission(data, &through.workspace),
        _ => None,
    };
    let handle =
        event.handle.as_ref().and_then(crate::platforms::teams::outbound::reply_handle::Handle::read);
    let mut again = Map::new();
    match &event.what {
        What::Press(press) => {
            again.insert("a".to_owned(), press.action.as_str().into());
            again.insert("v".to_owned(), press.value.as_str().into());
            if let Some(handle) = &handle {
                again.insert("m".to_owned(), handle.message.as_str().into());
            }
        }
        What::Command { words, .. } => {
            again.insert("w".to_owned(), words.encode().into());
        }
        _ => {}
    }
    again.insert("o".to_owned(), 1.into());
    Asked {
        through: through.clone(),
        alone: Target::Only {
            account: event.from.clone(),
            place: Some(event.at.id.clone()),
            thread: event.at.thread.clone(),
            handle: None,
        },
        key: event.key.as_str().to_owned(),
        way,
        fetches: matches!(activity.words("/name"), Some("task/fetch" | "composeExtension/fetchTask")),
        filled,
        message: handle.as_ref().map(|handle| handle.message.clone()),
        only: handle.is_some_and(|handle| handle.only),
        again,
    }
}

impl TeamsAdapter {
    /// Answers as the receipt says. All is committed by now: nothing here can undo it.
    pub(in crate::platforms::teams) async fn answer(
        &self,
        asked: Asked,
        receipt: Receipt,
    ) -> Result<Answer, Unavailable> {
        let workspace = &asked.through.workspace;
        Ok(match (receipt, asked.way) {
            (Receipt::Done, Way::Aside) => Answer::Status(StatusCode::OK),
            (Receipt::Done, Way::Card) => said(DONE),
            (Receipt::Done, Way::Dialog | Way::Menu) if asked.fetches => told(DONE),
            (Receipt::Done, Way::Dialog | Way::Menu) => Answer::Json(json!({})),
            (Receipt::Open(form, faces), Way::Dialog | Way::Menu) => asked.dialog(form, faces),
            (Receipt::Open(..), way) => {
                self.offer(&asked).await;
                if way == Way::Card { said(OPEN_IT) } else { Answer::Status(StatusCode::OK) }
            }
            (Receipt::Show(card, faces), Way::Dialog | Way::Menu) => shown(&card, &faces, workspace),
            (Receipt::Show(card, faces), way) => {
                let summary = card.summary.clone();
                self.say(&asked, card, faces).await;
                if way == Way::Card { said(&summary) } else { Answer::Status(StatusCode::OK) }
            }
            (Receipt::Errors(errors), way) => {
                if let Some(filled) = &asked.filled {
                    return Ok(again(filled, &asked.key, workspace, &errors));
                }
                let words: Vec<&str> = errors.iter().map(|error| error.message.as_str()).collect();
                if way == Way::Card { said(&words.join(" ")) } else { told(&words.join(" ")) }
            }
        })
    }

    /// Channels for whoever looks for one in a form: those that whoever types is known to be in.
    pub(in crate::platforms::teams) async fn channels(
        &self,
        context: &InboundContext<'_>,
        words: &str,
    ) -> Result<Answer, Unavailable> {
        let (Some(account), Some(here)) = (context.account(), context.place()) else {
            return Ok(choices(&[]));
        };
        let here = Some(here.id).filter(|_| context.activity.is_in_channel());
        let wanted = Wanted { account: &account, here: here.as_ref(), words, most: MOST };
        let found = self.directory.channels(context.installation, &wanted).await?;
        let found: Vec<Choice> = found
            .into_iter()
            .map(|channel| Choice::new(channel.name.unwrap_or_default(), channel.about))
            .collect();
        Ok(choices(&found))
    }

    /// A form that cannot be opened from here: a button that opens it.
    async fn offer(&self, asked: &Asked) {
        let card = dialogs::opener(OPEN_IT, asked.again.clone());
        if let Err(undelivered) = self.alone(&asked.through, &asked.alone, &card, OPEN_IT).await {
            tracing::warn!(error = %undelivered, "a form could not be offered");
        }
    }

    async fn say(&self, asked: &Asked, card: Card, faces: Faces) {
        let delivery = Delivery {
            id: DeliveryId::new(short(&asked.key)),
            workspace: asked.through.workspace.clone(),
            act: DeliveryAction::Post { to: asked.alone.clone(), card },
            faces,
        };
        if let Err(undelivered) = self.deliver(&delivery).await {
            tracing::warn!(event.id = %delivery.id, error = %undelivered, "a person could not be told");
        }
    }
}

impl Asked {
    fn dialog(&self, form: Form, faces: Faces) -> Answer {
        let carried = Carried { token: short(&self.key), message: self.message.clone(), only: self.only };
        let kept = Kept { form, faces };
        let info = dialogs::dialog(&kept, &self.through.workspace, &carried, &[], None);
        Answer::Json(json!({ "task": { "type": "continue", "value": info } }))
    }
}

/// The form again, as it was filled in, with what is wrong.
fn again(filled: &Filled, key: &str, workspace: &WorkspaceId, errors: &[FieldError]) -> Answer {
    let carried = Carried { token: short(key), ..filled.carried.clone() };
    let info = dialogs::dialog(&filled.kept, workspace, &carried, errors, Some(&filled.submission.values));
    Answer::Json(json!({ "task": { "type": "continue", "value": info } }))
}

/// A card in a dialog.
fn shown(card: &Card, faces: &Faces, workspace: &WorkspaceId) -> Answer {
    let heading = card.parts.iter().find_map(|part| match part {
        Part::Heading(words) => Some(words.as_str()),
        _ => None,
    });
    let title: String = heading.unwrap_or("Lyceum").chars().take(60).collect();
    let content = cards::card(card, faces, workspace, Seen::Dialog);
    Answer::Json(json!({ "task": { "type": "continue", "value": {
        "title": title,
        "height": "medium",
        "width": "medium",
        "card": { "contentType": CARD, "content": content },
    } } }))
}

/// A word under a card.
fn said(words: &str) -> Answer {
    Answer::Json(json!({ "statusCode": 200, "type": MESSAGE, "value": words }))
}

/// A word in a dialog.
fn told(words: &str) -> Answer {
    Answer::Json(json!({ "task": { "type": "message", "value": words } }))
}

fn choices(found: &[Choice]) -> Answer {
    let results: Vec<Value> = found
        .iter()
        .take(MOST)
        .map(|choice| json!({ "title": choice.label, "value": choice.value }))
        .collect();
    Answer::Json(json!({ "statusCode": 200, "type": SEARCH, "value": { "results": results } }))
}

/// A short name of an event.
fn short(key: &str) -> String {
    http::short_digest(key.as_bytes(), 6)
}
