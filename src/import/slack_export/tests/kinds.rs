//! Exports as they really come: odd fields, odd lists, packed in other ways. What is odd sinks only itself, and is told.

use std::io::Write as _;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{answer, message, now, options, question, reads};
use crate::import::slack_export::{LeftOut, Options, PassedOver, Report, run};
use crate::store::Db;
use crate::testing::on_each_store;

const DAY: &str = "platform/2026-01-05.json";

fn users() -> Value {
    json!([
        { "id": "U1", "team_id": "T1", "name": "ann", "profile": { "real_name": "Ann" } },
        { "id": "U2", "team_id": "T1", "name": "bob" },
        { "id": "U3", "team_id": "T1", "name": "cleo" },
    ])
}

fn channels() -> Value {
    json!([{ "id": "C1", "name": "platform", "members": ["U1"] }, { "id": "C2", "name": "random" }])
}

/// Two messages, one an accepted answer.
fn day() -> Value {
    json!([question("10:00:00", "How?"), answer("10:01:00", "10:00:00", "So.", true)])
}

fn zip(entries: &[(&str, Vec<u8>)]) -> tempfile::NamedTempFile {
    let file = tempfile::Builder::new().suffix(".zip").tempfile().unwrap();
    let mut zip = zip::ZipWriter::new(file.reopen().unwrap());
    for (name, bytes) in entries {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap();
    file
}

fn bytes(value: &Value) -> Vec<u8> {
    serde_json::to_vec_pretty(value).unwrap()
}

/// An export with its lists, and this beside them or in their place.
fn export(more: &[(&str, Vec<u8>)]) -> tempfile::NamedTempFile {
    let mut entries = vec![("users.json", bytes(&users())), ("channels.json", bytes(&channels()))];
    for (name, bytes) in more {
        entries.retain(|(other, _)| other != name);
        entries.push((name, bytes.clone()));
    }
    zip(&entries)
}

async fn import_as(db: &Db, file: &tempfile::NamedTempFile, options: &Options) -> Report {
    let mut count = 0;
    let fresh = || {
        count += 1;
        format!("{} {count}", file.path().display())
    };
    let report = run(db, file.path(), options, fresh, now(), |_, _, _| {}).await.unwrap();
    assert_eq!(report.found, report.messages + report.left_out.values().sum::<u64>(), "it adds up");
    report
}

async fn import(db: &Db, file: &tempfile::NamedTempFile) -> Report {
    import_as(db, file, &options()).await
}

/// A dry run of it on an empty store.
async fn tried(file: &tempfile::NamedTempFile) -> Report {
    let db = Db::open("sqlite::memory:").await.unwrap();
    db.migrate().await.unwrap();
    import_as(&db, file, &Options { dry_run: true, ..options() }).await
}

fn four() -> Vec<Value> {
    let odd = json!({
        "type": "message", "user": "U2", "text": "odd", "ts": super::ts("10:30:00"), "thread_ts": super::ts("10:30:00"),
        "reply_count": 0, "reactions": [{ "name": "eyes", "users": ["U1"] }], "files": [{ "title": "x" }],
    });
    let rest = |moment: &str, text: &str| message(moment, text);
    vec![rest("10:00:00", "one"), odd, rest("11:00:00", "three"), rest("11:30:00", "four")]
}

#[tokio::test]
async fn a_field_of_another_type_counts_as_missing_and_the_rest_comes_in() {
    for (field, value, messages) in [
        ("reactions", json!(null), 4),
        ("reactions", json!([null]), 4),
        ("reactions", json!([{ "name": "eyes", "users": null }]), 4),
        ("files", json!(null), 4),
        ("files", json!([null]), 4),
        ("files", json!({}), 4),
        ("reply_count", json!(null), 4),
        ("reply_count", json!(-1.5), 4),
        ("thread_ts", json!(null), 4),
        ("edited", json!("yes"), 4),
        ("user_profile", json!([]), 4),
        ("text", json!(["a"]), 4),
        ("user", json!(7), 3),
        ("ts", json!(1_767_607_201.000_1), 3),
    ] {
        let mut all = four();
        all[1][field] = value.clone();
        let report = tried(&export(&[(DAY, bytes(&json!(all)))])).await;
        assert_eq!((report.found, report.messages), (4, messages), "{field} {value}");
        assert_eq!(report.problems.len(), usize::from(field == "ts"), "{field} {value}");
    }
    let mut all = four();
    all[1] = json!(null);
    let report = tried(&export(&[(DAY, bytes(&json!(all)))])).await;
    assert_eq!((report.messages, report.left_out[&LeftOut::Unreadable]), (3, 1));
    assert_eq!(
        report.problems,
        ["platform/2026-01-05.json, line 8: is not a record in braces; it is left out"]
    );
    for (list, odd) in [
        (
            "users.json",
            json!([{ "id": "U1", "team_id": "T1", "deleted": null, "is_bot": "x", "profile": [] }, null]),
        ),
        (
            "channels.json",
            json!([{ "id": "C1", "name": "platform", "is_archived": null, "members": null }, 7]),
        ),
    ] {
        let report = tried(&export(&[(list, bytes(&odd)), (DAY, bytes(&day()))])).await;
        assert_eq!((report.messages, report.problems.len()), (2, 1), "{list} {:?}", report.problems);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// One field anywhere in an export is of another type: all others are imported.
    #[test]
    fn one_odd_field_sinks_only_its_own_record(which in 0..3_usize, record in 0..2_usize, field in any::<prop::sample::Index>(), odd in 0..6_usize) {
        let odd = [json!(null), json!([null]), json!({ "a": null }), json!(-0.5), json!(""), json!(false)][odd].clone();
        let mut lists = [users(), channels(), json!(four()[1..3])];
        let object = lists[which][record].as_object_mut().unwrap();
        let names: Vec<String> = object.keys().cloned().collect();
        let name = &names[field.index(names.len())];
        object.insert(name.clone(), odd);
        let [users, channels, day] = lists;
        let file = export(&[("users.json", bytes(&users)), ("channels.json", bytes(&channels)), (DAY, bytes(&day))]);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let report = runtime.block_on(tried(&file));
        prop_assert!(report.people >= 2, "{report:?}");
        let lost_channel = which == 1 && record == 0 && (name == "id" || name == "name");
        if lost_channel {
            prop_assert!(!report.problems.is_empty());
        } else {
            prop_assert!(report.messages >= 1 && report.channels >= 1, "{report:?}");
            prop_assert_eq!(report.found, 2);
        }
    }
}

#[tokio::test]
async fn an_export_comes_in_however_it_was_packed() {
    let (people, lists, day) = (bytes(&users()), bytes(&channels()), bytes(&day()));
    let of = |names: [&'static str; 3]| {
        zip(&[(names[0], people.clone()), (names[1], lists.clone()), (names[2], day.clone())])
    };
    for names in [
        ["Our export/users.json", "Our export/channels.json", "Our export/platform/2026-01-05.json"],
        ["users.json", "channels.json", "platform\\2026-01-05.json"],
        ["users.json", "channels.json", "Platform/2026-01-05.json"],
        ["users.json", "channels.json", "C1/2026-01-05.json"],
        ["users.json", "channels.json", "platform/messages.json"],
        ["users.json", "channels.json", "platform.json"],
        ["org_users.json", "channels.json", DAY],
        ["teams/north/users.json", "teams/north/channels.json", "teams/north/platform/2026-01-05.json"],
        ["org_users.json", "teams/north/channels.json", "teams/north/platform/2026-01-05.json"],
    ] {
        on_each_store(async |db| {
            let report = import(db, &of(names)).await;
            assert_eq!(report.problems, Vec::<String>::new(), "{names:?}");
            assert_eq!((report.people, report.messages), (3, 2), "{names:?}");
            assert!(super::is_accepted(db, "10:01:00").await, "{names:?}");
        })
        .await;
    }
}

#[tokio::test]
async fn an_organisations_export_brings_all_its_workspaces_or_the_one_that_is_named() {
    let of = |team: &str| bytes(&json!([{ "id": "U1", "team_id": team, "name": "ann" }]));
    let file = || {
        zip(&[
            ("org_users.json", of("E1")),
            ("channels.json", b"[]".to_vec()),
            ("teams/north/users.json", of("T1")),
            ("teams/north/channels.json", bytes(&channels())),
            ("teams/north/platform/2026-01-05.json", bytes(&day())),
            ("teams/south/users.json", of("T2")),
            ("teams/south/channels.json", bytes(&channels())),
            ("teams/south/platform/2026-01-05.json", bytes(&day())),
        ])
    };
    on_each_store(async |db| {
        let only = Options { team: Some("T2".to_owned()), ..options() };
        let report = import_as(db, &file(), &only).await;
        assert_eq!((report.messages, report.team.as_str(), report.problems.len()), (2, "T2", 0));
        assert_eq!(reads(db, "10:00:00").await, None, "the other workspace's channel is another one");
        let report = import(db, &file()).await;
        assert_eq!((report.messages, report.team.as_str(), report.problems.len()), (2, "T1, T2", 0));
        assert!(reads(db, "10:00:00").await.is_some());
        let other = Options { team: Some("T3".to_owned()), ..options() };
        let refused = run(db, file().path(), &other, || "x".to_owned(), now(), |_, _, _| {}).await;
        assert!(refused.unwrap_err().to_string().contains("T1, T2; T3 is none of them"));
    })
    .await;
}

#[tokio::test]
async fn nothing_is_passed_over_in_silence() {
    let file = export(&[
        (DAY, bytes(&day())),
        ("lost-and-found/2026-01-05.json", bytes(&day())),
        ("random/2026-01-05 (1).json", bytes(&day())),
        ("extra.json", bytes(&day())),
        ("D01234/2026-01-05.json", bytes(&day())),
        ("FC:F1:plan/2026-01-05.json", bytes(&day())),
        ("mpdm-ann--bob-1/2026-01-05.json", bytes(&day())),
        ("canvases.json", b"[]".to_vec()),
        ("platform/canvas_in_the_conversation.json", b"{}".to_vec()),
        ("groups.json", bytes(&json!([{ "id": "G1", "name": "board" }]))),
        ("board/2026-01-05.json", bytes(&day())),
    ]);
    let report = tried(&file).await;
    assert_eq!(report.messages, 2);
    assert_eq!(report.passed_over.get(&PassedOver::Direct), Some(&3));
    assert_eq!(report.passed_over.get(&PassedOver::Private), Some(&1));
    assert_eq!(
        report.problems,
        [
            "extra.json is no list that an export has, and no channel is called so; it is not read",
            "random/2026-01-05 (1).json: not called as a day is, such as 2026-01-31.json; left out",
            "lost-and-found: no channel of channels.json or groups.json is called so; its one file is left out",
        ]
    );
    let none =
        tried(&export(&[(DAY, bytes(&json!([{ "type": "message", "bot_id": "B1", "ts": "1.000100" }])))]))
            .await;
    assert!(none.problems[0].starts_with("not one of 1 messages was imported"), "{:?}", none.problems);
}

#[tokio::test]
async fn lists_that_are_nearly_lists_are_read_and_others_are_told() {
    let well = String::from_utf8(bytes(&day())).unwrap();
    let (mark, control) = (format!("\u{feff}{well}"), well.replace("How?", "How\u{1}?"));
    let cut = well.trim_end().trim_end_matches(']').to_owned();
    for (text, messages, problem) in [
        (mark.clone().into_bytes(), 2, ""),
        (well.replace('\n', "\r\n").into_bytes(), 2, ""),
        (format!("{well}{well}").into_bytes(), 4, ""),
        (b"null".to_vec(), 0, ""),
        (b"".to_vec(), 0, "2026-01-05.json: is empty"),
        (b"{}".to_vec(), 0, "is not a list: it holds a single object"),
        (control.into_bytes(), 1, "2026-01-05.json, line 2: is left out; on line 4 it is not JSON: control"),
        (well.replace("How?", "Wo\u{df}?").bytes().filter(|byte| *byte != 0xc3).collect(), 1, "not UTF-8"),
        (cut.into_bytes(), 2, "ends in the middle of the list"),
    ] {
        let report = tried(&export(&[(DAY, text)])).await;
        assert_eq!(report.messages, messages, "{:?}", report.problems);
        let told = report.problems.first().map(String::as_str).unwrap_or_default();
        assert!(told.contains(problem) && told.is_empty() == problem.is_empty(), "{told}");
    }
    for list in ["groups.json", "dms.json", "mpims.json"] {
        let report = tried(&export(&[(list, b"null".to_vec()), (DAY, bytes(&day()))])).await;
        assert_eq!((report.messages, report.problems.len()), (2, 0), "{list}");
    }
    let report = tried(&export(&[("channels.json", b"null".to_vec()), (DAY, bytes(&day()))])).await;
    assert_eq!((report.messages, report.problems.len()), (0, 1), "the folder is nobody's: {report:?}");
}

#[tokio::test]
async fn a_folder_of_two_channels_is_left_alone() {
    let private = bytes(&json!([{ "id": "G1", "name": "platform" }]));
    let report = tried(&export(&[("groups.json", private), (DAY, bytes(&day()))])).await;
    assert_eq!(report.messages, 0, "a private channel's words could pass as the public one's");
    assert!(report.problems[0].contains("C1 and G1"), "{:?}", report.problems);
}

#[tokio::test]
async fn what_is_in_already_is_so_for_its_own_workspace() {
    on_each_store(async |db| {
        let file = export(&[(DAY, bytes(&day()))]);
        let wrong = import_as(db, &file, &Options { team: Some("T9".to_owned()), ..options() }).await;
        assert_eq!((wrong.messages, wrong.problems.len()), (2, 1));
        assert_eq!(reads(db, "10:00:00").await, None);
        assert_eq!(import(db, &file).await.messages, 2);
        assert!(reads(db, "10:00:00").await.is_some());
        assert_eq!(import(db, &file).await.messages, 0, "and again changes nothing");
    })
    .await;
}

#[tokio::test]
async fn a_sign_that_one_database_refuses_costs_that_sign_and_words_below_a_file_count() {
    let comment = json!({
        "type": "message", "subtype": "file_comment", "ts": super::ts("12:00:00"), "text": "commented",
        "comment": { "user": "U2", "comment": "mind the gap" },
    });
    on_each_store(async |db| {
        let all = json!([message("10:00:00", "a\u{0}b"), message("11:00:00", "next"), comment]);
        let report = import(db, &export(&[(DAY, bytes(&all))])).await;
        assert_eq!((report.messages, report.problems.len()), (3, 0));
        assert_eq!(reads(db, "10:00:00").await.as_deref(), Some("a\u{fffd}b"));
        assert_eq!(reads(db, "12:00:00").await.as_deref(), Some("mind the gap"));
    })
    .await;
}
