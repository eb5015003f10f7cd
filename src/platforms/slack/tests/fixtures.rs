//! Every sample payload of Slack's own kits goes through the real router: accepted or left out on purpose, never worse.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use axum::http::StatusCode;
use serde_json::{Map, Value};

use super::House;
use crate::chat::{Event, What};

fn files(folder: &str) -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/slack").join(folder);
    let mut paths: Vec<PathBuf> = folder.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let read = |path: &PathBuf| serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    paths.iter().map(|path| (path.file_stem().unwrap().to_string_lossy().into_owned(), read(path))).collect()
}

/// The samples' values are blank: this gives them the life that is needed to mean something.
fn fill(key: &str, within: &str, value: &mut Value) {
    let filled = match (key, within) {
        ("type", "") => "event_callback",
        ("team" | "team_id" | "app_installed_team_id", _) | ("id", "team") => "T1",
        ("bot", "tokens") | ("user_id", "authorizations") => "UBOT",
        ("user" | "user_id" | "item_user", _) | ("id", "user") => "U1",
        ("channel" | "channel_id", _) | ("id", "channel") => "C1",
        ("ts" | "event_ts" | "thread_ts" | "message_ts" | "deleted_ts" | "action_ts" | "latest_reply", _) => {
            "1700000000.000100"
        }
        ("text", "previous_message") => "before",
        ("text", "event" | "message" | "") => "roll <@U2|ann> back &amp; <#C2|ops> <https://x.example|there>",
        ("name", "channel") => "general",
        ("real_name" | "display_name", _) => "Ann",
        ("reaction", _) => "tada",
        ("tab", _) => "home",
        ("trigger_id", _) => "1.2.abc",
        ("callback_id", _) => "room.verb",
        ("action_id", "actions") => "room.verb#2",
        ("value", "actions") => "q1",
        ("command", _) => "/ask-expert",
        ("response_url", _) => "https://hooks.slack.com/actions/T1/2/3",
        ("hash", "view") => "1.hash",
        ("id", "view") => "V1",
        ("event_id", _) => "Ev1",
        _ => "",
    };
    match value {
        Value::Object(object) => fill_all(key, object),
        Value::Array(items) => items.iter_mut().for_each(|item| match item {
            Value::Object(object) => fill_all(key, object),
            item => fill(key, within, item),
        }),
        Value::String(text) if (text.is_empty() || text.starts_with("0000000000")) && !filled.is_empty() => {
            filled.clone_into(text);
        }
        _ => {}
    }
}

fn fill_all(within: &str, object: &mut Map<String, Value>) {
    for (key, value) in object {
        fill(key, within, value);
    }
}

fn describe(event: &Event) -> String {
    let what = match &event.what {
        What::Command { words, slash, message, groups: _ } => {
            format!("command {words:?} slash={slash} message={}", message.is_some())
        }
        What::Shortcut { name, message } => format!("shortcut {name} on={}", message.is_some()),
        What::Press(press) => {
            format!("press {} {:?} message={}", press.action, press.value, press.message.is_some())
        }
        What::Submission(form) => format!("submission {} {:?}", form.form, form.values),
        What::Home => "home".to_owned(),
        What::Arrived => "arrived".to_owned(),
        What::Overheard(message) => format!("overheard {:?}", message.text),
        What::Edited(message) => format!("edited {:?}", message.text),
        What::Deleted(message) => format!("deleted {message}"),
        What::Reaction(reaction) => format!("reaction {} added={}", reaction.emoji, reaction.added),
        What::Profile(profile) => format!("profile {} {:?}", profile.name, profile.standing),
        What::Channel(stated) => format!("channel {stated:?}"),
        What::Membership(told) => format!("membership {told:?}"),
    };
    format!("{what} by {} in {} {:?} [{}]", event.from, event.at.id, event.at.kind, event.key)
}

async fn table(folder: &str, as_form: bool) -> String {
    let mut table = String::new();
    for (name, mut payload) in files(folder) {
        fill_all("", payload.as_object_mut().unwrap());
        let house = House::new();
        let is_command = payload.get("command").is_some();
        let (status, _) = if is_command {
            let fields: Vec<(String, String)> = payload
                .as_object()
                .unwrap()
                .iter()
                .map(|(key, value)| {
                    (key.clone(), value.as_str().map_or_else(|| value.to_string(), str::to_owned))
                })
                .collect();
            let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
            house.form(&fields).await
        } else if as_form {
            house.interaction(&payload).await
        } else {
            house.event(&payload).await
        };
        let gone = house.store.kept.lock().unwrap().is_empty();
        let heard: Vec<String> = house.heard().iter().map(describe).collect();
        let heard = if gone { "revoked".to_owned() } else { heard.join("; ") };
        let heard = if heard.is_empty() { "-".to_owned() } else { heard };
        writeln!(table, "{name}: {} {heard}", status.as_u16()).unwrap();
    }
    table
}

#[tokio::test]
async fn events() {
    insta::assert_snapshot!(table("events", false).await);
}

#[tokio::test]
async fn interactions() {
    insta::assert_snapshot!(table("interaction", true).await);
}

#[tokio::test]
async fn as_they_are_they_mean_nothing_and_do_no_harm() {
    for (name, payload) in files("events") {
        let house = House::new();
        assert_eq!(house.event(&payload).await.0, StatusCode::OK, "{name}");
        assert_eq!(house.interaction(&payload).await.0, StatusCode::OK, "{name} as a form");
        assert_eq!(house.heard(), [], "{name}");
    }
    for (name, payload) in files("interaction") {
        let house = House::new();
        assert_eq!(house.interaction(&payload).await.0, StatusCode::OK, "{name}");
        assert_eq!(house.event(&payload).await.0, StatusCode::OK, "{name} as JSON");
        assert_eq!(house.heard(), [], "{name}");
    }
}

/// Cut anywhere, and with any value replaced by another kind: 200 or 400, never a panic.
#[tokio::test]
async fn damaged_payloads_do_no_harm() {
    let strange =
        [Value::Null, Value::Bool(true), 1.5.into(), "x".into(), Value::Array(vec![]), Map::new().into()];
    for (name, mut payload) in files("interaction").into_iter().chain(files("events")) {
        fill_all("", payload.as_object_mut().unwrap());
        let house = House::new();
        let whole = payload.to_string();
        for cut in [1, whole.len() / 3, whole.len() - 1] {
            let (status, _) =
                house.send("application/json", whole.get(..cut).unwrap_or("{").as_bytes()).await;
            assert_eq!(status, StatusCode::BAD_REQUEST, "{name}");
        }
        let keys: Vec<String> = payload.as_object().unwrap().keys().cloned().collect();
        for (at, key) in keys.iter().enumerate() {
            let mut damaged = payload.clone();
            damaged[key] = strange[at % strange.len()].clone();
            for status in [house.event(&damaged).await.0, house.interaction(&damaged).await.0] {
                assert_eq!(status, StatusCode::OK, "{name} without {key}");
            }
        }
    }
}
