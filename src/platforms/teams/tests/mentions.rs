//! Whom a mention means: real clients tell an id that only the bot knows, once for each word of a name.

use serde_json::{Value, json};

use super::rig::{Rig, rig};
use super::settings::{APP, TENANT};
use super::translate::fixture;
use crate::chat::{Event, What};
use crate::platforms::teams::names;

fn message(id: u64, words: &str, mentioned: &[(&str, &str, &str)]) -> Value {
    let mut activity = fixture("message-mention");
    activity["id"] = json!(format!("173000001{id:04}"));
    activity["text"] = json!(format!("<at>Lyceum</at> {words}"));
    let mut entities = vec![
        json!({"type": "mention", "text": "<at>Lyceum</at>", "mentioned": {"id": format!("28:{APP}"), "name": "Lyceum"}}),
    ];
    entities.extend(mentioned.iter().map(|(text, id, name)| {
        json!({"type": "mention", "text": format!("<at>{text}</at>"), "mentioned": {"id": id, "name": name}})
    }));
    activity["entities"] = Value::Array(entities);
    activity
}

fn words(events: &[Event]) -> Vec<String> {
    let said = events.iter().filter_map(|event| match &event.what {
        What::Command { words, .. } => Some(words.clone()),
        _ => None,
    });
    said.collect()
}

async fn asked(rig: &Rig) -> usize {
    let all = rig.server.received_requests().await.unwrap_or_default();
    all.iter().filter(|request| request.url.path().contains("/members/29")).count()
}

#[tokio::test]
async fn who_is_mentioned_is_found_out_once_and_whoever_is_nobody_is_told_as_words() {
    let rig = rig().await;
    rig.tenants.installed.lock().unwrap().push(names::workspace(TENANT));
    let bob = json!({"id": "29:1bob", "aadObjectId": "0b", "name": "Bob Builder", "tenantId": TENANT, "userRole": "user"});
    rig.answers("GET", "/members/29(:|%3A)1bob$", 200, bob).await;
    rig.answers(
        "GET",
        "/members/29(:|%3A)1ops$",
        404,
        json!({"error": {"code": "MemberNotFoundInConversation"}}),
    )
    .await;
    let bob = [("Bob", "29:1bob", "Bob"), ("Builder", "29:1bob", "Builder")];
    rig.sends(message(1, "kudos <at>Bob</at>&nbsp;<at>Builder</at> for the roof", &bob)).await;
    let ops = [("ops team", "29:1ops", "ops team")];
    rig.sends(message(2, "kudos <at>ops team</at> for the roof", &ops)).await;
    rig.sends(message(3, "ask-expert <at>Bob</at> <at>Builder</at> how?", &bob)).await;
    let heard = rig.heard();
    let told: Vec<String> = words(&heard);
    assert_eq!(
        told,
        [
            format!("kudos <@teams:{TENANT}:0b> for the roof"),
            "kudos @ops-team for the roof".to_owned(),
            format!("ask-expert <@teams:{TENANT}:0b> how?"),
        ]
    );
    assert!(heard.iter().any(|event| matches!(&event.what, What::Profile(it) if it.name == "Bob Builder")));
    assert_eq!(asked(&rig).await, 2, "once for each");
}

#[tokio::test]
async fn what_is_only_overheard_asks_nobody() {
    let rig = rig().await;
    rig.tenants.installed.lock().unwrap().push(names::workspace(TENANT));
    let mut activity = message(4, "thanks <at>Bob</at>", &[("Bob", "29:1bob", "Bob")]);
    activity["text"] = json!("thanks <at>Bob</at>");
    activity["entities"].as_array_mut().unwrap().remove(0);
    rig.sends(activity).await;
    assert_eq!(asked(&rig).await, 0);
    assert!(matches!(&rig.heard()[0].what, What::Overheard(message) if message.text == "thanks @Bob"));
}
