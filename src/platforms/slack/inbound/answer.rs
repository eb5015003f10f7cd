//! What a request gets back: nothing, words for one person, a form, errors.

use std::time::Duration;

use serde_json::{Value, json};
use slack_morphism::api::{SlackApiViewsOpenRequest, SlackApiViewsPushRequest};

use super::submissions;
use crate::chat::{
    AccountId, Card, Faces, FieldError, Form, Platform, Receipt, ReplyHandle, Target, Undelivered,
};
use crate::chat::{Delivery, DeliveryAction, DeliveryId};
use crate::platforms::http;
use crate::platforms::slack::adapter::SlackAdapter;
use crate::platforms::slack::install::installation::Installation;
use crate::platforms::slack::limits::Method;
use crate::platforms::slack::outbound::cards;
use crate::platforms::slack::outbound::deliver::Done;
use crate::platforms::slack::outbound::modals;
use crate::platforms::slack::outbound::reply_url;

/// Slack waits three seconds; a form that is not open by then stays shut.
const OPENING: Duration = Duration::from_secs(2);

/// What goes back to Slack.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::platforms::slack) enum Answer {
    /// Got it.
    Nothing,
    /// Got it, and this is said or shown.
    Json(Value),
    /// It was not kept: deliver it again.
    Unavailable,
}

/// A request that can be answered in more than one way.
pub(in crate::platforms::slack) struct Asked<'a> {
    pub installation: &'a Installation,
    pub from: AccountId,
    pub key: String,
    pub trigger: Option<&'a str>,
    pub handle: Option<ReplyHandle>,
    pub way: Way<'a>,
}

/// How Slack takes the answer.
#[derive(Clone, Copy)]
pub(in crate::platforms::slack) enum Way<'a> {
    /// Words for the person ride in the answer.
    Inline,
    /// A button or a shortcut: words go through the handle. A form opens on top of one that is open.
    Aside { on_form: bool },
    /// A form was sent: errors, or the next form, ride in the answer.
    Submitted(&'a crate::platforms::slack::api::payload::View),
}

/// Words for one person, in the answer to a slash command.
pub(in crate::platforms::slack) fn inline(card: &Card, faces: &Faces) -> Value {
    let content = cards::message(card, faces);
    let mut body = serde_json::to_value(content).unwrap_or_default();
    if let Value::Object(fields) = &mut body {
        fields.insert("response_type".to_owned(), "ephemeral".into());
    }
    body
}

/// A short name of an event, for whoever reads the log.
pub(in crate::platforms::slack) fn short(key: &[u8]) -> String {
    http::short_digest(key, 4)
}

impl SlackAdapter {
    /// Answers as the receipt says. All is committed by now: nothing here can undo it.
    pub(in crate::platforms::slack) async fn answer(&self, asked: Asked<'_>, receipt: Receipt) -> Answer {
        match (receipt, asked.way) {
            (Receipt::Done, _) => Answer::Nothing,
            (Receipt::Show(card, faces), _) => self.say(&asked, card, faces).await,
            (Receipt::Open(form, faces), Way::Submitted(_)) => {
                Answer::Json(json!({ "response_action": "update", "view": modals::modal(&form, &faces) }))
            }
            (Receipt::Open(form, faces), _) => self.open(&asked, &form, &faces).await,
            (Receipt::Errors(errors), Way::Submitted(view)) if !submissions::fields(view).is_empty() => {
                refuse(&errors, &submissions::fields(view))
            }
            (Receipt::Errors(errors), _) => {
                let words: Vec<&str> = errors.iter().map(|error| error.message.as_str()).collect();
                self.say(&asked, Card::line(words.join(" ")), Faces::new()).await
            }
        }
    }

    async fn open(&self, asked: &Asked<'_>, form: &Form, faces: &Faces) -> Answer {
        let Err(undelivered) = self.open_view(asked, form, faces).await else { return Answer::Nothing };
        let id = short(asked.key.as_bytes());
        tracing::warn!(event.id = %id, form = %form.name, error = %undelivered, "a form did not open");
        let words = format!("Sorry, Slack did not open the form in time. Please try once more. ({id})");
        self.say(asked, Card::line(words), Faces::new()).await
    }

    async fn open_view(&self, asked: &Asked<'_>, form: &Form, faces: &Faces) -> Result<(), Undelivered> {
        let no_trigger = || Undelivered::Unreached("nothing to open it with".to_owned());
        let trigger = asked.trigger.ok_or_else(no_trigger)?;
        let view = modals::modal(form, faces);
        let through = asked.installation;
        let opening = async {
            if let Way::Aside { on_form: true } = asked.way {
                let request = SlackApiViewsPushRequest::new(trigger.into(), view);
                self.call::<_, Done>(through, Method::ViewsPush, None, true, &request).await
            } else {
                let request = SlackApiViewsOpenRequest::new(trigger.into(), view);
                self.call::<_, Done>(through, Method::ViewsOpen, None, true, &request).await
            }
        };
        let late = |_| Undelivered::Unreached("it took too long".to_owned());
        tokio::time::timeout(OPENING, opening).await.map_err(late)?.map(|_| ())
    }

    /// Tells the person alone: in the answer, through the handle, or in their direct conversation.
    async fn say(&self, asked: &Asked<'_>, card: Card, faces: Faces) -> Answer {
        if let Way::Inline = asked.way {
            return Answer::Json(inline(&card, &faces));
        }
        let content = cards::message(&card, &faces);
        if let Some(handle) = &asked.handle
            && reply_url::whisper(&self.web, handle, None, &content).await.is_ok()
        {
            return Answer::Nothing;
        }
        let delivery = Delivery {
            id: DeliveryId::new(short(asked.key.as_bytes())),
            workspace: asked.installation.workspace.clone(),
            act: DeliveryAction::Post { to: Target::Direct(asked.from.clone()), card },
            faces,
        };
        if let Err(undelivered) = self.deliver(&delivery).await {
            tracing::warn!(event.id = %delivery.id, error = %undelivered, "a person could not be told");
        }
        Answer::Nothing
    }
}

/// Errors at the fields they belong to.
fn refuse(errors: &[FieldError], fields: &[&str]) -> Answer {
    let by_field: serde_json::Map<String, Value> =
        modals::errors(errors, fields).into_iter().map(|(field, said)| (field, said.into())).collect();
    Answer::Json(json!({ "response_action": "errors", "errors": by_field }))
}
