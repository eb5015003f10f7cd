//! Exports of the channel as it is at some moment, and their imports.

use std::io::Write as _;

use chrono::{DateTime, Datelike, Timelike, Utc};
use serde_json::{Value, json};
use zip::write::SimpleFileOptions;

use super::{MESSAGES, name};
use crate::chat::Message;
use crate::import::slack_export;
use crate::testing::House;

pub(super) struct Export {
    file: tempfile::NamedTempFile,
    /// Which messages it has, and in which version.
    pub has: Vec<(usize, usize)>,
}

pub(super) fn export(alive: Vec<(usize, usize, Message)>, now: DateTime<Utc>) -> Export {
    let has = alive.iter().map(|(of, version, _)| (*of, *version)).collect();
    let messages: Vec<Value> = alive
        .into_iter()
        .map(|(of, _, message)| {
            let mut value = json!({
                "type": "message", "user": MESSAGES[of].0.to_uppercase(), "text": message.text, "ts": message.id,
            });
            if let Some(edited) = message.edited {
                value["edited"] = json!({ "ts": name(edited) });
            }
            if let Some(thread) = message.thread {
                value["thread_ts"] = json!(thread);
            }
            value
        })
        .collect();
    let users: Vec<Value> = ["ann", "bob", "cleo"]
        .iter()
        .map(|key| json!({ "id": key.to_uppercase(), "team_id": "T1", "name": key, "profile": { "real_name": key } }))
        .collect();
    let file = tempfile::NamedTempFile::new().unwrap();
    let mut zip = zip::ZipWriter::new(file.reopen().unwrap());
    let made = zip::DateTime::from_date_and_time(
        u16::try_from(now.year()).unwrap(),
        u8::try_from(now.month()).unwrap(),
        u8::try_from(now.day()).unwrap(),
        u8::try_from(now.hour()).unwrap(),
        u8::try_from(now.minute()).unwrap(),
        u8::try_from(now.second()).unwrap(),
    );
    let options = SimpleFileOptions::default().last_modified_time(made.unwrap());
    for (name, value) in [
        ("users.json", json!(users)),
        ("channels.json", json!([{ "id": "C1", "name": "platform" }])),
        ("platform/2026-09-14.json", json!(messages)),
    ] {
        zip.start_file(name, options).unwrap();
        zip.write_all(value.to_string().as_bytes()).unwrap();
    }
    zip.finish().unwrap();
    Export { file, has }
}

impl Export {
    pub(super) async fn import(&self, house: &mut House, fresh: &mut usize) {
        let options = slack_export::Options {
            channels: Vec::new(),
            dry_run: false,
            private: false,
            team: Some("T1".to_owned()),
            org: house.org.clone(),
            // What the platform has stated is not weakened by it.
            open_channels: true,
            until: None,
        };
        let name = || {
            *fresh += 1;
            format!("imported {fresh}")
        };
        let (file, now) = (self.file.path(), house.now());
        let report = slack_export::run(&house.db, file, &options, name, now, |_, _, _| {}).await.unwrap();
        assert_eq!(report.problems, Vec::<String>::new());
    }
}
