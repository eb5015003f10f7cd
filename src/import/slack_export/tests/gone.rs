//! What is gone from a newer export in whatever way: a first message, a thread's, a whole channel's.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::{answer, export, import, import_as, message, now, options, place, question, reads, ts};
use crate::chat::{MessageId, OrgId};
use crate::import::slack_export::{Options, run};
use crate::search::{Conversations, Evidence, Kind};
use crate::store::Db;
use crate::testing::on_each_store;

const PLATFORM: &str = "platform/2026-01-05";
const RANDOM: &str = "random/2026-01-05";

fn chatter() -> Vec<Value> {
    vec![message("10:00:00", "a"), message("11:00:00", "b")]
}

fn secret() -> Vec<Value> {
    vec![message("10:30:00", "hunter2")]
}

async fn hears(db: &Db, moment: &str) {
    let mut tx = db.begin().await.unwrap();
    let id = MessageId::new(ts(moment));
    let heard = Evidence::message(Kind::Message, &place(), &id, None, super::at(moment), "live");
    tx.of::<Conversations>(&OrgId::new("acme")).hear(heard).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_tombstone_in_the_place_of_a_threads_first_message_is_its_deletion() {
    let rest = || {
        [
            answer("10:01:00", "10:00:00", "Run the down migration.", false),
            message("11:00:00", "good morning"),
        ]
    };
    let before = || {
        let first = question("10:00:00", "hunter2 is the password, why?");
        [vec![first], rest().to_vec()].concat()
    };
    let after = || {
        let stone = json!({
            "type": "message", "subtype": "tombstone", "user": "USLACKBOT", "hidden": true,
            "text": "This message was deleted.", "ts": ts("10:00:00"), "thread_ts": ts("10:00:00"), "reply_count": 1,
        });
        [vec![stone], rest().to_vec()].concat()
    };
    on_each_store(async |db| {
        import(db, &export("12:00:00", &[(PLATFORM, before())])).await;
        let report = import(db, &export("13:00:00", &[(PLATFORM, after())])).await;
        assert_eq!((report.taken_back, reads(db, "10:00:00").await), (1, None));
        assert!(reads(db, "10:01:00").await.is_some(), "the reply is still there");
    })
    .await;
    // Also where the day is in already, and only its names are read.
    on_each_store(async |db| {
        import(db, &export("12:00:00", &[(PLATFORM, before())])).await;
        let older = import(db, &export("11:30:00", &[(PLATFORM, after())])).await;
        assert_eq!(older.taken_back, 0, "an older one says nothing");
        let report = import(db, &export("13:00:00", &[(PLATFORM, after())])).await;
        assert_eq!((report.taken_back, reads(db, "10:00:00").await), (1, None));
    })
    .await;
}

#[tokio::test]
async fn a_channel_of_which_nothing_is_left_is_taken_back_in_either_order() {
    let full = || [(PLATFORM, secret()), (RANDOM, chatter())];
    let left: [&[(&str, Vec<Value>)]; 2] =
        [&[(RANDOM, chatter())], &[(PLATFORM, Vec::new()), (RANDOM, chatter())]];
    for left in left {
        on_each_store(async |db| {
            import(db, &export("12:00:00", &full())).await;
            let newer = export("13:00:00", left);
            let would = import_as(db, &newer, &Options { dry_run: true, ..options() }).await;
            assert_eq!((would.taken_back, reads(db, "10:30:00").await.is_some()), (1, true), "only counted");
            for (taken, again) in [(1, &newer), (0, &newer), (0, &export("12:00:00", &full()))] {
                assert_eq!((import(db, again).await.taken_back, reads(db, "10:30:00").await), (taken, None));
            }
        })
        .await;
        on_each_store(async |db| {
            import(db, &export("13:00:00", left)).await;
            import(db, &export("12:00:00", &full())).await;
            assert_eq!(reads(db, "10:30:00").await, None, "the newer one had it no more");
        })
        .await;
    }
}

#[tokio::test]
async fn the_first_message_of_the_covered_days_is_taken_back() {
    on_each_store(async |db| {
        let day = vec![message("09:00:00", "hunter2"), message("10:00:00", "a")];
        import(db, &export("12:00:00", &[(PLATFORM, day.clone())])).await;
        let newer = export("13:00:00", &[(PLATFORM, vec![message("10:00:00", "a")])]);
        assert_eq!((import(db, &newer).await.taken_back, reads(db, "09:00:00").await), (1, None));
        import(db, &export("12:30:00", &[(PLATFORM, day)])).await;
        assert_eq!(reads(db, "09:00:00").await, None, "also by an older one that is new here");
    })
    .await;
}

#[tokio::test]
async fn the_days_that_the_name_of_an_export_states_are_covered() {
    let named = |folder: &tempfile::TempDir, name: &str| {
        let from = export("13:00:00", &[("random/2026-01-06", vec![message("11:00:00", "b")])]);
        let path = folder.path().join(name);
        std::fs::copy(from.path(), &path).unwrap();
        path
    };
    on_each_store(async |db| {
        let folder = tempfile::tempdir().unwrap();
        import(db, &export("12:00:00", &[(PLATFORM, secret()), (RANDOM, chatter())])).await;
        for (name, taken) in [
            ("Acme Slack export Jan 6 2026 - Jan 6 2026.zip", 0),
            ("export.zip", 0),
            ("Acme Slack export Jan 5 2026 - Jan 6 2026.zip", 2),
        ] {
            let file = named(&folder, name);
            let report = run(db, &file, &options(), || "new".to_owned(), now(), |_, _, _| {}).await.unwrap();
            assert_eq!((report.problems.as_slice(), report.taken_back), (&[] as &[String], taken), "{name}");
        }
        assert_eq!(reads(db, "10:30:00").await, None);
    })
    .await;
}

#[tokio::test]
async fn a_channel_that_an_export_cannot_know_keeps_what_it_has() {
    let full = || [(PLATFORM, secret()), (RANDOM, chatter())];
    let newer = || export("13:00:00", &[(RANDOM, chatter())]);
    on_each_store(async |db| {
        import(db, &export("12:00:00", &full())).await;
        let only = Options { channels: vec!["random".to_owned()], ..options() };
        assert_eq!(import_as(db, &newer(), &only).await.taken_back, 0, "only that channel was wanted");
        let elsewhere = Options { team: Some("T2".to_owned()), ..options() };
        let report = run(db, newer().path(), &elsewhere, || "else".to_owned(), now(), |_, _, _| {}).await;
        assert_eq!(report.unwrap().taken_back, 0, "it is of another workspace");
        let earlier = export("13:00:00", &[("random/2026-01-09", vec![])]);
        assert_eq!(import(db, &earlier).await.taken_back, 0, "it begins later");
        let until = Options { until: NaiveDate::from_ymd_opt(2026, 1, 4), ..options() };
        let before = export("13:00:00", &[("random/2026-01-04", vec![])]);
        assert_eq!(import_as(db, &before, &until).await.taken_back, 0, "it ends before");
        // A folder that belongs to none of the channels could be this one's.
        let odd = export("13:00:00", &[("plattform/2026-01-05", vec![]), (RANDOM, chatter())]);
        let report = run(db, odd.path(), &options(), || "o".to_owned(), now(), |_, _, _| {}).await.unwrap();
        assert_eq!((report.problems.len(), report.taken_back), (1, 0));
        let broken = export("13:00:00", &[(PLATFORM, vec![json!("no message")]), (RANDOM, chatter())]);
        let report =
            run(db, broken.path(), &options(), || "b".to_owned(), now(), |_, _, _| {}).await.unwrap();
        assert_eq!((report.problems.len(), report.taken_back), (1, 0), "its only day cannot be read");
        assert!(reads(db, "10:30:00").await.is_some());
    })
    .await;
}

#[tokio::test]
async fn what_was_only_heard_live_goes_with_an_empty_folder_but_not_without_one() {
    let older = || message("11:00:00", "b");
    on_each_store(async |db| {
        hears(db, "10:30:00").await;
        let none = export("23:00:00", &[(RANDOM, vec![message("09:00:00", "a"), older()])]);
        assert_eq!(import(db, &none).await.taken_back, 0, "it may not be in exports at all");
        let empty = |made: &str| {
            export(made, &[(PLATFORM, vec![]), (RANDOM, vec![message("09:00:00", "a"), older()])])
        };
        assert_eq!(import(db, &empty("23:00:00")).await.taken_back, 0, "it may have come while it was made");
        assert!(reads(db, "10:30:00").await.is_some());
    })
    .await;
    on_each_store(async |db| {
        hears(db, "10:30:00").await;
        let file = super::export_on(
            NaiveDate::from_ymd_opt(2026, 2, 5).unwrap(),
            "12:00:00",
            &[(PLATFORM, vec![]), (RANDOM, vec![message("09:00:00", "a"), older()])],
        );
        assert_eq!((import(db, &file).await.taken_back, reads(db, "10:30:00").await), (1, None));
    })
    .await;
}
