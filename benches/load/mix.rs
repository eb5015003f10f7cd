//! What comes in on a day in a company of some years: messages in threads, commands, presses and forms.

use std::sync::OnceLock;

use lyceum::store::Db;

use crate::filled::{Sizes, fill};
use crate::{Kind, Line, NEXT, WORDS, command, payload, told};

/// Of the whole company; `LYCEUM_LOAD_PARTS=10` makes a tenth of it.
pub fn sizes() -> Sizes {
    let parts = std::env::var("LYCEUM_LOAD_PARTS").ok().and_then(|parts| parts.parse().ok());
    Sizes::one_of(parts.unwrap_or(1))
}

/// What the bot gave out, and takes back again and again.
struct GivenOut {
    /// The value of "leave the boards".
    button: String,
    /// What an open form is about, for `U7`.
    form: String,
}

static GIVEN_OUT: OnceLock<GivenOut> = OnceLock::new();

/// The company, before the program starts.
pub async fn furnish(address: &str) -> f64 {
    let db = Db::open(address).await.unwrap();
    db.migrate().await.unwrap();
    db.close().await;
    fill(address, sizes(), chrono::Utc::now().timestamp_millis()).await
}

/// Somebody looks at a board and opens a form.
pub async fn begin() {
    let mut line = Line::open().await;
    let (content, body) =
        command("kudos", "board", NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed), "U7");
    line.raw(content, &body).await;
    let answer = String::from_utf8_lossy(&line.answer).into_owned();
    let card: serde_json::Value =
        serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap_or_default();
    let button = crate::find(&card, "action_id", |id| id.starts_with("kudos.leave_boards"), "value");
    let button = button.unwrap_or_else(|| panic!("no button on the board: {answer}")).to_owned();
    let opened = serde_json::json!({
        "type": "shortcut", "callback_id": "experts.ask", "team": { "id": "T1" },
        "user": { "id": "U7", "team_id": "T1" }, "trigger_id": "1.0", "action_ts": "1.0",
    });
    line.raw("application/x-www-form-urlencoded", &payload(&opened)).await;
    let form = told("callback_id", |id| id == "experts.ask_form", "private_metadata").await;
    let _ = GIVEN_OUT.set(GivenOut { button, form });
}

/// 60 in a hundred are messages in threads, 25 commands, 10 presses, 5 forms.
pub fn body(number: u64) -> (&'static str, String) {
    let people = sizes().people;
    let user = format!("U{}", number * 7_919 % people);
    let given = GIVEN_OUT.get().unwrap();
    match number % 20 {
        0..12 => {
            let thread = number.wrapping_mul(2_654_435_761) % (sizes().posts / 4);
            let word = |at: u64| WORDS[((number * 31 + at * 97) % WORDS.len() as u64) as usize];
            let ts = format!("{}.{:06}", 1_795_000_000 + number / 1_000_000, number % 1_000_000);
            let body = format!(
                r#"{{"type":"event_callback","team_id":"T1","event_id":"Ev{number}","authorizations":[{{"team_id":"T1","is_bot":true}}],"event":{{"type":"message","channel":"C{}","channel_type":"channel","user":"{user}","text":"run the {} {} again number{}","ts":"{ts}","thread_ts":"1600000000.{}"}}}}"#,
                thread % 500,
                word(1),
                word(2),
                number % 5_000,
                thread * 4
            );
            ("application/json", body)
        }
        12..16 => command("lyceum", "help", number, &user),
        16 => command("kudos", "mine", number, &user),
        17 | 18 => {
            let press = serde_json::json!({
                "type": "block_actions", "team": { "id": "T1" }, "user": { "id": user, "team_id": "T1" },
                "trigger_id": format!("{number}.1"), "channel": { "id": "C1", "name": "channel-1" },
                "container": { "type": "message", "channel_id": "C1", "message_ts": "1.0", "is_ephemeral": true },
                "response_url": format!("http://127.0.0.1:{}/r", crate::SLACK.get().unwrap()),
                "actions": [{
                    "action_id": "kudos.leave_boards#0", "value": given.button, "action_ts": format!("{number}.2"),
                    "type": "button",
                }],
            });
            ("application/x-www-form-urlencoded", payload(&press))
        }
        // It comes back with what is wrong with it.
        _ => {
            let sent = serde_json::json!({
                "type": "view_submission", "team": { "id": "T1" }, "user": { "id": "U7", "team_id": "T1" },
                "trigger_id": format!("{number}.3"),
                "view": {
                    "id": format!("V{number}"), "hash": "h", "type": "modal", "callback_id": "experts.ask_form",
                    "private_metadata": given.form, "state": { "values": {} },
                },
            });
            ("application/x-www-form-urlencoded", payload(&sent))
        }
    }
}

/// Of what the mix is made.
pub const WHAT: &str = "60 % messages in threads, 25 % commands, 10 % presses, 5 % forms";

/// The kind of it.
pub const KIND: Kind = Kind::Mix;
