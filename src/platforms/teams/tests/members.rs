//! Who is in a team or a channel: whole rosters, and people who come and go.

use serde_json::{Value, json};
use wiremock::matchers::{method, path_regex, query_param, query_param_is_missing};
use wiremock::{Mock, ResponseTemplate};

use super::rig::{ANN, Rig, ann, rig};
use super::settings::{APP, TENANT};
use super::translate::fixture;
use crate::chat::{AccountId, Circle, Membership, Platform, Reason, Standing, Undelivered, What};
use crate::platforms::teams::api::ids;

const BOB: &str = "00000000-0000-0000-0000-00000000000b";
const TEAM: &str = "19:team@thread.tacv2";

fn bob() -> AccountId {
    ids::account(TENANT, BOB)
}

fn zoe() -> AccountId {
    ids::account("ffffffff-0000-0000-0000-000000000000", "0f")
}

fn team() -> Circle {
    Circle::Team(ids::team(TENANT, TEAM))
}

fn place(channel: &str) -> Circle {
    Circle::Place(ids::place(TENANT, channel))
}

fn page(of: &[Value], more: Option<&str>) -> Value {
    json!({ "members": of, "continuationToken": more })
}

fn member(id: &str, object: &str, name: &str) -> Value {
    json!({ "id": id, "aadObjectId": object, "name": name, "tenantId": TENANT, "userRole": "user" })
}

async fn reads(rig: &Rig, circle: &Circle) -> Result<Vec<AccountId>, Undelivered> {
    rig.door.members(&ids::workspace(TENANT), circle).await.map(|roster| roster.accounts)
}

async fn met() -> Rig {
    let rig = rig().await;
    rig.sends_fixture("message-mention").await;
    rig.sends_fixture("message-in-a-private-channel").await;
    rig
}

#[tokio::test]
async fn a_roster_is_read_to_its_end_without_the_bot_and_everybody_in_their_own_tenant() {
    let rig = met().await;
    let zoe_there = json!({ "id": "29:1zoe", "aadObjectId": "0f", "name": "Zoe", "tenantId": "ffffffff-0000-0000-0000-000000000000" });
    let first = page(
        &[member("29:1ann", ANN, "Ann Lee"), json!({ "id": format!("28:{APP}"), "name": "Lyceum" })],
        Some("more"),
    );
    let second = page(&[member("29:1bob", BOB, "Bob Ray"), zoe_there], None);
    for (path, token, answer) in [("Ateam", None, first), ("Ateam", Some("more"), second)] {
        let mock =
            Mock::given(method("GET")).and(path_regex(format!("19%3{path}%40thread.tacv2/pagedMembers$")));
        let mock = match token {
            Some(token) => mock.and(query_param("continuationToken", token)),
            None => mock.and(query_param_is_missing("continuationToken")),
        };
        mock.respond_with(ResponseTemplate::new(200).set_body_json(answer)).mount(&rig.server).await;
    }
    // The team's first channel was never seen; another one of it was.
    assert_eq!(reads(&rig, &team()).await, Ok(vec![ann(), bob(), zoe()]));
    let asked = rig.sent().await.len();
    let profile = |account: AccountId| async move { account };
    for (account, name, standing) in
        [(bob(), "Bob Ray", Standing::Member), (zoe(), "Zoe", Standing::Stranger)]
    {
        let account = profile(account).await;
        let told = rig.door.profile(&ids::workspace(TENANT), &account).await.unwrap();
        assert_eq!((told.name.as_str(), told.standing), (name, standing));
    }
    assert_eq!(rig.sent().await.len(), asked, "the roster told who they are");
    let references = rig.tenants.references.lock().unwrap();
    assert_eq!(references[bob().as_str()].user.as_deref(), Some("29:1bob"));
}

#[tokio::test]
async fn the_roster_of_a_private_channel_is_its_own() {
    let rig = met().await;
    let own = page(&[member("29:1bob", BOB, "Bob Ray")], None);
    rig.answers("GET", "19%3Aops%40thread.tacv2/pagedMembers$", 200, own).await;
    assert_eq!(reads(&rig, &place("19:ops@thread.tacv2")).await, Ok(vec![bob()]));
}

#[tokio::test]
async fn part_of_a_roster_is_none() {
    let rig = met().await;
    let refused = Err(Undelivered::Refused(Reason::NoSuchChannel));
    assert_eq!(reads(&rig, &place("19:never@thread.tacv2")).await, refused, "where nobody was seen");
    let elsewhere = Circle::Team(ids::team("other", TEAM));
    assert_eq!(reads(&rig, &elsewhere).await, refused);

    // It breaks off after the first page.
    let first = page(&[member("29:1ann", ANN, "Ann Lee")], Some("more"));
    Mock::given(path_regex("ops.*/pagedMembers$"))
        .and(query_param_is_missing("continuationToken"))
        .respond_with(ResponseTemplate::new(200).set_body_json(first))
        .mount(&rig.server)
        .await;
    rig.answers("GET", "ops.*/pagedMembers$", 502, json!({})).await;
    let private = place("19:ops@thread.tacv2");
    assert!(matches!(reads(&rig, &private).await, Err(Undelivered::Unreached(_))));

    // Somebody on it cannot be read.
    let rig = met().await;
    let odd = page(&[member("29:1ann", ANN, "Ann Lee"), json!({ "name": "Nobody" })], None);
    rig.answers("GET", "ops.*/pagedMembers$", 200, odd).await;
    assert!(matches!(reads(&rig, &private).await, Err(Undelivered::Unreached(_))));

    let rig = met().await;
    let gone = json!({ "error": { "code": "BotNotInConversationRoster" } });
    rig.answers("GET", "ops.*/pagedMembers$", 403, gone).await;
    assert_eq!(reads(&rig, &private).await, Err(Undelivered::Refused(Reason::NotInChannel)));
}

fn moves(rig: &Rig) -> Vec<Membership> {
    let heard = rig.heard();
    let moved = heard.into_iter().filter_map(|event| match event.what {
        What::Membership(membership) => {
            assert_eq!(event.from, membership.account, "nobody else is met by it");
            Some(membership)
        }
        _ => None,
    });
    moved.collect()
}

fn membership(circle: Circle, account: AccountId, is_member: bool) -> Membership {
    Membership { circle, account, is_member }
}

#[tokio::test]
async fn who_comes_and_who_leaves_is_told() {
    let rig = rig().await;
    rig.sends_fixture("people-removed").await;
    assert!(moves(&rig).is_empty(), "whoever nobody knows left nothing");
    for name in
        ["people-added", "people-removed", "people-added-to-a-channel", "people-removed-from-a-channel"]
    {
        rig.sends_fixture(name).await;
    }
    let outsider =
        ids::account("ffffffff-0000-0000-0000-000000000000", "00000000-0000-0000-0000-00000000000f");
    let ops = || place("19:ops@thread.tacv2");
    assert_eq!(
        moves(&rig),
        [
            membership(team(), bob(), true),
            membership(team(), bob(), false),
            membership(ops(), bob(), true),
            membership(ops(), outsider.clone(), true),
            membership(ops(), bob(), false),
            membership(ops(), outsider, false),
        ]
    );
}

#[tokio::test]
async fn where_teams_tells_no_object_id_it_is_found_out() {
    let rig = rig().await;
    rig.answers("GET", "/members/29%3A1bob$", 200, member("29:1bob", BOB, "Bob Ray")).await;
    let mut added = fixture("people-added");
    added["membersAdded"] = json!([{ "id": "29:1bob" }, { "id": "29:1unknown" }, { "id": "28:another-bot" }]);
    rig.sends(added).await;
    let asked = rig.sent().await.len();
    let mut removed = fixture("people-removed");
    removed["membersRemoved"] = json!([{ "id": "29:1bob" }, { "id": "29:1unknown" }]);
    rig.sends(removed).await;
    assert_eq!(moves(&rig), [membership(team(), bob(), true), membership(team(), bob(), false)]);
    assert_eq!(rig.sent().await.len(), asked, "whoever left cannot be asked for");
}

#[tokio::test]
async fn whoever_was_gone_and_is_on_a_roster_is_back() {
    let rig = met().await;
    let mut gone = rig.tenants.references.lock().unwrap()[ann().as_str()].clone();
    (gone.unreachable, gone.seen_in) = (true, None);
    rig.tenants.references.lock().unwrap().insert(ann().as_str().to_owned(), gone);
    let own = page(&[member("29:1ann", ANN, "Ann Lee")], None);
    rig.answers("GET", "ops.*/pagedMembers$", 200, own).await;
    let ops = place("19:ops@thread.tacv2");
    let returned = async || {
        let roster = rig.door.members(&ids::workspace(TENANT), &ops).await.unwrap();
        roster.returned.into_iter().map(|it| (it.account, it.standing)).collect::<Vec<_>>()
    };
    assert_eq!(returned().await, [(ann(), Standing::Member)]);
    assert_eq!(returned().await, [], "once");
}
