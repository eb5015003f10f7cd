//! Whoever is in none of the places where they were known is gone; a place that they are not in says only that.

use serde_json::json;

use super::rig::{Rig, ann, rig};
use super::settings::TENANT;
use crate::chat::{Platform, Profile, Reason, Standing, Undelivered, What};
use crate::platforms::teams::api::ids;

const GENERAL: &str = "19%3Ageneral%40thread.tacv2/members";
const OPS: &str = "19%3Aops%40thread.tacv2/members";
const OWN: &str = "a%3A1personal-ann/members";

async fn looks_up(rig: &Rig) -> Result<Profile, Undelivered> {
    rig.door.profile(&ids::workspace(TENANT), &ann()).await
}

/// Ann was seen in a channel.
async fn seen() -> Rig {
    let rig = rig().await;
    rig.sends_fixture("message-mention").await;
    rig
}

async fn is_missing(rig: &Rig, place: &str) {
    rig.answers("GET", place, 404, json!({ "error": { "code": "MemberNotFoundInConversation" } })).await;
}

async fn is_there(rig: &Rig, place: &str) {
    rig.answers("GET", place, 200, json!({ "id": "29:1ann", "name": "Ann Lee", "tenantId": TENANT })).await;
}

fn knows_in(rig: &Rig, circle: &str) {
    rig.tenants.circles.lock().unwrap().push((ann(), ids::place(TENANT, circle).as_str().to_owned()));
}

#[tokio::test]
async fn who_is_not_in_one_place_is_looked_for_in_the_others() {
    let rig = seen().await;
    is_missing(&rig, GENERAL).await;
    is_there(&rig, OPS).await;
    knows_in(&rig, "19:ops@thread.tacv2");
    let found = looks_up(&rig).await.unwrap();
    assert_eq!((found.name.as_str(), found.standing), ("Ann Lee", Standing::Member));
    looks_up(&rig).await.unwrap();
    let asked = rig.sent().await;
    let general = asked.iter().filter(|(_, path, _)| path.contains("general")).count();
    assert_eq!(general, 1, "where they are now is asked first the next time");
    assert_eq!(
        rig.tenants.references.lock().unwrap()[ann().as_str()].seen_in.as_deref(),
        Some("19:ops@thread.tacv2")
    );
}

#[tokio::test]
async fn who_is_nowhere_is_gone() {
    let rig = seen().await;
    rig.sends_fixture("message-personal").await;
    knows_in(&rig, "19:ops@thread.tacv2");
    for place in [GENERAL, OWN, OPS] {
        is_missing(&rig, place).await;
    }
    let gone = looks_up(&rig).await.unwrap();
    assert_eq!((gone.name.as_str(), gone.standing), ("", Standing::Gone));
    assert_eq!(rig.sent().await.len(), 3, "each place is asked once");
}

#[tokio::test]
async fn what_teams_cannot_say_makes_nobody_gone() {
    for (status, code) in [
        (404, "ConversationNotFound"),
        (404, "ServiceError"),
        (403, "Forbidden"),
        (500, "MemberNotFoundInConversation"),
        (502, "BadGateway"),
    ] {
        let rig = seen().await;
        is_missing(&rig, GENERAL).await;
        knows_in(&rig, "19:ops@thread.tacv2");
        rig.answers("GET", OPS, status, json!({ "error": { "code": code } })).await;
        assert!(looks_up(&rig).await.is_err(), "{status} {code}");
    }
    // The bot is not there any more: that says nothing, and neither does it hold anything up.
    let gone = json!({ "error": { "code": "BotNotInConversationRoster" } });
    let rig = seen().await;
    rig.answers("GET", GENERAL, 403, gone.clone()).await;
    assert_eq!(looks_up(&rig).await, Err(Undelivered::Refused(Reason::PersonGone)));
    let rig = seen().await;
    rig.answers("GET", GENERAL, 403, gone).await;
    is_missing(&rig, OPS).await;
    knows_in(&rig, "19:ops@thread.tacv2");
    assert_eq!(looks_up(&rig).await.unwrap().standing, Standing::Gone);
    // A proxy that knows nothing of members.
    let rig = seen().await;
    rig.answers("GET", GENERAL, 404, json!({})).await;
    assert!(looks_up(&rig).await.is_err());
    // Whoever is known in very many places is not looked for in all of them.
    let rig = seen().await;
    is_missing(&rig, "/members").await;
    for at in 0..25 {
        knows_in(&rig, &format!("19:{at}@thread.tacv2"));
    }
    assert!(looks_up(&rig).await.is_err());
}

#[tokio::test]
async fn who_is_heard_of_again_is_known_before_what_they_do() {
    let rig = seen().await;
    is_missing(&rig, GENERAL).await;
    assert_eq!(looks_up(&rig).await.unwrap().standing, Standing::Gone);
    rig.inbox.events.lock().unwrap().clear();
    // Teams does not find them yet: they are looked for when they are heard of once more.
    rig.sends_fixture("message-personal").await;
    is_there(&rig, OWN).await;
    rig.sends_fixture("message-personal").await;
    rig.sends_fixture("message-personal").await;
    let standings: Vec<Option<Standing>> = rig
        .heard()
        .iter()
        .map(|event| if let What::Profile(profile) = &event.what { Some(profile.standing) } else { None })
        .collect();
    assert_eq!(standings, [None, Some(Standing::Member), None, None]);
}

#[tokio::test]
async fn somebody_of_another_company_is_a_stranger_wherever_they_were_seen() {
    let rig = rig().await;
    let mut activity = super::translate::fixture("message-in-a-shared-channel");
    activity["from"]["tenantId"] = "ffffffff-0000-0000-0000-000000000000".into();
    rig.sends(activity).await;
    let account = rig.heard()[0].from.clone();
    let theirs =
        json!({ "id": "29:1ann", "name": "Zoe", "tenantId": "ffffffff-0000-0000-0000-000000000000" });
    rig.answers("GET", OPS, 200, theirs).await;
    let found = rig.door.profile(&ids::workspace(TENANT), &account).await.unwrap();
    assert_eq!((found.name.as_str(), found.standing), ("Zoe", Standing::Stranger));
}
