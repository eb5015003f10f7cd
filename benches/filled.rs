//! A company of some years, as benches measure on it.

use std::time::Instant;

use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection, raw_sql};

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

/// Fills the empty store at this address with what happened up to `now`, in milliseconds; says how many seconds that took.
pub async fn fill(address: &str, sizes: Sizes, now: i64) -> f64 {
    let begun = Instant::now();
    let text = include_str!("../tests/fixtures/filled.sql")
        .replace("{people}", &sizes.people.to_string())
        .replace("{questions}", &sizes.questions.to_string())
        .replace("{posts}", &sizes.posts.to_string())
        .replace("{grants}", &sizes.grants.to_string())
        .replace("{now}", &now.to_string());
    let text = format!(
        "{text}\nUPDATE person SET lead = TRUE WHERE id = 'p0';
         INSERT INTO feature_settings (org, feature, data) VALUES ('company', 'kudos', '{{\"boards\":true}}');\n"
    );
    let statements = text.split(";\n").filter(|statement| !statement.trim().is_empty());
    let texts = statements.map(|statement| AssertSqlSafe(statement.to_owned()));
    if address.starts_with("sqlite:") {
        let mut connection = SqliteConnection::connect(address).await.expect("the file");
        for text in texts {
            raw_sql(text).execute(&mut connection).await.expect("a statement that fills");
        }
    } else {
        let mut connection = PgConnection::connect(address).await.expect("the server");
        for text in texts {
            raw_sql(text).execute(&mut connection).await.expect("a statement that fills");
        }
        raw_sql("ANALYZE").execute(&mut connection).await.expect("statistics");
    }
    begun.elapsed().as_secs_f64()
}
