//! What a channel is: told to the machine before what happened there, and looked up where no activity says it.

use serde_json::{Value, json};

use super::rig::{Rig, general, rig, rig_with};
use super::settings::TENANT;
use super::translate::fixture;
use crate::chat::{
    ChannelStatement, Event, PlaceId, PlaceKind, Platform, Reason, Undelivered, Visibility, What,
};
use crate::platforms::teams::api::ids;

fn ops() -> PlaceId {
    ids::place(TENANT, "19:ops@thread.tacv2")
}

fn team() -> Visibility {
    Visibility::Team(ids::team(TENANT, "19:team@thread.tacv2"))
}

fn stated(name: &str, visibility: Visibility, shared: bool) -> ChannelStatement {
    ChannelStatement {
        name: Some(name.to_owned()),
        visibility: Some(visibility),
        shared: Some(shared),
        ..ChannelStatement::default()
    }
}

/// What was heard since, as a word each; a statement as it is, and kept as the machine keeps it.
fn heard(rig: &Rig) -> (Vec<&'static str>, Vec<ChannelStatement>) {
    let events: Vec<Event> = std::mem::take(&mut *rig.inbox.events.lock().unwrap());
    let mut statements = Vec::new();
    let words = events.into_iter().map(|event| match event.what {
        What::Channel(statement) => {
            assert_eq!(event.at.id, ops());
            rig.tenants.statements.lock().unwrap().insert(ops(), statement.clone());
            statements.push(statement);
            "channel"
        }
        What::Command { .. } => "command",
        _ => "else",
    });
    let words = words.collect();
    (words, statements)
}

#[tokio::test]
async fn it_is_told_before_what_happened_there_and_once() {
    let rig = rig().await;
    let mut activity = fixture("message-in-a-standard-channel");
    let mut says = async |name: &str, id: u64| {
        activity["id"] = id.to_string().into();
        activity["channelData"]["channel"]["name"] = name.into();
        rig.sends(activity.clone()).await;
        heard(&rig)
    };
    let told = vec![stated("Operations", team(), false)];
    assert_eq!(says("Operations", 1).await, (vec!["channel", "command"], told));
    assert_eq!(says("Operations", 2).await, (vec!["command"], vec![]));
    let renamed = vec![stated("Ops", team(), false)];
    assert_eq!(says("Ops", 3).await, (vec!["channel", "command"], renamed));
    assert_eq!(says("Ops", 4).await, (vec!["command"], vec![]));
    // Another copy of the program told it.
    let other = rig_with(|_| {}).await;
    other.tenants.statements.lock().unwrap().insert(ops(), stated("Operations", team(), false));
    other.sends_fixture("message-in-a-standard-channel").await;
    assert_eq!(heard(&other).0, ["command"]);
}

#[tokio::test]
async fn each_type_is_told_as_it_is() {
    for (name, visibility, shared) in [
        ("message-in-a-private-channel", Visibility::Members, false),
        ("message-in-a-shared-channel", Visibility::Members, true),
        ("message-in-a-standard-channel", team(), false),
    ] {
        let rig = rig().await;
        rig.sends_fixture(name).await;
        assert_eq!(heard(&rig).1, [stated("Operations", visibility, shared)], "{name}");
    }
}

#[tokio::test]
async fn without_a_type_it_is_what_was_stated_before_and_else_private_until_it_is_looked_up() {
    let rig = rig().await;
    rig.sends_fixture("message-mention").await;
    let [event] = &rig.heard()[..] else { panic!("a name alone is no statement: the machine asks") };
    assert_eq!((event.at.kind, event.at.shared), (PlaceKind::Private, true));
    rig.tenants.statements.lock().unwrap().insert(general(), stated("General", team(), false));
    rig.clock.advance(chrono::TimeDelta::seconds(3));
    rig.sends_fixture("card-button").await;
    let at = rig.heard()[1].at.clone();
    assert_eq!((at.kind, at.shared), (PlaceKind::Channel, false));
}

#[tokio::test]
async fn what_the_store_does_not_take_is_told_again() {
    let rig = rig().await;
    rig.inbox.down.store(true, std::sync::atomic::Ordering::Relaxed);
    rig.sends(fixture("message-in-a-private-channel")).await;
    rig.inbox.down.store(false, std::sync::atomic::Ordering::Relaxed);
    rig.sends(fixture("message-in-a-private-channel")).await;
    assert_eq!(heard(&rig).0, ["channel", "command"]);
}

#[tokio::test]
async fn what_happens_to_a_channel_is_about_that_channel() {
    let rig = rig().await;
    for (name, visibility, shared, gone, deleted) in [
        ("channel-created", Some(Visibility::Members), Some(false), Some(false), None),
        ("channel-shared", Some(Visibility::Members), Some(true), None, None),
        ("channel-renamed", None, None, Some(false), None),
        ("channel-deleted", None, None, Some(true), Some(true)),
        ("channel-restored", None, None, Some(false), Some(false)),
    ] {
        rig.sends_fixture(name).await;
        let name = Some("Operations".to_owned());
        let all = ChannelStatement { name, visibility, shared, gone, deleted, believed_until: None };
        assert_eq!(heard(&rig), (vec!["channel"], vec![all]));
    }
    let references = rig.tenants.references.lock().unwrap();
    let name = |channel: &str| references[ids::place(TENANT, channel).as_str()].name.clone();
    assert_eq!(name("19:ops@thread.tacv2").as_deref(), Some("Operations"));
    assert_eq!(
        name("19:team@thread.tacv2").as_deref(),
        Some("General"),
        "where it was told keeps its own name"
    );
}

async fn looks_up(rig: &Rig, channel: &str) -> Result<ChannelStatement, Undelivered> {
    rig.door.channel(&ids::workspace(TENANT), &ids::place(TENANT, channel)).await
}

async fn with_list(list: Value) -> Rig {
    let rig = rig().await;
    rig.answers("GET", "/v3/teams/19%3Ateam%40thread.tacv2/conversations$", 200, list).await;
    for channel in ["general", "ops", "team"] {
        let mut activity = fixture("message-mention");
        activity["conversation"]["id"] = format!("19:{channel}@thread.tacv2;messageid=1").into();
        activity["channelData"]["channel"]["id"] = format!("19:{channel}@thread.tacv2").into();
        rig.sends(activity).await;
    }
    rig
}

#[tokio::test]
async fn it_is_looked_up_in_the_list_of_its_team() {
    let rig = with_list(json!({ "conversations": [
        { "id": "19:team@thread.tacv2", "name": null, "type": "standard" },
        { "id": "19:ops@thread.tacv2", "name": "\u{c4}rzte", "type": "Private" },
        { "id": "19:general@thread.tacv2", "name": "With others", "type": "shared" },
    ] }))
    .await;
    let team_id = "19:team@thread.tacv2";
    assert_eq!(looks_up(&rig, team_id).await, Ok(stated("General", team(), false)));
    let private = stated("\u{c4}rzte", Visibility::Members, false);
    assert_eq!(looks_up(&rig, "19:ops@thread.tacv2").await, Ok(private));
    let shared = stated("With others", Visibility::Members, true);
    assert_eq!(looks_up(&rig, "19:general@thread.tacv2").await, Ok(shared));
    assert_eq!(rig.door.open_channels(&ids::workspace(TENANT)).await, Ok(None));
    let references = rig.tenants.references.lock().unwrap();
    assert_eq!(
        references[ops().as_str()].name.as_deref(),
        Some("\u{c4}rzte"),
        "so that it is found by its name"
    );
}

#[tokio::test]
async fn what_the_list_does_not_say_stays_private() {
    let rig = with_list(json!({ "conversations": [
        { "id": "19:ops@thread.tacv2", "name": "Operations" },
        { "id": "19:team@thread.tacv2", "type": "something new" },
    ] }))
    .await;
    let refused = Err(Undelivered::Refused(Reason::NoSuchChannel));
    for channel in
        ["19:ops@thread.tacv2", "19:team@thread.tacv2", "19:general@thread.tacv2", "19:never@thread.tacv2"]
    {
        assert_eq!(looks_up(&rig, channel).await, refused, "{channel}");
    }
    rig.sends_fixture("message-in-a-group-chat").await;
    assert_eq!(looks_up(&rig, "19:chat-of-three@thread.v2").await, refused, "a chat is of no team");
    let elsewhere = ids::place("other", "19:ops@thread.tacv2");
    assert_eq!(rig.door.channel(&ids::workspace(TENANT), &elsewhere).await, refused);
    let rig = with_list(json!({ "odd": [] })).await;
    assert!(matches!(looks_up(&rig, "19:ops@thread.tacv2").await, Err(Undelivered::Unreached(_))));
}
