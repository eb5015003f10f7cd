//! An old export does not bring anybody back.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use chrono::Utc;
use zip::write::SimpleFileOptions;

use super::{traces, who};
use crate::app::person::{Home, erased};
use crate::bot::{Ids, Machine, Registry, Setup};
use crate::chat::OrgId;
use crate::clock::Clock;
use crate::import::{people_csv, slack_export};
use crate::search::Search;
use crate::store::{Db, Record};
use crate::testing::on_each_store;

const USERS: &str = r#"[
  {"id":"U1","team_id":"T1","name":"robert","profile":{"real_name":"Robert Quillfeather","email":"robert@acme.example","title":"markertitle"}},
  {"id":"U2","team_id":"T1","name":"cleo","profile":{"real_name":"Cleo","email":"cleo@acme.example"}}
]"#;

/// An export, with something that differs from one to the next.
fn export(to: &Path, number: u32) {
    let mut zip = zip::ZipWriter::new(std::fs::File::create(to).unwrap());
    let messages = format!(
        r#"[{{"type":"message","user":"U1","ts":"1700000000.000100","text":"markermessage {number}"}},
            {{"type":"message","user":"U2","ts":"1700000100.000100","text":"<@U1> knows that, version {number}"}}]"#
    );
    let users = format!("{USERS}{}", " ".repeat(number as usize));
    for (name, text) in [
        ("users.json", users.as_str()),
        ("channels.json", r#"[{"id":"C1","name":"general","members":["U1","U2"]}]"#),
        ("general/2023-11-14.json", messages.as_str()),
    ] {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap();
}

async fn import(db: &Db, number: u32) -> slack_export::Report {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("export.zip");
    export(&file, number);
    let options = slack_export::Options {
        channels: Vec::new(),
        dry_run: false,
        private: false,
        team: Some("T1".to_owned()),
        open_channels: false,
        until: None,
        org: OrgId::new("company"),
    };
    let (ids, now) =
        (Ids::seeded(number.into()), "2026-09-14T09:00:00Z".parse::<chrono::DateTime<Utc>>().unwrap());
    slack_export::run(db, &file, &options, || ids.new_id(now), now, |_, _, _| {}).await.unwrap()
}

#[tokio::test]
async fn an_old_export_imported_again_brings_no_word_back() {
    on_each_store(async |db: &Db| {
        import(db, 1).await;
        let machine = Machine::new(Setup {
            db: db.clone(),
            clock: Clock::standing("2026-09-14T09:00:00Z".parse().unwrap()),
            search: Search::in_memory(),
            registry: Arc::new(Registry::of(crate::features::all()).unwrap()),
            platforms: BTreeMap::new(),
            ids: Ids::seeded(7),
            address: None,
        });
        let home = Home { db: db.clone(), machine };
        let words = ["marker", "Quillfeather", "robert", "T1:U1"];
        assert!(traces(db, &words).await.len() > 5);
        erased(&home, &who("slack:T1:U1")).await.unwrap();
        let left = traces(db, &words).await;
        assert!(left.is_empty(), "{left:?}");
        let report = import(db, 2).await;
        assert_eq!((report.messages, report.found), (1, 2), "{report:?}");
        let table = "email,name,manager_email\nrobert@acme.example,Robert Quillfeather,\ncleo@acme.example,,robert@acme.example\n";
        let (org, now) = (OrgId::new("company"), "2026-09-14T09:00:00Z".parse().unwrap());
        let ids = Ids::seeded(9);
        let told = people_csv::run(db, &org, table.as_bytes(), false, || ids.new_id(now), now).await.unwrap();
        assert_eq!((told.people, told.erased, told.problems.len()), (1, 1, 0));
        let left = traces(db, &words).await;
        assert!(left.is_empty(), "came back: {left:?}");
        // What others wrote is there, without the name.
        let mut tx = db.read().await.unwrap();
        let query = "SELECT body FROM evidence WHERE org = 'company' AND author IS NOT NULL".to_owned();
        let rows: Vec<Record> = tx.all(super::sql(query), vec![]).await.unwrap();
        let bodies: Vec<String> = rows.iter().map(|row| row.0[0].1.to_string()).collect();
        assert_eq!(bodies, ["\"somebody knows that, version 2\""]);
    })
    .await;
}
