//! Each story is told twice: on SQLite and on Postgres. A missing Postgres fails; it never skips in silence.

use std::sync::atomic::{AtomicU32, Ordering};

use tokio::sync::OnceCell;

use super::House;
use super::gate::Gate;
use crate::store::Db;

static TEMPLATE: OnceCell<String> = OnceCell::const_new();
static NEXT: AtomicU32 = AtomicU32::new(0);

/// Tells a story on each engine, each time in a house of its own.
pub(crate) async fn on_each_engine(story: impl AsyncFn(&mut House)) {
    let db = Db::open("sqlite::memory:").await.expect("SQLite in memory");
    db.migrate().await.expect("migrations on SQLite");
    tell(db, &story).await;
    let (db, server, name) = postgres().await;
    tell(db, &story).await;
    drop_database(&server, &name).await;
}

/// The same for what needs a store and nobody in it.
pub(crate) async fn on_each_store(story: impl AsyncFn(&Db)) {
    let db = Db::open("sqlite::memory:").await.expect("SQLite in memory");
    db.migrate().await.expect("migrations on SQLite");
    story(&db).await;
    let (db, server, name) = postgres().await;
    story(&db).await;
    db.close().await;
    drop_database(&server, &name).await;
}

/// The same on Postgres alone, which stands behind a gate.
pub(crate) async fn on_postgres_behind_a_gate(story: impl AsyncFn(&Db, &Gate)) {
    let (db, server, name) = postgres().await;
    db.close().await;
    let mut address = url::Url::parse(&format!("{server}/{name}")).expect("the address of the test server");
    let host = address.host_str().expect("a host").to_owned();
    let gate = Gate::before(format!("{host}:{}", address.port().unwrap_or(5432))).await;
    address.set_port(Some(gate.port)).expect("a port");
    let db = Db::open(address.as_str()).await.expect("the store behind the gate");
    story(&db, &gate).await;
    db.close().await;
    drop_database(&server, &name).await;
}

async fn tell(db: Db, story: &impl AsyncFn(&mut House)) {
    let mut house = House::build(db.clone()).await;
    story(&mut house).await;
    house.is_left_in_order().await;
    drop(house);
    db.close().await;
}

async fn postgres() -> (Db, String, String) {
    let server = server();
    let template = TEMPLATE
        .get_or_init(|| async {
            let name = format!("lyceum_template_{}", std::process::id());
            run(&server, &format!("DROP DATABASE IF EXISTS {name}")).await;
            run(&server, &format!("CREATE DATABASE {name}")).await;
            let db = Db::open(&format!("{server}/{name}")).await.expect("the template");
            db.migrate().await.expect("migrations on Postgres");
            db.close().await;
            name
        })
        .await;
    let name = format!("lyceum_story_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    run(&server, &format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
    let db = Db::open(&format!("{server}/{name}")).await.expect("a database of its own");
    (db, server, name)
}

#[expect(clippy::disallowed_methods, reason = "tests are told by tests/run where their server is")]
fn server() -> String {
    let address = std::env::var("LYCEUM_TEST_POSTGRES").expect("no Postgres for tests: run tests/run");
    let end = address.rfind('/').filter(|at| *at > "postgres://".len());
    end.map_or(address.clone(), |at| address[..at].to_owned())
}

async fn run(server: &str, statement: &str) {
    use sqlx::{Connection, Executor};
    let mut connection =
        sqlx::PgConnection::connect(&format!("{server}/postgres")).await.expect("the test server");
    let statement = sqlx::AssertSqlSafe(statement.to_owned());
    connection.execute(statement).await.expect("a statement of the harness");
    connection.close().await.expect("a clean end");
}

async fn drop_database(server: &str, name: &str) {
    run(server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
}
