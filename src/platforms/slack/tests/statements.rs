//! What events and commands state about channels; and what nobody states.

use chrono::{DateTime, TimeDelta};
use serde_json::{Value, json};

use super::{House, NOW};
use crate::chat::{AccountId, ChannelStatement, Circle, Membership, PlaceId, PlaceKind, Visibility, What};

pub(super) fn event(inner: &Value) -> Value {
    json!({"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "is_ext_shared_channel": false, "event": inner})
}

pub(super) fn message(channel_type: &str, ts: &str) -> Value {
    event(
        &json!({"type": "message", "channel": "C1", "channel_type": channel_type, "user": "U1", "text": "x", "ts": ts}),
    )
}

pub(super) fn command<'a>(name: &'a str, trigger: &'a str) -> [(&'a str, &'a str); 6] {
    [
        ("team_id", "T1"),
        ("user_id", "U1"),
        ("channel_id", "C1"),
        ("channel_name", name),
        ("command", "/kudos"),
        ("trigger_id", trigger),
    ]
}

pub(super) fn c1() -> PlaceId {
    PlaceId::new("slack:T1:C1")
}

/// Everything that was stated, in order.
fn statements(house: &House) -> Vec<ChannelStatement> {
    let told = house.told().into_iter();
    told.filter_map(|event| match event.what {
        What::Channel(statement) => {
            assert_eq!(event.at.id, c1());
            Some(statement)
        }
        _ => None,
    })
    .collect()
}

fn visibilities(house: &House) -> Vec<Option<Visibility>> {
    statements(house).into_iter().map(|statement| statement.visibility).collect()
}

const OPEN: Option<Visibility> = Some(Visibility::Workspace);
const PRIVATE: Option<Visibility> = Some(Visibility::Members);

#[tokio::test]
async fn the_kind_of_a_place_comes_from_a_statement_only() {
    let ts = "1700000000.000100";
    let in_channel = |more: Value| {
        let mut inner = json!({"channel": "C1", "user": "U1", "text": "<@UBOT> x", "ts": ts, "event_ts": ts});
        inner.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        inner
    };
    let renamed =
        |kind: &str| json!({"type": kind, "channel": {"id": "C1", "name": "layoffs"}, "event_ts": ts});
    let reaction = json!({"type": "reaction_added", "user": "U1", "reaction": "eyes", "event_ts": ts,
        "item": {"type": "message", "channel": "C1", "ts": ts}});
    for (inner, kind, stated) in [
        (in_channel(json!({"type": "message", "channel_type": "channel"})), PlaceKind::Channel, vec![OPEN]),
        (in_channel(json!({"type": "message", "channel_type": "group"})), PlaceKind::Private, vec![PRIVATE]),
        (in_channel(json!({"type": "message", "channel_type": "mpim"})), PlaceKind::Group, vec![]),
        (in_channel(json!({"type": "message", "channel_type": "im"})), PlaceKind::Direct, vec![]),
        (in_channel(json!({"type": "message", "channel_type": "C"})), PlaceKind::Private, vec![]),
        (in_channel(json!({"type": "message"})), PlaceKind::Private, vec![]),
        (in_channel(json!({"type": "app_mention"})), PlaceKind::Private, vec![]),
        (reaction, PlaceKind::Private, vec![]),
        // These are a letter of an id, and `C` is either.
        (
            in_channel(json!({"type": "member_joined_channel", "channel_type": "C"})),
            PlaceKind::Private,
            vec![],
        ),
        (
            in_channel(json!({"type": "member_joined_channel", "channel_type": "G"})),
            PlaceKind::Private,
            vec![],
        ),
        (
            in_channel(json!({"type": "member_joined_channel", "channel_type": "C", "user": "UBOT"})),
            PlaceKind::Private,
            vec![None],
        ),
        (renamed("channel_rename"), PlaceKind::Private, vec![None]),
        (renamed("group_rename"), PlaceKind::Private, vec![PRIVATE]),
        (in_channel(json!({"type": "channel_archive"})), PlaceKind::Private, vec![None]),
        (in_channel(json!({"type": "group_archive"})), PlaceKind::Private, vec![PRIVATE]),
        (in_channel(json!({"type": "group_unarchive"})), PlaceKind::Private, vec![PRIVATE]),
        (in_channel(json!({"type": "group_left"})), PlaceKind::Private, vec![PRIVATE]),
        (
            in_channel(
                json!({"type": "message", "subtype": "channel_convert_to_private", "channel_type": "group"}),
            ),
            PlaceKind::Private,
            vec![PRIVATE],
        ),
        (
            in_channel(
                json!({"type": "message", "subtype": "channel_convert_to_public", "channel_type": "channel"}),
            ),
            PlaceKind::Channel,
            vec![OPEN],
        ),
        (
            in_channel(
                json!({"type": "message", "subtype": "channel_convert_to_public", "channel_type": "group"}),
            ),
            PlaceKind::Private,
            vec![PRIVATE],
        ),
    ] {
        let house = House::new();
        house.event(&event(&inner)).await;
        let heard = house.told();
        assert_eq!(heard.last().unwrap().at.kind, kind, "{inner}");
        house.inbox.events.lock().unwrap().extend(heard);
        assert_eq!(visibilities(&house), stated, "{inner}");
    }
}

#[tokio::test]
async fn what_becomes_of_a_channel() {
    let told = |more: ChannelStatement| ChannelStatement { shared: Some(false), ..more };
    let empty = ChannelStatement::default();
    for (inner, stated) in [
        (json!({"type": "channel_archive"}), told(ChannelStatement { gone: Some(true), ..empty.clone() })),
        (json!({"type": "channel_unarchive"}), told(ChannelStatement { gone: Some(false), ..empty.clone() })),
        (
            json!({"type": "channel_deleted"}),
            told(ChannelStatement { gone: Some(true), deleted: Some(true), ..empty.clone() }),
        ),
        (
            json!({"type": "channel_rename", "channel": {"id": "C1", "name": "ops"}}),
            told(ChannelStatement { name: Some("ops".to_owned()), ..empty.clone() }),
        ),
        (
            json!({"type": "channel_shared", "connected_team_id": "T9"}),
            ChannelStatement { shared: Some(true), ..empty.clone() },
        ),
        (
            json!({"type": "channel_unshared", "is_ext_shared": false}),
            ChannelStatement { shared: Some(false), ..empty.clone() },
        ),
        // Another company is still there.
        (
            json!({"type": "channel_unshared", "is_ext_shared": true}),
            ChannelStatement { shared: Some(true), ..empty.clone() },
        ),
        (json!({"type": "channel_unshared"}), empty.clone()),
    ] {
        let house = House::new();
        let mut inner = inner;
        inner["event_ts"] = "1700000000.000100".into();
        if inner["channel"].is_null() {
            inner["channel"] = "C1".into();
        }
        house.event(&event(&inner)).await;
        assert_eq!(statements(&house), [stated], "{inner}");
    }
}

#[tokio::test]
async fn who_comes_and_goes_is_told() {
    let house = House::new();
    let moved = |kind: &str, team: &str| {
        event(
            &json!({"type": kind, "user": "U1", "channel": "C1", "channel_type": "C", "team": team, "event_ts": "1.2"}),
        )
    };
    for (kind, team, account, is_member) in [
        ("member_joined_channel", "T1", "slack:T1:U1", true),
        ("member_left_channel", "T1", "slack:T1:U1", false),
        ("member_joined_channel", "T9", "slack:T9:U1", true),
    ] {
        house.event(&moved(kind, team)).await;
        let account = AccountId::new(account);
        let membership = Membership { circle: Circle::Place(c1()), account: account.clone(), is_member };
        let told = house.told();
        assert_eq!((&told[0].what, &told[0].from), (&What::Membership(membership), &account));
    }
}

#[tokio::test]
async fn the_machine_is_told_once_and_again_when_something_changes() {
    let house = House::new();
    for number in 0..20 {
        house.event(&message("channel", &format!("1700000000.0001{number:02}"))).await;
    }
    let believed = DateTime::from_timestamp(NOW, 100_000).unwrap() + TimeDelta::minutes(10);
    let told = statements(&house);
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].visibility.clone(), told[0].shared), (OPEN, Some(false)));
    assert!(told[0].believed_until.unwrap() <= believed);
    // Statements carry nobody's name.
    house.clock.advance(TimeDelta::minutes(4));
    house.event(&message("channel", "1700000240.000100")).await;
    assert_eq!(visibilities(&house), []);
    house.clock.advance(TimeDelta::seconds(59));
    house.event(&message("group", "1700000299.000100")).await;
    house.event(&message("group", "1700000299.000200")).await;
    assert_eq!(visibilities(&house), [PRIVATE]);
    let mut shared = message("group", "1700000299.000300");
    shared["is_ext_shared_channel"] = true.into();
    house.event(&shared).await;
    assert_eq!(statements(&house)[0].shared, Some(true));
}

#[tokio::test]
async fn a_statement_is_nobodys_doing_and_comes_first() {
    let house = House::new();
    house.event(&message("channel", "1700000000.000100")).await;
    let told = house.told();
    assert_eq!(told[0].from.as_str(), "slack:T1:UBOT");
    assert!(matches!((&told[0].what, &told[1].what), (What::Channel(_), What::Overheard(_))));
}

#[tokio::test]
async fn what_the_store_did_not_take_is_told_again() {
    let house = House::new();
    house.inbox.down.store(true, std::sync::atomic::Ordering::Relaxed);
    house.event(&message("group", "1700000000.000100")).await;
    house.inbox.down.store(false, std::sync::atomic::Ordering::Relaxed);
    house.event(&message("group", "1700000000.000100")).await;
    assert_eq!(visibilities(&house), [PRIVATE]);
}

#[tokio::test]
async fn what_was_open_before_it_was_made_private_does_not_open_it_again() {
    let house = House::new();
    house.event(&message("group", "1700000000.000300")).await;
    house.event(&message("channel", "1700000000.000200")).await;
    let told = house.told();
    assert_eq!(told.last().unwrap().at.kind, PlaceKind::Private);
    assert_eq!(told.iter().filter(|event| matches!(event.what, What::Channel(_))).count(), 1);
    house.event(&message("channel", "1700000000.000400")).await;
    assert_eq!(visibilities(&house), [OPEN]);
    // Delivered again after a minute: it may have been made private since.
    let house = House::new();
    house.event(&message("channel", "1699999930.000100")).await;
    let told = house.told();
    assert_eq!((told.len(), told[0].at.kind), (1, PlaceKind::Private));
}

#[tokio::test]
async fn a_command_from_a_private_group_says_so() {
    let house = House::new();
    house.form(&command("privategroup", "1")).await;
    assert_eq!(visibilities(&house), [PRIVATE]);
    // Also where it was open a moment ago.
    let house = House::new();
    house.event(&message("channel", "1700000000.000100")).await;
    house.form(&command("privategroup", "1")).await;
    let told = house.told();
    assert_eq!(told.last().unwrap().at.kind, PlaceKind::Private);
    house.inbox.events.lock().unwrap().extend(told);
    assert_eq!(visibilities(&house), [OPEN, PRIVATE]);
}
