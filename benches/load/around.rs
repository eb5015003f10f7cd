//! What stands around the program: a Slack, its process, and what is told of it.

use std::io::Write as _;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use axum::Router;
use axum::http::Uri;
use axum::routing::any;
use tokio::net::{TcpListener, TcpStream};

use crate::{PORT, SECRET, TOLD};

/// A Slack that says yes to everything, and its port.
pub async fn fake_slack() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let answer = r#"{"ok":true,"team_id":"T1","team":"Load","user_id":"UBOT","bot_id":"B1","url":"https://load.slack.com/","user":"bot","channel":{"id":"C1","is_channel":true,"name":"load"},"ts":"1.1"}"#;
    let answer = move |address: Uri, body: String| async move {
        if address.path().contains("/views.") {
            TOLD.lock().unwrap().push(body);
        }
        ([("content-type", "application/json")], answer)
    };
    let routes = Router::new().fallback(any(answer));
    tokio::spawn(async move { axum::serve(listener, routes).await });
    port
}

/// The program, on this store.
pub fn start(binary: &str, slack: u16, database: &str, index: &str) -> Child {
    Command::new(binary)
        .arg("serve")
        .env("LYCEUM_LISTEN", format!("127.0.0.1:{PORT}"))
        .env("LYCEUM_DATABASE_URL", database)
        .env("LYCEUM_INDEX_DIR", index)
        .env("LYCEUM_LEADS", "slack:T1:ULEAD")
        .env("LYCEUM_LOG", "error")
        .env("SLACK_SIGNING_SECRET", SECRET)
        .env("SLACK_BOT_TOKEN", "xoxb-load")
        .env("SLACK_API_URL", format!("http://127.0.0.1:{slack}/api"))
        .stderr(Stdio::inherit())
        .spawn()
        .expect("the release program: cargo build --release")
}

/// Until it answers.
pub async fn ready() {
    for _ in 0..200 {
        if TcpStream::connect(("127.0.0.1", PORT)).await.is_ok() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the server did not come up");
}

/// Seconds of CPU so far.
pub fn cpu(server: &Child) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", server.id())).unwrap();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    (fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap()) / 100.0
}

/// Kilobytes.
pub fn resident(server: &Child) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.id())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// Half of them are faster than the first, and all but a hundredth than the second.
pub fn percentiles(times: &mut [f64]) -> (f64, f64) {
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    (at(0.5), at(0.99))
}

/// A line of the table.
pub fn tell(line: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}
