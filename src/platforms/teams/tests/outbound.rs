//! Deliveries: which calls they become, and what is learnt from the answers.

use serde_json::json;

use super::rig::{ANN, ann, general, rig, rig_with};
use super::settings::TENANT;
use super::translate::fixture;
use crate::chat::{
    Button, Card, Delivered, Delivery, DeliveryAction, DeliveryId, Face, Faces, MessageId, PersonId,
    Platform, Reason, ReplyHandle, Standing, Target, Undelivered, What,
};
use crate::platforms::contract::{Subject, holds};
use crate::platforms::teams::api::ids;

#[tokio::test]
async fn a_question_becomes_a_thread_and_what_follows_stands_below() {
    let rig = rig().await;
    rig.sends_fixture("message-mention").await;
    let to = Target::Place { place: general(), thread: None };
    let delivered = rig.delivers(DeliveryAction::Post { to, card: Card::line("A question") }).await.unwrap();
    assert_eq!(delivered.message, Some(MessageId::new("1730000009999")));
    assert_eq!(delivered.place, Some(general()));
    let root = MessageId::new("1730000009999");
    let to = Target::Place { place: general(), thread: Some(root.clone()) };
    rig.delivers(DeliveryAction::Post { to, card: Card::line("Below") }).await.unwrap();
    let card = Card::line("Changed");
    rig.delivers(DeliveryAction::Edit { place: general(), message: root, card }).await.unwrap();
    let sent = rig.sent().await;
    let paths: Vec<&str> = sent.iter().map(|(_, path, _)| path.as_str()).collect();
    assert_eq!(
        paths,
        [
            "/emea/v3/conversations",
            "/emea/v3/conversations/19%3Ageneral%40thread.tacv2%3Bmessageid%3D1730000009999/activities",
            "/emea/v3/conversations/19%3Ageneral%40thread.tacv2/activities/1730000009999",
        ]
    );
    assert_eq!(sent[0].2["channelData"]["channel"]["id"], "19:general@thread.tacv2");
    assert_eq!(sent[0].2["activity"]["summary"], "A question");
}

#[tokio::test]
async fn what_is_for_one_person_is_targeted_and_else_goes_to_their_own_conversation() {
    let rig = rig_with(|_| {}).await;
    rig.answers("POST", "/v3/conversations$", 201, json!({ "id": "a:1opened" })).await;
    let refused = json!({ "error": { "code": "BadSyntax", "message": "no targeted messages here" } });
    rig.answers("POST", "general", 400, refused).await;
    rig.answers("POST", "/activities$", 201, json!({ "id": "1730000009999" })).await;
    rig.sends_fixture("message-mention").await;
    let to = Target::Only { account: ann(), place: Some(general()), thread: None, handle: None };
    let delivered = rig.delivers(DeliveryAction::Post { to, card: Card::line("For you") }).await.unwrap();
    assert_eq!(delivered.place, Some(ids::place(TENANT, "a:1opened")));
    let sent = rig.sent().await;
    assert!(sent[0].1.ends_with("?isTargetedActivity=true"));
    assert_eq!(sent[1].2["members"], json!([{ "id": "29:1ann" }]));
    assert_eq!(sent[2].1, "/emea/v3/conversations/a%3A1opened/activities");
    assert!(sent[2].2.get("recipient").is_none());
    rig.delivers(DeliveryAction::Post { to: Target::Direct(ann()), card: Card::line("Again") })
        .await
        .unwrap();
    assert_eq!(rig.sent().await.len(), 4, "it is not opened twice");
}

#[tokio::test]
async fn the_pressed_message_is_changed_also_where_one_person_sees_it() {
    let rig = rig().await;
    rig.sends_fixture("card-button-only-one-sees").await;
    let handle: ReplyHandle = rig.heard()[0].handle.clone().unwrap();
    rig.delivers(DeliveryAction::Replace { handle, card: Card::line("Asked.") }).await.unwrap();
    let (verb, path, body) = rig.sent().await.pop().unwrap();
    assert_eq!(verb, "PUT");
    assert!(path.ends_with("/activities/1730000000003?isTargetedActivity=true"), "{path}");
    assert!(body.get("recipient").is_none(), "Teams refuses that in a change");
}

#[tokio::test]
async fn whoever_blocked_the_app_is_not_tried_again_until_they_are_heard_of() {
    let rig = rig_with(|_| {}).await;
    rig.sends_fixture("message-personal").await;
    let blocked = json!({ "error": { "code": "MessageWritesBlocked" } });
    rig.answers("POST", ".*", 403, blocked).await;
    let post = || DeliveryAction::Post { to: Target::Direct(ann()), card: Card::line("Hello") };
    assert_eq!(rig.delivers(post()).await, Err(Undelivered::Refused(Reason::Blocked)));
    assert_eq!(rig.delivers(post()).await, Err(Undelivered::Refused(Reason::Blocked)));
    assert_eq!(rig.sent().await.len(), 1, "asked once");
    rig.sends_fixture("message-personal").await;
    let _ = rig.delivers(post()).await;
    assert_eq!(rig.sent().await.len(), 2, "they wrote, so they can be written to");
    rig.sends_fixture("removed-by-a-person").await;
    assert_eq!(rig.delivers(post()).await, Err(Undelivered::Refused(Reason::Blocked)));
    assert_eq!(rig.sent().await.len(), 2, "they took the app off");
}

#[tokio::test]
async fn a_conversation_that_is_missed_once_is_looked_for_again() {
    let rig = rig_with(|_| {}).await;
    rig.sends_fixture("message-in-a-group-chat").await;
    rig.answers("POST", ".*", 404, json!({ "error": { "code": "ConversationNotFound" } })).await;
    let place = ids::place(TENANT, "19:chat-of-three@thread.v2");
    let post = || DeliveryAction::Post {
        to: Target::Place { place: place.clone(), thread: None },
        card: Card::line("x"),
    };
    assert!(matches!(rig.delivers(post()).await, Err(Undelivered::Throttled(_))));
    rig.clock.advance(chrono::TimeDelta::seconds(30));
    assert_eq!(rig.delivers(post()).await, Err(Undelivered::Refused(Reason::NoSuchChannel)));
}

#[tokio::test]
async fn a_home_page_is_nothing_that_is_sent() {
    let rig = rig().await;
    rig.sends_fixture("message-personal").await;
    let delivered = rig.delivers(DeliveryAction::Home { account: ann(), card: Card::line("Home") }).await;
    assert_eq!(delivered, Ok(Delivered::default()));
    assert!(rig.sent().await.is_empty());
}

#[tokio::test]
async fn a_person_moved_to_another_time_zone_is_looked_at_again() {
    let rig = rig().await;
    let member = json!({ "id": "29:1ann", "aadObjectId": ANN, "name": "Ann Lee", "tenantId": TENANT });
    rig.answers("GET", "/members/", 200, member).await;
    rig.sends_fixture("message-personal").await;
    let profile = rig.door.profile(&ids::workspace(TENANT), &ann()).await.unwrap();
    assert_eq!((profile.time_zone.as_deref(), profile.standing), (Some("Europe/Berlin"), Standing::Member));
    let mut moved = fixture("message-personal");
    moved["localTimezone"] = "Asia/Tokyo".into();
    moved["localTimestamp"] = "2026-11-02T18:00:00.123+09:00".into();
    rig.sends(moved).await;
    let profile = rig.door.profile(&ids::workspace(TENANT), &ann()).await.unwrap();
    assert_eq!(profile.time_zone.as_deref(), Some("Asia/Tokyo"));
}

#[tokio::test]
async fn teams_keeps_the_contract() {
    let rig = rig_with(|_| {}).await;
    rig.sends_fixture("message-mention").await;
    rig.answers(
        "POST",
        "/v3/conversations/?$",
        201,
        json!({ "id": "a:1opened", "activityId": "1730000009998" }),
    )
    .await;
    rig.answers("POST", "/activities", 201, json!({ "id": "1730000009999" })).await;
    rig.answers("PUT", ".*", 200, json!({ "id": "1730000009999" })).await;
    rig.answers("DELETE", ".*", 404, json!({ "error": { "code": "ActivityNotFoundInConversation" } })).await;
    let member = json!({ "id": "29:1ann", "aadObjectId": ANN, "name": "Ann Lee", "tenantId": TENANT, "userRole": "user" });
    rig.answers("GET", "/members/", 200, member).await;
    let subject = Subject {
        platform: rig.door.as_ref(),
        workspace: ids::workspace(TENANT),
        place: general(),
        others: |_| general(),
        account: ann(),
        clock: rig.clock.clone(),
    };
    holds(&subject).await;
    for (verb, path, body) in rig.sent().await {
        for attachments in [&body["attachments"], &body["activity"]["attachments"]] {
            let size = attachments[0]["content"].to_string().len();
            assert!(size < 28 * 1024, "{verb} {path}: {size} bytes");
        }
    }
}

#[tokio::test]
async fn a_button_for_one_person_stands_in_their_view_only() {
    let rig = rig().await;
    rig.sends_fixture("message-mention").await;
    let (ann, bob) = (PersonId::new("ann"), PersonId::new("bob"));
    let card = |who: &PersonId| {
        Card::new("Asked").text("Can you help?").buttons(vec![
            Button::new("I'll take it", "experts.take", "1"),
            Button::new("Snooze", "experts.snooze", "1").only_for(who),
        ])
    };
    let faces = Faces::from([
        (ann.clone(), Face { name: "Ann".to_owned(), account: Some(super::rig::ann()) }),
        (bob.clone(), Face { name: "Bob".to_owned(), account: None }),
    ]);
    let deliver = async |who: &PersonId| {
        let to = Target::Place { place: general(), thread: None };
        let act = DeliveryAction::Post { to, card: card(who) };
        let (id, workspace) = (DeliveryId::new("d"), ids::workspace(TENANT));
        rig.door.deliver(&Delivery { id, workspace, act, faces: faces.clone() }).await.unwrap();
        let sent = rig.sent().await;
        sent.last().unwrap().2["activity"]["attachments"][0]["content"].clone()
    };
    let shared = deliver(&ann).await;
    assert!(
        shared["body"].to_string().contains("I'll take it") && !shared["body"].to_string().contains("Snooze")
    );
    super::cards::is_valid(&shared);
    assert_eq!(shared["refresh"]["userIds"], json!(["29:1ann"]));
    // Teams asks for the view, and it has all buttons.
    let mut fetched = fixture("card-button");
    fetched["value"] = json!({ "action": shared["refresh"]["action"], "trigger": "automatic" });
    let (status, answer) = rig.sends(fetched.clone()).await;
    assert_eq!((status.as_u16(), &answer["statusCode"]), (200, &json!(200)));
    assert!(answer["value"]["body"].to_string().contains("Snooze"), "{answer}");
    assert!(rig.heard().iter().all(|event| !matches!(event.what, What::Press(_))), "nothing was pressed");
    fetched["value"]["action"]["data"]["view"] = json!("made up");
    assert_eq!(rig.sends(fetched).await.0.as_u16(), 501);
    // Whom the bot cannot name to Teams is shown all buttons, like everybody.
    let shared = deliver(&bob).await;
    assert!(shared["body"].to_string().contains("Snooze") && shared.get("refresh").is_none());
}
