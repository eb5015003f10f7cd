//! Quizzes and the questions of their versions.

use chrono::{DateTime, Utc};

use crate::chat::PersonId;
use crate::features::quiz::items::Item;
use crate::store::{Millis, StoreError};
use crate::{scoped, sql, values};

/// A quiz.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Quiz {
    /// Its id.
    pub id: String,
    /// Who writes it.
    pub owner: PersonId,
    /// What it is called; empty once its owner was erased.
    pub title: String,
    /// The company's topic that it is about.
    pub topic: Option<String>,
    /// The newest version.
    pub version: i64,
    /// Somebody was asked the newest version, which is not changed any more.
    pub is_used: bool,
    /// When it was made.
    pub made_at: Millis,
}

/// An item, and its place in its version: larger ones come later, and there may be gaps.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    /// Its place.
    pub position: i64,
    /// The item.
    pub item: Item,
}

scoped! {
    /// Quizzes, as the store keeps them.
    pub Quizzes, quizzes
}

impl Quizzes<'_> {
    /// Keeps a new quiz, with its first version.
    pub async fn add(&mut self, quiz: &Quiz) -> Result<(), StoreError> {
        let statement = sql!(
            "INSERT INTO quiz (org, id, owner, title, topic, version, is_used, made_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
        );
        let values = values![
            self.org,
            &quiz.id,
            &quiz.owner,
            &quiz.title,
            quiz.topic.as_ref(),
            quiz.version,
            quiz.is_used,
            quiz.made_at
        ];
        self.tx.execute(statement, values).await?;
        Ok(())
    }

    /// A quiz.
    pub async fn quiz(&mut self, id: &str) -> Result<Option<Quiz>, StoreError> {
        let query = sql!(
            "SELECT id, owner, title, topic, version, is_used, made_at FROM quiz WHERE org = $1 AND id = $2"
        );
        self.tx.optional(query, values![self.org, id]).await
    }

    /// The quizzes that somebody writes, the newest first, so many at the most.
    pub async fn owned_by(&mut self, owner: &PersonId, most: i64) -> Result<Vec<Quiz>, StoreError> {
        let query = sql!(
            "SELECT id, owner, title, topic, version, is_used, made_at FROM quiz
             WHERE org = $1 AND owner = $2 ORDER BY made_at DESC, id DESC LIMIT $3"
        );
        self.tx.all(query, values![self.org, owner, most]).await
    }

    /// The items of a version, in their order.
    pub async fn items(&mut self, quiz: &str, version: i64) -> Result<Vec<Placed>, StoreError> {
        let query = sql!(
            "SELECT position, body FROM quiz_item WHERE org = $1 AND quiz = $2 AND version = $3
             ORDER BY position"
        );
        let rows: Vec<(i64, String)> = self.tx.all(query, values![self.org, quiz, version]).await?;
        Ok(rows.into_iter().filter_map(|(position, body)| placed(position, &body)).collect())
    }

    /// Writes an item of the newest version, in place of the one that stood there.
    pub async fn put_item(&mut self, quiz: &Quiz, position: i64, item: &Item) -> Result<(), StoreError> {
        let statement = sql!(
            "INSERT INTO quiz_item (org, quiz, version, position, body) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (org, quiz, version, position) DO UPDATE SET body = EXCLUDED.body"
        );
        let body = serde_json::to_string(item).map_err(StoreError::unreadable)?;
        self.tx.execute(statement, values![self.org, &quiz.id, quiz.version, position, body]).await?;
        Ok(())
    }

    /// Takes an item out of the newest version.
    pub async fn remove_item(&mut self, quiz: &Quiz, position: i64) -> Result<(), StoreError> {
        let statement =
            sql!("DELETE FROM quiz_item WHERE org = $1 AND quiz = $2 AND version = $3 AND position = $4");
        self.tx.execute(statement, values![self.org, &quiz.id, quiz.version, position]).await?;
        Ok(())
    }

    /// A version is asked, and not changed any more.
    pub async fn use_version(&mut self, quiz: &Quiz) -> Result<(), StoreError> {
        let statement = sql!("UPDATE quiz SET is_used = TRUE WHERE org = $1 AND id = $2 AND version = $3");
        self.tx.execute(statement, values![self.org, &quiz.id, quiz.version]).await?;
        Ok(())
    }

    /// Begins the next version with the items of one that was used; false if somebody else was quicker.
    pub async fn next_version(&mut self, quiz: &Quiz) -> Result<bool, StoreError> {
        let statement = sql!(
            "UPDATE quiz SET version = version + 1, is_used = FALSE
             WHERE org = $1 AND id = $2 AND version = $3 AND is_used"
        );
        if self.tx.execute(statement, values![self.org, &quiz.id, quiz.version]).await? == 0 {
            return Ok(false);
        }
        let statement = sql!(
            "INSERT INTO quiz_item (org, quiz, version, position, body)
             SELECT org, quiz, version + 1, position, body FROM quiz_item
             WHERE org = $1 AND quiz = $2 AND version = $3"
        );
        self.tx.execute(statement, values![self.org, &quiz.id, quiz.version]).await?;
        Ok(true)
    }

    /// Deletes a quiz that nobody was ever asked; false if somebody was, or it is gone.
    pub async fn drop_unused(&mut self, quiz: &Quiz) -> Result<bool, StoreError> {
        let statement = sql!(
            "DELETE FROM quiz WHERE org = $1 AND id = $2
             AND NOT EXISTS (SELECT 1 FROM quiz_run AS r WHERE r.org = $1 AND r.quiz = $2)"
        );
        if self.tx.execute(statement, values![self.org, &quiz.id]).await? == 0 {
            return Ok(false);
        }
        let statement = sql!("DELETE FROM quiz_item WHERE org = $1 AND quiz = $2");
        self.tx.execute(statement, values![self.org, &quiz.id]).await?;
        Ok(true)
    }

    /// A topic is called otherwise: so is what quizzes are about.
    pub async fn rename_topic_of_quizzes(&mut self, from: &str, to: &str) -> Result<(), StoreError> {
        let statement = sql!("UPDATE quiz SET topic = $1 WHERE org = $2 AND topic = $3");
        self.tx.execute(statement, values![to, self.org, from]).await?;
        Ok(())
    }
}

impl Quiz {
    /// A new one, without items.
    pub fn new(id: String, owner: &PersonId, title: &str, topic: Option<String>, at: DateTime<Utc>) -> Self {
        let (title, owner) = (title.to_owned(), owner.clone());
        Self { id, owner, title, topic, version: 1, is_used: false, made_at: at.into() }
    }
}

/// An item as it is kept. One that cannot be read is left out, with a line in the log: the others can still be asked.
fn placed(position: i64, body: &str) -> Option<Placed> {
    let item = serde_json::from_str(body).ok();
    if item.is_none() {
        tracing::error!(position, "a question of a quiz cannot be read");
    }
    item.map(|item| Placed { position, item })
}
