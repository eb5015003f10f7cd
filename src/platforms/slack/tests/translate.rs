//! What happenings mean: words, mentions, own traffic, keys.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{House, installation};
use crate::chat::{ChannelStatement, Event, PlaceKind, Standing, What};
use crate::platforms::slack::inbound::text::{read, without_bot};
use crate::testing::MARKED;

fn event(inner: &Value) -> Value {
    json!({"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": inner})
}

async fn hear(inner: Value) -> Vec<Event> {
    let house = House::new();
    house.event(&event(&inner)).await;
    house.heard()
}

#[test]
fn slacks_escapes_become_ours() {
    let here = installation(None, Some("T1"));
    for (theirs, ours) in [
        ("<@U1|ann> and <@W2>", "<@slack:T1:U1> and <@slack:T1:W2>"),
        ("in <#C1|ops> or <#C2>", "in <#slack:T1:C1|ops> or <#slack:T1:C2>"),
        ("<https://x.example/a?b=1&amp;c=2|there>", "https://x.example/a?b=1&c=2"),
        ("<mailto:a@b.example|a@b.example>", "a@b.example"),
        ("<!here> <!subteam^S1|@ops> <!subteam^S2> <!date^1^{date}|today>", "@here @ops @S2 today"),
        ("a &lt; b &amp;&amp; c &gt; d &amp;lt; &copy;", "a < b && c > d &lt; ©"),
        ("open < end", "open < end"),
        ("&lt;@U1&gt; &lt;#C1|ops&gt; <@&lt;@U1&gt;>", "<\\@U1> <\\#C1|ops> @<\\@U1>"),
        ("<@T2:U9> <@U1 U2> <#C1/C2>", "@T2:U9 @U1 U2 #C1/C2"),
        ("", ""),
    ] {
        assert_eq!(read(&here, theirs).encode(), ours);
    }
}

#[test]
fn our_mention_goes_and_other_mentions_stay() {
    let here = installation(None, Some("T1"));
    for (text, rest, found) in [
        ("<@UBOT> how do I", "how do I", true),
        ("<@UBOT|lyceum>: how do I", "how do I", true),
        ("hey <@UBOT>, how do I", "hey how do I", true),
        ("<@UBOT>", "", true),
        ("<@UBOT> <@UBOT>", "", true),
        ("<@UBOTTLE> hm", "<@UBOTTLE> hm", false),
        ("<@UBOT no end", "<@UBOT no end", false),
        ("nothing", "nothing", false),
    ] {
        assert_eq!(without_bot(&here, text), (rest.to_owned(), found), "{text}");
    }
}

proptest! {
    #[test]
    fn any_text_can_be_read(text in "([<>&@#!|^:a-z ]|UBOT|&lt;|é){0,40}") {
        let here = installation(None, Some("T1"));
        let (rest, _) = without_bot(&here, &text);
        read(&here, &rest);
    }

    #[test]
    fn what_people_type_comes_back_as_they_typed_it_and_mentions_nobody(text in MARKED) {
        let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        prop_assert_eq!(read(&installation(None, Some("T1")), &escaped), text.as_str());
    }
}

#[tokio::test]
async fn a_mention_is_one_happening_though_it_comes_twice() {
    let mut inner = json!({"type": "message", "channel": "C1", "channel_type": "channel", "user": "U1",
        "text": "<@UBOT> kudos <@U2> for it", "ts": "1700000000.000100", "thread_ts": "1699999999.000100"});
    let as_message = hear(inner.clone()).await;
    inner["type"] = "app_mention".into();
    inner["user_team"] = "T1".into();
    inner.as_object_mut().unwrap().remove("channel_type");
    let mut as_mention = hear(inner).await;
    // A mention does not say what kind of place it is in: as long as nobody else said it, that is private.
    assert_eq!(as_mention[0].at.kind, PlaceKind::Private);
    as_mention[0].at.kind = PlaceKind::Channel;
    assert_eq!(as_message, as_mention);
    let What::Command { words, slash: false, message: Some(message), .. } = &as_message[0].what else {
        panic!("{as_message:?}")
    };
    assert_eq!(
        (words.encode().as_str(), message.as_str()),
        ("kudos <@slack:T1:U2> for it", "1700000000.000100")
    );
    assert_eq!(as_message[0].at.thread.as_ref().unwrap().as_str(), "1699999999.000100");
    assert_eq!(as_message[0].key.as_str(), "message:C1:1700000000.000100");
}

#[tokio::test]
async fn words_in_a_direct_message_are_for_the_bot() {
    let inner = json!({"type": "message", "channel": "D1", "channel_type": "im", "user": "U1", "text": "help",
        "ts": "1700000000.000100"});
    let heard = hear(inner).await;
    assert_eq!(heard[0].at.kind, PlaceKind::Direct);
    assert!(matches!(&heard[0].what, What::Command { words, slash: false, .. } if *words == "help"));
}

#[tokio::test]
async fn the_bot_does_not_listen_to_itself_nor_to_other_programs() {
    let base = json!({"type": "message", "channel": "C1", "text": "<@UBOT> x", "ts": "1700000000.000100"});
    for who in [
        json!({"user": "UBOT"}),
        json!({"bot_id": "BBOT"}),
        json!({"user": "U7", "bot_id": "B7"}),
        json!({"subtype": "bot_message", "bot_id": "B7"}),
        json!({}),
        json!({"subtype": "channel_join", "user": "U1"}),
    ] {
        let mut inner = base.clone();
        inner.as_object_mut().unwrap().extend(who.as_object().unwrap().clone());
        assert_eq!(hear(inner).await, [], "{who}");
    }
    let own = json!({"type": "reaction_added", "user": "UBOT", "reaction": "eyes",
        "item": {"type": "message", "channel": "C1", "ts": "1700000000.000100"}});
    assert_eq!(hear(own).await, []);
}

#[tokio::test]
async fn our_own_coming_and_going_says_whether_we_can_post() {
    let moved =
        |kind: &str, user: &str| json!({"type": kind, "user": user, "channel": "C1", "event_ts": "1.2"});
    let left = hear(moved("member_left_channel", "UBOT")).await;
    assert_eq!(
        left[0].what,
        What::Channel(ChannelStatement { gone: Some(true), ..ChannelStatement::default() })
    );
    let joined = hear(moved("member_joined_channel", "UBOT")).await;
    assert_eq!(
        joined[0].what,
        What::Channel(ChannelStatement { gone: Some(false), ..ChannelStatement::default() })
    );
}

#[tokio::test]
async fn a_change_of_words_counts_and_a_change_of_dress_does_not() {
    let mut inner = json!({"type": "message", "subtype": "message_changed", "channel": "C1", "ts": "1700000009.000100",
        "message": {"user": "U1", "text": "new", "ts": "1700000000.000100", "edited": {"ts": "1700000009.000000"}},
        "previous_message": {"user": "U1", "text": "old", "ts": "1700000000.000100"}});
    let heard = hear(inner.clone()).await;
    assert_eq!(heard[0].key.as_str(), "edit:C1:1700000000.000100:1700000009.000000");
    assert!(
        matches!(&heard[0].what, What::Edited(it) if it.text == "new" && it.id.as_str() == "1700000000.000100")
    );
    inner["previous_message"]["text"] = "new".into();
    assert_eq!(hear(inner.clone()).await, []);
    inner["message"]["subtype"] = "tombstone".into();
    assert!(matches!(&hear(inner).await[0].what, What::Deleted(_)));
}

#[tokio::test]
async fn what_an_account_is() {
    for (flags, standing) in [
        (json!({}), Standing::Member),
        (json!({"deleted": true, "is_restricted": true}), Standing::Gone),
        (json!({"is_bot": true}), Standing::Bot),
        (json!({"is_restricted": true}), Standing::Guest),
        (json!({"is_ultra_restricted": true}), Standing::Guest),
        (json!({"is_stranger": true, "is_restricted": true}), Standing::Stranger),
        (json!({"team_id": "T9"}), Standing::Stranger),
        (json!({"is_invited_user": true}), Standing::Unknown),
    ] {
        let mut user = json!({"id": "U1", "team_id": "T1", "name": "ann", "tz": "Europe/Berlin",
            "profile": {"real_name": "Ann Arbor", "display_name": "", "title": "SRE", "email": "ann@acme.example"}});
        user.as_object_mut().unwrap().extend(flags.as_object().unwrap().clone());
        let heard = hear(json!({"type": "user_change", "user": user, "event_ts": "1.2"})).await;
        let What::Profile(profile) = &heard[0].what else { panic!("{heard:?}") };
        assert_eq!((profile.standing, profile.name.as_str()), (standing, "Ann Arbor"), "{flags}");
        let tenant = if flags.get("team_id").is_some() { "T9" } else { "T1" };
        assert_eq!(profile.account.as_str(), format!("slack:{tenant}:U1"));
        assert_eq!(profile.time_zone.as_deref(), Some("Europe/Berlin"));
    }
}

#[tokio::test]
async fn a_slash_command_has_its_own_name_first() {
    let house = House::new();
    let command = [
        ("team_id", "T1"),
        ("user_id", "U1"),
        ("channel_id", "C1"),
        ("channel_name", "privategroup"),
        ("command", "/ask-expert"),
        ("text", " how do I &amp; <@U2|bob> "),
        ("trigger_id", "1.2.x"),
        ("response_url", "https://hooks.slack.com/commands/T1/2/3"),
        ("new_field", "of 2027"),
    ];
    house.form(&command).await;
    let event = house.heard().remove(0);
    assert!(matches!(&event.what,
        What::Command { words, slash: true, message: None, .. } if words.encode() == "ask-expert how do I & <@slack:T1:U2>"));
    assert!(event.answers_inline);
    assert_eq!(event.at.kind, PlaceKind::Private);
    assert_eq!(event.key.as_str(), "command:1.2.x");
    assert_eq!(event.handle.unwrap().expose(), "https://hooks.slack.com/commands/T1/2/3");
}

#[tokio::test]
async fn a_shortcut_on_a_message_brings_the_message() {
    let house = House::new();
    let shortcut = json!({"type": "message_action", "team": {"id": "T1"}, "user": {"id": "U1", "team_id": "T1"},
        "channel": {"id": "C1", "name": "general"}, "callback_id": "experts.ask", "trigger_id": "5",
        "message_ts": "1700000000.000200",
        "message": {"user": "U2", "text": "so &lt;this&gt;", "ts": "1700000000.000200", "thread_ts": "1700000000.000100"}});
    house.interaction(&shortcut).await;
    let event = house.heard().remove(0);
    let What::Shortcut { name, message: Some(message) } = event.what else { panic!() };
    assert_eq!((name.as_str(), message.text.encode().as_str()), ("experts.ask", "so <this>"));
    assert_eq!(message.author.unwrap().as_str(), "slack:T1:U2");
    assert_eq!(message.thread, event.at.thread);
    assert_eq!(message.sent.timestamp_micros(), 1_700_000_000_000_200);
}
