//! A store that fails at one statement, chosen beforehand, in one of the ways in which stores fail.

use std::borrow::Cow;
use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::io;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use sqlx::error::{DatabaseError, ErrorKind};

use crate::store::{Access, Database, Db, Health, RawRow, Repository, Sql, StoreError, Value};

/// How a statement fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failing {
    /// The engine could not be reached: it was not run.
    CutOff,
    /// It was run, and the answer did not come back.
    Unanswered,
    /// It stood in another transaction's way.
    Collides,
}

/// The statement that fails: so many more come before it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fault(Arc<Mutex<Option<(usize, Failing)>>>);

impl Fault {
    /// After so many more statements one fails so.
    pub fn strikes_after(&self, statements: usize, failing: Failing) {
        *self.0.lock().unwrap() = Some((statements, failing));
    }

    /// Whether it is still to come; it does not come any more then.
    pub fn is_called_off(&self) -> bool {
        self.0.lock().unwrap().take().is_some()
    }

    /// The same store, where this happens.
    pub fn over(&self, db: &Db) -> Db {
        db.within(|engine| Failable { engine, fault: self.clone() })
    }

    fn strikes(&self) -> Option<Failing> {
        let mut planned = self.0.lock().unwrap();
        match planned.as_mut()? {
            (0, failing) => {
                let failing = *failing;
                *planned = None;
                Some(failing)
            }
            (left, _) => {
                *left -= 1;
                None
            }
        }
    }
}

#[derive(Debug)]
struct Failable {
    engine: Arc<dyn Database>,
    fault: Fault,
}

#[async_trait]
impl Database for Failable {
    async fn migrate(&self) -> Result<(), StoreError> {
        self.engine.migrate().await
    }

    async fn begin(&self, access: Access) -> Result<Box<dyn Repository>, StoreError> {
        match self.fault.strikes() {
            Some(Failing::Collides) => return Err(StoreError::overtaken()),
            Some(Failing::CutOff | Failing::Unanswered) => return Err(StoreError::Away(cut_off())),
            None => {}
        }
        let inner = self.engine.begin(access).await?;
        Ok(Box::new(FailingRepository { inner, fault: self.fault.clone(), failed: false }))
    }

    async fn checkpoint(&self) -> Result<(), StoreError> {
        self.engine.checkpoint().await
    }

    fn is_shared(&self) -> bool {
        self.engine.is_shared()
    }

    async fn close(&self) {
        self.engine.close().await;
    }
}

/// A transaction in which a statement may fail, though the engine below is well.
#[derive(Debug)]
struct FailingRepository {
    inner: Box<dyn Repository>,
    fault: Fault,
    failed: bool,
}

macro_rules! may_fail {
    ($repository:expr, $run:expr) => {{
        let strikes = $repository.fault.strikes();
        $repository.failed |= strikes.is_some();
        match strikes {
            None => $run.await,
            Some(Failing::CutOff) => Err(cut_off()),
            Some(Failing::Collides) => Err(sqlx::Error::Database(Box::new(Collision))),
            Some(Failing::Unanswered) => {
                $run.await?;
                Err(cut_off())
            }
        }
    }};
}

#[async_trait]
impl Repository for FailingRepository {
    async fn execute(&mut self, sql: Sql, rows: Vec<Vec<Value>>) -> Result<Vec<u64>, sqlx::Error> {
        may_fail!(self, self.inner.execute(sql, rows))
    }

    async fn fetch(&mut self, sql: Sql, values: Vec<Value>) -> Result<Vec<RawRow>, sqlx::Error> {
        may_fail!(self, self.inner.fetch(sql, values))
    }

    async fn fetch_optional(
        &mut self,
        sql: Sql,
        rows: Vec<Vec<Value>>,
    ) -> Result<Vec<Option<RawRow>>, sqlx::Error> {
        may_fail!(self, self.inner.fetch_optional(sql, rows))
    }

    async fn plain(&mut self, words: &'static str) -> Result<(), sqlx::Error> {
        may_fail!(self, self.inner.plain(words))
    }

    fn health_after(&self, error: &StoreError) -> Health {
        self.inner.health_after(error)
    }

    /// The connection below is in order, and on SQLite in memory the only one: it is never thrown away.
    fn let_go(&mut self, is_over: bool, health: Health) {
        let health = if self.failed { Health::Spoilt } else { health };
        self.inner.let_go(is_over, health);
    }
}

fn cut_off() -> sqlx::Error {
    sqlx::Error::Io(io::ErrorKind::ConnectionReset.into())
}

/// As Postgres tells of a deadlock.
#[derive(Debug)]
struct Collision;

impl Display for Collision {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        out.write_str("deadlock detected")
    }
}

impl Error for Collision {}

impl DatabaseError for Collision {
    fn message(&self) -> &'static str {
        "deadlock detected"
    }

    fn code(&self) -> Option<Cow<'_, str>> {
        Some("40P01".into())
    }

    fn as_error(&self) -> &(dyn Error + Send + Sync + 'static) {
        self
    }

    fn as_error_mut(&mut self) -> &mut (dyn Error + Send + Sync + 'static) {
        self
    }

    fn into_error(self: Box<Self>) -> Box<dyn Error + Send + Sync + 'static> {
        self
    }

    fn kind(&self) -> ErrorKind {
        ErrorKind::Other
    }
}
