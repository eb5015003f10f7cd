//! A saved index with damage in its files: it is noticed or does no harm, never a panic.

use std::cell::RefCell;
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use lyceum::chat::{MessageId, OrgId, PersonId, PlaceId};
use lyceum::search::{Evidence, EvidenceLog, Kind, Question, Scope, Search};
use lyceum::store::Db;

struct Saved {
    runtime: ManuallyDrop<tokio::runtime::Runtime>,
    // Not dropped at the end of the thread: what is left of the store needs a runtime around it.
    db: ManuallyDrop<Db>,
    folder: tempfile::TempDir,
    files: Vec<(PathBuf, Vec<u8>)>,
}

thread_local!(static SAVED: RefCell<Option<Saved>> = const { RefCell::new(None) });

fn noon() -> DateTime<Utc> {
    DateTime::from_timestamp(1_700_000_000, 0).unwrap()
}

fn all_files(folder: &Path, into: &mut Vec<(PathBuf, Vec<u8>)>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            all_files(&path, into);
        } else {
            let bytes = std::fs::read(&path).unwrap();
            into.push((path, bytes));
        }
    }
}

fn saved() -> Saved {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().to_owned();
    let db = runtime.block_on(async {
        let db = Db::open("sqlite::memory:").await.unwrap();
        db.migrate().await.unwrap();
        let mut tx = db.begin().await.unwrap();
        let place = PlaceId::new("slack:T:C1");
        for number in 0..40 {
            let id = MessageId::new(format!("{number}"));
            let author = PersonId::new(format!("p{}", number % 5));
            let kind = if number % 2 == 0 { Kind::Question } else { Kind::Answer };
            let words = format!("how to roll back the migration number {number} of postgres");
            let evidence = Evidence::message(kind, &place, &id, Some(&author), noon(), words);
            let root = MessageId::new(format!("{}", number - number % 2));
            let evidence = if number % 2 == 1 { evidence.in_thread(&root) } else { evidence };
            tx.of::<EvidenceLog>(&OrgId::new("o")).record(&evidence).await.unwrap();
        }
        tx.commit().await.unwrap();
        let search = Search::open(dir);
        search.maintain(&db, noon()).await.unwrap();
        search.close().await;
        db
    });
    let mut files = Vec::new();
    all_files(folder.path(), &mut files);
    assert!(!files.is_empty());
    Saved { runtime: ManuallyDrop::new(runtime), db: ManuallyDrop::new(db), folder, files }
}

/// One attempt.
pub fn attempt(bytes: &[u8]) {
    SAVED.with_borrow_mut(|slot| {
        let saved = slot.get_or_insert_with(saved);
        for (path, bytes) in &saved.files {
            std::fs::write(path, bytes).unwrap();
        }
        for damage in bytes.chunks(5) {
            let [which, high, low, what, how] = damage else { break };
            let (path, _) = &saved.files[usize::from(*which) % saved.files.len()];
            let mut now = std::fs::read(path).unwrap();
            if now.is_empty() {
                continue;
            }
            let at = (usize::from(*high) << 8 | usize::from(*low)) % now.len();
            match how % 4 {
                0 => now.truncate(at),
                1 => now.insert(at, *what),
                _ => now[at] = *what,
            }
            std::fs::write(path, now).unwrap();
        }
        let (db, dir) = (&saved.db, saved.folder.path().to_owned());
        saved.runtime.block_on(async {
            let search = Search::open(dir);
            let mut tx = db.read().await.unwrap();
            let question = Question::new("roll back a migration", Scope::everything(), noon());
            let _ = search.find(&mut tx, &OrgId::new("o"), &question).await.unwrap();
        });
    });
}
