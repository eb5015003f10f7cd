//! The search against a store: it follows at once, tells companies apart, and is never ahead of the commit.

mod conversation;
mod disk;
mod following;
mod learning;
mod model;
mod reasons;
mod retrieval;
mod scope;
mod semantic;

use chrono::{DateTime, TimeDelta, Utc};

use crate::chat::{MessageId, OrgId, PersonId, PlaceId};
use crate::search::{Evidence, EvidenceLog, Found, Kind, Question, Scope, Search};
use crate::store::{Db, Tx};

async fn memory() -> Db {
    let db = Db::open("sqlite::memory:").await.unwrap();
    db.migrate().await.unwrap();
    db
}

fn org(name: &str) -> OrgId {
    OrgId::new(name)
}

fn person(name: &str) -> PersonId {
    PersonId::new(name)
}

fn noon() -> DateTime<Utc> {
    "2026-03-02T12:00:00Z".parse().unwrap()
}

/// A question, and an answer a minute later, both `days` before noon.
async fn asked_and_answered(
    tx: &mut Tx,
    org: &OrgId,
    thread: &str,
    question: &str,
    who: &str,
    answer: &str,
    days: i64,
) {
    let place = PlaceId::new("slack:T:C1");
    let root = MessageId::new(thread);
    let sent = noon() - TimeDelta::days(days);
    let asked = Evidence::message(Kind::Question, &place, &root, Some(&person("asker")), sent, question);
    tx.of::<EvidenceLog>(org).record(&asked).await.unwrap();
    let reply = MessageId::new(format!("{thread}-a"));
    let sent = sent + TimeDelta::minutes(1);
    let answered = Evidence::message(Kind::Answer, &place, &reply, Some(&person(who)), sent, answer);
    tx.of::<EvidenceLog>(org).record(&answered.in_thread(&root)).await.unwrap();
}

async fn find(search: &Search, tx: &mut Tx, org: &OrgId, text: &str) -> Found {
    search.find(tx, org, &Question::new(text, Scope::everything(), noon())).await.unwrap()
}

fn names(found: &Found) -> Vec<&str> {
    found.people.iter().map(|ranked| ranked.person.as_str()).collect()
}
