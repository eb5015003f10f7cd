//! Exports of the same workspace, made at different times, in any order.

use std::io::Write as _;

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use serde_json::{Value, json};
use zip::write::SimpleFileOptions;

use super::{Options, Report, run};
use crate::chat::{ChannelStatement, MessageId, OrgId, PlaceId, Visibility, WorkspaceId};
use crate::people::Channels;
use crate::search::{Conversations, Evidence, EvidenceId, EvidenceLog, Kind, Messages};
use crate::store::Db;
use crate::testing::on_each_store;

mod features;
mod gone;
mod kinds;

const DAY: &str = "2026-01-05";

fn at(moment: &str) -> DateTime<Utc> {
    format!("{DAY}T{moment}Z").parse().unwrap()
}

fn ts(moment: &str) -> String {
    format!("{}.000100", at(moment).timestamp())
}

fn message(moment: &str, text: &str) -> Value {
    json!({ "type": "message", "user": "U2", "text": text, "ts": ts(moment) })
}

fn edited(moment: &str, text: &str, when: &str) -> Value {
    json!({ "type": "message", "user": "U2", "text": text, "ts": ts(moment), "edited": { "ts": ts(when) } })
}

fn question(moment: &str, text: &str) -> Value {
    json!({ "type": "message", "user": "U1", "text": text, "ts": ts(moment), "thread_ts": ts(moment), "reply_count": 1 })
}

fn answer(moment: &str, to: &str, text: &str, checked: bool) -> Value {
    let reactions =
        if checked { json!([{ "name": "white_check_mark", "users": ["U1"] }]) } else { json!([]) };
    json!({
        "type": "message", "user": "U2", "text": text, "ts": ts(moment), "thread_ts": ts(to), "parent_user_id": "U1",
        "reactions": reactions,
    })
}

/// An export made at that moment; each entry is a folder and a day.
fn export(made: &str, entries: &[(&str, Vec<Value>)]) -> tempfile::NamedTempFile {
    export_on(at(made).date_naive(), made, entries)
}

/// The same, made on another day.
fn export_on(day: NaiveDate, made: &str, entries: &[(&str, Vec<Value>)]) -> tempfile::NamedTempFile {
    let file = tempfile::Builder::new().suffix(".zip").tempfile().unwrap();
    let mut zip = zip::ZipWriter::new(file.reopen().unwrap());
    let part = |part: u32| u8::try_from(part).unwrap();
    let made = day.and_time(at(made).time());
    let made = zip::DateTime::from_date_and_time(
        u16::try_from(made.year()).unwrap(),
        part(made.month()),
        part(made.day()),
        part(made.hour()),
        part(made.minute()),
        part(made.second()),
    );
    let options = SimpleFileOptions::default().last_modified_time(made.unwrap());
    let users = json!([{ "id": "U1", "team_id": "T1", "name": "ann" }, { "id": "U2", "team_id": "T1", "name": "bob" }]);
    let channels = json!([{ "id": "C1", "name": "platform" }, { "id": "C2", "name": "random" }]);
    let mut all = vec![("users.json".to_owned(), users), ("channels.json".to_owned(), channels)];
    all.extend(entries.iter().map(|(name, messages)| (format!("{name}.json"), json!(messages))));
    for (name, value) in all {
        zip.start_file(name, options).unwrap();
        zip.write_all(value.to_string().as_bytes()).unwrap();
    }
    zip.finish().unwrap();
    file
}

fn options() -> Options {
    Options {
        channels: Vec::new(),
        dry_run: false,
        private: false,
        team: None,
        org: OrgId::new("acme"),
        open_channels: false,
        until: None,
    }
}

fn now() -> DateTime<Utc> {
    "2026-06-01T00:00:00Z".parse().unwrap()
}

async fn import_as(db: &Db, file: &tempfile::NamedTempFile, options: &Options) -> Report {
    let mut count = u64::from(file.path().to_string_lossy().bytes().map(u32::from).sum::<u32>()) * 1_000;
    let fresh = || {
        count += 1;
        format!("{} {count}", file.path().display())
    };
    let report = run(db, file.path(), options, fresh, now(), |_, _, _| {}).await.unwrap();
    assert_eq!(report.problems, Vec::<String>::new());
    report
}

async fn import(db: &Db, file: &tempfile::NamedTempFile) -> Report {
    import_as(db, file, &options()).await
}

fn place() -> PlaceId {
    PlaceId::new("slack:T1:C1")
}

fn id(moment: &str) -> EvidenceId {
    EvidenceId::message(&place(), &MessageId::new(ts(moment)))
}

async fn reads(db: &Db, moment: &str) -> Option<String> {
    let mut tx = db.read().await.unwrap();
    tx.of::<EvidenceLog>(&OrgId::new("acme"))
        .evidence(&id(moment))
        .await
        .unwrap()
        .map(|evidence| evidence.text.encode())
}

async fn is_accepted(db: &Db, moment: &str) -> bool {
    let mut tx = db.read().await.unwrap();
    tx.of::<EvidenceLog>(&OrgId::new("acme")).evidence(&id(moment)).await.unwrap().unwrap().accepted
}

fn first() -> tempfile::NamedTempFile {
    let day = vec![
        question("10:00:00", "How do I roll back?"),
        answer("10:01:00", "10:00:00", "Run the down migration.", true),
        message("10:30:00", "the staging password is hunter2"),
        message("11:00:00", "good morning"),
    ];
    export("12:00:00", &[("platform/2026-01-05", day)])
}

/// Without the password, without the check mark, and with what was written later.
fn second() -> tempfile::NamedTempFile {
    let day = vec![
        question("10:00:00", "How do I roll back?"),
        answer("10:01:00", "10:00:00", "Run the down migration.", false),
        edited("11:00:00", "good evening", "12:30:00"),
        message("12:10:00", "one more"),
    ];
    export("13:00:00", &[("platform/2026-01-05", day)])
}

#[tokio::test]
async fn what_a_newer_export_has_not_any_more_is_taken_back_in_either_order() {
    on_each_store(async |db| {
        let (first, second) = (first(), second());
        assert_eq!(import(db, &first).await.taken_back, 0);
        assert_eq!(reads(db, "10:30:00").await.as_deref(), Some("the staging password is hunter2"));
        assert!(is_accepted(db, "10:01:00").await);
        let would = import_as(db, &second, &Options { dry_run: true, ..options() }).await;
        assert_eq!((would.taken_back, reads(db, "10:30:00").await.is_some()), (1, true), "only counted");
        for (again, taken) in [(&second, 1), (&first, 0), (&second, 0), (&first, 0)] {
            assert_eq!(import(db, again).await.taken_back, taken);
            assert_eq!(reads(db, "10:30:00").await, None);
            assert_eq!(reads(db, "11:00:00").await.as_deref(), Some("good evening"));
            assert_eq!(reads(db, "12:10:00").await.as_deref(), Some("one more"));
            assert!(!is_accepted(db, "10:01:00").await, "the check mark is gone");
        }
    })
    .await;
    on_each_store(async |db| {
        import(db, &second()).await;
        import(db, &first()).await;
        assert_eq!(reads(db, "10:30:00").await, None, "it was deleted before the newer one was made");
        assert_eq!(reads(db, "11:00:00").await.as_deref(), Some("good evening"));
        assert!(!is_accepted(db, "10:01:00").await);
    })
    .await;
}

#[tokio::test]
async fn the_last_message_of_a_workspace_can_be_taken_back_as_well() {
    on_each_store(async |db| {
        let day = vec![message("10:00:00", "good morning"), message("10:30:00", "hunter2")];
        import(db, &export("12:00:00", &[("platform/2026-01-05", day)])).await;
        let newer = export("12:00:00", &[("platform/2026-01-05", vec![message("10:00:00", "good morning")])]);
        assert_eq!(import(db, &newer).await.taken_back, 1);
        assert_eq!(reads(db, "10:30:00").await, None);
    })
    .await;
}

#[tokio::test]
async fn a_live_deletion_and_a_live_edit_win_over_an_older_export() {
    on_each_store(async |db| {
        import(db, &first()).await;
        let org = OrgId::new("acme");
        let mut tx = db.begin().await.unwrap();
        tx.of::<Messages>(&org).delete_message(&place(), &MessageId::new(ts("10:30:00"))).await.unwrap();
        tx.of::<EvidenceLog>(&org).edit(&id("11:00:00"), &"good night".into(), at("22:00:00")).await.unwrap();
        tx.of::<EvidenceLog>(&org).accept(&id("10:01:00"), true).await.unwrap();
        tx.commit().await.unwrap();
        let day = vec![
            question("10:00:00", "How do I roll back?"),
            answer("10:01:00", "10:00:00", "Run the down migration.", false),
            message("10:30:00", "the staging password is hunter2"),
            message("11:00:00", "good morning"),
            message("12:10:00", "one more"),
        ];
        import(db, &export("12:30:00", &[("platform/2026-01-05", day)])).await;
        assert_eq!(reads(db, "10:30:00").await, None);
        assert_eq!(reads(db, "11:00:00").await.as_deref(), Some("good night"));
        assert!(
            is_accepted(db, "10:01:00").await,
            "what was accepted here is not for an export to take back"
        );
        assert_eq!(reads(db, "12:10:00").await.as_deref(), Some("one more"));
    })
    .await;
}

#[tokio::test]
async fn what_an_export_does_not_cover_stays() {
    on_each_store(async |db| {
        let org = OrgId::new("acme");
        let evening = vec![message("18:00:00", "good evening")];
        import(db, &export("23:00:00", &[("platform/2026-01-05", evening), ("random/2026-01-05", vec![])]))
            .await;
        // Heard live: before the limited export begins, after its channel's last message, and in between.
        let mut tx = db.begin().await.unwrap();
        for moment in ["08:00:00", "10:30:00", "11:30:00"] {
            let id = MessageId::new(ts(moment));
            tx.of::<Conversations>(&org)
                .hear(Evidence::message(Kind::Message, &place(), &id, None, at(moment), "live"))
                .await
                .unwrap();
        }
        tx.commit().await.unwrap();
        let days = [
            ("platform/2026-01-05", vec![message("10:00:00", "a"), message("11:00:00", "b")]),
            ("random/2026-01-05", vec![message("09:00:00", "c"), message("12:00:00", "d")]),
        ];
        let limited = export("23:30:00", &days);
        let only = Options { until: NaiveDate::from_ymd_opt(2026, 1, 4), ..options() };
        assert_eq!(import_as(db, &limited, &only).await.taken_back, 1);
        assert_eq!(reads(db, "10:30:00").await, None, "it was deleted, and nobody told");
        for stays in ["08:00:00", "11:30:00", "18:00:00"] {
            assert!(reads(db, stays).await.is_some(), "{stays} is not covered");
        }
    })
    .await;
}

#[tokio::test]
async fn an_entry_that_cannot_be_read_takes_nothing_back() {
    on_each_store(async |db| {
        import(db, &first()).await;
        let odd =
            vec![message("10:00:00", "How do I roll back?"), json!("no message"), message("12:00:00", "x")];
        let broken = export("13:00:00", &[("platform/2026-01-05", odd)]);
        let report =
            run(db, broken.path(), &options(), || "new".to_owned(), now(), |_, _, _| {}).await.unwrap();
        assert_eq!((report.problems.len(), report.taken_back), (1, 0));
        assert!(reads(db, "10:30:00").await.is_some());
    })
    .await;
}

#[tokio::test]
async fn imported_channels_are_open_only_if_somebody_says_so_and_slack_has_not() {
    on_each_store(async |db| {
        let org = OrgId::new("acme");
        import(db, &first()).await;
        let visibility = async || {
            let mut tx = db.read().await.unwrap();
            tx.of::<Channels>(&org).channel(&place()).await.unwrap().unwrap().visibility(now())
        };
        assert_eq!(visibility().await, Visibility::Members);
        let open = Options { open_channels: true, ..options() };
        import_as(db, &first(), &open).await;
        assert_eq!(visibility().await, Visibility::Workspace);
        let mut tx = db.begin().await.unwrap();
        let statement =
            ChannelStatement { visibility: Some(Visibility::Members), ..ChannelStatement::default() };
        tx.of::<Channels>(&org)
            .state_channel(&WorkspaceId::new("slack:T1"), &place(), &statement, now())
            .await
            .unwrap();
        tx.commit().await.unwrap();
        import_as(db, &first(), &open).await;
        assert_eq!(visibility().await, Visibility::Members, "what Slack has stated is not weakened");
    })
    .await;
}

/// What is measured is read from the public channels alone, and nothing is kept.
#[test]
fn whoever_measures_reads_what_people_wrote_in_public_channels() {
    let day = |channel: &str| format!("{channel}/{DAY}");
    let written = vec![question("08:00:00", "how? <@U2>"), answer("08:05:00", "08:00:00", "so", true)];
    let program = json!({ "type": "message", "bot_id": "B1", "text": "beep", "ts": ts("09:00:00") });
    let entries = [
        (day("platform"), [written.clone(), vec![program]].concat()),
        // Of a channel that is not among the public ones.
        (day("board"), written),
    ];
    let entries: Vec<(&str, Vec<Value>)> =
        entries.iter().map(|(name, all)| (name.as_str(), all.clone())).collect();
    let file = export("12:00:00", &entries);
    let (read, problems) = super::public_messages(file.path()).unwrap();
    assert!(problems.len() == 1 && problems[0].starts_with("board: "), "{problems:?}");
    let said = |one: &super::ExportedMessage| {
        (one.channel.clone(), one.author.clone(), one.text.encode(), one.id == one.thread, one.accepted)
    };
    let of = |author: &str, text: &str, begins, accepted| {
        ("platform".to_owned(), author.to_owned(), text.to_owned(), begins, accepted)
    };
    let expected = [of("U1", "how? <@slack:T1:U2>", true, false), of("U2", "so", false, true)];
    assert_eq!(read.iter().map(said).collect::<Vec<_>>(), expected);
    assert_eq!(read[1].thread, read[0].id);
}
