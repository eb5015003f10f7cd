//! Calls against a pretended Connector and login: where they go, with which token, and what each failure means.

use std::time::Duration;

use chrono::TimeDelta;
use serde_json::{Value, json};
use wiremock::matchers::{header, method, path_regex};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use super::settings::{APP, TENANT, now, settings};
use crate::chat::{Reason, Undelivered};
use crate::clock::Clock;
use crate::platforms::http;
use crate::platforms::teams::TeamsSettings;
use crate::platforms::teams::api::address;
use crate::platforms::teams::api::client::{Connector, Member};
use crate::platforms::teams::api::error::ApiError;

const CHANNEL: &str = "19:x@thread.tacv2";
const THREAD: &str = "19:x@thread.tacv2;messageid=1";

struct Office {
    server: MockServer,
    clock: Clock,
    connector: Connector,
    /// The service URL, with a path of its own.
    url: String,
}

impl Office {
    async fn new() -> Self {
        Self::with(|_| ()).await
    }

    async fn with(change: impl FnOnce(&mut TeamsSettings)) -> Self {
        let server = MockServer::start().await;
        let mut settings = settings(&server);
        change(&mut settings);
        let clock = Clock::standing(now());
        let connector = Connector::new(&settings, http::client().unwrap(), clock.clone());
        let url = format!("{}/emea/{TENANT}/", server.uri());
        Self { server, clock, connector, url }
    }

    /// Tokens with this life, numbered in the order they are given out.
    async fn login(&self, life: i64) {
        let given = std::sync::atomic::AtomicUsize::new(1);
        let answer = move |_: &Request| {
            let number = given.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            ResponseTemplate::new(200).set_body_json(
                json!({"access_token": format!("token-{number}"), "expires_in": life, "token_type": "Bearer"}),
            )
        };
        Mock::given(path_regex("^/login/")).respond_with(answer).mount(&self.server).await;
    }

    async fn answer(&self, template: ResponseTemplate) {
        Mock::given(path_regex("^/emea/")).respond_with(template).with_priority(9).mount(&self.server).await;
    }

    async fn answer_once(&self, template: ResponseTemplate) {
        let once = Mock::given(path_regex("^/emea/")).respond_with(template).with_priority(8);
        once.up_to_n_times(1).mount(&self.server).await;
    }

    async fn open() -> Self {
        let office = Self::new().await;
        office.login(3600).await;
        office.answer(ResponseTemplate::new(201).set_body_json(json!({"id": "1.2"}))).await;
        office
    }

    async fn send(&self) -> Result<Option<String>, ApiError> {
        self.connector.send(&self.url, "a:1", &json!({"type": "message"}), false).await
    }

    async fn requests(&self, begin: &str) -> Vec<Request> {
        let all = self.server.received_requests().await.unwrap();
        all.into_iter().filter(|request| request.url.path().starts_with(begin)).collect()
    }

    async fn logins(&self) -> usize {
        self.requests("/login/").await.len()
    }

    /// The last call: method, path and query below the service URL, body.
    async fn last(&self) -> (String, String, Value) {
        let request = self.requests("/emea/").await.pop().unwrap();
        let query = request.url.query().map(|query| format!("?{query}")).unwrap_or_default();
        let path = request.url.path().strip_prefix(&format!("/emea/{TENANT}")).unwrap();
        let body = serde_json::from_slice(&request.body).unwrap_or_default();
        (request.method.to_string(), format!("{path}{query}"), body)
    }
}

fn was(method: &str, path: &str, body: Value) -> (String, String, Value) {
    (method.to_owned(), path.to_owned(), body)
}

#[tokio::test]
async fn activities_go_where_they_belong() {
    let office = Office::open().await;
    let (connector, url, body) = (&office.connector, &office.url, json!({"type": "message"}));
    let thread = "/v3/conversations/19%3Ax%40thread.tacv2%3Bmessageid%3D1/activities";

    assert_eq!(connector.send(url, THREAD, &body, false).await, Ok(Some("1.2".to_owned())));
    assert_eq!(office.last().await, was("POST", thread, body.clone()));
    let sent = office.requests("/emea/").await.pop().unwrap();
    assert_eq!(sent.headers["authorization"], "Bearer token-1");
    assert!(sent.headers["user-agent"].to_str().unwrap().starts_with("lyceum/"));
    assert_eq!(sent.headers["content-type"], "application/json");

    connector.send(url, THREAD, &body, true).await.unwrap();
    assert_eq!(office.last().await, was("POST", &format!("{thread}?isTargetedActivity=true"), body.clone()));
    connector.update(url, THREAD, "1:a/b", &body, true).await.unwrap();
    let one = format!("{thread}/1%3Aa%2Fb?isTargetedActivity=true");
    assert_eq!(office.last().await, was("PUT", &one, body.clone()));
    connector.update(url.trim_end_matches('/'), THREAD, "1", &body, false).await.unwrap();
    assert_eq!(office.last().await, was("PUT", &format!("{thread}/1"), body.clone()));
    connector.delete(url, THREAD, "1", false).await.unwrap();
    assert_eq!(office.last().await, was("DELETE", &format!("{thread}/1"), Value::Null));
    connector.delete(url, THREAD, "1", true).await.unwrap();
    let one = format!("{thread}/1?isTargetedActivity=true");
    assert_eq!(office.last().await, was("DELETE", &one, Value::Null));
}

#[tokio::test]
async fn what_was_done_is_done_though_the_answer_is_odd() {
    for answer in [
        ResponseTemplate::new(200),
        ResponseTemplate::new(202).set_body_string("<html>"),
        ResponseTemplate::new(200).set_body_json(json!({"id": 7})),
        ResponseTemplate::new(200).set_body_string("a".repeat(address::MOST + 1)),
    ] {
        let office = Office::new().await;
        office.login(3600).await;
        office.answer(answer).await;
        assert_eq!(office.send().await, Ok(None));
        assert_eq!(office.connector.open(&office.url, TENANT, "28:b", "29:u").await, Err(ApiError::Garbled));
    }
}

#[tokio::test]
async fn conversations_are_opened_and_threads_begun() {
    let office = Office::new().await;
    office.login(3600).await;
    office.answer(ResponseTemplate::new(201).set_body_json(json!({"id": THREAD}))).await;
    let (connector, url) = (&office.connector, &office.url);
    let bot = format!("28:{APP}");
    assert_eq!(connector.open(url, TENANT, &bot, "29:u").await, Ok(THREAD.to_owned()));
    let body = json!({
        "isGroup": false, "bot": {"id": bot}, "members": [{"id": "29:u"}], "tenantId": TENANT,
        "channelData": {"tenant": {"id": TENANT}},
    });
    assert_eq!(office.last().await, was("POST", "/v3/conversations", body));

    let activity = json!({"type": "message", "text": "x"});
    let begun = connector.begin_thread(url, CHANNEL, TENANT, &activity).await;
    assert_eq!(begun, Ok((THREAD.to_owned(), "1".to_owned())), "the thread's name says its first message");
    let body = json!({
        "isGroup": true, "bot": {"id": bot}, "tenantId": TENANT, "activity": activity,
        "channelData": {"channel": {"id": CHANNEL}, "tenant": {"id": TENANT}},
    });
    assert_eq!(office.last().await, was("POST", "/v3/conversations", body));

    office.server.reset().await;
    office.answer(ResponseTemplate::new(201).set_body_json(json!({"id": "19:y", "activityId": "5"}))).await;
    let begun = connector.begin_thread(url, CHANNEL, TENANT, &activity).await;
    assert_eq!(begun, Ok(("19:y".to_owned(), "5".to_owned())));
}

#[tokio::test]
async fn members_are_read_forgivingly() {
    let office = Office::new().await;
    office.login(3600).await;
    let ada = json!({
        "id": "29:a", "objectId": "o-1", "name": "Ada L", "givenName": "Ada", "surname": "L", "email": "a@x",
        "userPrincipalName": "ada@x", "userRole": "user", "tenantId": TENANT, "more": [1],
    });
    let known = Member {
        id: "29:a".to_owned(),
        object: Some("o-1".to_owned()),
        name: Some("Ada L".to_owned()),
        given_name: Some("Ada".to_owned()),
        surname: Some("L".to_owned()),
        email: Some("a@x".to_owned()),
        principal: Some("ada@x".to_owned()),
        role: Some("user".to_owned()),
        tenant: Some(TENANT.to_owned()),
    };
    let one =
        Mock::given(path_regex("/members/")).respond_with(ResponseTemplate::new(200).set_body_json(&ada));
    one.mount(&office.server).await;
    assert_eq!(office.connector.member(&office.url, CHANNEL, "29:a").await, Ok(known.clone()));
    let path = "/v3/conversations/19%3Ax%40thread.tacv2/members/29%3Aa";
    assert_eq!(office.last().await, was("GET", path, Value::Null));

    let odd = json!({"id": "29:b", "aadObjectId": "o-2", "objectId": "o-3", "name": 5, "email": " "});
    let page = json!({"continuationToken": "n=1&x", "members": [ada, odd]});
    let part = json!({"members": [page["members"][0], {"name": "Nobody"}]});
    office.answer_once(ResponseTemplate::new(200).set_body_json(part)).await;
    let read = office.connector.members(&office.url, CHANNEL, None).await;
    assert_eq!(read, Err(ApiError::Garbled), "part of a roster is none");
    office.answer(ResponseTemplate::new(200).set_body_json(page)).await;
    let (members, more) = office.connector.members(&office.url, CHANNEL, None).await.unwrap();
    let thin = Member { id: "29:b".to_owned(), object: Some("o-2".to_owned()), ..Member::default() };
    assert_eq!(members, [known, thin]);
    let path = "/v3/conversations/19%3Ax%40thread.tacv2/pagedMembers?pageSize=500";
    assert_eq!(office.last().await, was("GET", path, Value::Null));
    office.connector.members(&office.url, CHANNEL, more.as_deref()).await.unwrap();
    let path = format!("{path}&continuationToken=n%3D1%26x");
    assert_eq!(office.last().await, was("GET", &path, Value::Null));
}

#[tokio::test]
async fn the_token_never_goes_to_a_stranger() {
    let stranger = MockServer::start().await;
    let office =
        Office::with(|settings| settings.allowed_hosts = vec!["smba.trafficmanager.net".into()]).await;
    office.login(3600).await;
    let body = json!({});
    for url in [
        format!("{}/emea/", stranger.uri()),
        stranger.uri().replace("http://", "http://smba.trafficmanager.net@"),
        String::new(),
    ] {
        let sent = office.connector.send(&url, "a:1", &body, false).await;
        assert_eq!(sent, Err(ApiError::Nowhere), "{url}");
        assert_eq!(office.connector.open(&url, TENANT, "28:b", "29:u").await, Err(ApiError::Nowhere));
        assert_eq!(office.connector.member(&url, "a:1", "29:u").await, Err(ApiError::Nowhere));
    }
    assert_eq!(stranger.received_requests().await.unwrap().len(), 0);
    assert_eq!(office.logins().await, 0, "not even asked for");

    let office = Office::new().await;
    office.login(3600).await;
    let away = format!("{}/elsewhere", stranger.uri());
    office.answer(ResponseTemplate::new(307).insert_header("location", away.as_str())).await;
    assert_eq!(office.send().await, Err(ApiError::Status { status: 307, code: None }));
    assert_eq!(stranger.received_requests().await.unwrap().len(), 0);
    for name in ["", ".", ".."] {
        assert_eq!(office.connector.send(&office.url, name, &body, false).await, Err(ApiError::Nowhere));
        assert_eq!(office.connector.delete(&office.url, "a:1", name, false).await, Err(ApiError::Nowhere));
    }
}

#[tokio::test]
async fn one_token_does_for_all_until_shortly_before_its_end() {
    let office = Office::open().await;
    let sent = futures_util::future::join_all((0..20).map(|_| office.send())).await;
    assert!(sent.iter().all(Result::is_ok));
    assert_eq!(office.logins().await, 1);
    let login = office.requests("/login/").await.remove(0);
    assert_eq!(login.url.path(), format!("/login/{TENANT}/oauth2/v2.0/token"));
    let form = String::from_utf8(login.body).unwrap();
    for part in [
        "grant_type=client_credentials".to_owned(),
        format!("client_id={APP}"),
        "client_secret=a+secret+%26+more".to_owned(),
        "scope=https%3A%2F%2Fapi.botframework.com%2F.default".to_owned(),
    ] {
        assert!(form.split('&').any(|it| it == part), "{part}");
    }
    office.clock.advance(TimeDelta::seconds(3600 - 301));
    office.send().await.unwrap();
    assert_eq!(office.logins().await, 1);
    office.clock.advance(TimeDelta::seconds(1));
    office.send().await.unwrap();
    assert_eq!(office.logins().await, 2);
    let last = office.requests("/emea/").await.pop().unwrap();
    assert_eq!(last.headers["authorization"], "Bearer token-2");
}

#[tokio::test]
async fn a_token_does_until_its_end_if_there_is_no_other() {
    let office = Office::open().await;
    office.send().await.unwrap();
    office.server.reset().await;
    office.answer(ResponseTemplate::new(201)).await;
    Mock::given(path_regex("^/login/")).respond_with(ResponseTemplate::new(503)).mount(&office.server).await;
    office.clock.advance(TimeDelta::seconds(3599));
    assert_eq!(office.send().await, Ok(None));
    assert_eq!(office.send().await, Ok(None));
    assert_eq!(office.logins().await, 1, "not asked for with every call");
    office.clock.advance(TimeDelta::seconds(1));
    assert_eq!(office.send().await, Err(ApiError::NoToken("status 503".to_owned())));
    assert_eq!(office.requests("/emea/").await.len(), 2);
}

#[tokio::test]
async fn short_lived_tokens_are_not_fetched_for_every_call() {
    let office = Office::new().await;
    office.login(200).await;
    office.answer(ResponseTemplate::new(201)).await;
    office.send().await.unwrap();
    office.clock.advance(TimeDelta::seconds(99));
    office.send().await.unwrap();
    assert_eq!(office.logins().await, 1);
    office.clock.advance(TimeDelta::seconds(1));
    office.send().await.unwrap();
    assert_eq!(office.logins().await, 2);
}

#[tokio::test]
async fn a_token_that_is_not_accepted_is_renewed_once() {
    let office = Office::open().await;
    Mock::given(header("authorization", "Bearer token-1"))
        .respond_with(ResponseTemplate::new(401))
        .mount(&office.server)
        .await;
    assert_eq!(office.send().await, Ok(Some("1.2".to_owned())));
    assert_eq!(office.logins().await, 2);
    assert_eq!(office.send().await, Ok(Some("1.2".to_owned())));
    assert_eq!(office.logins().await, 2);

    let office = Office::new().await;
    office.login(3600).await;
    office.answer(ResponseTemplate::new(401)).await;
    let trouble = office.send().await.unwrap_err();
    assert_eq!(trouble.undelivered("send", false), Undelivered::Refused(Reason::Revoked));
    assert_eq!(office.requests("/emea/").await.len(), 2);
}

#[tokio::test]
async fn an_emulator_gets_no_token() {
    let office = Office::with(|settings| settings.unauthenticated = true).await;
    office.answer(ResponseTemplate::new(201)).await;
    office.send().await.unwrap();
    assert_eq!(office.logins().await, 0);
    let sent = office.requests("/emea/").await.pop().unwrap();
    assert!(!sent.headers.contains_key("authorization"));
}

#[tokio::test]
async fn a_login_that_fails_says_why_and_nothing_secret() {
    let refusal = json!({
        "error": "invalid_client", "error_description": "AADSTS7000215: Invalid client secret 'a secret & more'",
        "error_codes": [7_000_215],
    });
    for (answer, expected) in [
        (
            ResponseTemplate::new(401).set_body_json(refusal),
            Undelivered::Unreached("send: no token: invalid_client AADSTS7000215".to_owned()),
        ),
        (
            ResponseTemplate::new(400).set_body_string("a secret"),
            Undelivered::Unreached("send: no token: status 400".to_owned()),
        ),
        (
            ResponseTemplate::new(200).set_body_json(json!({"access_token": ""})),
            Undelivered::Unreached("send: no token: an answer that cannot be read".to_owned()),
        ),
        (
            ResponseTemplate::new(429).insert_header("retry-after", "7"),
            Undelivered::Throttled(Duration::from_secs(7)),
        ),
    ] {
        let office = Office::new().await;
        office.answer(ResponseTemplate::new(201)).await;
        Mock::given(method("POST"))
            .and(path_regex("^/login/"))
            .respond_with(answer)
            .mount(&office.server)
            .await;
        assert_eq!(office.send().await.unwrap_err().undelivered("send", false), expected);
        assert_eq!(office.requests("/emea/").await.len(), 0);
    }
    let office = Office::with(|settings| settings.login_url = "http://login.example/".parse().unwrap()).await;
    assert_eq!(office.send().await, Err(ApiError::NoToken("not an address of Teams".to_owned())));
    let office = Office::with(|settings| settings.password = None).await;
    assert_eq!(office.send().await, Err(ApiError::NoToken("no password is set".to_owned())));
}

#[tokio::test]
async fn old_registrations_log_in_at_the_shared_tenant() {
    let office = Office::with(|settings| settings.tenant = None).await;
    office.login(3600).await;
    office.answer(ResponseTemplate::new(201)).await;
    office.send().await.unwrap();
    assert_eq!(office.requests("/login/botframework.com/oauth2/v2.0/token").await.len(), 1);
}
