//! A store in memory, one for each thread that tries a target.

use std::cell::RefCell;
use std::mem::ManuallyDrop;

use lyceum::store::Db;
use tokio::runtime::{Builder, Runtime};

// Not dropped at the end of the thread: what is left of the store needs a runtime around it.
thread_local!(static STORE: RefCell<Option<ManuallyDrop<(Runtime, Db)>>> = const { RefCell::new(None) });

/// Does something with the store of this thread.
pub fn with(work: impl AsyncFnOnce(&Db)) {
    STORE.with_borrow_mut(|slot| {
        let (runtime, db) = &mut **slot.get_or_insert_with(opened);
        runtime.block_on(work(db));
    });
}

fn opened() -> ManuallyDrop<(Runtime, Db)> {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let db = runtime.block_on(async {
        let db = Db::open("sqlite::memory:").await.unwrap();
        db.migrate().await.unwrap();
        db
    });
    ManuallyDrop::new((runtime, db))
}
