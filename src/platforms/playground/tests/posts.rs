//! What the bot sends is there for those it is meant for.

use super::*;
use crate::chat::{Button, MessageId, Reason};
use crate::platforms::contract::{Subject, holds};

#[tokio::test]
async fn a_card_is_drawn_for_each_reader() {
    let rig = rig().await;
    let text = Text::new()
        .and("Ask ")
        .person(&PersonId::new("p1"))
        .and(" or ")
        .person(&PersonId::new("p2"))
        .and(" in ")
        .channel(&PlaceId::new(PLATFORM))
        .moment(noon())
        .link("bad", "javascript:alert(1)")
        .link("good", "https://example.org/");
    let card = Card::new("Who?").text(text).item("Ben", Button::new("Take", "experts.take", "7").primary());
    rig.deliver(DeliveryAction::Post { to: in_platform(), card }).await.unwrap();
    let shown = rig.messages("ben", PLATFORM).await.pop().unwrap();
    insta::assert_snapshot!(lines(&shown), @r#"
    at: 1768305600000
    author: "lyceum"
    card: {"parts":[{"kind":"text","spans":[{"plain":"Ask "},{"me":true,"person":"Ben Okafor"},{"plain":" or "},{"name":"Somebody Else"},{"plain":" in "},{"channel":"playground:channel:platform","name":"platform"},{"moment":1768305600000},{"plain":"bad"},{"link":"good","url":"https://example.org/"}]},{"button":{"action":"experts.take","confirm":null,"label":"Take","look":"primary","value":"7"},"kind":"item","spans":[{"plain":"Ben"}]}],"summary":"Who?"}
    edited: false
    faces: {"p1":{"key":"ben","name":"Ben Okafor"},"p2":{"key":null,"name":"Somebody Else"}}
    handle: null
    id: "000010000000"
    only_you: false
    place: "playground:channel:platform"
    reactions: []
    replies: null
    text: null
    thread: null
    "#);
    let other = rig.messages("anna", PLATFORM).await.pop().unwrap();
    assert_eq!(other["card"]["parts"][0]["spans"][1], json!({"person": "Ben Okafor", "me": false}));
}

#[tokio::test]
async fn posts_can_be_changed_and_deleted_and_counted() {
    let rig = rig().await;
    let posted = rig.post_card(in_platform(), "one").await;
    let (place, message) = (posted.place.clone().unwrap(), posted.message.clone().unwrap());
    let below = Target::Place { place: place.clone(), thread: Some(message.clone()) };
    rig.post_card(below, "two").await;
    let edit =
        DeliveryAction::Edit { place: place.clone(), message: message.clone(), card: Card::line("uno") };
    assert_eq!(rig.deliver(edit.clone()).await.unwrap(), posted);
    let shown = rig.messages("ben", PLATFORM).await.pop().unwrap();
    assert_eq!(shown["card"]["summary"], "uno");
    assert_eq!(shown["replies"], json!({"count": 1, "last_at": noon().timestamp_millis()}));
    let thread = format!("/playground/messages?as=ben&place={place}&thread={message}");
    assert_eq!(rig.get(&thread).await["messages"].as_array().unwrap().len(), 2);
    let state = rig.get("/playground/state?as=ben").await;
    assert_eq!(state["channels"][1]["unread"], 2);
    rig.post("/playground/read", &json!({"as": "ben", "place": PLATFORM})).await;
    assert_eq!(rig.get("/playground/state?as=ben").await["channels"][1]["unread"], 0);

    let delete = DeliveryAction::Delete { place, message };
    rig.deliver(delete.clone()).await.unwrap();
    rig.deliver(delete).await.unwrap();
    assert_eq!(rig.deliver(edit).await, Err(Undelivered::Refused(Reason::NoSuchMessage)));
}

#[tokio::test]
async fn what_only_one_person_sees_is_replaced_through_its_handle() {
    let rig = rig().await;
    assert_eq!(rig.post_card(only("anna", Some(PLATFORM)), "psst").await, Delivered::default());
    let shown = rig.messages("anna", PLATFORM).await.pop().unwrap();
    assert_eq!((&shown["only_you"], &shown["card"]["summary"]), (&json!(true), &json!("psst")));
    assert!(rig.messages("ben", PLATFORM).await.iter().all(|it| it["only_you"] == false));
    let handle = ReplyHandle::new(shown["handle"].as_str().unwrap());
    rig.deliver(DeliveryAction::Replace { handle, card: Card::line("done") }).await.unwrap();
    assert_eq!(rig.messages("anna", PLATFORM).await.pop().unwrap()["card"]["summary"], "done");
    let handle = ReplyHandle::new("message:000000001000");
    let replace = rig.deliver(DeliveryAction::Replace { handle, card: Card::line("not ours") }).await;
    assert_eq!(replace, Err(Undelivered::Refused(Reason::HandleExpired)));
}

#[tokio::test]
async fn without_a_place_or_outside_of_it_it_goes_to_the_direct_conversation() {
    let rig = rig().await;
    rig.post_card(only("ben", None), "one").await;
    rig.post_card(only("ben", Some("playground:channel:hiring")), "two").await;
    rig.post_card(Target::Direct(account("ben")), "three").await;
    let shown = rig.messages("ben", "playground:dm:ben").await;
    let said: Vec<_> =
        shown.iter().map(|it| (it["card"]["summary"].clone(), it["only_you"].clone())).collect();
    assert_eq!(
        said,
        [(json!("one"), json!(false)), (json!("two"), json!(false)), (json!("three"), json!(false))]
    );
    assert_eq!(rig.get("/playground/state?as=ben").await["direct"]["unread"], 3);
}

#[tokio::test]
async fn what_cannot_arrive_is_refused_with_the_reason() {
    let rig = rig().await;
    let card = Card::line("hi");
    let to = |place: &str, thread: Option<&str>| DeliveryAction::Post {
        to: Target::Place { place: PlaceId::new(place), thread: thread.map(MessageId::new) },
        card: card.clone(),
    };
    for (act, reason) in [
        (to("playground:channel:none", None), Reason::NoSuchChannel),
        (to(PLATFORM, Some("9")), Reason::NoSuchMessage),
        (DeliveryAction::Post { to: Target::Direct(account("gus")), card: card.clone() }, Reason::PersonGone),
        (
            DeliveryAction::Post {
                to: Target::Direct(super::super::account("other", "ben")),
                card: card.clone(),
            },
            Reason::PersonGone,
        ),
    ] {
        assert_eq!(rig.deliver(act).await, Err(Undelivered::Refused(reason)));
    }
}

#[tokio::test]
async fn a_home_page_and_a_profile_are_the_persons_own() {
    let rig = rig().await;
    assert_eq!(rig.get("/playground/home?as=ben").await, json!({"card": null}));
    rig.deliver(DeliveryAction::Home { account: account("ben"), card: Card::line("Welcome") }).await.unwrap();
    assert_eq!(rig.get("/playground/home?as=ben").await["card"]["summary"], "Welcome");
    assert_eq!(rig.get("/playground/home?as=anna").await, json!({"card": null}));
    let workspace = WorkspaceId::new("playground:acme");
    let profile = rig.playground.profile(&workspace, &account("dev")).await.unwrap();
    assert_eq!(
        (profile.standing, profile.time_zone.as_deref()),
        (crate::chat::Standing::Guest, Some("Asia/Kolkata"))
    );
}

#[tokio::test]
async fn the_playground_keeps_the_contract() {
    let rig = rig().await;
    let subject = Subject {
        platform: rig.playground.as_ref(),
        workspace: WorkspaceId::new("playground:acme"),
        place: PlaceId::new(PLATFORM),
        others: |_| PlaceId::new(PLATFORM),
        account: account("ben"),
        clock: Clock::standing(noon()),
    };
    holds(&subject).await;
}
