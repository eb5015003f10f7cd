//! Drafts of a round, and what a lead decided of it. Nobody but leads sees them.

use crate::chat::PersonId;
use crate::features::mentorship::matching::{LeftOver, Parts};
use crate::store::StoreError;
use crate::{scoped, sql, values};

/// A mentee in a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drafted {
    /// The mentee.
    pub mentee: PersonId,
    /// With whom; none for whoever is left over.
    pub mentor: Option<PersonId>,
    /// What the pair is worth, of a million.
    pub score: i64,
    /// What that is made of, in thousandths.
    pub parts: Parts,
    /// Why they are left over.
    pub left: Option<LeftOver>,
    /// It was not so in the draft before.
    pub is_new: bool,
    /// The version of the programme with which it was drawn.
    pub version: i64,
}

/// What a lead decided.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Ruling {
    /// Who learns.
    pub mentee: PersonId,
    /// Who gives.
    pub mentor: PersonId,
    /// They are a pair; else they are not to be.
    pub is_fixed: bool,
}

#[derive(sqlx_macros::FromRow)]
struct Row {
    mentee: PersonId,
    mentor: Option<PersonId>,
    score: i64,
    parts: String,
    left_why: Option<String>,
    is_new: bool,
    version: i64,
}

impl From<Row> for Drafted {
    fn from(row: Row) -> Self {
        let Row { mentee, mentor, score, parts, left_why, is_new, version } = row;
        let left = left_why.and_then(|why| serde_json::from_str(&why).ok());
        let parts = serde_json::from_str(&parts).unwrap_or_default();
        Self { mentee, mentor, score, parts, left, is_new, version }
    }
}

scoped! {
    /// Drafts of rounds, as the store keeps them.
    pub Drafts, drafts
}

impl Drafts<'_> {
    /// The newest draft, the best pairs first and whoever is left over last.
    pub async fn draft(&mut self, programme: &str) -> Result<Vec<Drafted>, StoreError> {
        let query = sql!(
            "SELECT mentee, mentor, score, parts, left_why, is_new, version FROM mentorship_draft
             WHERE org = $1 AND programme = $2 ORDER BY score DESC, mentee"
        );
        let rows: Vec<Row> = self.tx.all(query, values![self.org, programme]).await?;
        Ok(rows.into_iter().map(Drafted::from).collect())
    }

    /// Another draft in place of the one that was there, written last of all; its programme is matched then, and one version on.
    pub async fn draw(&mut self, programme: &str, drafted: &[Drafted]) -> Result<(), StoreError> {
        let statement = sql!("DELETE FROM mentorship_draft WHERE org = $1 AND programme = $2");
        self.tx.defer(statement, values![self.org, programme]).await?;
        let statement = sql!(
            "INSERT INTO mentorship_draft (org, programme, mentee, mentor, score, parts, left_why, is_new, version)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
        );
        for row in drafted {
            let left = row.left.map(|why| serde_json::to_string(&why).unwrap_or_default());
            let parts = serde_json::to_string(&row.parts).unwrap_or_default();
            let values = values![
                self.org,
                programme,
                &row.mentee,
                row.mentor.as_ref(),
                row.score,
                parts,
                left,
                row.is_new,
                row.version
            ];
            self.tx.defer(statement, values).await?;
        }
        let statement = sql!(
            "UPDATE mentorship_programme SET state = 'matching', version = version + 1
             WHERE org = $1 AND id = $2 AND state IN ('open', 'matching', 'running')"
        );
        self.tx.defer(statement, values![self.org, programme]).await
    }

    /// There is no draft any more.
    pub async fn drop(&mut self, programme: &str) -> Result<(), StoreError> {
        let statement = sql!("DELETE FROM mentorship_draft WHERE org = $1 AND programme = $2");
        self.tx.execute(statement, values![self.org, programme]).await?;
        Ok(())
    }

    /// What the lead decided of the round.
    pub async fn rulings(&mut self, programme: &str) -> Result<Vec<Ruling>, StoreError> {
        let query = sql!(
            "SELECT mentee, mentor, is_fixed FROM mentorship_ruling WHERE org = $1 AND programme = $2
             ORDER BY mentee, mentor"
        );
        self.tx.all(query, values![self.org, programme]).await
    }

    /// Decides it: a mentee has one fixed mentor at the most, and the latest word about two people holds.
    pub async fn rule(&mut self, programme: &str, ruling: &Ruling) -> Result<(), StoreError> {
        if ruling.is_fixed {
            let statement = sql!(
                "DELETE FROM mentorship_ruling
                 WHERE org = $1 AND programme = $2 AND mentee = $3 AND is_fixed"
            );
            self.tx.execute(statement, values![self.org, programme, &ruling.mentee]).await?;
        }
        let statement = sql!(
            "INSERT INTO mentorship_ruling (org, programme, mentee, mentor, is_fixed) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (org, programme, mentee, mentor) DO UPDATE SET is_fixed = EXCLUDED.is_fixed"
        );
        let values = values![self.org, programme, &ruling.mentee, &ruling.mentor, ruling.is_fixed];
        self.tx.execute(statement, values).await?;
        Ok(())
    }

    /// Nothing is decided of a mentee any more.
    pub async fn free(&mut self, programme: &str, mentee: &PersonId) -> Result<(), StoreError> {
        let statement =
            sql!("DELETE FROM mentorship_ruling WHERE org = $1 AND programme = $2 AND mentee = $3");
        self.tx.execute(statement, values![self.org, programme, mentee]).await?;
        Ok(())
    }

    /// Nothing is decided any more.
    pub async fn drop_rulings(&mut self, programme: &str) -> Result<(), StoreError> {
        let statement = sql!("DELETE FROM mentorship_ruling WHERE org = $1 AND programme = $2");
        self.tx.execute(statement, values![self.org, programme]).await?;
        Ok(())
    }
}
