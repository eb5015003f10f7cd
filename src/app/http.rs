//! The web server: one socket for all platforms, with limits on whoever is slow or many.

#[cfg(test)]
mod tests;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, Request, StatusCode, Version, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use ipnet::IpNet;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{mpsc, oneshot, watch};
use tokio_io_timeout::TimeoutStream;
use tower::ServiceExt as _;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::RequestBodyTimeoutLayer;

use super::bodies::Bodies;
use super::files::file;
use super::inbox::CountingInbox;
use super::metrics;
use super::seats::{Seat, Seats};
use crate::bot::Machine;
use crate::store::Db;

/// Connections that wait until they are looked at.
const QUEUE: u32 = 4096;
/// Headers of one request, in bytes, and what is kept of a connection that was not looked at yet.
const HEADERS: usize = 16 * 1024;
const BUFFER: usize = 20 * 1024;

/// What the system keeps of an answer that is not read yet, in bytes; Linux takes it twice.
const UNREAD: u32 = 32 * 1024;

/// How many the server takes, whom it trusts, and how patient it is.
#[derive(Clone, Debug)]
pub(super) struct Terms {
    /// Connections at once, where the machine allows as many files and as many again.
    pub seats: usize,
    /// What one peer may have of them.
    pub share: usize,
    /// Networks whose connections are many people's, as a proxy's are.
    pub proxies: Vec<IpNet>,
    /// Bodies that are read at once.
    pub bodies: usize,
    /// Their bytes, all together.
    pub bytes: usize,
    /// How long a client may take to send its headers, to stay silent between two pieces of a body, or to read nothing.
    pub patience: Duration,
    /// How long a connection lives before it is asked to end.
    pub life: Duration,
    /// How long requests under way may take once their connection is to end.
    pub farewell: Duration,
    /// How long whoever has not said all of their request may go on with it once the program is told to stop.
    pub hurry: Duration,
}

impl Terms {
    /// For a server that strangers reach.
    pub(super) fn of_the_street(proxies: Vec<IpNet>) -> Self {
        Self {
            seats: 2048,
            share: 256,
            proxies,
            bodies: 512,
            bytes: 32 * 1024 * 1024,
            patience: Duration::from_secs(10),
            life: Duration::from_mins(2),
            farewell: Duration::from_secs(10),
            hurry: Duration::from_secs(1),
        }
    }

    /// For one whose pages listen as long as they are open.
    pub(super) fn of_the_house() -> Self {
        Self { life: Duration::from_hours(24), ..Self::of_the_street(Vec::new()) }
    }

    /// With as many seats as fit into half of the files that the program may have open, which are made as many as are
    /// allowed.
    fn within_the_machine(self) -> Self {
        let wanted = 2 * self.seats as u64;
        let files = rlimit::increase_nofile_limit(wanted).unwrap_or(wanted);
        if files >= wanted {
            return self;
        }
        let seats = usize::try_from(files / 2).unwrap_or(self.seats).max(2);
        tracing::warn!(files, connections = seats, "few files may be open, and so there are few connections");
        Self { seats, share: self.share.min(seats / 2), ..self }
    }
}

/// What every program answers, whatever platforms it serves.
pub(super) fn common(machine: Machine, db: Db, inbox: Arc<CountingInbox>) -> Router {
    let files = Router::new().route("/files/{signed}", get(file)).with_state(machine.clone());
    let metrics = Router::new().route("/metrics", get(counters)).with_state((machine, inbox));
    Router::new()
        .route("/healthz", get(|| async { "alive\n" }))
        .route("/readyz", get(ready))
        .with_state(db)
        .merge(files)
        .merge(metrics)
}

async fn ready(State(db): State<Db>) -> impl IntoResponse {
    match db.is_ready().await {
        Ok(()) => (StatusCode::OK, "ready\n".to_owned()),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the store does not answer\n".to_owned())
        }
    }
}

async fn counters(State((machine, inbox)): State<(Machine, Arc<CountingInbox>)>) -> impl IntoResponse {
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, kind)], metrics::text(&machine, inbox.turned_away()).await)
}

/// Serves until `stop` says so; then requests under way may end.
pub(super) async fn serve(
    listener: TcpListener,
    routes: Router,
    terms: Terms,
    mut stop: watch::Receiver<bool>,
) {
    let terms = terms.within_the_machine();
    let seats = Seats::new(terms.seats, terms.share, terms.proxies.clone());
    let server = Server {
        routes: routes.layer(RequestBodyTimeoutLayer::new(terms.patience)).layer(CatchPanicLayer::new()),
        bodies: Bodies::new(terms.bodies, terms.bytes),
        terms: Arc::new(terms),
    };
    // Once every connection has dropped its end, nobody is there any more.
    let (inside, mut outside) = mpsc::channel::<Infallible>(1);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stop.changed() => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                let _ = tokio::time::timeout(Duration::from_millis(100), stop.changed()).await;
                continue;
            }
        };
        let Some((seat, leave)) = seats.sit(peer.ip()) else { continue };
        let (server, stop, inside) = (server.clone(), stop.clone(), inside.clone());
        tokio::spawn(async move {
            server.attend(stream, seat, leave, stop).await;
            drop(inside);
        });
    }
    drop((listener, inside));
    if tokio::time::timeout(server.terms.hurry, outside.recv()).await.is_err() {
        seats.dismiss_waiting();
        let _ = tokio::time::timeout(server.terms.farewell, outside.recv()).await;
    }
}

/// What every connection is served with.
#[derive(Clone)]
struct Server {
    routes: Router,
    bodies: Arc<Bodies>,
    terms: Arc<Terms>,
}

impl Server {
    /// Serves one connection until it ends, is sent away, or was told to end.
    async fn attend(
        &self,
        stream: TcpStream,
        seat: Seat,
        mut leave: oneshot::Receiver<()>,
        mut stop: watch::Receiver<bool>,
    ) {
        let _ = stream.set_nodelay(true);
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(self.terms.patience));
        let mut builder = http1::Builder::new();
        builder.timer(TokioTimer::new()).header_read_timeout(self.terms.patience);
        builder.max_header_size(HEADERS).max_buf_size(BUFFER);
        let seat = Arc::new(seat);
        let answer = hyper::service::service_fn(|request| self.answer(request, seat.clone()));
        let mut connection = pin!(builder.serve_connection(TokioIo::new(Box::pin(stream)), answer));
        tokio::select! {
            // A client that goes away in the middle is nothing to report.
            _ = connection.as_mut() => return,
            _ = &mut leave => return,
            _ = tokio::time::timeout(self.terms.life, stop.changed()) => {}
        }
        connection.as_mut().graceful_shutdown();
        let rest = async {
            tokio::select! { _ = connection => {}, _ = leave => {} }
        };
        let _ = tokio::time::timeout(self.terms.farewell, rest).await;
    }

    async fn answer(&self, request: Request<Incoming>, seat: Arc<Seat>) -> Result<Response, Infallible> {
        if !names_one_host(request.version(), request.headers()) {
            return Ok((StatusCode::BAD_REQUEST, [(header::CONNECTION, "close")]).into_response());
        }
        seat.waits();
        // Whoever asks many things at once waits for everybody else after each of them.
        tokio::task::yield_now().await;
        let (request, fate) = self.bodies.count(request, &seat);
        let Ok(answer) = self.routes.clone().oneshot(request).await;
        seat.waits();
        if fate.is_some_and(|fate| fate.is_given_up()) {
            return Ok((StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "1")]).into_response());
        }
        Ok(answer)
    }
}

/// Whether a request says for whom it is, once, as HTTP/1.1 asks for: of two, a proxy may have believed the other one.
fn names_one_host(version: Version, headers: &HeaderMap) -> bool {
    let hosts = headers.get_all(header::HOST).iter().count();
    hosts == 1 || (hosts == 0 && version < Version::HTTP_11)
}

/// Opens the socket.
///
/// # Errors
/// When the address is taken or not ours.
pub(super) fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    let open = || {
        let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
        // A port that was left a moment ago can be taken again at once.
        #[cfg(unix)]
        socket.set_reuseaddr(true)?;
        // Connections have this from their socket. What the system takes for somebody who does not read it is lost memory.
        socket.set_send_buffer_size(UNREAD)?;
        socket.bind(address)?;
        socket.listen(QUEUE)
    };
    open().map_err(|error: std::io::Error| {
        anyhow::anyhow!("LYCEUM_LISTEN: cannot listen on {address}: {error}")
    })
}
