//! People's own words, for showing: whoever and whatever channel they mention is shown by name.

use super::Ctx;
use crate::chat::{Message, MessageText, Piece, Visibility};
use crate::store::StoreError;

impl Ctx {
    /// The message without mentions of accounts that were erased.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn without_erased(&mut self, mut message: Message) -> Result<Message, StoreError> {
        if message.text.mentioned().is_empty() {
            return Ok(message);
        }
        let erased = self.erasures().erased().await?;
        if let Some(text) = erased.unmentioned(&message.text) {
            message.text = text;
        }
        Ok(message)
    }

    /// The words with names in place of mentions. Nobody is notified by them: they are words. A channel is called by
    /// the name that the platform told whoever wrote it; else by the one we know, unless only some can read it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn readable(&mut self, text: &MessageText) -> Result<String, StoreError> {
        let now = self.now;
        let mut readable = String::new();
        for piece in text.pieces() {
            match piece {
                Piece::Words(words) => readable.push_str(words),
                Piece::Account(account) => {
                    let person = self.accounts().person_of(account).await?;
                    let known = match &person {
                        Some(person) => self.people().person(person).await?,
                        None => None,
                    };
                    readable.push('@');
                    readable.push_str(known.as_ref().map_or("somebody", |person| &person.data.name));
                }
                Piece::Channel { name: Some(name), .. } => {
                    readable.push('#');
                    readable.push_str(name);
                }
                Piece::Channel { place, name: None } => {
                    let known = self.channels().channel(place).await?;
                    let open = known.filter(|channel| {
                        matches!(channel.visibility(now), Visibility::Organisation | Visibility::Workspace)
                    });
                    match open.and_then(|channel| channel.name) {
                        Some(name) => {
                            readable.push('#');
                            readable.push_str(&name);
                        }
                        None => readable.push_str("a channel"),
                    }
                }
            }
        }
        Ok(readable)
    }
}
