//! Tenants of Teams, and how their people and channels are reached.

use chrono::{DateTime, Utc};
use unicode_normalization::UnicodeNormalization;

use crate::chat::{AccountId, OrgId, WorkspaceId};
use crate::people::Erasures;
use crate::platforms::teams::Reference;
use crate::store::{StoreError, Tx};
use crate::{company_store, sql, values};

#[derive(sqlx_macros::FromRow)]
struct ReferenceRow {
    about: String,
    conversation: Option<String>,
    service_url: String,
    user_id: Option<String>,
    seen_in: Option<String>,
    name: Option<String>,
    time_zone: Option<String>,
    unreachable: bool,
}

impl From<ReferenceRow> for Reference {
    fn from(row: ReferenceRow) -> Self {
        Self {
            about: row.about,
            conversation: row.conversation,
            service_url: row.service_url,
            user: row.user_id,
            seen_in: row.seen_in,
            name: row.name,
            time_zone: row.time_zone,
            unreachable: row.unreachable,
        }
    }
}

company_store! {
    /// What Teams keeps.
    pub TeamsReferences
}

/// A name as it is looked for: in whichever case, and however its letters are put together.
fn folded(name: &str) -> String {
    name.nfkc().collect::<String>().to_lowercase().nfkc().collect()
}

impl TeamsReferences<'_> {
    /// The app is installed in a tenant.
    pub async fn keep_tenant(
        &mut self,
        workspace: &WorkspaceId,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let statement = sql!(
            "INSERT INTO teams_tenant (workspace, org, installed) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
        );
        self.tx.execute(statement, values![workspace, self.org, now]).await?;
        Ok(())
    }

    /// How a person or a place is reached.
    pub async fn reference(
        &mut self,
        workspace: &WorkspaceId,
        about: &str,
    ) -> Result<Option<Reference>, StoreError> {
        let query = sql!(
            "SELECT about, conversation, service_url, user_id, seen_in, name, time_zone, unreachable FROM teams_reference
             WHERE org = $1 AND workspace = $2 AND about = $3"
        );
        let row = self.tx.optional::<ReferenceRow>(query, values![self.org, workspace, about]).await?;
        Ok(row.map(Reference::from))
    }

    /// The account of whoever the bot knows by this id.
    pub async fn holder(
        &mut self,
        workspace: &WorkspaceId,
        user: &str,
    ) -> Result<Option<String>, StoreError> {
        let query = sql!(
            "SELECT about FROM teams_reference WHERE org = $1 AND workspace = $2 AND user_id = $3 ORDER BY about LIMIT 1"
        );
        Ok(self
            .tx
            .optional::<(String,)>(query, values![self.org, workspace, user])
            .await?
            .map(|(about,)| about))
    }

    /// Keeps a reference in place of an earlier one; none of somebody who was erased and has done nothing since.
    pub async fn keep_reference(
        &mut self,
        workspace: &WorkspaceId,
        reference: &Reference,
    ) -> Result<(), StoreError> {
        if self.tx.of::<Erasures>(self.org).is_account_erased(&AccountId::new(&reference.about)).await? {
            return Ok(());
        }
        self.tx.execute(
            sql!(
                "INSERT INTO teams_reference
                 (org, workspace, about, conversation, service_url, user_id, seen_in, name, time_zone, unreachable,
                  folded)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
                 ON CONFLICT (workspace, about) DO UPDATE SET conversation = excluded.conversation,
                     service_url = excluded.service_url, user_id = excluded.user_id, seen_in = excluded.seen_in,
                     name = excluded.name, time_zone = excluded.time_zone, unreachable = excluded.unreachable,
                     folded = excluded.folded"
            ),
            values![
                self.org,
                workspace,
                &reference.about,
                reference.conversation.as_ref(),
                &reference.service_url,
                reference.user.as_ref(),
                reference.seen_in.as_ref(),
                reference.name.as_ref(),
                reference.time_zone.as_ref(),
                reference.unreachable,
                reference.name.as_deref().map(folded)
            ],
        )
        .await?;
        Ok(())
    }

    /// Keeps how people are reached, where that is not known better. Returns those of them who were gone.
    pub async fn meet_people(
        &mut self,
        workspace: &WorkspaceId,
        people: &[Reference],
    ) -> Result<Vec<String>, StoreError> {
        let mut living = Vec::with_capacity(people.len());
        for person in people {
            if !self.tx.of::<Erasures>(self.org).is_account_erased(&AccountId::new(&person.about)).await? {
                living.push(person);
            }
        }
        let query = sql!(
            "SELECT about FROM teams_reference WHERE org = $1 AND workspace = $2 AND about = $3 AND unreachable = $4
                 AND user_id IS NOT NULL AND seen_in IS NULL"
        );
        let rows = living.iter().map(|person| values![self.org, workspace, &person.about, true]).collect();
        let back = self.tx.optional_each::<(String,)>(query, rows).await?;
        let statement = sql!(
            "INSERT INTO teams_reference
             (org, workspace, about, conversation, service_url, user_id, seen_in, name, time_zone, unreachable, folded)
             VALUES ($1, $2, $3, NULL, $4, $5, $6, NULL, NULL, $7, NULL)
             ON CONFLICT (workspace, about) DO UPDATE SET
                 unreachable = CASE WHEN teams_reference.user_id IS NOT NULL AND teams_reference.seen_in IS NULL
                     THEN excluded.unreachable ELSE teams_reference.unreachable END,
                 user_id = COALESCE(teams_reference.user_id, excluded.user_id),
                 seen_in = COALESCE(teams_reference.seen_in, excluded.seen_in)
             WHERE teams_reference.user_id IS NULL OR teams_reference.seen_in IS NULL"
        );
        let rows = living.iter().map(|person| {
            let Reference { about, service_url, user, seen_in, .. } = person;
            values![self.org, workspace, about, service_url, user.as_ref(), seen_in.as_ref(), false]
        });
        self.tx.execute_each(statement, rows.collect()).await?;
        Ok(back.into_iter().flatten().map(|(about,)| about).collect())
    }

    /// A channel of a team, by the team's own id.
    pub async fn channel_of(
        &mut self,
        workspace: &WorkspaceId,
        team: &str,
    ) -> Result<Option<Reference>, StoreError> {
        let query = sql!(
            "SELECT about, conversation, service_url, user_id, seen_in, name, time_zone, unreachable FROM teams_reference
             WHERE org = $1 AND workspace = $2 AND seen_in = $3 AND user_id IS NULL ORDER BY about LIMIT 1"
        );
        let row = self.tx.optional::<ReferenceRow>(query, values![self.org, workspace, team]).await?;
        Ok(row.map(Reference::from))
    }

    /// Channels whose names hold these words, by name.
    pub async fn channels_named(
        &mut self,
        workspace: &WorkspaceId,
        words: &str,
    ) -> Result<Vec<Reference>, StoreError> {
        let query = sql!(
            "SELECT about, conversation, service_url, user_id, seen_in, name, time_zone, unreachable FROM teams_reference
             WHERE org = $1 AND workspace = $2 AND folded IS NOT NULL AND unreachable = $3 AND folded LIKE $4 ESCAPE '!'
             ORDER BY folded, about"
        );
        let escaped = folded(words.trim()).replace('!', "!!").replace('%', "!%").replace('_', "!_");
        let rows: Vec<ReferenceRow> =
            self.tx.all(query, values![self.org, workspace, false, format!("%{escaped}%")]).await?;
        Ok(rows.into_iter().map(Reference::from).collect())
    }

    /// Folds the names that were kept before names were folded; says how many that were.
    pub async fn fold_names(&mut self) -> Result<usize, StoreError> {
        let query = sql!(
            "SELECT workspace, about, name FROM teams_reference WHERE org = $1 AND name IS NOT NULL AND folded IS NULL"
        );
        let names: Vec<(WorkspaceId, String, String)> = self.tx.all(query, values![self.org]).await?;
        let statement = sql!(
            "UPDATE teams_reference SET folded = $1 WHERE org = $2 AND workspace = $3 AND about = $4 AND name = $5"
        );
        let rows = names
            .iter()
            .map(|(workspace, about, name)| values![folded(name), self.org, workspace, about, name]);
        self.tx.execute_each(statement, rows.collect()).await?;
        Ok(names.len())
    }
}

impl Tx {
    /// The company of a tenant where the app is installed.
    pub(in crate::app) async fn tenant(
        &mut self,
        workspace: &WorkspaceId,
    ) -> Result<Option<OrgId>, StoreError> {
        let query = sql!("SELECT org FROM teams_tenant WHERE workspace = $1");
        Ok(self.optional::<(OrgId,)>(query, values![workspace]).await?.map(|row| row.0))
    }
}
