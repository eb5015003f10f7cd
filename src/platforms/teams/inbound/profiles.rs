//! What Teams tells of people beside what they do: who is back, and whose time zone is another one.

use std::time::Duration;

use super::http::Inbound;
use crate::chat::{AccountId, Event, EventKey, Place, PlaceKind, Profile, Unavailable, What};
use crate::platforms::http;
use crate::platforms::teams::api::activity::Activity;
use crate::platforms::teams::api::ids;
use crate::platforms::teams::install::installation::Installation;

/// How long looking for whoever is back may hold up an answer.
const LOOK: Duration = Duration::from_millis(1200);

impl Inbound {
    /// Somebody who was gone is heard of: what they do counts again once it is known who they are.
    pub(in crate::platforms::teams) async fn welcome_back(
        &self,
        through: &Installation,
        account: &AccountId,
    ) {
        let asking = async {
            match self.adapter.look_up(through, account).await {
                Ok(profile) => self.tell(through, profile).await.is_ok(),
                Err(_) => false,
            }
        };
        if tokio::time::timeout(LOOK, asking).await == Ok(true) {
            return;
        }
        tracing::info!(
            "who is back was not told in time; they are looked for again when they are next heard of"
        );
        if self.adapter.directory.leave(through, account.as_str()).await.is_err() {
            tracing::warn!("that somebody is still to be looked for could not be kept");
        }
    }

    /// Somebody's time zone is another one now: how they are described is asked for again, beside everything else.
    pub(in crate::platforms::teams) fn look_again(&self, through: &Installation, activity: &Activity) {
        let Some(actor) = activity.actor() else { return };
        let account = ids::account(ids::home(through.tenant(), activity.words("/from/tenantId")), actor);
        let (inbound, through) = (self.clone(), through.clone());
        tokio::spawn(async move {
            let told = match inbound.adapter.look_up(&through, &account).await {
                Ok(profile) => inbound.tell(&through, profile).await.is_ok(),
                Err(_) => false,
            };
            if !told {
                tracing::info!("somebody's new time zone is learnt later");
            }
        });
    }

    pub(in crate::platforms::teams) async fn tell(
        &self,
        through: &Installation,
        profile: Profile,
    ) -> Result<(), Unavailable> {
        // What is told again later may have been untrue in between.
        let now = self.adapter.clock.now().timestamp_millis();
        let what = serde_json::to_string(&profile).unwrap_or_default();
        let digest = http::short_digest(what.as_bytes(), 8);
        let key = EventKey::new(format!("profile:{}:{now}:{digest}", profile.account));
        let event = event_about(through, profile.account.clone(), key, What::Profile(profile));
        self.inbox.receive(event).await.map(drop)
    }
}

/// Something that Teams tells of an account, and that happened nowhere in particular.
pub(in crate::platforms::teams) fn event_about(
    through: &Installation,
    account: AccountId,
    key: EventKey,
    what: What,
) -> Event {
    Event {
        key,
        org: through.org.clone(),
        workspace: through.workspace.clone(),
        from: account,
        at: Place {
            id: ids::place(through.tenant(), "-"),
            kind: PlaceKind::Nowhere,
            thread: None,
            shared: false,
        },
        handle: None,
        answers_inline: false,
        what,
    }
}
