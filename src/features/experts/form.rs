//! "Ask an expert" from a menu: on a message, or from anywhere.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::ask::{Asking, suggest};
use super::cards;
use super::policy::QuestionSettings;
use super::question::Source;
use crate::bot::{Answer, Call, Ctx, Failure};
use crate::chat::{
    AccountId, Message, MessageId, MessageText, PersonId, Place, PlaceId, PlaceKind, Reply, Submission,
};
use crate::people::{Caller, is_nobody};

/// The message that the form was opened on.
#[derive(Debug, Serialize, Deserialize)]
struct On {
    message: MessageId,
    author: Option<AccountId>,
    version: DateTime<Utc>,
    /// A digest of its words, as the form showed them.
    words: String,
    /// The question goes below it.
    below: bool,
}

/// Opens the form; a message's words are filled in already, and the answer will go below it.
pub async fn open(ctx: &mut Ctx, call: Call<Option<Message>>) -> Answer {
    let settings: QuestionSettings = ctx.settings().await?;
    let is_below = call.what.is_some() && can_be_asked_in(&call.at);
    let (words, context) = match &call.what {
        Some(message) => {
            // Its author may delete it while the form is open, and may have been erased before.
            if let Some(author) = &message.author
                && ctx.erasures().is_account_erased(author).await?
            {
                return Err(Failure::Refused(cards::author_is_gone()));
            }
            if !ctx.handed_messages().hand_over(&call.at.id, &message.id, Some(message.version())).await? {
                return Err(Failure::Refused(cards::message_is_gone()));
            }
            let words = cards::as_question(&ctx.readable(&message.text).await?);
            let on = On {
                message: message.id.clone(),
                author: message.author.clone(),
                version: message.version(),
                words: digest(&words),
                below: is_below,
            };
            (words, serde_json::to_string(&on)?)
        }
        None => (String::new(), String::new()),
    };
    let usual = usual_place(ctx, &call.by).await?;
    Ok(Reply::open(cards::ask(&context, &words, usual.as_ref(), !is_below, settings.anonymous_questions)))
}

/// The form came back: the same as if it had been typed.
pub async fn submitted(ctx: &mut Ctx, call: Call<Submission>) -> Answer {
    let on: Option<On> = match call.what.context.as_str() {
        "" => None,
        context => Some(serde_json::from_str(context)?),
    };
    let body = MessageText::from(call.what.value("question").unwrap_or_default());
    if let Err(why) = super::rules::askable(body.clone()) {
        return Ok(Reply::error("question", cards::unaskable(why)));
    }
    let options = call.what.values("options");
    let has = |option: &str| options.iter().any(|each| each == option);
    let source = match on.as_ref().zip(call.opened_at.as_ref()) {
        Some((on, at)) => Some(Source {
            follows: on.words == digest(body.words().as_ref()),
            version: Some(on.version),
            author: other_author(ctx, on, &call.by).await?,
            ..Source::whole(&at.id, on.message.clone())
        }),
        None => None,
    };
    let opened = call.opened_at.filter(|_| on.is_some_and(|on| on.below));
    let mut asking = Asking {
        source,
        body,
        named: call.what.account("person"),
        urgent: has("urgent"),
        anonymous: has("hidden"),
        here: opened.as_ref().map(|at| at.id.clone()),
        place: opened.as_ref().map(|at| at.id.clone()),
        thread: opened.and_then(|at| at.thread),
    };
    if let Some(place) = call.what.place("place") {
        if let Err(wrong) = ctx.chosen(&call.by, &place).await? {
            return Ok(Reply::error("place", wrong));
        }
        asking.place = Some(place);
    }
    if let Some(account) = &asking.named
        && ctx.accounts().person_of(account).await? == Some(call.by.person.clone())
    {
        return Ok(Reply::error("person", "That is you. Name somebody else, or leave it empty."));
    }
    suggest(ctx, &call.by, asking).await
}

/// Who wrote the message, if that is somebody else.
async fn other_author(ctx: &mut Ctx, on: &On, by: &Caller) -> Result<Option<PersonId>, Failure> {
    let Some(author) = &on.author else { return Ok(None) };
    let (workspace, fresh, now) = (ctx.workspace.clone(), ctx.new_id(), ctx.now);
    let author = ctx.accounts().caller(&workspace, author, &fresh, now).await?.person;
    if is_nobody(&author) {
        return Err(Failure::Refused(cards::author_is_gone()));
    }
    Ok(Some(author).filter(|author| *author != by.person))
}

/// Where questions usually go, if they may know it.
pub(super) async fn usual_place(ctx: &mut Ctx, by: &Caller) -> Result<Option<PlaceId>, Failure> {
    let usual = ctx.settings::<QuestionSettings>().await?.questions_channel;
    Ok(ctx.seen_by(by, usual.as_ref()).await?)
}

fn digest(words: &str) -> String {
    hex::encode(&Sha256::digest(words.trim())[..16])
}

fn can_be_asked_in(at: &Place) -> bool {
    matches!(at.kind, PlaceKind::Channel | PlaceKind::Private)
}
