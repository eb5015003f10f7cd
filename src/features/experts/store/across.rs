//! Who is asked one to one in another workspace, and the words that are carried between the two sides.

use std::future::Future;

use chrono::{DateTime, Utc};

use crate::chat::{MessageId, MessageText, OrgId, PersonId, PlaceId, PostId, WorkspaceId};
use crate::features::experts::question::Question;
use crate::store::{Millis, StoreError, Tx};
use crate::{sql, values};

/// Words on their way from one side to the other.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Carried {
    /// Its name.
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

/// Across, as the store keeps it.
pub trait AcrossStore {
    /// This person is asked in that workspace. Again, there, takes the place of what was.
    fn ask_across(
        &mut self,
        org: &OrgId,
        question: &str,
        person: &PersonId,
        workspace: &WorkspaceId,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Everybody who is or was asked in another workspace on this question.
    fn asked_across(
        &mut self,
        org: &OrgId,
        question: &str,
    ) -> impl Future<Output = Result<Vec<(PersonId, WorkspaceId)>, StoreError>> + Send;

    /// Questions that are going on and that this person is asked on, or took, from another workspace: the last first.
    fn open_across(
        &mut self,
        org: &OrgId,
        person: &PersonId,
    ) -> impl Future<Output = Result<Vec<Question>, StoreError>> + Send;

    /// The question that this post asked somebody on, and whom.
    fn question_of_tag(
        &mut self,
        org: &OrgId,
        tag: &PostId,
    ) -> impl Future<Output = Result<Option<(String, PersonId)>, StoreError>> + Send;

    /// Keeps words; replaces what was kept under their name.
    fn keep_carried(
        &mut self,
        org: &OrgId,
        carried: &Carried,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Words, by their name.
    fn carried(
        &mut self,
        org: &OrgId,
        id: &str,
    ) -> impl Future<Output = Result<Option<Carried>, StoreError>> + Send;

    /// Words, by the message they were written in.
    fn carried_from(
        &mut self,
        org: &OrgId,
        place: &PlaceId,
        message: &MessageId,
    ) -> impl Future<Output = Result<Vec<Carried>, StoreError>> + Send;

    /// Words, by our copy of them.
    fn carried_as(
        &mut self,
        org: &OrgId,
        post: &PostId,
    ) -> impl Future<Output = Result<Option<Carried>, StoreError>> + Send;

    /// All words that were carried on a question.
    fn carried_about(
        &mut self,
        org: &OrgId,
        question: &str,
    ) -> impl Future<Output = Result<Vec<Carried>, StoreError>> + Send;

    /// The last words of a person on a question.
    fn last_carried(
        &mut self,
        org: &OrgId,
        question: &str,
        person: &PersonId,
    ) -> impl Future<Output = Result<Option<Carried>, StoreError>> + Send;

    /// Lets words go.
    fn drop_carried(&mut self, org: &OrgId, id: &str) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// What is kept of `from` is `into`'s.
    fn move_across(
        &mut self,
        org: &OrgId,
        from: &PersonId,
        into: &PersonId,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Lets words go that nobody has said what to do with.
    fn drop_undecided(
        &mut self,
        org: &OrgId,
        before: DateTime<Utc>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
}

impl AcrossStore for Tx {
    async fn ask_across(
        &mut self,
        org: &OrgId,
        question: &str,
        person: &PersonId,
        workspace: &WorkspaceId,
    ) -> Result<(), StoreError> {
        let statement = sql!(
            "INSERT INTO across (org, question, person, workspace) VALUES ($1, $2, $3, $4)
             ON CONFLICT (org, question, person) DO UPDATE SET workspace = excluded.workspace"
        );
        self.execute(statement, values![org, question, person, workspace]).await?;
        Ok(())
    }

    async fn asked_across(
        &mut self,
        org: &OrgId,
        question: &str,
    ) -> Result<Vec<(PersonId, WorkspaceId)>, StoreError> {
        let query =
            sql!("SELECT person, workspace FROM across WHERE org = $1 AND question = $2 ORDER BY person");
        self.all(query, values![org, question]).await
    }

    async fn open_across(&mut self, org: &OrgId, person: &PersonId) -> Result<Vec<Question>, StoreError> {
        let query = sql!(
            "SELECT q.* FROM across AS a
             JOIN question AS q ON q.org = a.org AND q.id = a.question AND q.state IN ('open', 'taken')
             JOIN candidate AS c ON c.org = a.org AND c.question = a.question AND c.person = a.person
                 AND c.state IN ('tagged', 'took')
             WHERE a.org = $1 AND a.person = $2 ORDER BY q.active_at DESC, q.id"
        );
        self.all(query, values![org, person]).await
    }

    async fn question_of_tag(
        &mut self,
        org: &OrgId,
        tag: &PostId,
    ) -> Result<Option<(String, PersonId)>, StoreError> {
        let query = sql!(
            "SELECT c.question, c.person FROM candidate AS c
             JOIN across AS a ON a.org = c.org AND a.question = c.question AND a.person = c.person
             WHERE c.org = $1 AND c.tag = $2"
        );
        self.optional(query, values![org, tag]).await
    }

    async fn keep_carried(&mut self, org: &OrgId, c: &Carried) -> Result<(), StoreError> {
        self.execute(
            sql!(
                "INSERT INTO carried (org, id, question, person, place, message, body, post, sent)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                 ON CONFLICT (org, id) DO UPDATE SET question = excluded.question, body = excluded.body,
                     post = excluded.post"
            ),
            values![
                org,
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

    async fn carried(&mut self, org: &OrgId, id: &str) -> Result<Option<Carried>, StoreError> {
        let query = sql!("SELECT * FROM carried WHERE org = $1 AND id = $2");
        self.optional(query, values![org, id]).await
    }

    async fn carried_from(
        &mut self,
        org: &OrgId,
        place: &PlaceId,
        message: &MessageId,
    ) -> Result<Vec<Carried>, StoreError> {
        let query = sql!("SELECT * FROM carried WHERE org = $1 AND place = $2 AND message = $3 ORDER BY id");
        self.all(query, values![org, place, message]).await
    }

    async fn carried_as(&mut self, org: &OrgId, post: &PostId) -> Result<Option<Carried>, StoreError> {
        let query = sql!("SELECT * FROM carried WHERE org = $1 AND post = $2");
        self.optional(query, values![org, post]).await
    }

    async fn carried_about(&mut self, org: &OrgId, question: &str) -> Result<Vec<Carried>, StoreError> {
        let query = sql!("SELECT * FROM carried WHERE org = $1 AND question = $2 ORDER BY id");
        self.all(query, values![org, question]).await
    }

    async fn last_carried(
        &mut self,
        org: &OrgId,
        question: &str,
        person: &PersonId,
    ) -> Result<Option<Carried>, StoreError> {
        let query = sql!(
            "SELECT * FROM carried WHERE org = $1 AND question = $2 AND person = $3 ORDER BY sent DESC, id DESC LIMIT 1"
        );
        self.optional(query, values![org, question, person]).await
    }

    async fn drop_carried(&mut self, org: &OrgId, id: &str) -> Result<(), StoreError> {
        self.execute(sql!("DELETE FROM carried WHERE org = $1 AND id = $2"), values![org, id]).await?;
        Ok(())
    }

    async fn move_across(&mut self, org: &OrgId, from: &PersonId, into: &PersonId) -> Result<(), StoreError> {
        for statement in [
            sql!("UPDATE carried SET person = $1 WHERE org = $2 AND person = $3"),
            sql!(
                "UPDATE across SET person = $1 WHERE org = $2 AND person = $3 AND question NOT IN (
                     SELECT question FROM across WHERE org = $2 AND person = $1)"
            ),
        ] {
            self.execute(statement, values![into, org, from]).await?;
        }
        let twice = sql!("DELETE FROM across WHERE org = $1 AND person = $2");
        self.execute(twice, values![org, from]).await?;
        Ok(())
    }

    async fn drop_undecided(&mut self, org: &OrgId, before: DateTime<Utc>) -> Result<(), StoreError> {
        let statement = sql!("DELETE FROM carried WHERE org = $1 AND question IS NULL AND sent < $2");
        self.execute(statement, values![org, before]).await?;
        Ok(())
    }
}
