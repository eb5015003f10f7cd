//! The people of an export, and those who only appear as authors.

use super::Import;
use super::shape::{MessageShape, UserShape};
use crate::chat::{AccountId, PersonId, Profile, Standing};
use crate::import::ImportError;
use crate::people::Accounts;
use crate::store::Tx;

impl Import<'_> {
    /// An entry of `users.json`.
    pub(super) async fn person(
        &mut self,
        tx: &mut Tx,
        user: &UserShape,
        fresh: &mut impl FnMut() -> String,
    ) -> Result<(), ImportError> {
        let Some(id) = user.id.clone() else { return Ok(()) };
        self.report.people += 1;
        if self.options.dry_run {
            return Ok(());
        }
        let profile = Profile {
            account: self.account(&id),
            name: first([
                user.profile.display_name.as_ref(),
                user.profile.real_name.as_ref(),
                user.name.as_ref(),
            ]),
            title: filled(user.profile.title.as_ref()),
            email: filled(user.profile.email.as_ref()),
            time_zone: filled(user.tz.as_ref()),
            standing: standing(user, &self.team),
            teams: None,
        };
        let learned =
            tx.of::<Accounts>(&self.org).learn_profile(&self.workspace, &profile, &fresh(), self.now).await?;
        self.authors.insert(id, Some(learned.person));
        Ok(())
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
            let stub = message.user_profile.clone().unwrap_or_default();
            let is_guest = stub.is_restricted || stub.is_ultra_restricted;
            let profile = Profile {
                account,
                name: first([stub.display_name.as_ref(), stub.real_name.as_ref(), None]),
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
    if user.deleted {
        Standing::Gone
    } else if user.is_bot || user.is_app_user || user.id.as_deref() == Some("USLACKBOT") {
        Standing::Bot
    } else if user.is_stranger || user.team_id.as_deref().is_some_and(|other| other != team) {
        Standing::Stranger
    } else if user.is_restricted || user.is_ultra_restricted {
        Standing::Guest
    } else {
        Standing::Member
    }
}

fn filled(text: Option<&String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn first(names: [Option<&String>; 3]) -> String {
    names.into_iter().find_map(filled).unwrap_or_else(|| "Somebody".to_owned())
}
