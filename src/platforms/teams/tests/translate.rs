//! Activities of every kind, and what becomes of them.

use proptest::prelude::*;
use serde_json::Value;

use super::settings::{APP, TENANT};
use crate::chat::{Event, OrgId, PlaceKind, What};
use crate::platforms::teams::Installation;
use crate::platforms::teams::api::activity::Activity;
use crate::platforms::teams::api::ids;
use crate::platforms::teams::inbound::context::{InboundContext, Translated};
use crate::platforms::teams::inbound::translate::translate;
use crate::platforms::teams::install::channels::{ChannelType, told};

const FOLDER: &str = "tests/fixtures/teams/activities";

pub(super) fn installation() -> Installation {
    Installation { org: OrgId::new("acme"), workspace: ids::workspace(TENANT) }
}

pub(super) fn fixture(name: &str) -> Value {
    let text = std::fs::read_to_string(format!("{FOLDER}/{name}.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn heard(activity: &Value) -> Translated {
    heard_in(activity, None)
}

/// The same, where something was stated of the channel before.
fn heard_in(activity: &Value, kept: Option<ChannelType>) -> Translated {
    let (installation, activity) = (installation(), Activity::read(activity.to_string().as_bytes()).unwrap());
    let kind = told(&installation, &activity).and_then(|told| told.kind).or(kept);
    translate(&InboundContext { installation: &installation, bot: APP, activity: &activity, kind })
}

fn event(name: &str) -> Event {
    match heard(&fixture(name)) {
        Translated::Event(event, _) => *event,
        other => panic!("{name}: {other:?}"),
    }
}

fn short(words: &str) -> String {
    words.replace(TENANT, "T").replace("00000000-0000-0000-0000-0000000000", "")
}

fn line(heard: &Translated) -> String {
    let event = match heard {
        Translated::Event(event, way) => {
            let place = event.at.id.as_str();
            let thread = event.at.thread.as_ref().map(|thread| format!(" in {thread}")).unwrap_or_default();
            let shared = if event.at.shared { ", perhaps shared" } else { "" };
            let shown = format!("{way:?}: {:?}{shared}{thread} {place} {:?}", event.at.kind, event.what);
            let handle = event.handle.as_ref().map(|handle| format!(" handle {}", handle.expose()));
            return short(&(shown + &handle.unwrap_or_default()));
        }
        Translated::Installed(event) => event,
        other => return short(&format!("{other:?}")),
    };
    format!("Installed, {}", if event.is_some() { "and greeted" } else { "and not greeted" })
}

/// Each fixture, and what becomes of it.
fn table() -> String {
    let mut names: Vec<String> = std::fs::read_dir(FOLDER)
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap().replace(".json", ""))
        .collect();
    names.sort();
    let table: Vec<String> =
        names.iter().map(|name| format!("{name}\n  {}", line(&heard(&fixture(name))))).collect();
    table.join("\n")
}

#[test]
fn every_kind_of_activity_becomes_what_it_should() {
    insta::assert_snapshot!(table(), @r#"
    bot-added-to-a-team
      Installed, and greeted
    bot-removed-from-a-team
      Removed
    card-button
      Card: Private, perhaps shared in 1730000000000 teams:T:19:general@thread.tacv2 Press(Press { action: "experts.take", value: "01Q", message: Some(MessageId("1730000000002")) }) handle {"c":"19:general@thread.tacv2;messageid=1730000000000","m":"1730000000002","o":false}
    card-button-only-one-sees
      Card: Private, perhaps shared in 1730000000000 teams:T:19:general@thread.tacv2 Press(Press { action: "experts.go", value: "01Q", message: None }) handle {"c":"19:general@thread.tacv2;messageid=1730000000000","m":"1730000000003","o":true}
    channel-created
      Aside: Private, perhaps shared teams:T:19:ops@thread.tacv2 Channel(ChannelStatement { name: Some("Operations"), visibility: Some(Members), believed_until: None, shared: Some(false), gone: Some(false), deleted: None })
    channel-deleted
      Aside: Private, perhaps shared teams:T:19:ops@thread.tacv2 Channel(ChannelStatement { name: Some("Operations"), visibility: None, believed_until: None, shared: None, gone: Some(true), deleted: Some(true) })
    channel-renamed
      Aside: Private, perhaps shared teams:T:19:ops@thread.tacv2 Channel(ChannelStatement { name: Some("Operations"), visibility: None, believed_until: None, shared: None, gone: Some(false), deleted: None })
    channel-restored
      Aside: Private, perhaps shared teams:T:19:ops@thread.tacv2 Channel(ChannelStatement { name: Some("Operations"), visibility: None, believed_until: None, shared: None, gone: Some(false), deleted: Some(false) })
    channel-shared
      Aside: Private, perhaps shared teams:T:19:ops@thread.tacv2 Channel(ChannelStatement { name: Some("Operations"), visibility: Some(Members), believed_until: None, shared: Some(true), gone: None, deleted: None })
    dialog-button
      Dialog: Private, perhaps shared in 1730000000000 teams:T:19:general@thread.tacv2 Press(Press { action: "experts.drop", value: "01Q", message: None })
    dialog-opened-by-a-button
      Dialog: Private, perhaps shared in 1730000000000 teams:T:19:general@thread.tacv2 Press(Press { action: "experts.not_me", value: "01Q", message: Some(MessageId("1730000000002")) }) handle {"c":"19:general@thread.tacv2;messageid=1730000000000","m":"1730000000002","o":false}
    dialog-opened-by-typed-words
      Dialog: Direct teams:T:a:1personal-ann Command { words: "ask-expert", slash: true, message: None, groups: [] }
    dialog-sent
      Dialog: Private, perhaps shared in 1730000000000 teams:T:19:general@thread.tacv2 Submission(Submission { form: "experts.ask", context: "{}", values: {"options": ["urgent", "hidden, really"], "person": ["teams:T:0b"], "question": ["how do I deploy?"]} }) handle {"c":"19:general@thread.tacv2;messageid=1730000000000","m":"1730000000002","o":false}
    feedback
      Acknowledged
    installed-for-a-person
      Installed, and greeted
    installed-in-a-chat
      Installed, and greeted
    menu-by-slash
      Menu: Group teams:T:19:chat-of-three@thread.v2 Shortcut { name: "experts.ask", message: None }
    menu-form-sent
      Menu: Group teams:T:19:chat-of-three@thread.v2 Submission(Submission { form: "experts.ask", context: "{}", values: {"question": ["how do I deploy?"]} })
    menu-on-a-message
      Menu: Private, perhaps shared in 1730000000000 teams:T:19:general@thread.tacv2 Shortcut { name: "experts.ask", message: Some(Message { id: MessageId("1730000000005"), author: Some(AccountId("teams:T:0b")), text: "how do I roll back & retry?\na < b", thread: Some(MessageId("1730000000000")), sent: 2026-11-02T08:59:00Z, edited: None }) }
    message-button-of-an-old-client
      Aside: Private, perhaps shared in 1730000000000 teams:T:19:general@thread.tacv2 Press(Press { action: "experts.take", value: "01Q", message: Some(MessageId("1730000000002")) }) handle {"c":"19:general@thread.tacv2;messageid=1730000000000","m":"1730000000002","o":false}
    message-deleted
      Aside: Private, perhaps shared in 1730000000000 teams:T:19:general@thread.tacv2 Deleted(MessageId("1730000000001"))
    message-edited
      Aside: Private, perhaps shared in 1730000000000 teams:T:19:general@thread.tacv2 Edited(Message { id: MessageId("1730000000001"), author: Some(AccountId("teams:T:0a")), text: "you run migrate down 2", thread: Some(MessageId("1730000000000")), sent: 2026-11-02T09:00:00.123Z, edited: Some(2026-11-02T09:00:00.123Z) })
    message-in-a-group-chat
      Aside: Group teams:T:19:chat-of-three@thread.v2 Command { words: "ask how do I deploy?", slash: false, message: Some(MessageId("1730000000001")), groups: [] }
    message-in-a-private-channel
      Aside: Private in 1730000000001 teams:T:19:ops@thread.tacv2 Command { words: "ask-expert <@teams:T:0b> how do I roll back?", slash: false, message: Some(MessageId("1730000000001")), groups: [] }
    message-in-a-shared-channel
      Aside: Private, perhaps shared in 1730000000001 teams:T:19:ops@thread.tacv2 Command { words: "ask-expert <@teams:T:0b> how do I roll back?", slash: false, message: Some(MessageId("1730000000001")), groups: [] }
    message-in-a-standard-channel
      Aside: Channel in 1730000000001 teams:T:19:ops@thread.tacv2 Command { words: "ask-expert <@teams:T:0b> how do I roll back?", slash: false, message: Some(MessageId("1730000000001")), groups: [] }
    message-in-a-standard-channel-of-no-team
      Aside: Private, perhaps shared in 1730000000001 teams:T:19:ops@thread.tacv2 Command { words: "ask-expert <@teams:T:0b> how do I roll back?", slash: false, message: Some(MessageId("1730000000001")), groups: [] }
    message-mention
      Aside: Private, perhaps shared in 1730000000001 teams:T:19:general@thread.tacv2 Command { words: "ask-expert <@teams:T:0b> how do I roll back?", slash: false, message: Some(MessageId("1730000000001")), groups: [] }
    message-mention-in-a-thread
      Aside: Private, perhaps shared in 1730000000000 teams:T:19:general@thread.tacv2 Command { words: "help", slash: false, message: Some(MessageId("1730000000001")), groups: [] }
    message-of-a-program
      Aside: Private, perhaps shared in 1730000000000 teams:T:19:general@thread.tacv2 Overheard(Message { id: MessageId("1730000000001"), author: None, text: "build failed", thread: Some(MessageId("1730000000000")), sent: 2026-11-02T09:00:00.123Z, edited: None })
    message-our-own
      Nothing("our own doing")
    message-personal
      Aside: Direct teams:T:a:1personal-ann Command { words: "ask-expert how do I \"roll back\" a migration?", slash: false, message: Some(MessageId("1730000000001")), groups: [] }
    message-read-by-permission
      Aside: Private, perhaps shared in 1730000000000 teams:T:19:general@thread.tacv2 Overheard(Message { id: MessageId("1730000000001"), author: Some(AccountId("teams:T:0a")), text: "you run migrate down 1", thread: Some(MessageId("1730000000000")), sent: 2026-11-02T09:00:00.123Z, edited: None })
    message-slash-command
      Aside: Private, perhaps shared in 1730000000000 teams:T:19:general@thread.tacv2 Command { words: "ask-expert how do I deploy?", slash: true, message: None, groups: [] }
    message-undeleted
      Aside: Private, perhaps shared in 1730000000000 teams:T:19:general@thread.tacv2 Overheard(Message { id: MessageId("1730000000001"), author: Some(AccountId("teams:T:0a")), text: "back again", thread: Some(MessageId("1730000000000")), sent: 2026-11-02T09:00:00.123Z, edited: None })
    people-added
      Members(Movement { circle: Team(TeamId("teams:T:19:team@thread.tacv2")), conversation: "19:team@thread.tacv2", people: [Moved { user: "29:1bob", object: Some("0b"), tenant: None, is_member: true }] })
    people-added-to-a-channel
      Members(Movement { circle: Place(PlaceId("teams:T:19:ops@thread.tacv2")), conversation: "19:ops@thread.tacv2", people: [Moved { user: "29:1bob", object: Some("0b"), tenant: None, is_member: true }, Moved { user: "29:1zoe", object: Some("0f"), tenant: Some("ffffffff-0000-0000-0000-000000000000"), is_member: true }] })
    people-removed
      Members(Movement { circle: Team(TeamId("teams:T:19:team@thread.tacv2")), conversation: "19:team@thread.tacv2", people: [Moved { user: "29:1bob", object: Some("0b"), tenant: None, is_member: false }] })
    people-removed-from-a-channel
      Members(Movement { circle: Place(PlaceId("teams:T:19:ops@thread.tacv2")), conversation: "19:ops@thread.tacv2", people: [Moved { user: "29:1bob", object: Some("0b"), tenant: None, is_member: false }, Moved { user: "29:1zoe", object: Some("0f"), tenant: Some("ffffffff-0000-0000-0000-000000000000"), is_member: false }] })
    reaction-added
      Aside: Private, perhaps shared in 1730000000000 teams:T:19:general@thread.tacv2 Reaction(Reaction { message: MessageId("1730000000002"), author: None, emoji: "thumbsup", added: true })
    reaction-removed
      Aside: Private, perhaps shared in 1730000000000 teams:T:19:general@thread.tacv2 Reaction(Reaction { message: MessageId("1730000000002"), author: None, emoji: "heart", added: false })
    removed-by-a-person
      Removed
    search-for-a-channel
      Channels("op")
    search-for-something-else
      UnknownInvoke
    unknown-activity
      Nothing("a kind of activity we do not use")
    unknown-invoke
      UnknownInvoke
    upgraded
      Installed, and not greeted
    "#);
}

#[test]
fn the_same_message_under_another_id_is_the_same_event() {
    let first = fixture("message-personal");
    let mut again = first.clone();
    again["id"] = "1730000015000".into();
    let mut other = first.clone();
    other["localTimestamp"] = "2026-11-02T10:00:20.000+01:00".into();
    let key = |activity: &Value| match heard(activity) {
        Translated::Event(event, _) => event.key,
        other => panic!("{other:?}"),
    };
    assert_eq!(key(&first), key(&again));
    assert_ne!(key(&first), key(&other), "the same words, said again later");
}

fn event_of(activity: &Value) -> Event {
    match heard(activity) {
        Translated::Event(event, _) => *event,
        other => panic!("{other:?}"),
    }
}

fn place_of(activity: &Value) -> crate::chat::Place {
    event_of(activity).at
}

#[test]
fn a_chat_of_two_people_is_not_one_with_the_bot() {
    let mut activity = fixture("menu-by-slash");
    activity["conversation"] = serde_json::json!({ "id": "19:a_b@unq.gbl.spaces", "conversationType": "personal", "tenantId": TENANT });
    assert_eq!(place_of(&activity).kind, crate::chat::PlaceKind::Group);
}

#[test]
fn somebody_of_another_company_makes_it_a_shared_place() {
    let mut activity = fixture("message-in-a-standard-channel");
    assert!(!place_of(&activity).shared);
    activity["from"]["tenantId"] = TENANT.to_uppercase().into();
    assert!(!place_of(&activity).shared, "our own tenant, however it is spelt");
    assert_eq!(event_of(&activity).from, ids::account(TENANT, super::rig::ANN));
    activity["from"]["tenantId"] = "ffffffff-0000-0000-0000-000000000000".into();
    assert!(place_of(&activity).shared);
    assert!(
        event_of(&activity).from.as_str().starts_with("teams:ffffffff"),
        "their account is not one of ours"
    );
}

/// What an activity makes of the place, with and without what was stated before: kind, and whether it may be shared.
#[test]
fn what_a_channel_is_was_stated_and_is_never_guessed() {
    use PlaceKind::{Channel, Private};
    let at = |name: &str, kept: Option<ChannelType>| match heard_in(&fixture(name), kept) {
        Translated::Event(event, _) => (event.at.kind, event.at.shared),
        other => panic!("{name}: {other:?}"),
    };
    let (standard, private, shared) = (ChannelType::Standard, ChannelType::Private, ChannelType::Shared);
    for (name, kept, expected) in [
        ("message-in-a-standard-channel", None, (Channel, false)),
        ("message-in-a-private-channel", None, (Private, false)),
        ("message-in-a-shared-channel", None, (Private, true)),
        // What is stated now is newer than what was.
        ("message-in-a-private-channel", Some(standard), (Private, false)),
        ("message-in-a-shared-channel", Some(standard), (Private, true)),
        // Whose team reads it is not told.
        ("message-in-a-standard-channel-of-no-team", None, (Private, true)),
        // These do not say it.
        ("message-mention", None, (Private, true)),
        ("message-mention", Some(standard), (Channel, false)),
        ("message-mention", Some(private), (Private, false)),
        ("message-mention", Some(shared), (Private, true)),
        ("card-button", None, (Private, true)),
        ("card-button", Some(standard), (Channel, false)),
        ("dialog-sent", None, (Private, true)),
        ("menu-on-a-message", None, (Private, true)),
    ] {
        assert_eq!(at(name, kept), expected, "{name} after {kept:?}");
    }
}

#[test]
fn what_is_said_of_another_channel_says_nothing_of_this_one() {
    let mut activity = fixture("message-in-a-standard-channel");
    activity["conversation"]["id"] = "19:board@thread.tacv2;messageid=1".into();
    assert_eq!(place_of(&activity).kind, PlaceKind::Private);
    // Older clients tell no type of conversation.
    let mut activity = fixture("message-in-a-private-channel");
    activity["conversation"]["conversationType"] = Value::Null;
    assert_eq!(place_of(&activity).kind, PlaceKind::Private);
    activity["channelData"]["channel"]["type"] = "something new".into();
    assert!(place_of(&activity).shared);
}
#[test]
fn a_form_that_is_sent_twice_is_the_same_event_and_a_corrected_one_is_not() {
    let first = fixture("dialog-sent");
    let mut again = first.clone();
    again["id"] = "f:other".into();
    again["localTimestamp"] = "2026-11-02T10:00:06.000+01:00".into();
    let mut corrected = first.clone();
    corrected["value"]["data"]["i0"] = "how do I deploy to staging?".into();
    let key = |activity: &Value| match heard(activity) {
        Translated::Event(event, _) => event.key,
        other => panic!("{other:?}"),
    };
    assert_eq!(key(&first), key(&again));
    assert_ne!(key(&first), key(&corrected));
}

#[test]
fn a_form_is_read_back_by_its_fields() {
    let What::Submission(submission) = event("dialog-sent").what else { panic!() };
    assert_eq!(submission.form, "experts.ask");
    assert_eq!(submission.value("question"), Some("how do I deploy?"));
    assert_eq!(submission.values("options"), ["urgent", "hidden, really"]);
    let bob = submission.account("person").unwrap();
    assert_eq!(bob.as_str(), format!("teams:{TENANT}:00000000-0000-0000-0000-00000000000b"));
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,40}".prop_map(Value::from),
        Just(Value::from("x".repeat(50_000))),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::hash_map("[a-zA-Z]{1,12}", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_piece_of_an_activity_can_make_us_stumble(at in any::<prop::sample::Index>(), with in any_json(), which in any::<prop::sample::Index>()) {
        let mut names: Vec<_> = std::fs::read_dir(FOLDER).unwrap().map(|file| file.unwrap().path()).collect();
        names.sort();
        let text = std::fs::read_to_string(which.get(&names)).unwrap();
        let mut activity: Value = serde_json::from_str(&text).unwrap();
        let mut places: Vec<String> = Vec::new();
        pointers(&activity, "", &mut places);
        *activity.pointer_mut(&places[at.index(places.len())]).unwrap() = with;
        if activity.is_object() {
            let _ = heard(&activity);
        }
    }
}

fn pointers(value: &Value, at: &str, all: &mut Vec<String>) {
    all.push(at.to_owned());
    match value {
        Value::Object(fields) => {
            for (name, inner) in fields {
                pointers(inner, &format!("{at}/{}", name.replace('~', "~0").replace('/', "~1")), all);
            }
        }
        Value::Array(items) => {
            for (number, inner) in items.iter().enumerate() {
                pointers(inner, &format!("{at}/{number}"), all);
            }
        }
        _ => {}
    }
}
