//! The part that somebody has in questions and in what was carried.

use std::future::Future;

use super::across::Carried;
use crate::chat::{OrgId, PersonId};
use crate::features::experts::question::Question;
use crate::store::{StoreError, Tx};
use crate::{sql, values};

/// What somebody has a part in, whatever became of it.
pub trait PartStore {
    /// All questions that this person asked.
    fn questions_of(
        &mut self,
        org: &OrgId,
        asker: &PersonId,
    ) -> impl Future<Output = Result<Vec<Question>, StoreError>> + Send;

    /// Questions of others that were asked on a message of this person's, with its words or with some made of it.
    fn questions_on_messages_of(
        &mut self,
        org: &OrgId,
        author: &PersonId,
    ) -> impl Future<Output = Result<Vec<Question>, StoreError>> + Send;

    /// Questions of others that were asked and whose card names this person.
    fn questions_with_part_of(
        &mut self,
        org: &OrgId,
        person: &PersonId,
    ) -> impl Future<Output = Result<Vec<Question>, StoreError>> + Send;

    /// All words of this person that were carried or wait to be.
    fn carried_by(
        &mut self,
        org: &OrgId,
        person: &PersonId,
    ) -> impl Future<Output = Result<Vec<Carried>, StoreError>> + Send;
}

impl PartStore for Tx {
    async fn questions_on_messages_of(
        &mut self,
        org: &OrgId,
        author: &PersonId,
    ) -> Result<Vec<Question>, StoreError> {
        let query = sql!(
            "SELECT * FROM question WHERE org = $1 AND source_author = $2 AND NOT is_deleted ORDER BY id"
        );
        self.all(query, values![org, author]).await
    }

    async fn questions_of(&mut self, org: &OrgId, asker: &PersonId) -> Result<Vec<Question>, StoreError> {
        let query = sql!("SELECT * FROM question WHERE org = $1 AND asker = $2 ORDER BY id");
        self.all(query, values![org, asker]).await
    }

    async fn questions_with_part_of(
        &mut self,
        org: &OrgId,
        person: &PersonId,
    ) -> Result<Vec<Question>, StoreError> {
        let query = sql!(
            "SELECT * FROM question WHERE org = $1 AND asker <> $2 AND (holder = $2 OR answered_by = $2)
             AND state IN ('open', 'taken', 'accepted') ORDER BY id"
        );
        self.all(query, values![org, person]).await
    }

    async fn carried_by(&mut self, org: &OrgId, person: &PersonId) -> Result<Vec<Carried>, StoreError> {
        self.all(
            sql!("SELECT * FROM carried WHERE org = $1 AND person = $2 ORDER BY id"),
            values![org, person],
        )
        .await
    }
}
