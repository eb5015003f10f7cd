//! Any bytes as the entries of a Slack export, and as the ZIP file itself: named problems, never a panic.

use std::io::Write as _;

use chrono::DateTime;
use lyceum::chat::OrgId;
use lyceum::import::slack_export::{Options, run};

use super::store;

/// A ZIP file whose entries are stored as they are. Checksums are right, so that the entries are read.
fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in entries {
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// One attempt.
pub fn attempt(bytes: &[u8]) {
    let Some((kind, rest)) = bytes.split_first() else { return };
    let channels = br#"[{"id":"C1","name":"general","members":["U1"]}]"#;
    let file = match kind % 4 {
        0 => rest.to_vec(),
        1 => zip(&[("users.json", rest), ("channels.json", channels), ("general/2026-01-01.json", b"[]")]),
        2 => zip(&[("users.json", b"[]"), ("channels.json", rest), ("general/2026-01-01.json", b"[]")]),
        _ => zip(&[("users.json", b"[]"), ("channels.json", channels), ("general/2026-01-01.json", rest)]),
    };
    let mut place = tempfile::NamedTempFile::new().unwrap();
    place.write_all(&file).unwrap();
    let options = Options {
        channels: Vec::new(),
        dry_run: true,
        private: true,
        team: Some("T1".to_owned()),
        org: OrgId::new("o"),
        open_channels: false,
        until: None,
    };
    store::with(async |db| {
        let now = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        let _ = run(db, place.path(), &options, || "new".to_owned(), now, |_, _, _| {}).await;
    });
}
