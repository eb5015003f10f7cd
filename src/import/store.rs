//! Which entries are in already.

use std::future::Future;

use crate::chat::OrgId;
use crate::store::{StoreError, Tx};
use crate::{sql, values};

/// Progress of imports.
pub(super) trait ImportStore {
    /// The entry, with this content, is in already.
    fn is_in(
        &mut self,
        org: &OrgId,
        entry: &str,
        checksum: u32,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// The entry is in.
    fn now_in(
        &mut self,
        org: &OrgId,
        entry: &str,
        checksum: u32,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
}

impl ImportStore for Tx {
    async fn is_in(&mut self, org: &OrgId, entry: &str, checksum: u32) -> Result<bool, StoreError> {
        let query = sql!("SELECT COUNT(*) FROM import_entry WHERE org = $1 AND entry = $2 AND checksum = $3");
        Ok(self.one::<(i64,)>(query, values![org, entry, checksum]).await?.0 > 0)
    }

    async fn now_in(&mut self, org: &OrgId, entry: &str, checksum: u32) -> Result<(), StoreError> {
        let statement = sql!(
            "INSERT INTO import_entry (org, entry, checksum) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
        );
        self.execute(statement, values![org, entry, checksum]).await?;
        Ok(())
    }
}
