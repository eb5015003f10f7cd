//! The words of a question, as they were typed to the bot.

use super::question::Source;
use crate::bot::{Ctx, Failure, Words};
use crate::chat::{AccountId, MessageText};
use crate::search::EvidenceId;

/// The question in the words that its author gave the message last, if they changed it before it came in as one.
pub(super) async fn newest(ctx: &mut Ctx, source: &mut Source) -> Result<Option<MessageText>, Failure> {
    let known = ctx.evidence().evidence(&EvidenceId::message(&source.place, &source.message)).await?;
    let Some(known) = known.filter(|known| known.version > known.sent) else { return Ok(None) };
    source.version = Some(known.version);
    Ok(Some(asked_in(&known.text)))
}

/// What stands before the question, and the question.
pub(super) fn parsed(mut words: Words) -> (bool, Option<AccountId>, MessageText) {
    let urgent = words.take("urgent:");
    let all = words.rest().clone();
    let named = words.take_mention();
    let body = if named.is_some() && !words.is_empty() { words.rest().clone() } else { all };
    (urgent, named, body)
}

/// The question in a message to the bot, as it would be if it were asked now.
pub(super) fn asked_in(text: &MessageText) -> MessageText {
    let mut words = Words::new(text.clone());
    let is_called = words.take("/ask-expert") || words.take("ask-expert");
    if !is_called && (words.take("/ask") || words.take("ask")) {
        words.take("expert");
    }
    parsed(words).2
}
