//! The index on disk: found again at the next start, and made anew when it is damaged.

use std::fs;
use std::path::{Path, PathBuf};

use super::{asked_and_answered, find, memory, names, noon, org};
use crate::chat::OrgId;
use crate::search::{EvidenceStore, Search};
use crate::store::Db;

async fn store() -> (Db, OrgId) {
    let (db, org) = (memory().await, org("o"));
    let mut tx = db.begin().await.unwrap();
    for (at, who) in ["ann", "bob", "cid"].iter().enumerate() {
        let words = format!("terraform lock {at}");
        asked_and_answered(&mut tx, &org, &at.to_string(), &words, who, "force-unlock it", 3).await;
    }
    tx.commit().await.unwrap();
    (db, org)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(self::files(&path));
        } else {
            files.push(path);
        }
    }
    files.sort();
    files
}

async fn written(folder: &Path, db: &Db) {
    let search = Search::open(folder.to_owned());
    search.maintain(db, noon()).await.unwrap();
    search.close().await;
}

#[tokio::test]
async fn a_restart_reads_nothing_again() {
    let folder = tempfile::tempdir().unwrap();
    let (db, org) = store().await;
    written(folder.path(), &db).await;
    let search = Search::open(folder.path().to_owned());
    let slot = search.shelves.shelf(&org);
    let mut slot = slot.lock().await;
    let company = slot.company(&org, noon());
    assert_eq!((company.cursor.tick, company.written.of(|_| true).replies), (2, 3));
}

#[tokio::test]
async fn whatever_byte_is_damaged_the_index_is_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let (db, org) = store().await;
    written(folder.path(), &db).await;
    let sound: Vec<(PathBuf, Vec<u8>)> =
        files(folder.path()).into_iter().map(|path| (path.clone(), fs::read(&path).unwrap())).collect();
    assert_eq!(sound.len(), 2, "a list and a segment: {sound:?}");
    for (damaged, bytes) in &sound {
        for at in (0..bytes.len()).step_by(37).map(Some).chain([None]) {
            for (path, bytes) in &sound {
                fs::write(path, bytes).unwrap();
            }
            let mut other = bytes.clone();
            match at {
                Some(at) => other[at] ^= 0x20,
                None => other.truncate(bytes.len() / 2),
            }
            fs::write(damaged, other).unwrap();
            let search = Search::open(folder.path().to_owned());
            let found = find(&search, &mut db.read().await.unwrap(), &org, "terraform").await;
            assert_eq!(names(&found), ["ann", "bob", "cid"], "{} at {at:?}", damaged.display());
        }
    }
}

#[tokio::test]
async fn an_index_of_another_store_is_not_believed() {
    let folder = tempfile::tempdir().unwrap();
    let (db, org) = store().await;
    written(folder.path(), &db).await;
    let other = memory().await;
    let mut tx = other.begin().await.unwrap();
    for day in 0..3 {
        asked_and_answered(&mut tx, &org, "9", "terraform", "dan", "plan it", day).await;
    }
    tx.commit().await.unwrap();
    let search = Search::open(folder.path().to_owned());
    assert_eq!(names(&find(&search, &mut other.read().await.unwrap(), &org, "terraform").await), ["dan"]);
}

#[tokio::test]
async fn a_forgotten_person_leaves_the_files_with_the_next_merge() {
    let folder = tempfile::tempdir().unwrap();
    let (db, org) = store().await;
    written(folder.path(), &db).await;
    let mut tx = db.begin().await.unwrap();
    tx.forget_person(&org, &super::person("bob")).await.unwrap();
    tx.forget_person(&org, &super::person("cid")).await.unwrap();
    tx.commit().await.unwrap();
    written(folder.path(), &db).await;
    let holds = |name: &str| {
        files(folder.path())
            .iter()
            .any(|path| fs::read(path).unwrap().windows(name.len()).any(|bytes| bytes == name.as_bytes()))
    };
    assert!(holds("ann"));
    assert!(!holds("bob") && !holds("cid"));
}
