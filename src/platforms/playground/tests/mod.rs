//! The playground from outside: requests in, events and JSON out, with a bot that only listens.

mod acts;
mod history;
mod posts;
mod registry;
mod streams;

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use chrono::{DateTime, Utc};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;

use super::{Journal, Playground, Time, company, router};
use crate::chat::{
    AccountId, Card, CommandSpec, Delivered, Delivery, DeliveryAction, DeliveryId, Event, Face, Faces, Inbox,
    OrgId, PersonId, PlaceId, Platform, Receipt, ReplyHandle, Target, Text, Unavailable, Undelivered,
    WorkspaceId,
};
use crate::clock::Clock;

const COMPANY: &str = include_str!("company.json");
const PLATFORM: &str = "playground:channel:platform";

/// A bot that hears everything and answers what it is told to answer.
#[derive(Default)]
struct Ear {
    heard: Mutex<Vec<Event>>,
    answer: Mutex<Option<Result<Receipt, Unavailable>>>,
}

#[async_trait]
impl Inbox for Ear {
    async fn receive(&self, event: Event) -> Result<Receipt, Unavailable> {
        self.heard.lock().unwrap().push(event);
        self.answer.lock().unwrap().clone().unwrap_or(Ok(Receipt::Done))
    }
}

/// A journal on a sheet of paper.
#[derive(Default)]
struct Paper(Mutex<Vec<String>>);

#[async_trait]
impl Journal for Paper {
    async fn append(&self, entry: String) {
        self.0.lock().unwrap().push(entry);
    }

    async fn load(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

/// Time passes at once.
struct Jump(Clock);

#[async_trait]
impl Time for Jump {
    async fn pass(&self, until: DateTime<Utc>) {
        self.0.advance(until - self.0.now());
    }
}

struct Rig {
    playground: Arc<Playground>,
    ear: Arc<Ear>,
    paper: Arc<Paper>,
    router: Router,
}

/// Noon in London, a Tuesday.
fn noon() -> DateTime<Utc> {
    "2026-01-13T12:00:00Z".parse().unwrap()
}

async fn rig() -> Rig {
    rig_from(Arc::default(), 1).await
}

async fn rig_from(paper: Arc<Paper>, seed: u64) -> Rig {
    let company = company::parse(COMPANY, noon()).unwrap();
    let clock = Clock::standing(noon());
    let commands = vec![
        CommandSpec { words: "lyceum help", usage: "", about: "What I can do", leads_only: false },
        CommandSpec { words: "lyceum why", usage: "", about: "Who was left out", leads_only: true },
    ];
    let org = OrgId::new("acme");
    let playground =
        Playground::new(org, company, commands, Vec::new(), clock.clone(), paper.clone(), seed).await;
    let ear = Arc::new(Ear::default());
    let router = router(playground.clone(), ear.clone(), Arc::new(Jump(clock)));
    Rig { playground, ear, paper, router }
}

impl Rig {
    async fn send(&self, request: Request<Body>) -> (StatusCode, Value) {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
    }

    async fn get(&self, path: &str) -> Value {
        let (status, body) = self.send(Request::get(path).body(Body::empty()).unwrap()).await;
        assert_eq!(status, StatusCode::OK, "{path}: {body}");
        body
    }

    async fn post(&self, path: &str, body: &Value) -> (StatusCode, Value) {
        let request = Request::post(path)
            .header("content-type", "application/json")
            .header("host", "localhost:8080")
            .header("origin", "http://localhost:8080");
        self.send(request.body(Body::from(body.to_string())).unwrap()).await
    }

    /// Does something that goes well; what the page gets back.
    async fn act(&self, who: &str, deed: Value) -> Value {
        let mut act = deed;
        act["as"] = who.into();
        let (status, body) = self.post("/playground/act", &act).await;
        assert_eq!(status, StatusCode::OK, "{act}: {body}");
        body
    }

    /// Does something that is refused; with which status.
    async fn refused(&self, who: &str, deed: Value) -> u16 {
        let mut act = deed;
        act["as"] = who.into();
        let (status, body) = self.post("/playground/act", &act).await;
        assert!(body["error"].as_str().is_some_and(|words| words.ends_with('.')), "{body}");
        status.as_u16()
    }

    async fn say(&self, who: &str, place: &str, text: &str) -> Value {
        self.act(who, json!({ "say": { "place": place, "text": text } })).await
    }

    /// Everything the bot heard since it was last asked.
    fn heard(&self) -> Vec<Event> {
        std::mem::take(&mut self.ear.heard.lock().unwrap())
    }

    /// The only thing the bot heard, without what is the same for all.
    fn heard_one(&self) -> String {
        let heard = self.heard();
        assert_eq!(heard.len(), 1, "{heard:?}");
        let mut event = serde_json::to_value(&heard[0]).unwrap();
        let fields = event.as_object_mut().unwrap();
        assert_eq!(fields.remove("org").unwrap(), "acme");
        assert_eq!(fields.remove("workspace").unwrap(), "playground:acme");
        assert_eq!(fields.remove("answers_inline").unwrap(), false);
        lines(&event)
    }

    fn answers(&self, answer: Result<Receipt, Unavailable>) {
        *self.ear.answer.lock().unwrap() = Some(answer);
    }

    async fn messages(&self, who: &str, place: &str) -> Vec<Value> {
        let body = self.get(&format!("/playground/messages?as={who}&place={place}")).await;
        body["messages"].as_array().unwrap().clone()
    }

    async fn deliver(&self, act: DeliveryAction) -> Result<Delivered, Undelivered> {
        let face = |name: &str, key: &str| Face { name: name.into(), account: Some(account(key)) };
        let faces = Faces::from([
            (PersonId::new("p1"), face("Ben Okafor", "ben")),
            (PersonId::new("p2"), Face { name: "Somebody Else".into(), account: None }),
        ]);
        let workspace = WorkspaceId::new("playground:acme");
        self.playground.deliver(&Delivery { id: DeliveryId::new("d"), workspace, act, faces }).await
    }

    async fn post_card(&self, to: Target, words: &str) -> Delivered {
        self.deliver(DeliveryAction::Post { to, card: Card::line(words) }).await.unwrap()
    }
}

/// One field a line.
fn lines(value: &Value) -> String {
    let fields = value.as_object().unwrap().iter();
    fields.map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>().join("\n")
}

fn account(key: &str) -> AccountId {
    super::account("acme", key)
}

fn in_platform() -> Target {
    Target::Place { place: PlaceId::new(PLATFORM), thread: None }
}

fn only(key: &str, place: Option<&str>) -> Target {
    Target::Only { account: account(key), place: place.map(PlaceId::new), thread: None, handle: None }
}
