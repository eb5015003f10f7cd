//! Installations of Slack, one-time words, and the journal of the playground.

use chrono::{DateTime, Utc};

use crate::chat::{OrgId, WorkspaceId};
use crate::store::{StoreError, Tx};
use crate::{company_store, sql, values};

/// An installation as it is stored.
#[derive(Clone, Debug, sqlx_macros::FromRow)]
pub(in crate::app) struct InstallationRow {
    pub workspace: WorkspaceId,
    pub org: OrgId,
    pub enterprise: Option<String>,
    pub team: Option<String>,
    pub token: String,
    pub bot_user: String,
    pub bot_id: Option<String>,
    pub app_id: Option<String>,
    pub scopes: String,
}

company_store! {
    /// What platforms keep.
    pub StoredTokens
}

impl StoredTokens<'_> {
    /// The workspaces of a company with their tokens, as they are stored.
    pub async fn locked_tokens(&mut self) -> Result<Vec<(WorkspaceId, String)>, StoreError> {
        let query = sql!("SELECT workspace, token FROM installation WHERE org = $1 AND revoked = $2");
        self.tx.all(query, values![self.org, false]).await
    }
}

impl Tx {
    /// A living installation.
    pub(in crate::app) async fn installation(
        &mut self,
        workspace: &WorkspaceId,
    ) -> Result<Option<InstallationRow>, StoreError> {
        let query = sql!(
            "SELECT workspace, org, enterprise, team, token, bot_user, bot_id, app_id, scopes FROM installation
             WHERE workspace = $1 AND revoked = $2"
        );
        self.optional(query, values![workspace, false]).await
    }

    /// Keeps an installation; a revoked one lives again.
    pub(in crate::app) async fn keep_installation(
        &mut self,
        row: &InstallationRow,
    ) -> Result<(), StoreError> {
        self.execute(
            sql!(
                "INSERT INTO installation
                 (workspace, org, enterprise, team, token, bot_user, bot_id, app_id, scopes, revoked)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                 ON CONFLICT (workspace) DO UPDATE SET enterprise = excluded.enterprise, team = excluded.team,
                     token = excluded.token, bot_user = excluded.bot_user, bot_id = excluded.bot_id,
                     app_id = excluded.app_id, scopes = excluded.scopes, revoked = excluded.revoked"
            ),
            values![
                &row.workspace,
                &row.org,
                row.enterprise.as_ref(),
                row.team.as_ref(),
                &row.token,
                &row.bot_user,
                row.bot_id.as_ref(),
                row.app_id.as_ref(),
                &row.scopes,
                false
            ],
        )
        .await?;
        Ok(())
    }

    /// Ends an installation and forgets its token.
    pub(in crate::app) async fn revoke_installation(
        &mut self,
        workspace: &WorkspaceId,
    ) -> Result<(), StoreError> {
        let statement = sql!("UPDATE installation SET revoked = $1, token = '' WHERE workspace = $2");
        self.execute(statement, values![true, workspace]).await?;
        Ok(())
    }

    /// Keeps a one-time word, and drops those whose time is over.
    pub(in crate::app) async fn keep_word(
        &mut self,
        word: &str,
        until: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.execute(sql!("DELETE FROM oauth_state WHERE until < $1"), values![now]).await?;
        let statement = sql!("INSERT INTO oauth_state (word, until) VALUES ($1, $2) ON CONFLICT DO NOTHING");
        self.execute(statement, values![word, until]).await?;
        Ok(())
    }

    /// Takes a one-time word.
    pub(in crate::app) async fn take_word(
        &mut self,
        word: &str,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let statement = sql!("DELETE FROM oauth_state WHERE word = $1 AND until > $2");
        Ok(self.execute(statement, values![word, now]).await? == 1)
    }

    /// When the playground of this store began: `now`, if it begins now.
    pub(in crate::app) async fn founded(&mut self, now: DateTime<Utc>) -> Result<DateTime<Utc>, StoreError> {
        let statement =
            sql!("INSERT INTO playground_journal (number, entry) VALUES (0, $1) ON CONFLICT DO NOTHING");
        self.execute(statement, values![now.to_rfc3339()]).await?;
        let query = sql!("SELECT entry FROM playground_journal WHERE number = 0");
        let (founded,) = self.one::<(String,)>(query, values![]).await?;
        Ok(DateTime::parse_from_rfc3339(&founded).map_or(now, |founded| founded.to_utc()))
    }

    /// The last moment seen in the playground of this store: `now`, if that is later than what was seen before.
    pub(in crate::app) async fn seen_up_to(
        &mut self,
        now: DateTime<Utc>,
    ) -> Result<DateTime<Utc>, StoreError> {
        let query = sql!("SELECT entry FROM playground_journal WHERE number = -1");
        let before = self.optional::<(String,)>(query, values![]).await?;
        let before = before.and_then(|(seen,)| DateTime::parse_from_rfc3339(&seen).ok());
        let seen = before.map_or(now, |before| before.to_utc().max(now));
        let statement = sql!(
            "INSERT INTO playground_journal (number, entry) VALUES (-1, $1)
             ON CONFLICT (number) DO UPDATE SET entry = excluded.entry"
        );
        self.execute(statement, values![seen.to_rfc3339()]).await?;
        Ok(seen)
    }

    /// Adds to the playground's journal.
    pub(in crate::app) async fn append_journal(&mut self, entry: &str) -> Result<(), StoreError> {
        let statement = sql!(
            "INSERT INTO playground_journal (number, entry)
             SELECT COALESCE(MAX(number), 0) + 1, $1 FROM playground_journal"
        );
        self.execute(statement, values![entry]).await?;
        Ok(())
    }

    /// The playground's journal, from the beginning.
    pub(in crate::app) async fn journal(&mut self) -> Result<Vec<String>, StoreError> {
        let query = sql!("SELECT entry FROM playground_journal WHERE number > 0 ORDER BY number");
        Ok(self.all::<(String,)>(query, values![]).await?.into_iter().map(|row| row.0).collect())
    }
}
