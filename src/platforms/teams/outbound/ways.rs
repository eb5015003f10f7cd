//! The ways to people and places: which Connector, which conversation; and what is learnt of them when they are gone.

use std::time::Duration;

use crate::chat::{AccountId, PlaceId, Reason, Unavailable, Undelivered};
use crate::platforms::teams::adapter::TeamsAdapter;
use crate::platforms::teams::api::error::ApiError;
use crate::platforms::teams::api::ids;
use crate::platforms::teams::install::installation::{Installation, Reference};

/// Now and then Teams does not find a conversation that is there: it is looked for once more after this long.
const LOOK_AGAIN: Duration = Duration::from_secs(20);

/// The longest that is waited for a place in the queue, where somebody waits for more than one thing.
const BETWEEN: Duration = Duration::from_secs(2);

/// Where something is sent: which Connector, which conversation.
pub(in crate::platforms::teams) struct Way {
    pub service_url: String,
    pub conversation: String,
}

impl TeamsAdapter {
    /// How a place is reached; refused if it is not known, or was lost.
    pub(in crate::platforms::teams) async fn place(
        &self,
        through: &Installation,
        place: &PlaceId,
    ) -> Result<Reference, Undelivered> {
        let found = self.directory.reference(through, place.as_str()).await.map_err(lost)?;
        match found {
            Some(reference) if reference.unreachable => Err(Undelivered::Refused(Reason::NotInChannel)),
            Some(reference) => Ok(reference),
            None => Err(Undelivered::Refused(Reason::NoSuchChannel)),
        }
    }

    pub(in crate::platforms::teams) async fn way_to(
        &self,
        through: &Installation,
        place: &PlaceId,
    ) -> Result<Way, Undelivered> {
        let reference = self.place(through, place).await?;
        way(through, &reference, place)
    }

    pub(in crate::platforms::teams) async fn way_to_person(
        &self,
        through: &Installation,
        account: &AccountId,
    ) -> Result<Way, Undelivered> {
        let gone = || Undelivered::Refused(Reason::PersonGone);
        let user = ids::native(&through.workspace, account.as_str()).ok_or_else(gone)?;
        let known = self.directory.reference(through, account.as_str()).await.map_err(lost)?;
        if known.as_ref().is_some_and(|known| known.unreachable) {
            return Err(Undelivered::Refused(Reason::Blocked));
        }
        let mut reference = match known {
            Some(reference) => reference,
            None => Reference {
                about: account.as_str().to_owned(),
                service_url: self.settings.cloud.service_url().ok_or_else(gone)?.to_owned(),
                ..Reference::default()
            },
        };
        if let Some(conversation) = &reference.conversation {
            return Ok(Way { service_url: reference.service_url, conversation: conversation.clone() });
        }
        self.take(through, user)?;
        let whom = reference.user.as_deref().unwrap_or(user);
        let opened = self.connector.open(&reference.service_url, through.tenant(), &self.bot(), whom).await;
        // Opening it again gives the same conversation.
        let conversation = match opened.map_err(|trouble| self.undelivered(through, user, trouble, true)) {
            Ok(conversation) => conversation,
            Err(undelivered) => {
                self.learn(through, account.as_str(), &undelivered).await;
                return Err(undelivered);
            }
        };
        reference.conversation = Some(conversation.clone());
        let service_url = reference.service_url.clone();
        // What stands there is changed later by the name of the place.
        let place = Reference {
            about: ids::place(through.tenant(), &conversation).as_str().to_owned(),
            conversation: Some(conversation.clone()),
            service_url: service_url.clone(),
            ..Reference::default()
        };
        self.directory.keep(through, place).await.map_err(lost)?;
        self.directory.keep(through, reference).await.map_err(lost)?;
        Ok(Way { service_url, conversation })
    }

    pub(in crate::platforms::teams) fn take(
        &self,
        through: &Installation,
        conversation: &str,
    ) -> Result<(), Undelivered> {
        self.limits.take(&through.workspace, conversation).map_err(Undelivered::Throttled)
    }

    /// A place in the queue; a short wait is waited out.
    #[expect(
        clippy::disallowed_methods,
        reason = "a place in the platform's own queue, a second at the most"
    )]
    pub(in crate::platforms::teams) async fn take_soon(
        &self,
        through: &Installation,
        conversation: &str,
    ) -> Result<(), Undelivered> {
        match self.take(through, conversation) {
            Err(Undelivered::Throttled(wait)) if wait <= BETWEEN => {
                tokio::time::sleep(wait).await;
                self.take(through, conversation)
            }
            taken => taken,
        }
    }

    pub(in crate::platforms::teams) fn undelivered(
        &self,
        through: &Installation,
        conversation: &str,
        trouble: ApiError,
        repeatable: bool,
    ) -> Undelivered {
        if let ApiError::Throttled(wait) = trouble {
            self.limits.rest(&through.workspace, conversation, wait);
        }
        match trouble.undelivered("the Connector", repeatable) {
            Undelivered::Refused(Reason::NoSuchChannel) if self.misses.is_first_miss(conversation) => {
                Undelivered::Throttled(LOOK_AGAIN)
            }
            undelivered => undelivered,
        }
    }

    /// Whoever blocked or removed the app is not tried again until they are heard of.
    pub(in crate::platforms::teams) async fn learn(
        &self,
        through: &Installation,
        about: &str,
        undelivered: &Undelivered,
    ) {
        let lost = matches!(
            undelivered,
            Undelivered::Refused(Reason::Blocked | Reason::NotInChannel | Reason::PersonGone)
        );
        if lost && self.directory.lose(through, about).await.is_err() {
            tracing::warn!("that somebody cannot be reached could not be kept");
        }
    }
}

pub(in crate::platforms::teams) fn way(
    through: &Installation,
    reference: &Reference,
    place: &PlaceId,
) -> Result<Way, Undelivered> {
    let native = ids::native(&through.workspace, place.as_str());
    let conversation = reference.conversation.clone().or(native.map(str::to_owned));
    let conversation = conversation.ok_or(Undelivered::Refused(Reason::NoSuchChannel))?;
    Ok(Way { service_url: reference.service_url.clone(), conversation })
}

pub(in crate::platforms::teams) fn lost(unavailable: Unavailable) -> Undelivered {
    Undelivered::Unreached(unavailable.to_string())
}
