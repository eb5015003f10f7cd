//! Who is asked one to one in another workspace, and the words that are carried between the two sides.

use chrono::{DateTime, Utc};

use crate::chat::{MessageId, MessageText, PersonId, PlaceId, PostId, WorkspaceId};
use crate::features::experts::question::Question;
use crate::store::{Millis, StoreError};
use crate::{scoped, sql, values};

/// Words on their way from one side to the other.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Carried {
    /// The id of what was carried.
    pub id: String,
    /// The question they are about; none until their author has said so.
    pub question: Option<String>,
    /// Who wrote them.
    pub person: PersonId,
    /// Where they were written; none for a form.
    pub place: Option<PlaceId>,
    /// The message they were written in.
    pub message: Option<MessageId>,
    /// The words.
    pub body: MessageText,
    /// Our copy on the other side.
    pub post: Option<PostId>,
    /// When they were written.
    pub sent: Millis,
}

scoped! {
    /// Relays, as the store keeps them.
    pub Relays, relays
}

impl Relays<'_> {
    /// This person is asked in that workspace. Again, there, takes the place of what was.
    pub async fn keep_relay(
        &mut self,
        question: &str,
        person: &PersonId,
        workspace: &WorkspaceId,
    ) -> Result<(), StoreError> {
        let statement = sql!(
            "INSERT INTO across (org, question, person, workspace) VALUES ($1, $2, $3, $4)
             ON CONFLICT (org, question, person) DO UPDATE SET workspace = excluded.workspace"
        );
        self.tx.execute(statement, values![self.org, question, person, workspace]).await?;
        Ok(())
    }

    /// Everybody who is or was asked in another workspace on this question.
    pub async fn relays_of(&mut self, question: &str) -> Result<Vec<(PersonId, WorkspaceId)>, StoreError> {
        let query =
            sql!("SELECT person, workspace FROM across WHERE org = $1 AND question = $2 ORDER BY person");
        self.tx.all(query, values![self.org, question]).await
    }

    /// Questions that are going on and that this person is asked on, or took, from another workspace: the last first.
    pub async fn open_relays(&mut self, person: &PersonId) -> Result<Vec<Question>, StoreError> {
        let query = sql!(
            "SELECT q.* FROM across AS a
             JOIN question AS q ON q.org = a.org AND q.id = a.question AND q.state IN ('open', 'taken')
             JOIN candidate AS c ON c.org = a.org AND c.question = a.question AND c.person = a.person
                 AND c.state IN ('tagged', 'took')
             WHERE a.org = $1 AND a.person = $2 ORDER BY q.active_at DESC, q.id"
        );
        self.tx.all(query, values![self.org, person]).await
    }

    /// The question that this post asked somebody on, and whom.
    pub async fn question_of_tag(&mut self, tag: &PostId) -> Result<Option<(String, PersonId)>, StoreError> {
        let query = sql!(
            "SELECT c.question, c.person FROM candidate AS c
             JOIN across AS a ON a.org = c.org AND a.question = c.question AND a.person = c.person
             WHERE c.org = $1 AND c.tag = $2"
        );
        self.tx.optional(query, values![self.org, tag]).await
    }

    /// Keeps words; replaces what was kept under their name.
    pub async fn keep_carried(&mut self, c: &Carried) -> Result<(), StoreError> {
        self.tx
            .execute(
                sql!(
                    "INSERT INTO carried (org, id, question, person, place, message, body, post, sent)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                 ON CONFLICT (org, id) DO UPDATE SET question = excluded.question, body = excluded.body,
                     post = excluded.post"
                ),
                values![
                    self.org,
                    &c.id,
                    c.question.as_ref(),
                    &c.person,
                    c.place.as_ref(),
                    c.message.as_ref(),
                    &c.body,
                    c.post.as_ref(),
                    c.sent
                ],
            )
            .await?;
        Ok(())
    }

    /// Words, by their name.
    pub async fn carried(&mut self, id: &str) -> Result<Option<Carried>, StoreError> {
        let query = sql!("SELECT * FROM carried WHERE org = $1 AND id = $2");
        self.tx.optional(query, values![self.org, id]).await
    }

    /// Words, by the message they were written in.
    pub async fn carried_from(
        &mut self,
        place: &PlaceId,
        message: &MessageId,
    ) -> Result<Vec<Carried>, StoreError> {
        let query = sql!("SELECT * FROM carried WHERE org = $1 AND place = $2 AND message = $3 ORDER BY id");
        self.tx.all(query, values![self.org, place, message]).await
    }

    /// Words, by our copy of them.
    pub async fn carried_as(&mut self, post: &PostId) -> Result<Option<Carried>, StoreError> {
        let query = sql!("SELECT * FROM carried WHERE org = $1 AND post = $2");
        self.tx.optional(query, values![self.org, post]).await
    }

    /// All words that were carried on a question.
    pub async fn carried_about(&mut self, question: &str) -> Result<Vec<Carried>, StoreError> {
        let query = sql!("SELECT * FROM carried WHERE org = $1 AND question = $2 ORDER BY id");
        self.tx.all(query, values![self.org, question]).await
    }

    /// The last words of a person on a question.
    pub async fn last_carried(
        &mut self,
        question: &str,
        person: &PersonId,
    ) -> Result<Option<Carried>, StoreError> {
        let query = sql!(
            "SELECT * FROM carried WHERE org = $1 AND question = $2 AND person = $3 ORDER BY sent DESC, id DESC LIMIT 1"
        );
        self.tx.optional(query, values![self.org, question, person]).await
    }

    /// Lets words go.
    pub async fn drop_carried(&mut self, id: &str) -> Result<(), StoreError> {
        self.tx
            .execute(sql!("DELETE FROM carried WHERE org = $1 AND id = $2"), values![self.org, id])
            .await?;
        Ok(())
    }

    /// Lets words go that nobody has said what to do with.
    pub async fn drop_undecided(&mut self, before: DateTime<Utc>) -> Result<(), StoreError> {
        let statement = sql!("DELETE FROM carried WHERE org = $1 AND question IS NULL AND sent < $2");
        self.tx.execute(statement, values![self.org, before]).await?;
        Ok(())
    }
}
