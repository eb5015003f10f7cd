//! Forms and answers: what a receipt becomes, and what comes back from a form.

use serde_json::{Value, json};
use wiremock::matchers::{body_partial_json, header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{House, installation};
use crate::chat::{Card, Choice, Faces, FieldError, Form, Input, PersonId, Receipt, Text, What};

async fn slack() -> (MockServer, House) {
    let server = MockServer::start().await;
    let house = House::with(&format!("{}/api", server.uri()), &[installation(None, Some("T1"))]);
    (server, house)
}

async fn on(server: &MockServer, name: &str, answer: ResponseTemplate) {
    Mock::given(method("POST")).and(path(name)).respond_with(answer).mount(server).await;
}

fn ok() -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(json!({"ok": true}))
}

fn refused(code: &str) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(json!({"ok": false, "error": code}))
}

async fn bodies(server: &MockServer, name: &str) -> Vec<Value> {
    let requests = server.received_requests().await.unwrap();
    let to = requests.iter().filter(|request| request.url.path() == name);
    to.map(|request| serde_json::from_slice(&request.body).unwrap()).collect()
}

fn command(response_url: &str) -> Vec<(&'static str, String)> {
    [
        ("team_id", "T1"),
        ("user_id", "U1"),
        ("channel_id", "C1"),
        ("command", "/ask-expert"),
        ("trigger_id", "1.2.x"),
        ("response_url", response_url),
    ]
    .map(|(name, value)| (name, value.to_owned()))
    .to_vec()
}

async fn type_command(house: &House, response_url: &str) -> Value {
    let fields = command(response_url);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let (status, body) = house.form(&fields).await;
    assert_eq!(status, 200);
    serde_json::from_str(&body).unwrap_or_default()
}

fn form() -> Form {
    Form::new("experts.ask", "Ask", "Send").context("q1").field(
        "question",
        "Your question",
        Input::Paragraph { value: String::new(), most: 3000 },
    )
}

#[tokio::test]
async fn words_ride_in_the_answer_to_a_command() {
    let (_server, house) = slack().await;
    house.answers(Receipt::Show(Card::line("Only <you> & me"), Faces::new()));
    let body = type_command(&house, "").await;
    assert_eq!(body["response_type"], "ephemeral");
    assert_eq!(body["text"], "Only &lt;you&gt; &amp; me");
    assert_eq!(body["blocks"][0]["text"]["text"], "Only &lt;you&gt; &amp; me");
    assert_eq!(type_command(&house, "").await, Value::Null);
}

#[tokio::test]
async fn a_form_opens_with_the_trigger() {
    let (server, house) = slack().await;
    Mock::given(path("/api/views.open"))
        .and(header("authorization", "Bearer xoxb-secret"))
        .and(body_partial_json(json!({"trigger_id": "1.2.x"})))
        .respond_with(ok())
        .expect(1)
        .mount(&server)
        .await;
    house.answers(Receipt::Open(form(), Faces::new()));
    assert_eq!(type_command(&house, "").await, Value::Null);
    let view = &bodies(&server, "/api/views.open").await[0]["view"];
    assert_eq!(
        (&view["type"], &view["callback_id"], &view["private_metadata"]),
        (&json!("modal"), &json!("experts.ask"), &json!("q1"))
    );
    assert_eq!(view["blocks"][0]["block_id"], "question");
    assert_eq!(view["blocks"][0]["element"]["action_id"], "value");
}

#[tokio::test]
async fn a_form_that_does_not_open_is_said_so() {
    let (server, house) = slack().await;
    on(&server, "/api/views.open", refused("expired_trigger_id")).await;
    house.answers(Receipt::Open(form(), Faces::new()));
    let body = type_command(&house, "").await;
    assert!(body["text"].as_str().unwrap().contains("did not open"), "{body}");

    // From a button the words go through the handle, which may be the emulator's.
    on(&server, "/hook", ResponseTemplate::new(200).set_body_string("ok")).await;
    house.answers(Receipt::Open(form(), Faces::new()));
    let press = json!({"type": "block_actions", "team": {"id": "T1"}, "user": {"id": "U1"}, "trigger_id": "7",
        "response_url": format!("{}/hook", server.uri()), "channel": {"id": "C1"},
        "container": {"type": "message", "message_ts": "1.2", "is_ephemeral": true},
        "actions": [{"action_id": "experts.take#3", "value": "q1"}]});
    assert_eq!(house.interaction(&press).await, (axum::http::StatusCode::OK, String::new()));
    let said = &bodies(&server, "/hook").await[0];
    assert_eq!((&said["response_type"], &said["replace_original"]), (&json!("ephemeral"), &json!(false)));
    let event = house.heard().pop().unwrap();
    let What::Press(press) = event.what else { panic!() };
    assert_eq!((press.action.as_str(), press.value.as_str(), press.message), ("experts.take", "q1", None));
}

#[tokio::test]
async fn a_foreign_handle_is_never_posted_to() {
    let (server, house) = slack().await;
    let trap = MockServer::start().await;
    Mock::given(method("POST")).respond_with(ok()).expect(0).mount(&trap).await;
    on(&server, "/api/views.open", refused("expired_trigger_id")).await;
    on(
        &server,
        "/api/conversations.open",
        ResponseTemplate::new(200).set_body_json(json!({"ok": true, "channel": {"id": "D1"}})),
    )
    .await;
    on(
        &server,
        "/api/chat.postMessage",
        ResponseTemplate::new(200).set_body_json(json!({"ok": true, "channel": "D1", "ts": "1.2"})),
    )
    .await;
    house.answers(Receipt::Open(form(), Faces::new()));
    let shortcut = json!({"type": "shortcut", "team": {"id": "T1"}, "user": {"id": "U1"}, "trigger_id": "7",
        "callback_id": "experts.ask", "response_url": format!("{}/hook", trap.uri())});
    house.interaction(&shortcut).await;
    // Where there is no handle, their direct conversation.
    assert_eq!(bodies(&server, "/api/chat.postMessage").await[0]["channel"], "D1");
}

#[tokio::test]
async fn a_refused_form_stays_open_and_the_corrected_one_is_another_happening() {
    let (_server, house) = slack().await;
    let view = |text: &str, trigger: Option<&str>| {
        json!({"type": "view_submission", "team": {"id": "T1"}, "user": {"id": "U1"}, "trigger_id": trigger,
            "view": {"id": "V1", "hash": "h", "type": "modal", "callback_id": "experts.ask", "private_metadata": "q1",
                "state": {"values": {"question": {"value": {"type": "plain_text_input", "value": text}}}}}})
    };
    let wrong = |field: &str| FieldError { field: field.to_owned(), message: "Too short.".to_owned() };
    house.answers(Receipt::Errors(vec![wrong("question"), wrong("no such field")]));
    let (_, body) = house.interaction(&view("x", None)).await;
    let body: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(body, json!({"response_action": "errors", "errors": {"question": "Too short. Too short."}}));
    assert_eq!(house.interaction(&view("longer", None)).await.1, "");
    house.interaction(&view("longer", None)).await;
    house.interaction(&view("longer", Some("8"))).await;
    let keys: Vec<String> = house.heard().iter().map(|event| event.key.to_string()).collect();
    assert_ne!(keys[0], keys[1]);
    assert_eq!(keys[1], keys[2]);
    assert_eq!(keys[2], keys[3], "sent again after a time-out, Slack calls it another sending");
}

#[tokio::test]
async fn a_form_after_a_form_takes_its_place() {
    let (_server, house) = slack().await;
    house.answers(Receipt::Open(form(), Faces::new()));
    let sent = json!({"type": "view_submission", "team": {"id": "T1"}, "user": {"id": "U1"}, "trigger_id": "8",
        "view": {"id": "V1", "callback_id": "experts.ask"}});
    let body: Value = serde_json::from_str(&house.interaction(&sent).await.1).unwrap();
    assert_eq!((&body["response_action"], &body["view"]["type"]), (&json!("update"), &json!("modal")));
}

#[tokio::test]
async fn a_question_for_choices_is_acknowledged_and_nothing_comes_of_it() {
    let (_server, house) = slack().await;
    let asked = json!({"type": "block_suggestion", "team": {"id": "T1"}, "user": {"id": "U1"},
        "action_id": "experts.topics", "block_id": "topic", "value": "ru", "view": {"id": "V1"}});
    let (status, body) = house.interaction(&asked).await;
    assert_eq!((status.as_u16(), body.as_str()), (200, ""));
    assert!(house.heard().is_empty(), "no form has such a field");
}

#[tokio::test]
async fn every_kind_of_field_comes_back_as_the_form_says() {
    let (_server, house) = slack().await;
    let option = |value: &str| json!({"text": {"type": "plain_text", "text": "x"}, "value": value});
    let sent = json!({"type": "view_submission", "team": {"id": "T1"}, "user": {"id": "U1"}, "trigger_id": "8",
    "view": {"id": "V1", "callback_id": "a.b", "state": {"values": {
        "line": {"value": {"type": "plain_text_input", "value": " two words "}},
        "empty": {"value": {"type": "plain_text_input", "value": null}},
        "number": {"value": {"type": "number_input", "value": "7"}},
        "choice": {"value": {"type": "static_select", "selected_option": option("a")}},
        "choices": {"value": {"type": "checkboxes", "selected_options": [option("a"), option("b")]}},
        "nobody": {"value": {"type": "users_select", "selected_user": null}},
        "person": {"value": {"type": "users_select", "selected_user": "U2"}},
        "people": {"value": {"type": "multi_users_select", "selected_users": ["U2", "W3"]}},
        "channel": {"value": {"type": "conversations_select", "selected_conversation": "C2"}},
        "day": {"value": {"type": "datepicker", "selected_date": "2026-11-23"}},
        "odd": {"value": 7, "more": {"type": "new", "value": 1.5}},
    }}}});
    house.interaction(&sent).await;
    let What::Submission(form) = house.heard().remove(0).what else { panic!() };
    let values: Vec<String> =
        form.values.iter().map(|(field, values)| format!("{field}={}", values.join(","))).collect();
    insta::assert_snapshot!(values.join("\n"), @"
    channel=slack:T1:C2
    choice=a
    choices=a,b
    day=2026-11-23
    empty=
    line= two words 
    nobody=
    number=7
    odd=
    people=slack:T1:U2,slack:T1:W3
    person=slack:T1:U2
    ");
    assert_eq!(form.value("line"), Some("two words"));
}

#[tokio::test]
async fn every_kind_of_field_is_drawn() {
    let ann = PersonId::new("ann");
    let faces = super::render::faces();
    let options = vec![Choice::new("One", "1"), Choice::new("Two", "2")];
    let form = Form::new("a.b", "A title that is longer than Slack takes", "Send")
        .intro(Text::new().and("Hello ").person(&ann))
        .field("line", "Line", Input::Line { value: "x".repeat(99), most: 10 })
        .hint("short")
        .optional("number", "Number", Input::Number { value: Some(99), least: 1, most: 5 })
        .field("choice", "Choice", Input::Choice { options: options.clone(), value: Some("2".to_owned()) })
        .field("choices", "Choices", Input::Choices { options, values: vec!["1".to_owned(), "9".to_owned()] })
        .field("none", "None", Input::Choice { options: Vec::new(), value: None })
        .field("person", "Person", Input::Person { value: Some(ann.clone()) })
        .field("people", "People", Input::People { values: vec![ann, PersonId::new("nobody")] })
        .field("channel", "Channel", Input::Channel { value: Some(crate::chat::PlaceId::new("slack:T1:C1")) })
        .field("day", "Day", Input::Day { value: Some("tomorrow".to_owned()) });
    let view = serde_json::to_value(crate::platforms::slack::outbound::modals::modal(&form, &faces)).unwrap();
    assert_eq!(view["title"]["text"].as_str().unwrap().chars().count(), 24);
    let lines: Vec<String> = view["blocks"].as_array().unwrap().iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[tokio::test]
async fn what_is_wrong_with_a_form_without_fields_is_told_to_them_alone() {
    let (server, house) = slack().await;
    on(
        &server,
        "/api/conversations.open",
        ResponseTemplate::new(200).set_body_json(json!({"ok": true, "channel": {"id": "D1"}})),
    )
    .await;
    on(
        &server,
        "/api/chat.postMessage",
        ResponseTemplate::new(200).set_body_json(json!({"ok": true, "channel": "D1", "ts": "1.2"})),
    )
    .await;
    house.answers(Receipt::Errors(vec![FieldError { field: String::new(), message: "Too old.".to_owned() }]));
    let sent = json!({"type": "view_submission", "team": {"id": "T1"}, "user": {"id": "U1"},
        "view": {"id": "V1", "hash": "h", "type": "modal", "callback_id": "experts.ask", "private_metadata": "q1",
            "state": {"values": {}}}});
    assert_eq!(house.interaction(&sent).await.1, "");
    let told = bodies(&server, "/api/chat.postMessage").await[0].clone();
    assert!(told["channel"] == "D1" && told.to_string().contains("Too old."), "{told}");
}
