//! The names of things. Each is a string of its own type, so that two of them cannot be mixed up.

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, sqlx_macros::Type)]
        #[serde(transparent)]
        #[sqlx(transparent)]
        pub struct $name(String);

        impl $name {
            /// Takes the name as it stands; the caller vouches for where it came from.
            pub fn new(name: impl Into<String>) -> Self {
                Self(name.into())
            }

            /// The name as it is stored and compared.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

ids! {
    /// A company. Every row belongs to one; no query crosses one.
    OrgId;
    /// One Slack workspace, Teams tenant or playground of a company. Starts with the platform's name and a colon.
    WorkspaceId;
    /// A human being in a company, however many accounts they have. Made by us.
    PersonId;
    /// An account on one platform. Minted by the platform: its name, the tenant and the user, separated by colons.
    AccountId;
    /// A channel, a group or a direct conversation. Minted and read only by its platform.
    PlaceId;
    /// A part of a workspace with members of its own: a team of Microsoft Teams, a workspace of an Enterprise Grid
    /// organisation. Minted by its platform.
    TeamId;
    /// A message, unique within its place. Minted and read only by its platform.
    MessageId;
    /// What makes two deliveries of one happening the same. The platform picks a business key (place, message,
    /// actor, action) where there is one, its own event id otherwise.
    EventKey;
    /// A message of ours, named before it is sent, so that later ones can answer, change or delete it.
    PostId;
    /// One thing to send.
    DeliveryId;
}

impl WorkspaceId {
    /// The name of the platform: `slack`, `teams` or `playground`.
    pub fn platform(&self) -> &str {
        self.0.split(':').next().unwrap_or_default()
    }
}

impl AccountId {
    /// The name of the platform: `slack`, `teams` or `playground`.
    pub fn platform(&self) -> &str {
        self.0.split(':').next().unwrap_or_default()
    }
}

/// A short-lived way to answer whoever did something, where the platform gives one (Slack's `response_url`).
///
/// Whoever holds it can post: it is stored until used, and never printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ReplyHandle(String);

impl ReplyHandle {
    /// Takes the handle as the platform gave it; the platform checks it again before it is used.
    pub fn new(handle: impl Into<String>) -> Self {
        Self(handle.into())
    }

    /// The handle in clear, for the platform that minted it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for ReplyHandle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ReplyHandle(..)")
    }
}
