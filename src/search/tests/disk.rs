//! The index on disk: found again at the next start, and made anew when it is damaged.

use std::fs;
use std::path::{Path, PathBuf};

use super::{asked_and_answered, find, memory, names, noon, org};
use crate::chat::{MessageId, OrgId, PlaceId};
use crate::search::{EvidenceId, EvidenceLog, Messages, Search};
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
    let slot = search.indexes.slot_of(&org);
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
    tx.of::<EvidenceLog>(&org).forget_person(&super::person("bob")).await.unwrap();
    tx.of::<EvidenceLog>(&org).forget_person(&super::person("cid")).await.unwrap();
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

fn holding(folder: &Path, word: &str) -> Vec<PathBuf> {
    let holds =
        |path: &PathBuf| fs::read(path).unwrap().windows(word.len()).any(|bytes| bytes == word.as_bytes());
    files(folder).into_iter().filter(holds).collect()
}

#[tokio::test]
async fn deleted_and_changed_words_are_in_no_file_after_the_next_maintenance() {
    let folder = tempfile::tempdir().unwrap();
    let (db, org) = store().await;
    let mut tx = db.begin().await.unwrap();
    let words = "the password is zqhunter2x today";
    asked_and_answered(&mut tx, &org, "7", "terraform state", "ann", words, 3).await;
    asked_and_answered(&mut tx, &org, "8", "terraform plan", "bob", "the key is wzyvictor9q", 3).await;
    tx.commit().await.unwrap();
    written(folder.path(), &db).await;
    let before = files(folder.path());
    assert_eq!((holding(folder.path(), "hunter2").len(), holding(folder.path(), "victor9").len()), (1, 1));
    let search = Search::open(folder.path().to_owned());
    search.maintain(&db, noon()).await.unwrap();
    assert_eq!(files(folder.path()), before, "nothing is written anew for nothing");
    let place = PlaceId::new("slack:T:C1");
    let mut tx = db.begin().await.unwrap();
    tx.of::<Messages>(&org).delete_message(&place, &MessageId::new("7-a")).await.unwrap();
    let id = EvidenceId::message(&place, &MessageId::new("8-a"));
    tx.of::<EvidenceLog>(&org).edit(&id, &"the key is in the zqsafebox7x".into(), noon()).await.unwrap();
    tx.commit().await.unwrap();
    search.maintain(&db, noon()).await.unwrap();
    let gone = |word: &str| assert_eq!(holding(folder.path(), word), Vec::<PathBuf>::new());
    gone("hunter2");
    gone("victor9");
    search.close().await;
    gone("hunter2");
    gone("victor9");
    // Deleted while the program ends: with the first maintenance of the next one.
    let mut tx = db.begin().await.unwrap();
    tx.of::<Messages>(&org).delete_message(&place, &MessageId::new("8-a")).await.unwrap();
    tx.commit().await.unwrap();
    let search = Search::open(folder.path().to_owned());
    let found = find(&search, &mut db.read().await.unwrap(), &org, "terraform").await;
    assert_eq!(names(&found), ["ann", "bob", "cid"]);
    search.close().await;
    assert_eq!(holding(folder.path(), "safebox7").len(), 1);
    written(folder.path(), &db).await;
    gone("safebox7");
    // Nothing is left of a segment of which all is gone.
    let mut tx = db.begin().await.unwrap();
    for person in ["ann", "bob", "cid"] {
        tx.of::<EvidenceLog>(&org).forget_person(&super::person(person)).await.unwrap();
    }
    for question in ["0", "1", "2", "7", "8"] {
        tx.of::<Messages>(&org).delete_message(&place, &MessageId::new(question)).await.unwrap();
    }
    tx.commit().await.unwrap();
    written(folder.path(), &db).await;
    gone("terraform");
}

#[tokio::test]
async fn what_is_owed_for_a_large_index_is_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let (db, org) = store().await;
    written(folder.path(), &db).await;
    let search = Search::open(folder.path().to_owned());
    search.maintain(&db, noon()).await.unwrap();
    let rounds = 3;
    search.indexes.slot_of(&org).lock().await.owes(rounds);
    let mut tx = db.begin().await.unwrap();
    tx.of::<Messages>(&org)
        .delete_message(&PlaceId::new("slack:T:C1"), &MessageId::new("0-a"))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    for round in 1..=rounds {
        let hour = chrono::TimeDelta::hours(i64::try_from(round).unwrap());
        search.maintain(&db, noon() + hour).await.unwrap();
        let is_there = !holding(folder.path(), "m/slack:T:C1/0-a").is_empty();
        assert_eq!(is_there, round < rounds, "round {round}");
    }
}
