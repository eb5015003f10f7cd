//! Any bytes as a table of people: named problems, never a panic.

use chrono::DateTime;
use lyceum::chat::OrgId;
use lyceum::import::people_csv;

use super::store;

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
    store::with(async |db| {
        let now = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        let _ = people_csv::run(db, &OrgId::new("o"), text.as_slice(), partial % 2 == 0, fresh, now).await;
    });
}
