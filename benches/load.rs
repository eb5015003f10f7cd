//! Load on a running `lyceum serve`, signed as Slack signs: bounded in count and time, on this machine only.
//!
//! `cargo build --release && cargo bench --bench load`; on Postgres with `LYCEUM_LOAD_POSTGRES=postgres://...` (an empty
//! database); `LYCEUM_LOAD_POSTS=10000` sets how many posts `/ask-expert` is measured on.
//!
//! Then a second table: a mix of what comes in on a day, in a company of some years, in the store of `LYCEUM_LOAD_FILLED`
//! (an empty database on Postgres) or a SQLite file; on Postgres also as if that were 2 and 10 ms away.
//! `LYCEUM_LOAD_ONLY=mix` leaves the first table out.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a program that measures: it stops at the first thing that is wrong, and asks the clock"
)]

#[path = "load/around.rs"]
mod around;
#[path = "load/far.rs"]
mod far;
mod filled;
#[path = "load/mix.rs"]
mod mix;

use std::process::Child;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use around::{cpu, fake_slack, percentiles, ready, resident, start, tell};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const SECRET: &str = "load";
const PORT: u16 = 39781;
/// With fewer, everybody waits for the same commit, and the machine for them: 64 make about two thirds of this.
const CONNECTIONS: usize = 128;
const RUN: Duration = Duration::from_secs(8);
const RATE: u64 = 1_000;

/// Where Slack is.
static SLACK: OnceLock<u16> = OnceLock::new();
static NEXT: AtomicU64 = AtomicU64::new(1);
/// What Slack was told of views.
static TOLD: Mutex<Vec<String>> = Mutex::new(Vec::new());

#[derive(Clone, Copy)]
enum Kind {
    Message,
    Help,
    Ask,
    Mix,
}

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(all());
}

async fn all() {
    let binary = std::env::var("LYCEUM_BIN").unwrap_or_else(|_| "target/release/lyceum".to_owned());
    let slack = fake_slack().await;
    SLACK.set(slack).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut stores = vec![("SQLite", format!("sqlite://{}/load.db", folder.path().display()))];
    if let Ok(postgres) = std::env::var("LYCEUM_LOAD_POSTGRES") {
        stores.push(("Postgres", postgres));
    }
    if std::env::var("LYCEUM_LOAD_ONLY").is_ok_and(|only| only == "mix") {
        stores.clear();
    }
    for (name, address) in stores {
        let index = folder.path().join(name);
        let mut server = start(&binary, slack, &address, index.to_str().unwrap());
        ready().await;
        tokio::time::sleep(Duration::from_secs(2)).await;
        tell(&format!("{name}: resident when idle {} MB", resident(&server) / 1024));
        opt_in().await;
        measure(name, "message in a channel that opted in", &server, Kind::Message).await;
        measure(name, "/lyceum help", &server, Kind::Help).await;
        asks(name, &server).await;
        server.kill().unwrap();
        server.wait().unwrap();
    }
    mixed(&binary, slack, folder.path()).await;
}

/// The second table.
async fn mixed(binary: &str, slack: u16, folder: &std::path::Path) {
    let mut stores = vec![("SQLite", format!("sqlite://{}/filled.db", folder.display()))];
    if let Ok(postgres) = std::env::var("LYCEUM_LOAD_FILLED") {
        stores.push(("Postgres", postgres));
    }
    for (name, address) in stores {
        tell(&format!("{name}: a company of some years, filled in {:.0} s", mix::furnish(&address).await));
        let mut ways = vec![(name.to_owned(), address.clone())];
        if let Ok(mut far) = url::Url::parse(&address)
            && let (Some(host), "postgres") = (far.host_str().map(str::to_owned), far.scheme())
        {
            for distance in [2, 10] {
                let server = format!("{host}:{}", far.port().unwrap_or(5432));
                let port = far::away(server, Duration::from_millis(distance)).await;
                let _ = far.set_port(Some(port));
                ways.push((format!("{name}, {distance} ms away"), far.to_string()));
                let _ = far.set_port(url::Url::parse(&address).unwrap().port());
            }
        }
        let index = folder.join(format!("filled {name}"));
        for (name, address) in ways {
            let mut server = start(binary, slack, &address, index.to_str().unwrap());
            ready().await;
            mix::begin().await;
            // The index is made meanwhile.
            tokio::time::sleep(Duration::from_secs(if name == "Postgres" || name == "SQLite" {
                60
            } else {
                5
            }))
            .await;
            measure(&name, mix::WHAT, &server, mix::KIND).await;
            asked(&name, &server).await;
            server.kill().unwrap();
            server.wait().unwrap();
        }
    }
}

/// As fast as it goes over some connections, then at a fixed rate, timed from when each was due.
async fn measure(store: &str, what: &str, server: &Child, kind: Kind) {
    burst(kind, Duration::from_secs(2)).await;
    let (cpu, begun) = (cpu(server), Instant::now());
    let (count, mut times) = burst(kind, RUN).await;
    let seconds = begun.elapsed().as_secs_f64();
    let spent = (self::cpu(server) - cpu) / count as f64 * 1e6;
    let loaded = resident(server) / 1024;
    let (p50, p99) = percentiles(&mut times);
    tell(&format!(
        "{store}: {what}: {:.0} a second (p50 {p50:.1} ms, p99 {p99:.1} ms), {spent:.0} microseconds of CPU each, resident {loaded} MB",
        count as f64 / seconds
    ));
    let mut times = steady(kind).await;
    let (p50, p99) = percentiles(&mut times);
    tell(&format!("{store}: {what}: at {RATE} a second p50 {p50:.2} ms, p99 {p99:.2} ms"));
}

async fn burst(kind: Kind, time: Duration) -> (u64, Vec<f64>) {
    let until = Instant::now() + time;
    let tasks: Vec<_> = (0..CONNECTIONS)
        .map(|_| {
            tokio::spawn(async move {
                let mut line = Line::open().await;
                let mut times = Vec::new();
                while Instant::now() < until {
                    let begun = Instant::now();
                    line.send(kind).await;
                    times.push(begun.elapsed().as_secs_f64() * 1e3);
                }
                times
            })
        })
        .collect();
    let mut times = Vec::new();
    for task in tasks {
        times.extend(task.await.unwrap());
    }
    (times.len() as u64, times)
}

async fn steady(kind: Kind) -> Vec<f64> {
    let begun = Instant::now() + Duration::from_millis(50);
    let total = RATE * RUN.as_secs();
    let turn = Arc::new(AtomicU64::new(0));
    let tasks: Vec<_> = (0..CONNECTIONS)
        .map(|_| {
            let turn = Arc::clone(&turn);
            tokio::spawn(async move {
                let mut line = Line::open().await;
                let mut times = Vec::new();
                loop {
                    let mine = turn.fetch_add(1, Ordering::Relaxed);
                    if mine >= total {
                        return times;
                    }
                    let due = begun + Duration::from_micros(mine * 1_000_000 / RATE);
                    tokio::time::sleep_until(due.into()).await;
                    line.send(kind).await;
                    times.push(due.elapsed().as_secs_f64() * 1e3);
                }
            })
        })
        .collect();
    let mut times = Vec::new();
    for task in tasks {
        times.extend(task.await.unwrap());
    }
    times
}

/// `/ask-expert`, one after the other, on so many posts.
async fn asks(store: &str, server: &Child) {
    let posts: u64 =
        std::env::var("LYCEUM_LOAD_POSTS").ok().and_then(|posts| posts.parse().ok()).unwrap_or(10_000);
    while NEXT.load(Ordering::Relaxed) < posts {
        burst(Kind::Message, Duration::from_secs(1)).await;
    }
    // What came in is read into the index in the background.
    tokio::time::sleep(Duration::from_secs(20)).await;
    asked(store, server).await;
}

async fn asked(store: &str, server: &Child) {
    let mut line = Line::open().await;
    for _ in 0..20 {
        line.send(Kind::Ask).await;
    }
    let mut times = Vec::new();
    for _ in 0..200 {
        let begun = Instant::now();
        line.send(Kind::Ask).await;
        times.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    let (p50, p99) = percentiles(&mut times);
    tell(&format!(
        "{store}: /ask-expert: p50 {p50:.1} ms, p99 {p99:.1} ms, resident {} MB",
        resident(server) / 1024
    ));
}

/// One connection, kept open.
struct Line {
    stream: TcpStream,
    answer: Vec<u8>,
}

impl Line {
    async fn open() -> Self {
        let stream = TcpStream::connect(("127.0.0.1", PORT)).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream, answer: Vec::with_capacity(16 << 10) }
    }

    async fn send(&mut self, kind: Kind) {
        let (content, body) = body(kind);
        self.raw(content, &body).await;
    }

    async fn raw(&mut self, content: &str, body: &str) {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs().to_string();
        let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
        for part in ["v0:", &now, ":", body] {
            mac.update(part.as_bytes());
        }
        let signature = hex::encode(mac.finalize().into_bytes());
        let request = format!(
            "POST /slack/events HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: {content}\r\ncontent-length: {}\r\n\
             x-slack-request-timestamp: {now}\r\nx-slack-signature: v0={signature}\r\n\r\n{body}",
            body.len()
        );
        self.stream.write_all(request.as_bytes()).await.unwrap();
        self.answer.clear();
        loop {
            let read = self.stream.read_buf(&mut self.answer).await.unwrap();
            assert!(read > 0, "the server closed the connection");
            let Some(end) = self.answer.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
            let head = String::from_utf8_lossy(&self.answer[..end]).to_lowercase();
            assert!(head.starts_with("http/1.1 200"), "{head}");
            let length = head.split("content-length: ").nth(1).and_then(|rest| rest.lines().next());
            if self.answer.len() >= end + 4 + length.map_or(0, |length| length.trim().parse().unwrap()) {
                return;
            }
        }
    }
}

const WORDS: [&str; 24] = [
    "postgres",
    "migration",
    "kafka",
    "deploy",
    "latency",
    "index",
    "cache",
    "token",
    "invoice",
    "refund",
    "canary",
    "schema",
    "vault",
    "budget",
    "layout",
    "metric",
    "alert",
    "branch",
    "merge",
    "quota",
    "socket",
    "thread",
    "batch",
    "queue",
];

fn body(kind: Kind) -> (&'static str, String) {
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let word = |at: u64| {
        WORDS[(number.wrapping_mul(2_654_435_761).wrapping_add(at * 97) >> 7) as usize % WORDS.len()]
    };
    let words = format!("{} {} {} number{}", word(1), word(2), word(3), number % 5_000);
    let user = number % 200;
    match kind {
        Kind::Message => {
            let ts = format!("{}.{:06}", 1_780_000_000 + number / 1_000_000, number % 1_000_000);
            let body = format!(
                r#"{{"type":"event_callback","team_id":"T1","event_id":"Ev{number}","authorizations":[{{"team_id":"T1","is_bot":true}}],"event":{{"type":"message","channel":"C1","channel_type":"channel","user":"U{user}","text":"how does {words} work, I tried it twice","ts":"{ts}"}}}}"#
            );
            ("application/json", body)
        }
        Kind::Help => command("lyceum", "help", number, &format!("U{user}")),
        Kind::Mix => mix::body(number),
        Kind::Ask => command("ask-expert", &words.replace(' ', "+"), number, &format!("U{user}")),
    }
}

fn command(name: &str, text: &str, number: u64, user: &str) -> (&'static str, String) {
    let slack = SLACK.get().unwrap();
    let body = format!(
        "command=%2F{name}&text={text}&team_id=T1&channel_id=C1&channel_name=load&user_id={user}&trigger_id={number}.1&\
         response_url=http%3A%2F%2F127.0.0.1%3A{slack}%2Fr"
    );
    ("application/x-www-form-urlencoded", body)
}

/// A lead lets the channel be read, as on Slack: their home page, its button, the form.
async fn opt_in() {
    let mut line = Line::open().await;
    // Only those who are in a channel let it opt in: whoever types there is.
    let (content, typed) = command("lyceum", "help", NEXT.fetch_add(1, Ordering::Relaxed), "ULEAD");
    line.raw(content, &typed).await;
    let opened = r#"{"type":"event_callback","team_id":"T1","event_id":"EvHome","event":{"type":"app_home_opened","tab":"home","user":"ULEAD","channel":"D1"}}"#;
    line.raw("application/json", opened).await;
    let value = told("action_id", |id| id.starts_with("home.channel#"), "value").await;
    let press = serde_json::json!({
        "type": "block_actions", "team": { "id": "T1" }, "user": { "id": "ULEAD", "team_id": "T1" },
        "trigger_id": "0.0", "view": { "id": "V0", "type": "home" },
        "actions": [{ "action_id": "home.channel#0", "value": value, "action_ts": "1.0", "type": "button" }],
    });
    line.raw("application/x-www-form-urlencoded", &payload(&press)).await;
    let about = told("callback_id", |id| id == "home.channel_form", "private_metadata").await;
    let sent = serde_json::json!({
        "type": "view_submission", "team": { "id": "T1" }, "user": { "id": "ULEAD", "team_id": "T1" },
        "trigger_id": "0.1",
        "view": {
            "id": "V1", "hash": "h", "type": "modal", "callback_id": "home.channel_form", "private_metadata": about,
            "state": { "values": { "place": { "value": {
                "type": "conversations_select", "selected_conversation": "C1",
            } } } },
        },
    });
    line.raw("application/x-www-form-urlencoded", &payload(&sent)).await;
    let answer = String::from_utf8_lossy(&line.answer);
    assert!(!answer.contains("errors"), "the channel does not opt in: {answer}");
}

fn payload(interaction: &serde_json::Value) -> String {
    let mut body = url::form_urlencoded::Serializer::new(String::new());
    body.append_pair("payload", &interaction.to_string()).finish()
}

/// In the object where `key` is so, what stands under `wanted`.
fn find<'v>(value: &'v serde_json::Value, key: &str, is: fn(&str) -> bool, wanted: &str) -> Option<&'v str> {
    if value[key].as_str().is_some_and(is) {
        return value[wanted].as_str();
    }
    match value {
        serde_json::Value::Object(fields) => fields.values().find_map(|it| find(it, key, is, wanted)),
        serde_json::Value::Array(all) => all.iter().find_map(|it| find(it, key, is, wanted)),
        _ => None,
    }
}

/// Of what Slack was told, in the object where `key` is so, what stands under `wanted`.
async fn told(key: &str, is: fn(&str) -> bool, wanted: &str) -> String {
    for _ in 0..200 {
        let told = TOLD.lock().unwrap().clone();
        let bodies = told.iter().filter_map(|body| serde_json::from_str::<serde_json::Value>(body).ok());
        if let Some(found) =
            bodies.filter_map(|body| find(&body, key, is, wanted).map(str::to_owned)).next_back()
        {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("Slack was not told of {key}");
}
