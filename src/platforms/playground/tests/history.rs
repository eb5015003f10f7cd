//! The company, its history, and the world after a restart.

use chrono::Datelike;

use super::*;

#[test]
fn the_company_that_comes_with_the_program_is_sound() {
    let company = company::example(noon()).unwrap();
    assert!(company.people.iter().any(|person| person.lead));
    assert!(company.threads.iter().all(|thread| thread.sent <= noon()));
    let weekend = |thread: &&company::Thread| {
        let author = company.people.iter().find(|person| person.key == thread.by).unwrap();
        thread.sent.with_timezone(&author.time_zone).weekday().num_days_from_monday() > 4
    };
    assert_eq!(company.threads.iter().find(weekend).map(|thread| &thread.text), None);
    let spoke = |thread: &&company::Thread| thread.replies.iter().any(|reply| reply.accepted);
    assert!(company.threads.iter().filter(spoke).count() >= 100);
    assert_eq!(company::empty().channels[0].name, "general");
}

#[test]
fn whoever_is_spoken_of_must_be_there() {
    for (from, to) in
        [(r#""by": "ben""#, r#""by": "bob""#), (r#""channel": "platform""#, r#""channel": "x""#)]
    {
        assert!(company::parse(&COMPANY.replace(from, to), noon()).is_err(), "{to}");
    }
}

#[tokio::test]
async fn history_stands_where_it_was_said_under_names_that_last() {
    let rig = rig().await;
    let company = company::parse(COMPANY, noon()).unwrap();
    let shown = rig.messages("ben", PLATFORM).await;
    assert_eq!(shown[0]["id"], company.threads[0].id.as_str());
    // 10:20 on a wall in Toronto.
    assert_eq!(company.threads[0].sent.to_rfc3339(), "2026-01-02T15:20:00+00:00");
    assert_eq!(shown[0]["replies"]["count"], 1);
    assert_eq!(shown[1]["text"][0], json!({"person": "ben", "name": "Ben Okafor"}));
    assert_eq!(rig.get("/playground/state?as=ben").await["channels"][1]["unread"], 0);
    assert_eq!(rig.playground.resolved("@Ben Okafor").encode(), "<@playground:acme:ben>");
    let typed = "<@playground:acme:ben> <#playground:acme:platform> &lt;@x&gt;";
    assert_eq!(rig.playground.resolved(typed), typed);
}

#[tokio::test]
async fn the_journal_makes_the_same_world_again() {
    let rig = rig().await;
    rig.say("anna", PLATFORM, "hello").await;
    rig.say("ben", PLATFORM, "bye").await;
    let id = rig.messages("anna", PLATFORM).await.pop().unwrap()["id"].clone();
    rig.act("anna", json!({"react": {"place": PLATFORM, "message": id, "emoji": "eyes", "on": true}})).await;
    rig.post_card(only("anna", Some(PLATFORM)), "psst").await;
    rig.post_card(Target::Direct(account("ben")), "hi").await;
    rig.deliver(DeliveryAction::Home { account: account("ben"), card: Card::line("home") }).await.unwrap();
    rig.post("/playground/read", &json!({"as": "ben", "place": PLATFORM})).await;
    rig.act("ben", json!({"delete": {"place": PLATFORM, "message": id}})).await;

    rig.paper.0.lock().unwrap().push("not an entry".into());
    let again = rig_from(rig.paper.clone(), 2).await;
    for path in [
        "/playground/state?as=anna".to_owned(),
        "/playground/state?as=ben".to_owned(),
        "/playground/home?as=ben".to_owned(),
        format!("/playground/messages?as=anna&place={PLATFORM}"),
        "/playground/messages?as=ben&place=playground:dm:ben".to_owned(),
    ] {
        assert_eq!(rig.get(&path).await, again.get(&path).await, "{path}");
    }
    assert_eq!(again.messages("anna", PLATFORM).await.len(), 4);
    let next = |posted: Delivered| posted.message;
    assert_eq!(
        next(rig.post_card(in_platform(), "x").await),
        next(again.post_card(in_platform(), "x").await)
    );
}
