//! What a transaction that only reads is given to write: it waits for one that does.

use super::{Sql, StoreError, Tx, Value};

/// Statements that a transaction which only reads was given, for one that writes.
#[derive(Debug, Default)]
pub struct Later {
    /// Each touches one row, or all of it was thought out on what is not so any more.
    sure: Vec<(Sql, Vec<Value>)>,
    then: Vec<(Sql, Vec<Vec<Value>>)>,
}

impl Tx {
    /// Runs a statement that touches one row if all is as it was read; says whether it did. A transaction that only reads
    /// takes that for granted: if it turns out otherwise, [`Tx::run_later`] says so. Nothing in this transaction asks for
    /// what it wrote.
    ///
    /// # Errors
    /// As [`Tx::execute`].
    pub async fn surely(&mut self, sql: Sql, values: Vec<Value>) -> Result<bool, StoreError> {
        if self.reads {
            self.sure.push((sql, values));
            return Ok(true);
        }
        Ok(self.execute(sql, values).await? == 1)
    }

    /// What a transaction that only reads was given by [`Tx::surely`], [`Tx::defer`] and [`Tx::by_the_way`]. It runs none
    /// of it, refuses whatever else writes, and whatever reads after [`Tx::defer`], as it would not find that: both with
    /// [`StoreError::ReadsOnly`].
    pub fn later(mut self) -> Later {
        Later { sure: std::mem::take(&mut self.sure), then: std::mem::take(&mut self.deferred) }
    }

    /// Runs what a transaction that only reads was given. False if something is not as it was: then it may have run some of
    /// it, and whoever asks takes it back.
    ///
    /// # Errors
    /// As [`Tx::execute`].
    pub async fn run_later(&mut self, Later { sure, then }: Later) -> Result<bool, StoreError> {
        for (sql, values) in sure {
            if self.execute(sql, values).await? != 1 {
                return Ok(false);
            }
        }
        for (sql, rows) in then {
            self.execute_each(sql, rows).await?;
        }
        Ok(true)
    }
}
