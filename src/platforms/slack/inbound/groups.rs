//! User groups: who is in one is asked when a command mentions it.

use std::time::Duration;

use crate::chat::lenient::Words;
use crate::chat::{AccountId, Event, GroupMention, What};
use crate::platforms::slack::adapter::SlackAdapter;
use crate::platforms::slack::install::installation::Installation;
use crate::platforms::slack::limits::Method;

/// How long all the asking may hold up an answer.
const LOOK: Duration = Duration::from_millis(1200);
/// Groups looked up for one command; more stay unknown.
const MOST: usize = 3;

/// The groups that a text of Slack's mentions: each one's id, and how it stands in the text once that is read. Each once.
pub(in crate::platforms::slack) fn mentioned(text: &str) -> Vec<(String, String)> {
    let mut groups: Vec<(String, String)> = Vec::new();
    for piece in text.split("<!subteam^").skip(1) {
        let Some((inside, _)) = piece.split_once('>') else { continue };
        let (id, name) = inside.split_once('|').unwrap_or((inside, ""));
        let sound = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if sound && !groups.iter().any(|(other, _)| other == id) {
            groups.push((id.to_owned(), if name.is_empty() { format!("@{id}") } else { name.to_owned() }));
        }
    }
    groups
}

impl SlackAdapter {
    /// Adds who is in the groups that a command mentions. What Slack does not tell in time stays unknown.
    pub(in crate::platforms::slack) async fn expand(
        &self,
        installation: &Installation,
        event: &mut Event,
        text: &str,
    ) {
        let What::Command { groups, .. } = &mut event.what else { return };
        let mentioned = mentioned(text);
        if mentioned.is_empty() {
            return;
        }
        let asking = async {
            for (at, (id, name)) in mentioned.iter().enumerate() {
                let members = if at < MOST { self.members(installation, id).await } else { None };
                groups.push(GroupMention { name: name.clone(), members });
            }
        };
        let _ = tokio::time::timeout(LOOK, asking).await;
        for (_, name) in mentioned.into_iter().skip(groups.len()) {
            groups.push(GroupMention { name, members: None });
        }
    }

    async fn members(&self, installation: &Installation, group: &str) -> Option<Vec<AccountId>> {
        #[derive(Default, serde::Deserialize)]
        #[serde(default)]
        struct Users {
            users: Vec<Words>,
        }
        self.limits.take(&installation.workspace, Method::GroupUsers, None).ok()?;
        let mut params = vec![("usergroup", group)];
        if let Some(team) = &installation.team {
            params.push(("team_id", team));
        }
        let asked = self.web.get::<Users>(&installation.bot_token, Method::GroupUsers.name(), &params).await;
        match asked {
            Ok(found) => Some(
                found.users.iter().filter_map(Words::get).map(|user| installation.account(user)).collect(),
            ),
            Err(trouble) => {
                tracing::info!(group, ?trouble, "a user group could not be looked up");
                None
            }
        }
    }
}
