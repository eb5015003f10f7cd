//! What the routes let in, and what the page is told at the start.

use super::super::asked::By;
use super::super::routes::target;
use super::*;

#[tokio::test]
async fn the_page_and_its_files_are_served_under_a_strict_policy() {
    let rig = rig().await;
    for path in ["/", "/playground/app.css", "/playground/app.js"] {
        let request = Request::get(path).body(Body::empty()).unwrap();
        let response = rig.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        let policy = response.headers()["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'self';") && !policy.contains("unsafe"));
    }
    let (status, _) = rig.send(Request::get("/playground/none.js").body(Body::empty()).unwrap()).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_state_is_what_this_person_may_know() {
    let rig = rig().await;
    let state = rig.get("/playground/state?as=dev").await;
    insta::assert_snapshot!(serde_json::to_string(&state["channels"]).unwrap(), @r#"[{"id":"playground:channel:partners","name":"partners","private":false,"shared":true,"topic":"With our partners","unread":0}]"#);
    assert_eq!(state["people"][1]["local"], "12:00");
    assert_eq!(state["commands"].as_array().unwrap().len(), 1);
    let nobody = rig.get("/playground/state").await;
    assert_eq!(
        nobody["me"], nobody["people"][0]["key"],
        "a page that is nobody yet becomes the first who works here"
    );
    let lead = rig.get("/playground/state?as=anna").await;
    assert_eq!(
        (lead["channels"].as_array().unwrap().len(), lead["commands"].as_array().unwrap().len()),
        (4, 2)
    );
}

#[tokio::test]
async fn what_is_not_a_request_of_ours_is_refused() {
    let rig = rig().await;
    let act = |body: &str| {
        let request = Request::post("/playground/act").header("host", "localhost");
        request.header("content-type", "application/json").body(Body::from(body.to_owned())).unwrap()
    };
    for wrong in
        ["", "{", "null", "[]", r#"{"as":"anna"}"#, r#"{"as":"anna","dance":{}}"#, r#"{"as":1,"home":true}"#]
    {
        let (status, body) = rig.send(act(wrong)).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{wrong}");
        assert!(body["error"].is_string());
    }
    let (status, _) = rig.send(act(&format!(r#"{{"as":"{}"}}"#, "x".repeat(256 * 1024)))).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    for origin in ["http://evil.example", "null", "http://localhost.evil.example", "localhost"] {
        let mut request = act(r#"{"as":"anna","home":true}"#);
        request.headers_mut().insert("origin", origin.parse().unwrap());
        assert_eq!(rig.send(request).await.0, StatusCode::FORBIDDEN, "{origin}");
    }
    let mut request = act(r#"{"as":"anna","home":true}"#);
    request.headers_mut().insert("content-type", "text/plain".parse().unwrap());
    assert_eq!(rig.send(request).await.0, StatusCode::BAD_REQUEST);
    assert!(rig.heard().is_empty());
    assert_eq!(rig.send(act(r#"{"as":"anna","home":true}"#)).await.0, StatusCode::OK);
}

#[tokio::test]
async fn hostile_words_stay_words() {
    let rig = rig().await;
    let hostile = "<@playground:acme:ben> <script>alert(1)</script> &amp; javascript:alert(1) https://x.example/\"onload=1";
    rig.say("anna", PLATFORM, hostile).await;
    let shown = rig.messages("ben", PLATFORM).await.pop().unwrap();
    assert_eq!(
        shown["text"],
        json!([
            {"plain": "<@playground:acme:ben> <script>alert(1)</script> &amp; javascript:alert(1) "},
            {"link": "https://x.example/"},
            {"plain": "\"onload=1"}
        ])
    );
}

#[tokio::test]
async fn the_clock_moves_on() {
    let rig = rig().await;
    let (status, body) = rig.post("/playground/clock", &json!({"by": "day"})).await;
    assert_eq!((status, body), (StatusCode::OK, json!({"now": noon().timestamp_millis() + 86_400_000})));
    assert_eq!(rig.post("/playground/clock", &json!({"by": "year"})).await.0, StatusCode::BAD_REQUEST);
    let monday = |now: &str, zone| target(now.parse().unwrap(), By::Monday, zone).to_rfc3339();
    assert_eq!(monday("2026-01-13T12:00:00Z", chrono_tz::Europe::Berlin), "2026-01-19T08:00:00+00:00");
    assert_eq!(monday("2026-03-23T06:00:00Z", chrono_tz::Europe::Berlin), "2026-03-30T07:00:00+00:00");
    assert_eq!(monday("2026-01-19T02:00:00Z", chrono_tz::America::Toronto), "2026-01-19T14:00:00+00:00");
}
