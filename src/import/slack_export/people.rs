//! The people of an export, and those who only appear as authors.

use super::Import;
use super::shape::{MessageShape, UserShape};
use crate::chat::lenient::Words;
use crate::chat::{AccountId, PersonId, Profile, Standing};
use crate::import::ImportError;
use crate::people::Accounts;
use crate::store::Tx;

impl Import<'_> {
    /// An entry of `users.json`; a problem if it cannot be told whose it is.
    pub(super) async fn person(
        &mut self,
        tx: &mut Tx,
        user: &UserShape,
        fresh: &mut impl FnMut() -> String,
    ) -> Result<Option<String>, ImportError> {
        let Some(id) = user.id.owned() else {
            return Ok(Some(format!(
                "{}: this person has no id; they are left out",
                user.name.get().unwrap_or("?")
            )));
        };
        self.report.people += 1;
        if self.options.dry_run {
            return Ok(None);
        }
        let own = user.profile.get().cloned().unwrap_or_default();
        let profile = Profile {
            account: self.account(&id),
            name: first([&own.display_name, &own.real_name, &user.name]),
            title: filled(&own.title),
            email: filled(&own.email),
            time_zone: filled(&user.tz),
            standing: standing(user, &self.team),
            teams: None,
        };
        let learned =
            tx.of::<Accounts>(&self.org).learn_profile(&self.workspace, &profile, &fresh(), self.now).await?;
        self.authors.insert(id, Some(learned.person));
        Ok(None)
    }

    /// Who wrote a message. Somebody whom `users.json` does not know is taken in by what the message says of them.
    pub(super) async fn author(
        &mut self,
        tx: &mut Tx,
        message: &MessageShape,
        user: &str,
        fresh: &mut impl FnMut() -> String,
    ) -> Result<Option<PersonId>, ImportError> {
        if let Some(known) = self.authors.get(user) {
            return Ok(known.clone());
        }
        let account = self.account(user);
        let mut person = tx.of::<Accounts>(&self.org).person_of(&account).await?;
        if person.is_none() && !self.options.dry_run {
            let stub = message.user_profile.get().cloned().unwrap_or_default();
            let is_guest = stub.is_restricted.is_set() || stub.is_ultra_restricted.is_set();
            let profile = Profile {
                account,
                name: first([&stub.display_name, &stub.real_name, &Words::default()]),
                title: None,
                email: None,
                time_zone: None,
                standing: if is_guest { Standing::Guest } else { Standing::Unknown },
                teams: None,
            };
            let learned = tx
                .of::<Accounts>(&self.org)
                .learn_profile(&self.workspace, &profile, &fresh(), self.now)
                .await?;
            person = Some(learned.person);
        }
        self.authors.insert(user.to_owned(), person.clone());
        Ok(person)
    }

    fn account(&self, user: &str) -> AccountId {
        AccountId::new(format!("slack:{}:{user}", self.team))
    }
}

fn standing(user: &UserShape, team: &str) -> Standing {
    if user.deleted.is_set() {
        Standing::Gone
    } else if user.is_bot.is_set() || user.is_app_user.is_set() || user.id.get() == Some("USLACKBOT") {
        Standing::Bot
    } else if user.is_stranger.is_set() || user.team_id.get().is_some_and(|other| other != team) {
        Standing::Stranger
    } else if user.is_restricted.is_set() || user.is_ultra_restricted.is_set() {
        Standing::Guest
    } else {
        Standing::Member
    }
}

fn filled(text: &Words) -> Option<String> {
    text.get().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn first(names: [&Words; 3]) -> String {
    names.into_iter().find_map(filled).unwrap_or_else(|| "Somebody".to_owned())
}
