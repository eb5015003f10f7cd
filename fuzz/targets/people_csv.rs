//! Any bytes as a table of people: named problems, never a panic.

use std::cell::RefCell;
use std::mem::ManuallyDrop;

use chrono::DateTime;
use lyceum::chat::OrgId;
use lyceum::import::people_csv;
use lyceum::store::Db;

// Not dropped at the end of the thread: what is left of the store needs a runtime around it.
thread_local!(static STORE: RefCell<Option<ManuallyDrop<(tokio::runtime::Runtime, Db)>>> = const { RefCell::new(None) });

fn store() -> ManuallyDrop<(tokio::runtime::Runtime, Db)> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let db = runtime.block_on(async {
        let db = Db::open("sqlite::memory:").await.unwrap();
        db.migrate().await.unwrap();
        db
    });
    ManuallyDrop::new((runtime, db))
}

/// One attempt.
pub fn attempt(bytes: &[u8]) {
    let Some((partial, file)) = bytes.split_first() else { return };
    let mut text = b"email,name,manager_email,time_zone,skills,start_date\n".to_vec();
    if partial % 4 < 2 {
        text.clear();
    }
    text.extend_from_slice(file);
    let mut next = 0_u64;
    let fresh = || {
        next += 1;
        format!("new{next}")
    };
    STORE.with_borrow_mut(|slot| {
        let (runtime, db) = &mut **slot.get_or_insert_with(store);
        let now = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        let _ = runtime.block_on(people_csv::run(
            db,
            &OrgId::new("o"),
            text.as_slice(),
            partial % 2 == 0,
            fresh,
            now,
        ));
    });
}
