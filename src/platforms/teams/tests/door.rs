//! The door from outside: what Teams sends goes in, and what it is answered is looked at.

use std::sync::atomic::Ordering;

use axum::body::Body;
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::rig::{ann, general, rig, rig_with};
use super::translate::fixture;
use crate::chat::{Card, Faces, FieldError, Form, Input, Receipt, What};

#[tokio::test]
async fn nobody_gets_in_without_a_token() {
    let rig = rig_with(|settings| settings.unauthenticated = false).await;
    let body = || fixture("message-personal").to_string();
    for headers in [
        vec![],
        vec![("authorization", "Bearer x")],
        vec![("authorization", "Basic x")],
        vec![("authorization", "Bearer a.b.c"), ("authorization", "Bearer a.b.c")],
    ] {
        let (status, answer) = rig.raw(body(), &headers).await;
        assert_eq!((status, answer.as_str()), (StatusCode::UNAUTHORIZED, ""), "{headers:?}");
    }
    let untouched = futures_util::stream::poll_fn(|_| -> std::task::Poll<Option<std::io::Result<Vec<u8>>>> {
        panic!("the body was read")
    });
    let body = Body::from_stream(untouched);
    let (status, _) = rig.raw(body, &[("authorization", "Bearer x")]).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED, "and nothing of what follows is looked at");
    let large = vec![b' '; (1 << 20) + 1];
    let (status, _) = rig.raw(large, &[("content-length", "1048577")]).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(rig.heard().is_empty());
    assert!(rig.tenants.references.lock().unwrap().is_empty(), "nothing is stored");
}

#[tokio::test]
async fn a_forged_tenant_and_a_foreign_service_url_are_turned_away() {
    let rig = rig_with(|settings| settings.allowed_hosts = vec!["smba.trafficmanager.net".to_owned()]).await;
    let (status, _) = rig.sends(fixture("message-personal")).await;
    assert_eq!(status, StatusCode::FORBIDDEN, "its own token would go to a host we do not know");
    assert!(rig.heard().is_empty());

    let rig = rig_with(|settings| settings.unauthenticated = false).await;
    let forged = "bbbbbbbb-0000-0000-0000-000000000000";
    let mut activity = fixture("message-personal");
    activity["channelData"]["tenant"]["id"] = forged.into();
    let context =
        crate::platforms::teams::api::activity::Activity::read(activity.to_string().as_bytes()).unwrap();
    assert!(rig.door.installation(&context).await.unwrap().is_none(), "never installed there");
    let mut installs = fixture("installed-for-a-person");
    installs["channelData"]["tenant"]["id"] = forged.into();
    let context =
        crate::platforms::teams::api::activity::Activity::read(installs.to_string().as_bytes()).unwrap();
    assert!(rig.door.installation(&context).await.unwrap().is_none(), "and may not be");
    assert!(rig.tenants.installed.lock().unwrap().is_empty());

    let mut two = fixture("installed-for-a-person");
    two["conversation"]["tenantId"] = forged.into();
    let context = crate::platforms::teams::api::activity::Activity::read(two.to_string().as_bytes()).unwrap();
    assert!(rig.door.installation(&context).await.unwrap().is_none(), "it names two tenants");
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_and_what_is_unknown_is_not() {
    let rig = rig().await;
    let service = format!("{}/emea/", rig.server.uri());
    for (body, status) in [("", 400), ("null", 400), ("[]", 400), ("{\"type\":", 400), ("\"x\"", 400)] {
        assert_eq!(rig.raw(body, &[]).await.0.as_u16(), status, "{body}");
    }
    let bare = json!({ "type": "message", "serviceUrl": service });
    assert_eq!(rig.raw(bare.to_string(), &[]).await.0, StatusCode::FORBIDDEN, "without a tenant");
    assert_eq!(rig.sends(fixture("unknown-activity")).await.0, StatusCode::OK);
    assert_eq!(rig.sends(fixture("unknown-invoke")).await.0, StatusCode::NOT_IMPLEMENTED);
    assert_eq!(rig.sends(fixture("feedback")).await, (StatusCode::OK, json!({})));
    assert!(rig.heard().is_empty());
}

#[tokio::test]
async fn what_the_store_does_not_take_is_not_acknowledged() {
    let rig = rig().await;
    rig.inbox.down.store(true, Ordering::Relaxed);
    assert_eq!(rig.sends(fixture("message-personal")).await.0, StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn a_button_is_answered_at_once() {
    let rig = rig().await;
    assert_eq!(rig.sends_fixture("card-button").await["type"], "application/vnd.microsoft.activity.message");
    let form = || {
        Form::new("feature.form", "A form", "Send").field(
            "words",
            "Words",
            Input::Line { value: String::new(), most: 9 },
        )
    };
    rig.answers_with(Receipt::Open(form(), Faces::new()));
    let dialog = rig.sends_fixture("dialog-opened-by-a-button").await;
    assert_eq!(dialog["task"]["type"], "continue");
    assert_eq!(dialog["task"]["value"]["title"], "A form");
    super::cards::is_valid(&dialog["task"]["value"]["card"]["content"]);

    // What the dialog sends is read back, refused, and drawn again with what was typed.
    let mut data = dialog["task"]["value"]["card"]["content"]["actions"][0]["data"].clone();
    data["i0"] = "typed".into();
    let mut sent = fixture("dialog-sent");
    sent["value"]["data"] = data;
    rig.answers_with(Receipt::Errors(vec![FieldError {
        field: "words".to_owned(),
        message: "Say more.".to_owned(),
    }]));
    let again = rig.sends(sent.clone()).await.1;
    let shown = again["task"]["value"]["card"]["content"]["body"].to_string();
    assert!(shown.contains("Say more.") && shown.contains("typed"), "{shown}");
    let What::Submission(submission) = &rig.heard()[2].what else { panic!() };
    assert_eq!(submission.value("words"), Some("typed"));
    assert!(rig.heard()[2].handle.is_some(), "the card whose button opened it can be changed");
    sent["id"] = "other".into();
    assert_eq!(rig.sends(sent).await, (StatusCode::OK, json!({})), "closed");
}

#[tokio::test]
async fn a_private_answer_to_a_dialog_is_shown_in_it() {
    let rig = rig().await;
    rig.answers_with(Receipt::Show(Card::line("Only a lead can do that."), Faces::new()));
    let shown = rig.sends_fixture("dialog-opened-by-a-button").await;
    assert!(shown["task"]["value"]["card"]["content"].to_string().contains("Only a lead can do that."));
    assert_eq!(rig.sends_fixture("dialog-opened-by-a-button").await["task"]["type"], "message");
}

#[tokio::test]
async fn a_form_that_typed_words_ask_for_is_offered_by_a_button() {
    let rig = rig().await;
    rig.answers_with(Receipt::Open(Form::new("feature.form", "A form", "Send"), Faces::new()));
    rig.sends_fixture("message-mention-in-a-thread").await;
    let sent = rig.sent().await;
    let (verb, path, body) = sent.last().unwrap();
    assert_eq!(verb, "POST");
    assert!(path.ends_with("/activities?isTargetedActivity=true"), "{path}");
    assert_eq!(body["recipient"], json!({ "id": "29:1ann", "isTargeted": true }));
    let button = &body["attachments"][0]["content"]["body"][1]["actions"][0]["data"];
    assert_eq!(button["w"], "help");
    assert_eq!(button["msteams"]["type"], "task/fetch");
}

#[tokio::test]
async fn channels_are_found_while_one_types() {
    let rig = rig().await;
    rig.sends_fixture("message-mention").await;
    let mut activity = fixture("search-for-a-channel");
    activity["value"]["queryText"] = "gen".into();
    let found = rig.sends(activity).await.1;
    assert_eq!(found["value"]["results"], json!([{ "title": "General", "value": general().as_str() }]));
    let unknown = rig.sends(fixture("search-for-something-else")).await;
    assert_eq!(unknown, (StatusCode::NOT_IMPLEMENTED, Value::Null), "no form has such a field");
    // Whose choice it is, and where from, is the activity's to say. A chat is no channel that could be chosen.
    assert_eq!(*rig.tenants.wanted.lock().unwrap(), [(ann(), None)]);
}

#[tokio::test]
async fn installing_the_app_greets_once() {
    let rig = rig().await;
    rig.sends_fixture("bot-added-to-a-team").await;
    let heard = rig.heard();
    assert_eq!(heard.iter().map(|event| &event.what).collect::<Vec<_>>(), [&What::Arrived]);
    let sent = rig.sent().await;
    assert!(
        sent.iter().all(|(verb, ..)| verb == "GET"),
        "nothing is said; whoever is added along is looked up: {sent:?}"
    );
}
