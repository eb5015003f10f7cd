//! Installing, the manifest, and settings that nothing can be built from.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use chrono::TimeDelta;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use tower::ServiceExt;
use url::Url;
use wiremock::matchers::{header as has_header, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{FakeStore, House, settings};
use crate::chat::{CommandSpec, Reason, ShortcutSpec, Undelivered};
use crate::clock::Clock;
use crate::platforms::slack::manifest;
use crate::platforms::slack::{BadSettings, ManifestError, SlackAdapter, router, who_am_i};

async fn open(house: &House, uri: &str, cookie: Option<&str>) -> (StatusCode, HeaderMap, String) {
    let mut request = Request::get(uri);
    if let Some(cookie) = cookie {
        request = request.header(header::COOKIE, format!("other=1; lyceum_slack_state={cookie}"));
    }
    let answer = router(house.door.clone(), house.inbox.clone())
        .oneshot(request.body(Body::empty()).unwrap())
        .await
        .unwrap();
    let (parts, body) = answer.into_parts();
    let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    (parts.status, parts.headers, String::from_utf8(body.to_vec()).unwrap())
}

async fn slack(granted: Value) -> (MockServer, House) {
    let server = MockServer::start().await;
    Mock::given(path("/api/oauth.v2.access"))
        .and(has_header("authorization", "Basic MS4yOmh1c2g="))
        .respond_with(ResponseTemplate::new(200).set_body_json(granted))
        .mount(&server)
        .await;
    let who = json!({"ok": true, "team": "Acme", "team_id": "T1", "user_id": "UBOT", "bot_id": "BBOT"});
    let who =
        ResponseTemplate::new(200).set_body_json(who).insert_header("x-oauth-scopes", "chat:write,commands");
    Mock::given(path("/api/auth.test")).respond_with(who).mount(&server).await;
    let house = House::with(&format!("{}/api", server.uri()), &[]);
    (server, house)
}

async fn begun(house: &House) -> String {
    let (status, headers, _) = open(house, "/slack/install", None).await;
    assert_eq!(status, StatusCode::FOUND);
    let url = Url::parse(headers[header::LOCATION].to_str().unwrap()).unwrap();
    assert_eq!(url.path(), "/oauth/v2/authorize");
    let state = url.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
    let cookie = headers[header::SET_COOKIE].to_str().unwrap();
    assert!(
        cookie.contains(&state) && cookie.contains("HttpOnly") && cookie.contains("; Secure"),
        "{cookie}"
    );
    state
}

fn granted() -> Value {
    json!({"ok": true, "access_token": "xoxb-new", "scope": "chat:write,commands", "app_id": "A1", "bot_user_id": "UBOT",
        "team": {"id": "T1", "name": "Acme & <Sons>"}, "enterprise": null, "is_enterprise_install": false,
        "authed_user": {"id": "U1"}})
}

#[tokio::test]
async fn a_workspace_is_installed() {
    let (_server, house) = slack(granted()).await;
    let state = begun(&house).await;
    let (status, _, page) = open(&house, &format!("/slack/oauth?code=c1&state={state}"), Some(&state)).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("Acme &amp; &lt;Sons&gt;"), "{page}");
    let saved = house.store.saved.lock().unwrap().pop().unwrap();
    assert_eq!(saved.workspace.as_str(), "slack:T1");
    assert_eq!(saved.bot_token.expose_secret(), "xoxb-new");
    assert_eq!((saved.bot_user.as_str(), saved.bot_id.as_deref()), ("UBOT", Some("BBOT")));
    assert_eq!(saved.installer.unwrap().as_str(), "slack:T1:U1");
    assert_eq!(saved.scopes, ["chat:write", "commands"]);
    // The word works once.
    let (status, _, _) = open(&house, &format!("/slack/oauth?code=c1&state={state}"), Some(&state)).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_whole_organisation_is_installed() {
    let mut granted = granted();
    granted["team"] = Value::Null;
    granted["enterprise"] = json!({"id": "E1", "name": "Acme Group"});
    granted["is_enterprise_install"] = true.into();
    let (_server, house) = slack(granted).await;
    let state = begun(&house).await;
    let (status, ..) = open(&house, &format!("/slack/oauth?code=c1&state={state}"), Some(&state)).await;
    assert_eq!(status, StatusCode::OK);
    let saved = house.store.saved.lock().unwrap().pop().unwrap();
    assert_eq!((saved.workspace.as_str(), saved.team.as_deref()), ("slack:E1", None));
    assert_eq!(saved.installer.unwrap().as_str(), "slack:E1:U1");
}

#[tokio::test]
async fn what_does_not_fit_together_is_refused_in_words() {
    let (_server, house) = slack(granted()).await;
    let state = begun(&house).await;
    for (uri, cookie) in [
        ("/slack/oauth".to_owned(), None),
        ("/slack/oauth?code=c1".to_owned(), Some(state.as_str())),
        (format!("/slack/oauth?code=c1&state={state}"), None),
        (format!("/slack/oauth?code=c1&state={state}"), Some("0000")),
        ("/slack/oauth?code=c1&state=".to_owned(), Some("")),
        ("/slack/oauth?code=%FF&state=made-up".to_owned(), Some("made-up")),
    ] {
        let (status, headers, page) = open(&house, &uri, cookie).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{uri}");
        assert!(
            page.contains("Not installed") && headers[header::CONTENT_TYPE] == "text/html; charset=utf-8"
        );
    }
    house.clock.advance(TimeDelta::seconds(301));
    let (status, ..) = open(&house, &format!("/slack/oauth?code=c1&state={state}"), Some(&state)).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let state = begun(&house).await;
    let denied = format!("/slack/oauth?error=access_denied&code=c1&state={state}");
    assert!(open(&house, &denied, Some(&state)).await.2.contains("did not allow it"));
    assert!(house.store.saved.lock().unwrap().is_empty());
}

#[tokio::test]
async fn slacks_refusals_are_pages_too() {
    let (_server, house) = slack(json!({"ok": false, "error": "invalid_code"})).await;
    let state = begun(&house).await;
    let (status, _, page) = open(&house, &format!("/slack/oauth?code=c1&state={state}"), Some(&state)).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(page.contains("would not finish"), "{page}");
    let mut rotating = granted();
    rotating["refresh_token"] = "xoxe-1".into();
    let (_server, house) = slack(rotating).await;
    let state = begun(&house).await;
    assert!(
        open(&house, &format!("/slack/oauth?code=c1&state={state}"), Some(&state))
            .await
            .2
            .contains("rotation")
    );
}

#[tokio::test]
async fn the_token_of_the_settings_says_whose_it_is() {
    let (server, _) = slack(granted()).await;
    let found = who_am_i(&settings(&format!("{}/api", server.uri()))).await.unwrap();
    assert_eq!((found.workspace.as_str(), found.name.as_deref()), ("slack:T1", Some("Acme")));
    assert_eq!(found.scopes, ["chat:write", "commands"]);
    assert_eq!(found.installer, None);
    server.reset().await;
    let bad = ResponseTemplate::new(200).set_body_json(json!({"ok": false, "error": "invalid_auth"}));
    Mock::given(path("/api/auth.test")).respond_with(bad).mount(&server).await;
    let told = who_am_i(&settings(&format!("{}/api", server.uri()))).await.unwrap_err();
    assert_eq!(told, Undelivered::Refused(Reason::Revoked));
}

#[test]
fn settings_that_nothing_can_be_built_from() {
    rustls::crypto::ring::default_provider().install_default().ok();
    let build = |change: &dyn Fn(&mut crate::platforms::slack::SlackSettings)| {
        let mut settings = settings("https://slack.com/api");
        change(&mut settings);
        let door = SlackAdapter::new(settings, Arc::new(FakeStore::default()), Clock::system());
        door.err()
    };
    assert_eq!(build(&|_| {}), None);
    assert_eq!(
        build(&|it| it.signing_secret = SecretString::from(" ".to_owned())),
        Some(BadSettings::EmptySecret)
    );
    assert_eq!(build(&|it| it.api_url = "ftp://slack.com".parse().unwrap()), Some(BadSettings::ApiUrl));
}

fn plate(words: &'static str, usage: &'static str) -> CommandSpec {
    CommandSpec { words, usage, about: "Does something", leads_only: words == "lyceum why" }
}

fn plates() -> (Vec<CommandSpec>, Vec<ShortcutSpec>) {
    let commands = vec![
        plate("ask-expert", "how do I ..."),
        plate("lyceum me", ""),
        plate("lyceum why", ""),
        plate("lyceum help", ""),
    ];
    let shortcut =
        |name, on_message| ShortcutSpec { name, label: "Ask an expert", about: "Finds one", on_message };
    (commands, vec![shortcut("experts.ask", false), shortcut("experts.ask_about", true)])
}

#[test]
fn the_manifest_is_as_slack_wants_it() {
    let (commands, shortcuts) = plates();
    let written = manifest("https://lyceum.example/", &commands, &shortcuts).unwrap();
    let written: Value = serde_yaml_ng::from_str(&written).unwrap();
    let schema = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/schemas/slack-manifest.2.0.0.json");
    let schema: Value = serde_json::from_slice(&std::fs::read(schema).unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let faults: Vec<String> = validator.iter_errors(&written).map(|fault| fault.to_string()).collect();
    assert_eq!(faults, Vec::<String>::new());
    let mut wrong = written.clone();
    wrong["features"]["slash_commands"][0]["command"] = "no-slash".into();
    assert!(!validator.is_valid(&wrong), "the schema must be able to say no");

    let commands = written["features"]["slash_commands"].as_array().unwrap();
    assert_eq!(commands.len(), 2);
    assert_eq!(commands[0]["command"], "/ask-expert");
    assert_eq!(commands[1]["usage_hint"], "me | help");
    assert!(
        commands
            .iter()
            .all(|it| it["should_escape"] == true && it["url"] == "https://lyceum.example/slack/events")
    );
    let scopes = &written["oauth_config"]["scopes"];
    for optional in ["channels:history", "groups:history", "mpim:history"] {
        assert!(scopes["bot_optional"].as_array().unwrap().contains(&json!(optional)));
    }
    assert_eq!(written["settings"]["org_deploy_enabled"], true);
}

#[test]
fn plates_slack_would_not_take_are_refused() {
    let (commands, shortcuts) = plates();
    for url in ["", "lyceum.example", "ftp://lyceum.example"] {
        assert_eq!(manifest(url, &commands, &shortcuts), Err(ManifestError::Url(url.to_owned())));
    }
    let long = [plate("a-command-with-a-name-that-is-too-long", "")];
    assert!(matches!(manifest("https://x.example", &long, &[]), Err(ManifestError::Name(_))));
    let many = vec![shortcuts[0].clone(); 11];
    assert!(matches!(manifest("https://x.example", &[], &many), Err(ManifestError::TooMany(11, ..))));
    assert!(manifest("https://x.example", &[], &[]).is_ok());
}
