//! The two engines: a SQLite file and a Postgres database of a test's own, both thrown away with it.

use std::sync::atomic::{AtomicU32, Ordering};

use lyceum::store::Db;
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};

static NEXT: AtomicU32 = AtomicU32::new(0);

/// An empty store on each engine.
pub struct Engines {
    pub sqlite: SqliteConnection,
    pub postgres: PgConnection,
    sqlite_address: String,
    postgres_address: String,
    server: String,
    name: String,
    _folder: tempfile::TempDir,
}

impl Engines {
    pub async fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let sqlite_address = format!("sqlite://{}?mode=rwc", folder.path().join("lyceum.db").display());
        let server = server();
        let name = format!("lyceum_it_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        on_server(&server, &format!("CREATE DATABASE {name}")).await;
        let postgres_address = format!("{server}/{name}");
        Self {
            sqlite: SqliteConnection::connect(&sqlite_address).await.unwrap(),
            postgres: PgConnection::connect(&postgres_address).await.unwrap(),
            sqlite_address,
            postgres_address,
            server,
            name,
            _folder: folder,
        }
    }

    /// Brings both up to date, the way the program does it when it starts.
    pub async fn migrate(&self) {
        for address in [&self.sqlite_address, &self.postgres_address] {
            let db = Db::open(address).await.unwrap();
            db.migrate().await.unwrap_or_else(|error| panic!("{address}: {error}"));
            db.close().await;
        }
    }

    /// Where the SQLite store is.
    pub fn sqlite_address(&self) -> &str {
        &self.sqlite_address
    }

    pub async fn close(self) {
        self.sqlite.close().await.unwrap();
        self.postgres.close().await.unwrap();
        on_server(&self.server, &format!("DROP DATABASE {} WITH (FORCE)", self.name)).await;
    }
}

#[expect(clippy::disallowed_methods, reason = "tests are told by tests/run where their server is")]
fn server() -> String {
    let address = std::env::var("LYCEUM_TEST_POSTGRES").expect("no Postgres for tests: run tests/run");
    let end = address.rfind('/').filter(|at| *at > "postgres://".len());
    end.map_or(address.clone(), |at| address[..at].to_owned())
}

async fn on_server(server: &str, statement: &str) {
    let mut connection = PgConnection::connect(&format!("{server}/postgres")).await.expect("the test server");
    sqlx::raw_sql(AssertSqlSafe(statement.to_owned())).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}
