//! Each thing a person does becomes one event.

use super::*;
use crate::chat::{FieldError, Form, Input};

#[tokio::test]
async fn a_slash_command_reaches_the_bot_and_nobody_else() {
    let rig = rig().await;
    let before = rig.messages("ben", PLATFORM).await.len();
    assert_eq!(
        rig.say("anna", PLATFORM, "/ask-expert @Ben Okafor in #platform?").await,
        json!({"receipt": "done"})
    );
    insta::assert_snapshot!(rig.heard_one(), @r#"
    at: {"id":"playground:channel:platform","kind":"Channel","shared":false,"thread":null}
    from: "playground:acme:anna"
    handle: "answer:0000000000000001-0"
    key: "act:0000000000000001-1"
    what: {"Command":{"groups":[],"message":null,"slash":true,"words":"ask-expert <@playground:acme:ben> in <#playground:channel:platform>?"}}
    "#);
    assert_eq!(rig.messages("ben", PLATFORM).await.len(), before);
}

#[tokio::test]
async fn a_mention_is_a_command_that_everybody_sees() {
    let rig = rig().await;
    rig.say("anna", PLATFORM, "@Lyceum, how do I roll back?").await;
    insta::assert_snapshot!(rig.heard_one(), @r#"
    at: {"id":"playground:channel:platform","kind":"Channel","shared":false,"thread":null}
    from: "playground:acme:anna"
    handle: null
    key: "act:0000000000000001-0"
    what: {"Command":{"groups":[],"message":"000010000000","slash":false,"words":"how do I roll back?"}}
    "#);
    let shown = rig.messages("ben", PLATFORM).await.pop().unwrap();
    assert_eq!(shown["author"], "anna");
    assert_eq!(
        shown["text"],
        json!([{"person": "lyceum", "name": "Lyceum"}, {"plain": ", how do I roll back?"}])
    );
}

#[tokio::test]
async fn words_in_the_direct_conversation_are_for_the_bot() {
    let rig = rig().await;
    rig.say("anna", "playground:dm:anna", "help").await;
    insta::assert_snapshot!(rig.heard_one(), @r#"
    at: {"id":"playground:dm:anna","kind":"Direct","shared":false,"thread":null}
    from: "playground:acme:anna"
    handle: null
    key: "act:0000000000000001-0"
    what: {"Command":{"groups":[],"message":"000010000000","slash":false,"words":"help"}}
    "#);
    assert_eq!(rig.refused("ben", json!({"say": {"place": "playground:dm:anna", "text": "hi"}})).await, 404);
}

#[tokio::test]
async fn other_words_are_overheard_also_in_threads() {
    let rig = rig().await;
    let root = rig.messages("anna", PLATFORM).await[0]["id"].clone();
    let say = json!({"say": {"place": PLATFORM, "thread": root, "text": "@ben and @Ben Okafor and @Ben: <@x> @Nobody"}});
    rig.act("anna", say).await;
    insta::assert_snapshot!(rig.heard_one(), @r#"
    at: {"id":"playground:channel:platform","kind":"Channel","shared":false,"thread":"000000001000"}
    from: "playground:acme:anna"
    handle: null
    key: "act:0000000000000001-0"
    what: {"Overheard":{"author":"playground:acme:anna","edited":null,"id":"000010000000","sent":"2026-01-13T12:00:00Z","text":"<@playground:acme:ben> and <@playground:acme:ben> and <@playground:acme:benji>: <\\@x> @Nobody","thread":"000000001000"}}
    "#);
}

#[tokio::test]
async fn a_changed_message_and_a_deleted_one_are_told() {
    let rig = rig().await;
    rig.say("anna", PLATFORM, "frist").await;
    let id = rig.messages("anna", PLATFORM).await.pop().unwrap()["id"].clone();
    rig.heard();
    let edit = json!({"edit": {"place": PLATFORM, "message": id, "text": "first"}});
    assert_eq!(rig.refused("ben", edit.clone()).await, 409);
    rig.act("anna", edit).await;
    insta::assert_snapshot!(rig.heard_one(), @r#"
    at: {"id":"playground:channel:platform","kind":"Channel","shared":false,"thread":null}
    from: "playground:acme:anna"
    handle: null
    key: "act:0000000000000001-1"
    what: {"Edited":{"author":"playground:acme:anna","edited":"2026-01-13T12:00:00Z","id":"000010000000","sent":"2026-01-13T12:00:00Z","text":"first","thread":null}}
    "#);
    let shown = rig.messages("ben", PLATFORM).await.pop().unwrap();
    assert_eq!((&shown["text"], &shown["edited"]), (&json!([{"plain": "first"}]), &json!(true)));

    rig.act("anna", json!({"delete": {"place": PLATFORM, "message": id}})).await;
    assert!(rig.heard_one().contains(r#""Deleted":"000010000000""#));
    assert!(rig.messages("ben", PLATFORM).await.iter().all(|message| message["id"] != id));
}

#[tokio::test]
async fn a_reaction_is_told_once() {
    let rig = rig().await;
    let id = rig.messages("anna", PLATFORM).await[0]["id"].clone();
    let react = |on| json!({"react": {"place": PLATFORM, "message": id, "emoji": "tada", "on": on}});
    rig.act("anna", react(true)).await;
    insta::assert_snapshot!(rig.heard_one(), @r#"
    at: {"id":"playground:channel:platform","kind":"Channel","shared":false,"thread":null}
    from: "playground:acme:anna"
    handle: null
    key: "act:0000000000000001-0"
    what: {"Reaction":{"added":true,"author":"playground:acme:chloe","emoji":"tada","message":"000000001000"}}
    "#);
    rig.act("anna", react(true)).await;
    assert!(rig.heard().is_empty());
    let shown = rig.messages("ben", PLATFORM).await;
    assert_eq!(shown[0]["reactions"], json!([{"emoji": "tada", "people": ["anna"]}]));
    rig.act("anna", react(false)).await;
    assert!(rig.heard_one().contains(r#""added":false"#));
    assert_eq!(rig.messages("ben", PLATFORM).await[0]["reactions"], json!([]));
}

#[tokio::test]
async fn a_press_leads_back_to_its_message() {
    let rig = rig().await;
    let posted = rig.post_card(in_platform(), "Who?").await;
    let press = json!({"press": {"place": PLATFORM, "message": posted.message, "action": "experts.take", "value": "7"}});
    rig.act("ben", press).await;
    insta::assert_snapshot!(rig.heard_one(), @r#"
    at: {"id":"playground:channel:platform","kind":"Channel","shared":false,"thread":null}
    from: "playground:acme:ben"
    handle: "message:000010000000"
    key: "act:0000000000000001-0"
    what: {"Press":{"action":"experts.take","message":"000010000000","value":"7"}}
    "#);
    rig.act("ben", json!({"press": {"place": null, "message": null, "handle": null, "action": "home.pause", "value": ""}})).await;
    assert!(rig.heard_one().contains(r#""kind":"Nowhere""#));
}

#[tokio::test]
async fn what_somebody_cannot_see_cannot_be_pressed() {
    let rig = rig().await;
    rig.post_card(only("anna", Some(PLATFORM)), "Only you").await;
    let shown = rig.messages("anna", PLATFORM).await.pop().unwrap();
    let (handle, id) = (&shown["handle"], &shown["id"]);
    let below = json!({"say": {"place": PLATFORM, "thread": id, "text": "hm"}});
    assert_eq!(rig.refused("anna", below).await, 404);
    let press = json!({"press": {"handle": handle, "action": "a.b", "value": ""}});
    assert_eq!(rig.refused("ben", press.clone()).await, 404);
    assert!(rig.heard().is_empty());
    rig.act("anna", press).await;
    let heard = rig.heard();
    assert_eq!(heard[0].handle.as_ref().map(ReplyHandle::expose), handle.as_str());
    assert!(matches!(&heard[0].what, crate::chat::What::Press(press) if press.message.is_none()));
}

#[tokio::test]
async fn shortcuts_and_the_home_page_are_told() {
    let rig = rig().await;
    let id = rig.messages("anna", PLATFORM).await[0]["id"].clone();
    rig.act("anna", json!({"shortcut": {"name": "experts.ask", "place": PLATFORM, "message": id}})).await;
    insta::assert_snapshot!(rig.heard_one(), @r#"
    at: {"id":"playground:channel:platform","kind":"Channel","shared":false,"thread":null}
    from: "playground:acme:anna"
    handle: "answer:0000000000000001-0"
    key: "act:0000000000000001-1"
    what: {"Shortcut":{"message":{"author":"playground:acme:chloe","edited":null,"id":"000000001000","sent":"2026-01-02T15:20:00Z","text":"How do I roll back a migration that half ran?","thread":null},"name":"experts.ask"}}
    "#);
    rig.act("anna", json!({"home": true})).await;
    assert!(matches!(rig.heard()[0].what, crate::chat::What::Home));
}

#[tokio::test]
async fn a_form_comes_back_with_accounts_for_people() {
    let rig = rig().await;
    let person = Input::Person { value: Some(PersonId::new("p1")) };
    let words = Input::Line { value: String::new(), most: 80 };
    let form = Form::new("experts.send", "Ask", "Send")
        .context("c")
        .field("who", "Who", person)
        .field("text", "What", words);
    let face = Face { name: "Ben Okafor".into(), account: Some(account("ben")) };
    rig.answers(Ok(Receipt::Open(form, Faces::from([(PersonId::new("p1"), face)]))));
    let opened = rig.say("anna", PLATFORM, "/ask-expert").await;
    assert_eq!(opened["form"]["fields"][0]["input"], json!({"kind": "person", "value": "ben"}));
    rig.heard();

    rig.answers(Ok(Receipt::Errors(vec![FieldError { field: "text".into(), message: "Say more.".into() }])));
    let values = json!({"who": ["ben"], "text": ["ben"]});
    let sent =
        json!({"submit": {"form": "experts.send", "context": "c", "values": values, "place": PLATFORM}});
    let errors = rig.act("anna", sent).await;
    assert_eq!(errors, json!({"receipt": "errors", "errors": [{"field": "text", "message": "Say more."}]}));
    insta::assert_snapshot!(rig.heard_one(), @r#"
    at: {"id":"playground:channel:platform","kind":"Channel","shared":false,"thread":null}
    from: "playground:acme:anna"
    handle: null
    key: "act:0000000000000001-2"
    what: {"Submission":{"context":"c","form":"experts.send","values":{"text":["ben"],"who":["playground:acme:ben"]}}}
    "#);
}

#[tokio::test]
async fn every_act_has_a_key_of_its_own_also_in_the_next_run() {
    let rig = rig().await;
    rig.say("anna", PLATFORM, "one").await;
    rig.say("anna", PLATFORM, "one").await;
    let again = rig_from(rig.paper.clone(), 2).await;
    again.say("anna", PLATFORM, "one").await;
    let keys: std::collections::BTreeSet<_> =
        rig.heard().into_iter().chain(again.heard()).map(|event| event.key).collect();
    assert_eq!(keys.len(), 3);
}

#[tokio::test]
async fn whoever_left_does_nothing_and_a_store_that_is_away_is_said() {
    let rig = rig().await;
    assert_eq!(rig.refused("gus", json!({"home": true})).await, 409);
    assert_eq!(rig.refused("zoe", json!({"home": true})).await, 404);
    assert!(rig.heard().is_empty());
    rig.answers(Err(Unavailable));
    assert_eq!(rig.refused("anna", json!({"home": true})).await, 503);
}
