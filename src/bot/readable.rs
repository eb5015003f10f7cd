//! People's own words, for showing: whoever and whatever channel they mention is shown by name.

use super::{Ctx, mentioned};
use crate::chat::PlaceId;
use crate::people::{AccountStore, ChannelStore, PeopleStore};
use crate::store::StoreError;

impl Ctx {
    /// The words with names in place of ids. Nobody is notified by them: they are words.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn readable(&mut self, words: &str) -> Result<String, StoreError> {
        let org = self.org.clone();
        let mut text = words.to_owned();
        for account in mentioned(words) {
            let person = self.tx.person_of(&org, &account).await?;
            let known = match &person {
                Some(person) => self.tx.person(&org, person).await?,
                None => None,
            };
            let name = known.map_or_else(|| "somebody".to_owned(), |person| person.data.name);
            text = text.replace(&format!("<@{account}>"), &format!("@{name}"));
        }
        for piece in words.split("<#").skip(1) {
            let Some((inside, _)) = piece.split_once('>') else { continue };
            let (id, told) = inside.split_once('|').map_or((inside, None), |(id, name)| (id, Some(name)));
            let channel = self.tx.channel(&org, &PlaceId::new(id)).await?;
            let name = channel.and_then(|channel| channel.name).or_else(|| told.map(str::to_owned));
            let name = name.unwrap_or_else(|| "a channel".to_owned());
            text = text.replace(&format!("<#{inside}>"), &format!("#{name}"));
        }
        Ok(text)
    }
}
