//! A transaction: four ways to run a statement, savepoints, commit. Each matches the engine once.
//!
//! It knows what its own failures left behind: after some of them only a rollback helps, after others its connection is in
//! doubt and thrown away. So nothing is ever committed that the engine has silently given up, and no broken connection
//! serves anybody else.

use std::collections::HashMap;

use tokio::time::Instant;

use super::connection::{Health, within};
use super::held::held;
use super::repository::{Access, RawRow, Repository};
use super::{Row, Sql, StoreError, Value};

/// A transaction. Dropped without [`Tx::commit`], it never happened.
#[derive(Debug)]
pub struct Tx {
    repository: Box<dyn Repository>,
    health: Health,
    /// It only reads: see [`Tx::later`].
    pub(super) reads: bool,
    /// Since when it is open.
    begun: Instant,
    /// Committed.
    is_over: bool,
    /// A savepoint is wanted before the next statement: see [`Tx::begin_savepoint`].
    guarded: bool,
    /// A savepoint stands.
    saved: bool,
    /// Something was written since [`Tx::begin_savepoint`].
    wrote: bool,
    /// See [`Tx::note`].
    notes: HashMap<String, i64>,
    /// The notes as they were when the savepoint was set.
    notes_saved: HashMap<String, i64>,
    /// See [`Tx::defer`]: statements of one text, and their values.
    pub(super) deferred: Vec<(Sql, Vec<Vec<Value>>)>,
    /// See [`Tx::surely`].
    pub(super) sure: Vec<(Sql, Vec<Value>)>,
    /// It only reads, and was given something to write: what is read from now on would not hold that.
    wrote_ahead: bool,
}

impl Tx {
    /// A unit of work on this repository.
    pub(super) fn on(repository: Box<dyn Repository>, access: Access) -> Self {
        Self {
            repository,
            health: Health::Sound,
            reads: access == Access::Read,
            begun: Instant::now(),
            is_over: false,
            guarded: false,
            saved: false,
            wrote: false,
            notes: HashMap::new(),
            notes_saved: HashMap::new(),
            deferred: Vec::new(),
            sure: Vec::new(),
            wrote_ahead: false,
        }
    }

    /// What came of a statement; what its failure leaves behind is remembered.
    fn seen<T>(&mut self, done: Result<T, sqlx::Error>) -> Result<T, StoreError> {
        done.map_err(|error| {
            let error = StoreError::from(error);
            self.health = self.health.max(self.repository.health_after(&error));
            error
        })
    }

    fn writes(&self) -> Result<(), StoreError> {
        if self.reads { Err(StoreError::ReadsOnly) } else { Ok(()) }
    }

    /// Nothing more is asked of a transaction that can only be rolled back.
    fn sound(&self) -> Result<(), StoreError> {
        if self.health == Health::Sound { Ok(()) } else { Err(StoreError::Shared) }
    }

    /// Remembers a number until the transaction ends: what it has written, so that it need not be asked for again.
    /// What was noted since [`Tx::begin_savepoint`] is forgotten by [`Tx::rollback`], as are the writes.
    pub fn note(&mut self, key: impl Into<String>, value: i64) {
        self.notes.insert(key.into(), value);
    }

    /// The number noted under this key in this transaction.
    pub fn noted(&self, key: &str) -> Option<i64> {
        self.notes.get(key).copied()
    }

    /// Runs a statement that gives no rows; says how many rows it touched.
    ///
    /// # Errors
    /// As [`StoreError`] says. On Postgres nothing more can be done with the transaction after an error, but to roll
    /// back, to the savepoint or whole: whatever is asked of it is refused with [`StoreError::Shared`].
    pub async fn execute(&mut self, sql: Sql, values: Vec<Value>) -> Result<u64, StoreError> {
        self.writes()?;
        self.flush_deferred().await?;
        self.save_first().await?;
        self.wrote = true;
        Ok(self.run_each(sql, vec![values]).await?.into_iter().sum())
    }

    /// Runs a query; gives all its rows. A query that writes (`... RETURNING`) goes through [`Tx::claim`].
    ///
    /// # Errors
    /// As [`Tx::execute`].
    pub async fn all<T: Row>(&mut self, sql: Sql, values: Vec<Value>) -> Result<Vec<T>, StoreError> {
        self.flush_deferred().await?;
        self.save_first().await?;
        let rows = within(self.repository.fetch(sql, values)).await;
        self.seen(rows.and_then(|rows| rows.iter().map(RawRow::read).collect()))
    }

    /// Runs a query for one column; gives it of all rows.
    ///
    /// # Errors
    /// As [`Tx::execute`].
    pub async fn column<T>(&mut self, sql: Sql, values: Vec<Value>) -> Result<Vec<T>, StoreError>
    where
        (T,): Row,
    {
        Ok(self.all::<(T,)>(sql, values).await?.into_iter().map(|(it,)| it).collect())
    }

    /// Runs a query that gives one row or none.
    ///
    /// # Errors
    /// As [`Tx::execute`].
    pub async fn optional<T: Row>(&mut self, sql: Sql, values: Vec<Value>) -> Result<Option<T>, StoreError> {
        Ok(self.optional_each(sql, vec![values]).await?.pop().flatten())
    }

    /// Runs a query that always gives a row, such as a count.
    ///
    /// # Errors
    /// As [`Tx::execute`]; and when there is no row.
    pub async fn one<T: Row>(&mut self, sql: Sql, values: Vec<Value>) -> Result<T, StoreError> {
        Ok(self.optional(sql, values).await?.ok_or(sqlx::Error::RowNotFound)?)
    }

    /// Runs a statement that writes and gives rows (`... RETURNING`).
    ///
    /// # Errors
    /// As [`Tx::execute`].
    pub async fn claim<T: Row>(&mut self, sql: Sql, values: Vec<Value>) -> Result<Vec<T>, StoreError> {
        self.writes()?;
        self.flush_deferred().await?;
        self.save_first().await?;
        self.wrote = true;
        self.all(sql, values).await
    }

    /// Runs a statement that gives no rows once for each row of values, in their order; says for each how many rows it
    /// touched. Every row has as many values as the first.
    ///
    /// # Errors
    /// As [`Tx::execute`]; then nobody knows which of them were run.
    pub async fn execute_each(&mut self, sql: Sql, rows: Vec<Vec<Value>>) -> Result<Vec<u64>, StoreError> {
        self.writes()?;
        self.flush_deferred().await?;
        self.save_first().await?;
        self.wrote = true;
        self.run_each(sql, rows).await
    }

    /// Runs a query that gives one row or none, once for each row of values, in their order.
    ///
    /// # Errors
    /// As [`Tx::execute`].
    pub async fn optional_each<T: Row>(
        &mut self,
        sql: Sql,
        rows: Vec<Vec<Value>>,
    ) -> Result<Vec<Option<T>>, StoreError> {
        self.flush_deferred().await?;
        self.save_first().await?;
        let found = within(self.repository.fetch_optional(sql, rows)).await;
        let read = |row: Option<RawRow>| row.as_ref().map(RawRow::read).transpose();
        self.seen(found.and_then(|found| found.into_iter().map(read).collect()))
    }

    /// Runs a statement that gives no rows before the next one that is run, or the commit: together with others of the
    /// same text that wait. Where something must be able to be taken back ([`Tx::begin_savepoint`]), it is run at once.
    ///
    /// # Errors
    /// As [`Tx::execute`]; the error of a statement that waited comes with the next one, or with the commit.
    pub async fn defer(&mut self, sql: Sql, values: Vec<Value>) -> Result<(), StoreError> {
        self.wrote_ahead |= self.reads;
        self.by_the_way(sql, values).await
    }

    /// As [`Tx::defer`], for what nothing in this transaction asks back.
    ///
    /// # Errors
    /// As [`Tx::defer`].
    pub async fn by_the_way(&mut self, sql: Sql, values: Vec<Value>) -> Result<(), StoreError> {
        if self.guarded && !self.reads {
            self.execute(sql, values).await?;
            return Ok(());
        }
        match self.deferred.last_mut() {
            Some((last, rows)) if *last == sql => rows.push(values),
            _ => self.deferred.push((sql, vec![values])),
        }
        Ok(())
    }

    /// From here on, what is written can be taken back by [`Tx::rollback`], until [`Tx::release`]; and what fails spoils
    /// nothing that came before. Costs nothing until the first statement.
    pub fn begin_savepoint(&mut self) {
        self.guarded = true;
        self.wrote = false;
    }

    /// Keeps what was written since [`Tx::begin_savepoint`]; false if nothing was.
    ///
    /// # Errors
    /// When the store cannot be reached, or when something failed meanwhile that spoilt it.
    pub async fn release(&mut self) -> Result<bool, StoreError> {
        self.sound()?;
        self.guarded = false;
        if std::mem::take(&mut self.saved) {
            let released = within(self.repository.release()).await;
            self.seen(released)?;
        }
        Ok(std::mem::take(&mut self.wrote))
    }

    /// Takes back what was written since [`Tx::begin_savepoint`]; what came before stays.
    ///
    /// # Errors
    /// When the store cannot be reached, or when what failed came before [`Tx::begin_savepoint`] and spoilt all of it.
    pub async fn rollback(&mut self) -> Result<(), StoreError> {
        self.guarded = false;
        self.wrote = false;
        if std::mem::take(&mut self.saved) && self.health != Health::Doubtful {
            self.notes = std::mem::take(&mut self.notes_saved);
            let rolled_back = within(self.repository.roll_back()).await;
            self.seen(rolled_back)?;
            self.health = Health::Sound;
        }
        self.sound()
    }

    /// Makes it all so.
    ///
    /// # Errors
    /// When the store cannot be reached: then it may or may not be so. As a statement failed that waited for its time. And
    /// [`StoreError::Shared`] after a failure that the engine answers by giving up all of it: nothing is so then, though
    /// Postgres calls that a success.
    pub async fn commit(mut self) -> Result<(), StoreError> {
        self.flush_deferred().await?;
        self.sound()?;
        let committed = within(self.repository.commit()).await;
        self.seen(committed)?;
        self.is_over = true;
        Ok(())
    }

    /// Runs what waits.
    async fn flush_deferred(&mut self) -> Result<(), StoreError> {
        if self.reads {
            return if self.wrote_ahead { Err(StoreError::ReadsOnly) } else { Ok(()) };
        }
        for (sql, rows) in std::mem::take(&mut self.deferred) {
            self.run_each(sql, rows).await.map_err(|error| match error {
                // Whoever runs into it may not be whose statement it was.
                StoreError::Refused(error) => {
                    tracing::warn!(%error, "a statement that waited was refused");
                    StoreError::Shared
                }
                other => other,
            })?;
        }
        Ok(())
    }

    async fn run_each(&mut self, sql: Sql, rows: Vec<Vec<Value>>) -> Result<Vec<u64>, StoreError> {
        let touched = within(self.repository.execute(sql, rows)).await;
        self.seen(touched)
    }

    async fn save_first(&mut self) -> Result<(), StoreError> {
        self.sound()?;
        if self.guarded && !self.saved && !self.reads {
            let set = within(self.repository.savepoint()).await;
            self.seen(set)?;
            self.saved = true;
            self.notes_saved.clone_from(&self.notes);
        }
        Ok(())
    }
}

impl Drop for Tx {
    fn drop(&mut self) {
        if !self.reads {
            held().observe(self.begun.elapsed().as_secs_f64());
        }
        self.repository.let_go(self.is_over, self.health);
    }
}
