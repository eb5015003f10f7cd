//! Installations: what is kept about each workspace, and the port through which it is kept.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use secrecy::SecretString;

use crate::chat::{AccountId, OrgId, PlaceId, Unavailable, WorkspaceId};

/// Where installations are kept. `app` fills it from the store; tokens are encrypted there.
#[async_trait]
pub trait Installations: Send + Sync {
    /// The living installation of a workspace; none if there never was one, or if it was revoked.
    ///
    /// The adapter asks for `slack:TEAM` first and, if there is none, for `slack:ENTERPRISE`: so an organisation's own
    /// installation answers for all its workspaces, and one workspace's installation wins over it.
    async fn by_workspace(&self, workspace: &WorkspaceId) -> Result<Option<Installation>, Unavailable>;

    /// Keeps an installation, in place of an earlier one of the same workspace, and brings a revoked one back.
    /// A workspace seen for the first time becomes a company of its own; the installer becomes its first lead.
    async fn save(&self, installed: NewInstallation) -> Result<Installation, Unavailable>;

    /// The workspace removed the app or took its token back. Twice is the same as once; unknown ones are no error.
    async fn revoke(&self, workspace: &WorkspaceId) -> Result<(), Unavailable>;

    /// Keeps a one-time word that an installation under way must bring back before `until`.
    async fn keep_state(&self, state: &str, until: DateTime<Utc>) -> Result<(), Unavailable>;

    /// Takes such a word back: true once, and only if it was kept and `now` is before its end.
    async fn take_state(&self, state: &str, now: DateTime<Utc>) -> Result<bool, Unavailable>;
}

/// An installation as it stands.
#[derive(Clone, Debug)]
pub struct Installation {
    /// The company.
    pub org: OrgId,
    /// `slack:TEAM`, or `slack:ENTERPRISE` if it is for a whole organisation.
    pub workspace: WorkspaceId,
    /// The organisation's id on Enterprise Grid.
    pub enterprise: Option<String>,
    /// The workspace's id; none if it is for a whole organisation.
    pub team: Option<String>,
    /// What the Web API is called with.
    pub bot_token: SecretString,
    /// The bot's user id: who is mentioned when we are.
    pub bot_user: String,
    /// The bot's other id, which its messages carry.
    pub bot_id: Option<String>,
    /// The app's id.
    pub app_id: Option<String>,
    /// What was granted.
    pub scopes: Vec<String>,
}

/// An installation that was just made.
#[derive(Clone, Debug)]
pub struct NewInstallation {
    /// `slack:TEAM`, or `slack:ENTERPRISE` if it is for a whole organisation.
    pub workspace: WorkspaceId,
    /// What the workspace or organisation calls itself, if told.
    pub name: Option<String>,
    /// The organisation's id on Enterprise Grid.
    pub enterprise: Option<String>,
    /// The workspace's id; none if it is for a whole organisation.
    pub team: Option<String>,
    /// What the Web API is called with.
    pub bot_token: SecretString,
    /// The bot's user id.
    pub bot_user: String,
    /// The bot's other id.
    pub bot_id: Option<String>,
    /// The app's id.
    pub app_id: Option<String>,
    /// What was granted.
    pub scopes: Vec<String>,
    /// Who installed it, and so becomes the first lead; none when the token came from the settings.
    pub installer: Option<AccountId>,
}

impl Installation {
    /// The middle of every account and place of this workspace.
    pub(in crate::platforms::slack) fn tenant(&self) -> &str {
        tenant(&self.workspace)
    }

    /// An account of this workspace's own people.
    pub(in crate::platforms::slack) fn account(&self, user: &str) -> AccountId {
        account(self.tenant(), user)
    }

    /// A place of this workspace.
    pub(in crate::platforms::slack) fn place(&self, channel: &str) -> PlaceId {
        PlaceId::new(format!("slack:{}:{channel}", self.tenant()))
    }

    /// It was our own bot.
    pub(in crate::platforms::slack) fn is_ours(&self, user: Option<&str>, bot: Option<&str>) -> bool {
        user == Some(self.bot_user.as_str()) || (bot.is_some() && bot == self.bot_id.as_deref())
    }
}

/// The tenant in a workspace's name.
pub(in crate::platforms::slack) fn tenant(workspace: &WorkspaceId) -> &str {
    workspace.as_str().split_once(':').map_or("", |(_, tenant)| tenant)
}

/// The workspace of a team, or of an organisation.
pub(in crate::platforms::slack) fn workspace(tenant: &str) -> WorkspaceId {
    WorkspaceId::new(format!("slack:{tenant}"))
}

/// An account's name.
pub(in crate::platforms::slack) fn account(tenant: &str, user: &str) -> AccountId {
    AccountId::new(format!("slack:{tenant}:{user}"))
}

/// Slack's own id in the name of an account or a place; none if the name is not Slack's.
pub(in crate::platforms::slack) fn native(name: &str) -> Option<&str> {
    let mut pieces = name.split(':');
    match (pieces.next(), pieces.next(), pieces.next(), pieces.next()) {
        (Some("slack"), Some(_), Some(id), None) if is_id(id) => Some(id),
        _ => None,
    }
}

/// Slack's ids are letters and digits, its emulators' a little more; `-`, which stands for no place, is none.
/// It is made as Slack makes its ids.
pub(in crate::platforms::slack) fn is_id(id: &str) -> bool {
    id.bytes().any(|byte| byte.is_ascii_alphanumeric())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}
