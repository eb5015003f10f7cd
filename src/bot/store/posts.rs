//! Events that were handled, and posts of ours that have a name.

use chrono::{DateTime, TimeDelta, Utc};

use crate::chat::{AccountId, Event, MessageId, PlaceId, PostId, What, WorkspaceId};
use crate::search::EvidenceId;
use crate::store::{StoreError, Tx};
use crate::{company_store, sql, values};

/// For so long after a channel was read or imported into, deletions of messages that are not kept are remembered, as the
/// messages could still come: a platform repeats an event for some hours, and an export is imported soon after it was made.
const REMEMBERED: TimeDelta = TimeDelta::days(30);

/// A post of ours, and where it is.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Post {
    /// The post's id, by which a feature finds it again.
    pub id: PostId,
    /// Through which installation.
    pub workspace: WorkspaceId,
    /// The place it is in, once known.
    pub place: Option<PlaceId>,
    /// The first message of its thread, if it is not that itself.
    pub thread: Option<MessageId>,
    /// Its name there, once delivered.
    pub message: Option<MessageId>,
    /// To whom alone it went, in their direct conversation.
    pub account: Option<AccountId>,
}

company_store! {
    /// Posts of ours that have a name.
    pub Posts
}

impl Posts<'_> {
    /// Keeps a post under its name, with its place if that is known.
    pub async fn name_post(&mut self, post: &Post, now: DateTime<Utc>) -> Result<(), StoreError> {
        self.tx
            .execute(
                sql!(
                    "INSERT INTO post (id, org, workspace, place, thread, message, created, account)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
                ),
                values![
                    &post.id,
                    self.org,
                    &post.workspace,
                    post.place.as_ref(),
                    post.thread.as_ref(),
                    post.message.as_ref(),
                    now,
                    post.account.as_ref()
                ],
            )
            .await?;
        Ok(())
    }

    /// Where a post is; none for another company's.
    pub async fn post(&mut self, post: &PostId) -> Result<Option<Post>, StoreError> {
        let query = sql!(
            "SELECT id, workspace, place, thread, message, account FROM post WHERE org = $1 AND id = $2"
        );
        self.tx.optional(query, values![self.org, post]).await
    }

    /// Our post that stands there; none if that message is not ours, or has no name.
    pub async fn post_at(
        &mut self,
        place: &PlaceId,
        message: &MessageId,
    ) -> Result<Option<Post>, StoreError> {
        let query = sql!(
            "SELECT id, workspace, place, thread, message, account FROM post
             WHERE org = $1 AND place = $2 AND message = $3"
        );
        self.tx.optional(query, values![self.org, place, message]).await
    }

    /// The post arrived.
    pub async fn post_arrived(
        &mut self,
        post: &PostId,
        place: &PlaceId,
        message: &MessageId,
    ) -> Result<(), StoreError> {
        let statement = sql!("UPDATE post SET place = $1, message = $2 WHERE org = $3 AND id = $4");
        self.tx.execute(statement, values![place, message, self.org, post]).await?;
        Ok(())
    }
}

impl Tx {
    /// Keeps the events' keys; for each, false if it was there already.
    pub async fn remember(&mut self, events: &[Event], now: DateTime<Utc>) -> Result<Vec<bool>, StoreError> {
        let statement = sql!(
            "INSERT INTO inbox (workspace, event_key, received) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
        );
        let rows = events.iter().map(|event| values![&event.workspace, &event.key, now]).collect();
        Ok(self.execute_each(statement, rows).await?.into_iter().map(|touched| touched == 1).collect())
    }

    /// The event was refused as it is, and may come again: nothing is kept of it.
    pub async fn forget_event(&mut self, event: &Event) -> Result<(), StoreError> {
        let statement = sql!("DELETE FROM inbox WHERE workspace = $1 AND event_key = $2");
        self.execute(statement, values![&event.workspace, &event.key]).await?;
        Ok(())
    }

    /// Keeps the events' keys where they may be looked at; for each, false if it was there already, or if it may not: what
    /// is written in places that let the bot read them, changes of messages that are kept in whatever place, and
    /// deletions in places that were read or imported into during the last 30 days: the message could come after them.
    pub async fn remember_if_read(
        &mut self,
        events: &[Event],
        now: DateTime<Utc>,
    ) -> Result<Vec<bool>, StoreError> {
        let statement = sql!(
            "INSERT INTO inbox (workspace, event_key, received)
             SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS BIGINT)
             WHERE EXISTS (SELECT 1 FROM channel WHERE org = $4 AND place = $5 AND opted_in)
                OR ($6 <> '' AND (
                    EXISTS (SELECT 1 FROM handed WHERE org = $4 AND place = $5 AND message = $6)
                    OR EXISTS (SELECT 1 FROM evidence WHERE org = $4 AND id = $7 AND NOT deleted)))
                OR ($8 AND EXISTS (
                    SELECT 1 FROM channel WHERE org = $4 AND place = $5 AND (stopped_at >= $9 OR imported_at >= $9)))
             ON CONFLICT DO NOTHING"
        );
        let rows = events.iter().map(|event| {
            let message = changed(&event.what);
            let id = message.map(|message| EvidenceId::message(&event.at.id, message));
            values![
                &event.workspace,
                &event.key,
                now,
                &event.org,
                &event.at.id,
                message.map_or("", MessageId::as_str),
                id.as_ref().map_or("", EvidenceId::as_str),
                matches!(event.what, What::Deleted(_)),
                now - REMEMBERED
            ]
        });
        let touched = self.execute_each(statement, rows.collect()).await?;
        Ok(touched.into_iter().map(|touched| touched == 1).collect())
    }
}

/// The message that was changed or taken away.
fn changed(what: &What) -> Option<&MessageId> {
    match what {
        What::Edited(message) => Some(&message.id),
        What::Deleted(message) => Some(message),
        _ => None,
    }
}
