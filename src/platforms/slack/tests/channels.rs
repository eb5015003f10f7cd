//! What Slack answers when it is asked about channels: what they are, who is in them, which are open.

use std::time::Duration;

use chrono::TimeDelta;
use serde_json::{Value, json};
use wiremock::matchers::{path, query_param, query_param_is_missing};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::statements::{c1, command, message};
use super::{House, installation};
use crate::chat::{
    AccountId, Circle, PlaceId, PlaceKind, Platform, Reason, Standing, TeamId, Undelivered, Visibility, What,
    WorkspaceId,
};

async fn slack(enterprise: Option<&str>, team: Option<&str>) -> (MockServer, House) {
    let server = MockServer::start().await;
    let house = House::with(&format!("{}/api", server.uri()), &[installation(enterprise, team)]);
    (server, house)
}

async fn on(server: &MockServer, name: &str, answer: Value) {
    let answer = ResponseTemplate::new(200).set_body_json(answer);
    Mock::given(path(format!("/api/{name}"))).respond_with(answer).mount(server).await;
}

async fn count(server: &MockServer) -> usize {
    server.received_requests().await.unwrap().len()
}

fn t1() -> WorkspaceId {
    WorkspaceId::new("slack:T1")
}

#[tokio::test]
async fn the_private_state_of_a_place_beats_the_letter_and_the_old_name() {
    for (flags, kind, shared, visibility) in [
        (json!({"is_private": false}), PlaceKind::Channel, false, Visibility::Workspace),
        (json!({"is_channel": true, "is_private": true}), PlaceKind::Private, false, Visibility::Members),
        (json!({"is_channel": true}), PlaceKind::Private, false, Visibility::Members),
        (
            json!({"is_private": false, "is_ext_shared": true}),
            PlaceKind::Channel,
            true,
            Visibility::Workspace,
        ),
        (
            json!({"is_private": false, "is_pending_ext_shared": true}),
            PlaceKind::Channel,
            true,
            Visibility::Workspace,
        ),
        (json!({"is_private": false, "is_shared": true}), PlaceKind::Channel, true, Visibility::Workspace),
        (
            json!({"is_private": false, "is_shared": true, "is_org_shared": true}),
            PlaceKind::Channel,
            false,
            Visibility::Workspace,
        ),
    ] {
        let (server, house) = slack(None, Some("T1")).await;
        let mut channel = json!({"id": "C1", "name": "ops", "is_archived": false, "is_member": true});
        channel.as_object_mut().unwrap().extend(flags.as_object().unwrap().clone());
        on(&server, "conversations.info", json!({"ok": true, "channel": channel})).await;
        house.form(&command("ops", "1")).await;
        house.form(&command("ops", "2")).await;
        let told = house.told();
        let What::Channel(stated) = &told[0].what else { panic!("{told:?}") };
        assert_eq!((told.len(), told[1].at.kind, told[1].at.shared), (3, kind, shared), "{flags}");
        assert_eq!(
            (stated.name.as_deref(), stated.visibility.as_ref(), stated.shared, stated.gone),
            (Some("ops"), Some(&visibility), Some(shared), Some(false))
        );
        assert_eq!(stated.believed_until.is_some(), visibility != Visibility::Members, "{flags}");
        // Asked outright, the answer is the same.
        assert_eq!(house.door.channel(&t1(), &c1()).await.as_ref(), Ok(stated));
    }
}

#[tokio::test]
async fn while_slack_does_not_say_a_place_is_private_and_shared_and_nothing_is_learned() {
    for answer in [
        ResponseTemplate::new(429).insert_header("retry-after", "30"),
        ResponseTemplate::new(200).set_delay(Duration::from_secs(30)),
        ResponseTemplate::new(500),
        ResponseTemplate::new(200).set_body_json(json!({"ok": true})),
        ResponseTemplate::new(200).set_body_json(json!({"ok": false, "error": "channel_not_found"})),
    ] {
        let (server, house) = slack(None, Some("T1")).await;
        Mock::given(path("/api/conversations.info"))
            .respond_with(answer)
            .up_to_n_times(1)
            .mount(&server)
            .await;
        on(&server, "conversations.info", json!({"ok": true, "channel": {"id": "C1", "is_private": false}}))
            .await;
        house.form(&command("ops", "1")).await;
        let told = house.told();
        assert_eq!((told.len(), told[0].at.kind, told[0].at.shared), (1, PlaceKind::Private, true));
        // Not asked again at once; a minute later it is.
        house.form(&command("ops", "2")).await;
        assert_eq!((house.told()[0].at.kind, count(&server).await), (PlaceKind::Private, 1));
        house.clock.advance(TimeDelta::seconds(61));
        house.form(&command("ops", "3")).await;
        let told = house.told();
        assert_eq!((told.len(), told[1].at.kind, told[1].at.shared), (2, PlaceKind::Channel, false));
    }
}

#[tokio::test]
async fn a_roster_is_read_to_its_end_without_us() {
    let (server, house) = slack(None, Some("T1")).await;
    let page = |members: Value, next: &str| {
        ResponseTemplate::new(200).set_body_json(
            json!({"ok": true, "members": members, "response_metadata": {"next_cursor": next}}),
        )
    };
    let asked = || Mock::given(path("/api/conversations.members")).and(query_param("channel", "C1"));
    asked()
        .and(query_param_is_missing("cursor"))
        .respond_with(page(json!(["U1", "UBOT"]), "next"))
        .mount(&server)
        .await;
    asked()
        .and(query_param("cursor", "next"))
        .respond_with(page(json!(["W2"]), ""))
        .up_to_n_times(1)
        .mount(&server)
        .await;
    let circle = Circle::Place(c1());
    let members = house.door.members(&t1(), &circle).await.unwrap();
    assert_eq!(members.accounts, [AccountId::new("slack:T1:U1"), AccountId::new("slack:T1:W2")]);
    // The second page does not come: part of a roster is none.
    assert!(house.door.members(&t1(), &circle).await.is_err());
    let (server, house) = slack(None, Some("T1")).await;
    on(&server, "conversations.members", json!({"ok": true})).await;
    assert!(house.door.members(&t1(), &circle).await.is_err(), "no list is not an empty one");
    let (server, house) = slack(None, Some("T1")).await;
    let refused = json!({"ok": false, "error": "missing_scope", "needed": "groups:read"});
    on(&server, "conversations.members", refused).await;
    let reason = Reason::MissingScope("groups:read".to_owned());
    assert_eq!(house.door.members(&t1(), &circle).await, Err(Undelivered::Refused(reason)));
}

#[tokio::test]
async fn all_open_channels_are_listed_or_none() {
    let (server, house) = slack(None, Some("T1")).await;
    let page = |channels: Value, next: &str| {
        ResponseTemplate::new(200).set_body_json(
            json!({"ok": true, "channels": channels, "response_metadata": {"next_cursor": next}}),
        )
    };
    let asked = || {
        Mock::given(path("/api/conversations.list"))
            .and(query_param("types", "public_channel"))
            .and(query_param("exclude_archived", "false"))
            .and(query_param_is_missing("team_id"))
    };
    asked()
        .and(query_param_is_missing("cursor"))
        .respond_with(page(
            json!([{"id": "C1", "name": "ops", "is_private": false}, {"id": "C2", "name": "hr", "is_private": true}, {"id": "C3"}]),
            "next",
        ))
        .mount(&server)
        .await;
    asked()
        .and(query_param("cursor", "next"))
        .respond_with(page(
            json!([{"id": "C4", "is_private": false, "is_archived": true, "is_ext_shared": true}]),
            "",
        ))
        .mount(&server)
        .await;
    let open = house.door.open_channels(&t1()).await.unwrap().unwrap();
    let ids: Vec<&str> = open.iter().map(|(place, _)| place.as_str()).collect();
    assert_eq!(ids, ["slack:T1:C1", "slack:T1:C4"]);
    assert_eq!((open[0].1.shared, open[0].1.gone), (Some(false), None));
    assert_eq!((open[1].1.shared, open[1].1.gone), (Some(true), Some(true)));
    assert_eq!(open[0].1.believed_until, Some(house.clock.now() + TimeDelta::minutes(10)));
    // One that was made private since the list was begun is not on it.
    house.event(&message("group", "1700000000.000100")).await;
    let open = house.door.open_channels(&t1()).await.unwrap().unwrap();
    assert_eq!(open.len(), 1);
}

#[tokio::test]
async fn a_list_that_limits_cut_off_is_gone_on_with() {
    let (server, house) = slack(None, Some("T1")).await;
    let throttled = ResponseTemplate::new(429).insert_header("retry-after", "30");
    let page = |id: &str, next: &str| {
        ResponseTemplate::new(200)
            .set_body_json(json!({"ok": true, "channels": [{"id": id, "is_private": false}],
            "response_metadata": {"next_cursor": next}}))
    };
    let asked = || Mock::given(path("/api/conversations.list"));
    asked()
        .and(query_param_is_missing("cursor"))
        .respond_with(page("C1", "next"))
        .expect(1)
        .mount(&server)
        .await;
    let second = || asked().and(query_param("cursor", "next"));
    second().respond_with(throttled).up_to_n_times(1).mount(&server).await;
    second().respond_with(page("C2", "")).mount(&server).await;
    assert_eq!(house.door.open_channels(&t1()).await, Err(Undelivered::Throttled(Duration::from_secs(30))));
    // Nobody asks before Slack lets us.
    assert!(matches!(house.door.open_channels(&t1()).await, Err(Undelivered::Throttled(_))));
    house.clock.advance(TimeDelta::seconds(31));
    assert_eq!(house.door.open_channels(&t1()).await.unwrap().unwrap().len(), 2);
}

#[tokio::test]
async fn in_an_organisation_a_channel_is_open_to_its_own_workspace() {
    let e1 = WorkspaceId::new("slack:E1");
    let team = |team: &str| Visibility::Team(TeamId::new(format!("slack:E1:{team}")));
    for (flags, visibility) in [
        (json!({"context_team_id": "T1"}), team("T1")),
        (json!({"context_team_id": "T1", "is_org_default": true}), Visibility::Workspace),
        (json!({"context_team_id": "T1", "is_org_mandatory": true}), Visibility::Workspace),
        (json!({"is_global_shared": true}), Visibility::Workspace),
        (json!({"context_team_id": "T1", "is_org_shared": true, "is_shared": true}), team("T1")),
        (json!({"context_team_id": "E1"}), Visibility::Members),
        (json!({}), Visibility::Members),
    ] {
        let (server, house) = slack(Some("E1"), None).await;
        let mut channel = json!({"id": "C1", "is_private": false});
        channel.as_object_mut().unwrap().extend(flags.as_object().unwrap().clone());
        on(&server, "conversations.info", json!({"ok": true, "channel": channel})).await;
        let stated = house.door.channel(&e1, &PlaceId::new("slack:E1:C1")).await.unwrap();
        assert_eq!(stated.visibility, Some(visibility), "{flags}");
    }
    let (server, house) = slack(Some("E1"), None).await;
    on(&server, "auth.teams.list", json!({"ok": true, "teams": [{"id": "T1"}, {"id": "T2"}]})).await;
    for (asked, channel) in [("T1", "C1"), ("T2", "C2")] {
        let answer = json!({"ok": true, "channels": [{"id": channel, "is_private": false}]});
        let listed = Mock::given(path("/api/conversations.list")).and(query_param("team_id", asked));
        listed.respond_with(ResponseTemplate::new(200).set_body_json(answer)).mount(&server).await;
    }
    let open = house.door.open_channels(&e1).await.unwrap().unwrap();
    let mut stated: Vec<_> = open.into_iter().map(|(_, statement)| statement.visibility.unwrap()).collect();
    stated.sort_by_key(|visibility| format!("{visibility:?}"));
    assert_eq!(stated, [team("T1"), team("T2")]);
    // An event says that it is open, and not to whom.
    let mut event = message("channel", "1700000000.000100");
    event["enterprise_id"] = "E1".into();
    house.event(&event).await;
    let told = house.told();
    let What::Channel(statement) = &told[0].what else { panic!("{told:?}") };
    assert_eq!((statement.visibility.clone(), told[1].at.kind), (None, PlaceKind::Channel));
}

#[tokio::test]
async fn a_profile_says_in_which_workspaces_of_an_organisation_somebody_is() {
    let standing = |enterprise: Option<&'static str>, team: Option<&'static str>, user: Value| async move {
        let (server, house) = slack(enterprise, team).await;
        on(&server, "users.info", json!({"ok": true, "user": user})).await;
        let workspace = installation(enterprise, team).workspace;
        let account = AccountId::new(format!("{workspace}:U1"));
        let profile = house.door.profile(&workspace, &account).await.unwrap();
        let teams = profile.teams.map(|teams| teams.iter().map(ToString::to_string).collect::<Vec<_>>());
        (profile.standing, teams)
    };
    let user = |team: &str, enterprise: Value| json!({"id": "U1", "team_id": team, "name": "ann", "enterprise_user": enterprise});
    let ours = json!({"enterprise_id": "E1", "teams": ["T1", "T2"]});
    let in_both = Some(vec!["slack:E1:T1".to_owned(), "slack:E1:T2".to_owned()]);
    assert_eq!(standing(Some("E1"), None, user("T1", ours.clone())).await, (Standing::Member, in_both));
    // Somebody of another company who shares a channel with us is not marked as a stranger by Slack.
    let theirs = json!({"enterprise_id": "E9", "teams": ["T9"]});
    assert_eq!(standing(Some("E1"), None, user("T9", theirs)).await, (Standing::Stranger, Some(vec![])));
    assert_eq!(standing(Some("E1"), None, user("T9", Value::Null)).await, (Standing::Unknown, None));
    // One workspace of an organisation: a colleague at home in another one may be in ours as well.
    assert_eq!(standing(Some("E1"), Some("T1"), user("T2", ours)).await, (Standing::Member, None));
    let elsewhere = json!({"enterprise_id": "E1", "teams": ["T2"]});
    assert_eq!(standing(Some("E1"), Some("T1"), user("T2", elsewhere)).await, (Standing::Stranger, None));
}
