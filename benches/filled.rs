//! A company of some years, as benches measure on it.

use std::time::Instant;

use lyceum::store::Db;

/// How much of everything there is.
#[derive(Clone, Copy)]
pub struct Sizes {
    pub people: u64,
    pub questions: u64,
    pub posts: u64,
    pub grants: u64,
}

impl Sizes {
    /// 50,000 questions, a million posts, 100,000 grants, 20,000 people, or one part of so many.
    pub fn one_of(parts: u64) -> Self {
        let parts = parts.max(1);
        Self {
            people: 20_000 / parts,
            questions: 50_000 / parts,
            posts: 1_000_000 / parts,
            grants: 100_000 / parts,
        }
    }
}

/// Fills an empty store with what happened up to `now`, in milliseconds; says how many seconds that took.
pub async fn fill(db: &Db, sizes: Sizes, now: i64) -> f64 {
    let begun = Instant::now();
    let text = include_str!("../tests/fixtures/filled.sql")
        .replace("{people}", &sizes.people.to_string())
        .replace("{questions}", &sizes.questions.to_string())
        .replace("{posts}", &sizes.posts.to_string())
        .replace("{grants}", &sizes.grants.to_string())
        .replace("{now}", &now.to_string());
    let text = format!(
        "{text}\nUPDATE person SET lead = TRUE WHERE id = 'p0';
         INSERT INTO kudos_policy (org, data) VALUES ('company', '{{\"boards\":true}}');\n"
    );
    for statement in text.split(";\n").filter(|statement| !statement.trim().is_empty()) {
        run(db, statement).await;
    }
    if db.is_shared() {
        run(db, "ANALYZE").await;
    }
    begun.elapsed().as_secs_f64()
}

async fn run(db: &Db, statement: &str) {
    let sql = sqlx::raw_sql(sqlx::AssertSqlSafe(statement.to_owned()));
    let done = match db {
        Db::Sqlite { writer, .. } => sql.execute(writer).await.map(drop),
        // A connection of its own may take as long as it needs.
        Db::Postgres(pool) => {
            let mut connection = pool.acquire().await.expect("a connection");
            let patient = sqlx::raw_sql("SET statement_timeout = 0");
            patient.execute(&mut *connection).await.expect("patience");
            sql.execute(&mut *connection).await.map(drop)
        }
    };
    done.unwrap_or_else(|error| panic!("{error}: {statement}"));
}
