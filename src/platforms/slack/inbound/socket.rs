//! Socket Mode, for development behind a firewall: the same path as HTTP, through a connection that we open.
//!
//! Every wait in here has an end: a connection that died in silence is given up and opened anew.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use super::answer::Answer;
use super::http::object;
use super::requests::{Inbound, Incoming};
use crate::chat::Inbox;
use crate::chat::lenient::{Flag, Object, Words};
use crate::platforms::slack::adapter::SlackAdapter;

const CONNECTING: Duration = Duration::from_secs(10);
const SENDING: Duration = Duration::from_secs(10);
/// A connection on which nothing was heard for so long gets a ping, and after as long again is given up.
const SILENCE: Duration = Duration::from_secs(30);
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Why a connection ended.
#[derive(Debug, thiserror::Error)]
enum Ended {
    /// Slack wants us to connect anew: every hour or so, and before it restarts.
    #[error("Slack asks for a new connection")]
    Refresh,
    #[error("Slack gives no connection: {0}")]
    NoAddress(String),
    #[error("no connection to Slack")]
    NoConnection,
    #[error("the connection to Slack fell silent")]
    Silent,
    #[error("the connection to Slack broke")]
    Broken,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Address {
    url: Words,
}

/// One thing that came through the socket.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Parcel {
    #[serde(rename = "type")]
    kind: Words,
    envelope_id: Words,
    reason: Words,
    accepts_response_payload: Flag,
    payload: Value,
}

#[derive(Serialize)]
struct Acknowledged<'a> {
    envelope_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    payload: Option<Value>,
}

/// Listens until `stop` is done, and brings what happened to the inbox; does nothing without an app token. What was not acknowledged by then comes again.
pub async fn listen(
    adapter: Arc<SlackAdapter>,
    inbox: Arc<dyn Inbox>,
    stop: impl Future<Output = ()> + Send,
) {
    let Some(token) = adapter.settings.app_token.clone() else { return };
    let inbound = Inbound::new(adapter, inbox);
    let mut stop = pin!(stop);
    let mut pause = FIRST_PAUSE;
    loop {
        let ended = tokio::select! {
            () = &mut stop => return,
            ended = session(&inbound, &token, &mut pause) => ended,
        };
        match ended {
            Ended::Refresh => {
                tracing::info!("Slack asks for a new connection");
                pause = FIRST_PAUSE;
            }
            ended => tracing::warn!(error = %ended, seconds = pause.as_secs(), "Socket Mode begins anew"),
        }
        if tokio::time::timeout(pause, &mut stop).await.is_ok() {
            return;
        }
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

async fn session(inbound: &Inbound, token: &SecretString, pause: &mut Duration) -> Ended {
    match connect(&inbound.adapter, token).await {
        Ok(socket) => converse(inbound, socket, pause).await,
        Err(ended) => ended,
    }
}

async fn connect(adapter: &SlackAdapter, token: &SecretString) -> Result<Socket, Ended> {
    let opened: Result<Address, _> = adapter.web.post(token, "apps.connections.open", &json!({})).await;
    let address = opened.map_err(|trouble| Ended::NoAddress(trouble.to_string()))?;
    let url = address.url.get().ok_or_else(|| Ended::NoAddress("no address".to_owned()))?;
    let real = adapter.web.base().scheme() == "https";
    if real && !url.starts_with("wss://") {
        return Err(Ended::NoAddress("an address without encryption".to_owned()));
    }
    match tokio::time::timeout(CONNECTING, tokio_tungstenite::connect_async(url)).await {
        Ok(Ok((socket, _))) => Ok(socket),
        _ => Err(Ended::NoConnection),
    }
}

async fn converse(inbound: &Inbound, mut socket: Socket, pause: &mut Duration) -> Ended {
    let mut pinged = false;
    loop {
        let message = match tokio::time::timeout(SILENCE, socket.next()).await {
            Ok(Some(Ok(message))) => message,
            Ok(Some(Err(_)) | None) => return Ended::Broken,
            Err(_) if pinged => return Ended::Silent,
            Err(_) => {
                pinged = true;
                if send(&mut socket, Message::Ping(Vec::new().into())).await.is_err() {
                    return Ended::Broken;
                }
                continue;
            }
        };
        pinged = false;
        let Message::Text(text) = message else {
            if message.is_close() {
                return Ended::Broken;
            }
            continue;
        };
        let Some(parcel) = object::<Parcel>(text.as_bytes()) else {
            tracing::warn!(bytes = text.len(), "Slack sent something through the socket that cannot be read");
            continue;
        };
        match parcel.kind.get() {
            Some("hello") => {
                *pause = FIRST_PAUSE;
                tracing::info!("listening through Socket Mode");
            }
            Some("disconnect") if parcel.reason.get() == Some("link_disabled") => {
                return Ended::NoAddress("Socket Mode is switched off".to_owned());
            }
            Some("disconnect") => return Ended::Refresh,
            _ => {
                if let Some(reply) = handle(inbound, parcel).await
                    && send(&mut socket, Message::Text(reply.into())).await.is_err()
                {
                    return Ended::Broken;
                }
            }
        }
    }
}

/// Handles what came and says so, once it is kept. What the store did not take is not acknowledged.
async fn handle(inbound: &Inbound, parcel: Parcel) -> Option<String> {
    let envelope_id = parcel.envelope_id.get()?;
    let payload = parcel.payload;
    let incoming = match parcel.kind.get() {
        Some("events_api") => {
            Object::deserialize(payload).ok().and_then(|it| it.0).map(|it| Incoming::Event(Box::new(it)))
        }
        Some("slash_commands") => {
            Object::deserialize(payload).ok().and_then(|it| it.0).map(|it| Incoming::Command(Box::new(it)))
        }
        Some("interactive") => Object::deserialize(payload)
            .ok()
            .and_then(|it| it.0)
            .map(|it| Incoming::Interaction(Box::new(it))),
        _ => None,
    };
    let answer = if let Some(incoming) = incoming {
        inbound.handle(incoming).await
    } else {
        tracing::info!(kind = parcel.kind.get(), "nothing to do for what came through the socket");
        Answer::Nothing
    };
    let payload = match answer {
        Answer::Unavailable => return None,
        Answer::Nothing => None,
        Answer::Json(value) => Some(value).filter(|_| parcel.accepts_response_payload.is_set()),
    };
    serde_json::to_string(&Acknowledged { envelope_id, payload }).ok()
}

async fn send(socket: &mut Socket, message: Message) -> Result<(), ()> {
    match tokio::time::timeout(SENDING, socket.send(message)).await {
        Ok(Ok(())) => Ok(()),
        _ => Err(()),
    }
}
