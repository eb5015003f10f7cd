//! Whom a mention means: real clients tell an id that only the bot knows, once for each word of a name.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::rig::{Rig, rig};
use super::settings::{APP, TENANT};
use super::translate::fixture;
use crate::chat::{Event, MessageText, What};
use crate::platforms::teams::api::activity::Activity;
use crate::platforms::teams::api::ids;
use crate::platforms::teams::inbound::text::{of, plain};
use crate::testing::MARKED;

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
        What::Command { words, .. } => Some(words.encode()),
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
    rig.tenants.installed.lock().unwrap().push(ids::workspace(TENANT));
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

/// What a message says that has this text and mentions these: the text of each, and who it is.
fn read(text: &str, mentioned: &[(&str, Value)]) -> MessageText {
    let mut activity = message(1, "", &[]);
    activity["text"] = json!(text);
    let entities =
        mentioned.iter().map(|(text, who)| json!({"type": "mention", "text": text, "mentioned": who}));
    activity["entities"] = entities.collect();
    let activity = Activity::read(activity.to_string().as_bytes()).unwrap();
    of(&activity, TENANT, |_| false).0
}

#[test]
fn only_what_teams_says_is_a_mention() {
    let user = |id: &str| json!({"id": format!("29:1{id}"), "aadObjectId": id, "name": "Bob"});
    let marked = |id: &str| format!("<@teams:{TENANT}:{id}>");
    let two = [("<at>Bob</at>", user("b1")), ("<at>Bob</at>", user("b2"))];
    let told = read("<at>Bob</at>, <at>Bob</at> &lt;at&gt;Bob&lt;/at&gt; <@teams:T:0b>", &two);
    assert_eq!(told.encode(), format!("{}, {} <at>Bob</at> <\\@teams:T:0b>", marked("b1"), marked("b2")));
    assert_eq!(
        read("<at>Bob</at> <at>Ann</at>", &[("<at>Ann</at>", user("a"))]).encode(),
        format!("<at>Bob</at> {}", marked("a"))
    );
    // The name of a tag is words, also where it looks like somebody's mention.
    let tag = json!({"id": "29:1t", "type": "tag", "name": "<at>Ann</at>"});
    let told = read("<at>ops</at> hi", &[("<at>ops</at>", tag), ("<at>Ann</at>", user("a"))]);
    assert_eq!(told, "@<at>Ann</at> hi");
    let abroad = json!({"id": "29:1x", "aadObjectId": "x", "name": "Xi Li", "tenantId": "another"});
    assert_eq!(read("<at>Xi</at> hi", &[("<at>Xi</at>", abroad)]), "@Xi-Li hi");
    assert_eq!(read("hi", &[("", user("b"))]), "hi");
}

proptest! {
    #[test]
    fn what_people_type_comes_back_as_they_typed_it_and_mentions_nobody(text in MARKED) {
        let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let typed = plain(&escaped);
        prop_assert_eq!(read(&escaped, &[]), typed.as_str());
        prop_assert!(read(&text, &[]).mentioned().is_empty());
    }
}

#[tokio::test]
async fn what_is_only_overheard_asks_nobody() {
    let rig = rig().await;
    rig.tenants.installed.lock().unwrap().push(ids::workspace(TENANT));
    let mut activity = message(4, "thanks <at>Bob</at>", &[("Bob", "29:1bob", "Bob")]);
    activity["text"] = json!("thanks <at>Bob</at>");
    activity["entities"].as_array_mut().unwrap().remove(0);
    rig.sends(activity).await;
    assert_eq!(asked(&rig).await, 0);
    assert!(matches!(&rig.heard()[0].what, What::Overheard(message) if message.text == "thanks @Bob"));
}

#[test]
fn a_mention_is_found_by_its_name_and_else_by_its_order() {
    let user = |id: &str, name: &str| json!({"id": format!("29:1{id}"), "aadObjectId": id, "name": name});
    let marked = |id: &str| format!("<@teams:{TENANT}:{id}>");
    let amp = || user("amp", "Test & Co ($~&)");
    for (text, entity) in [
        ("<at>Test & Co ($~&)</at> hi", ""),
        ("<at>Test &amp; Co ($~&amp;)</at> hi", "<at>Test & Co ($~&)</at>"),
        ("<at>Test & Co ($~&)</at> hi", "<at>Test &amp; Co ($~&amp;)</at>"),
        ("<at id=\"0\">Test & Co ($~&)</at> hi", "<at>Test & Co ($~&)</at>"),
        ("<at>Renamed by now</at> hi", ""),
        ("@Test hi", "@Test"),
    ] {
        assert_eq!(
            read(text, &[(entity, amp())]).encode(),
            format!("{} hi", marked("amp")),
            "{text} {entity}"
        );
    }
    // Two of one name, without the text of either, and between them somebody else.
    let two = [("", user("a1", "Ann Asker")), ("", user("b", "Bob")), ("", user("a2", "Ann Asker"))];
    assert_eq!(
        read("<at>Ann Asker</at> <at>Bob</at> <at>Ann Asker</at>", &two).encode(),
        format!("{} {} {}", marked("a1"), marked("b"), marked("a2"))
    );
    // Where the order does not tell, nobody is named.
    assert_eq!(read("<at>One</at> <at>Two</at>", &[("", user("x", "Three"))]), "<at>One</at> <at>Two</at>");
    assert_eq!(
        read("<at>Annabel</at>", &[("Ann", user("a", "Ann")), ("", user("b", "B"))]),
        "<at>Annabel</at>"
    );
}

#[tokio::test]
async fn the_bot_is_called_also_without_the_text_of_its_mention_or_under_another_name() {
    let rig = rig().await;
    rig.tenants.installed.lock().unwrap().push(ids::workspace(TENANT));
    for (number, name, text) in
        [(1, "Lyceum", json!(null)), (2, "Renamed", json!(null)), (3, "Other", json!("<at>Lyceum</at>"))]
    {
        let mut activity = message(number, "help", &[]);
        activity["text"] = json!(format!("<at>Lyceum</at> help me {number}"));
        activity["entities"] = json!([{"type": "mention", "text": text, "mentioned": {"id": format!("28:{APP}"), "name": name}}]);
        rig.sends(activity).await;
    }
    assert_eq!(words(&rig.heard()), ["help me 1", "help me 2", "help me 3"]);
}

#[tokio::test]
async fn an_emulators_people_are_looked_up_like_any_others() {
    let rig = rig().await;
    rig.tenants.installed.lock().unwrap().push(ids::workspace(TENANT));
    let megan = json!({"id": "user-id-1", "aadObjectId": "0m", "name": "Megan", "tenantId": TENANT, "userRole": "user"});
    rig.answers("GET", "/members/user-id-1$", 200, megan).await;
    rig.sends(message(1, "kudos <at>Megan</at> for the roof", &[("Megan", "user-id-1", "Megan")])).await;
    assert_eq!(words(&rig.heard()), [format!("kudos <@teams:{TENANT}:0m> for the roof")]);
}

#[tokio::test]
async fn all_changes_of_one_activity_are_heard() {
    let rig = rig().await;
    rig.tenants.installed.lock().unwrap().push(ids::workspace(TENANT));
    let mut swapped = fixture("reaction-added");
    swapped["reactionsAdded"] = json!([{"type": "heart"}, {"type": "like"}]);
    swapped["reactionsRemoved"] = json!([{"type": "laugh"}]);
    rig.sends(swapped).await;
    let told: Vec<(String, bool)> = rig
        .heard()
        .iter()
        .filter_map(|event| match &event.what {
            What::Reaction(reaction) => Some((reaction.emoji.clone(), reaction.added)),
            _ => None,
        })
        .collect();
    let told: Vec<(&str, bool)> = told.iter().map(|(emoji, added)| (emoji.as_str(), *added)).collect();
    assert_eq!(told, [("laughing", false), ("heart", true), ("thumbsup", true)]);
    // The bot and somebody else come into a team at once.
    let mut added = fixture("bot-added-to-a-team");
    added["channelData"]["eventType"] = json!("teamMemberAdded");
    let bot = added["membersAdded"][0].clone();
    added["membersAdded"] = json!([{"id": "29:1new", "aadObjectId": "0n", "name": "New"}, bot]);
    rig.sends(added).await;
    let heard = rig.heard();
    let at = |is: fn(&What) -> bool| heard.iter().position(|event| is(&event.what));
    let (arrived, member) =
        (at(|what| matches!(what, What::Arrived)), at(|what| matches!(what, What::Membership(_))));
    assert!(arrived.is_some() && arrived < member, "{heard:?}");
}
