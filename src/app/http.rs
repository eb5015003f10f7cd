//! The web server: one socket for all platforms, with limits on whoever is slow or many.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::RequestBodyTimeoutLayer;

use super::files::file;
use super::metrics;
use crate::bot::Machine;
use crate::store::Db;

/// Connections at once; more wait until one is done.
const CONNECTIONS: usize = 2048;
/// How long a client may take to send its headers, or to stay silent between two pieces of a body.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long requests under way may take once the program is told to stop.
const FAREWELL: Duration = Duration::from_secs(10);

/// What every program answers, whatever platforms it serves.
pub(super) fn common(machine: Machine, db: Db) -> Router {
    let files = Router::new().route("/files/{signed}", get(file)).with_state(machine.clone());
    Router::new()
        .route("/healthz", get(|| async { "alive\n" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(counters))
        .with_state((machine, db))
        .merge(files)
}

async fn ready(State((_, db)): State<(Machine, Db)>) -> impl IntoResponse {
    match db.is_ready().await {
        Ok(()) => (StatusCode::OK, "ready\n".to_owned()),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the store does not answer\n".to_owned())
        }
    }
}

async fn counters(State((machine, _)): State<(Machine, Db)>) -> impl IntoResponse {
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, kind)], metrics::text(&machine).await)
}

/// Serves until `stop` says so; then requests under way may end.
pub(super) async fn serve(listener: TcpListener, routes: Router, mut stop: watch::Receiver<bool>) {
    let routes = routes.layer(RequestBodyTimeoutLayer::new(PATIENCE)).layer(CatchPanicLayer::new());
    let service = TowerToHyperService::new(routes);
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(PATIENCE);
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    let graceful = GracefulShutdown::new();
    loop {
        let Ok(seat) = Arc::clone(&room).acquire_owned().await else { break };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stop.changed() => break,
        };
        let stream = match accepted {
            Ok((stream, _)) => stream,
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                let _ = tokio::time::timeout(Duration::from_millis(100), stop.changed()).await;
                continue;
            }
        };
        let _ = stream.set_nodelay(true);
        let connection = builder.serve_connection(TokioIo::new(stream), service.clone());
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // A client that goes away in the middle is nothing to report.
            let _ = connection.await;
            drop(seat);
        });
    }
    let _ = tokio::time::timeout(FAREWELL, graceful.shutdown()).await;
}

/// Opens the socket.
///
/// # Errors
/// When the address is taken or not ours.
pub(super) async fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address)
        .await
        .map_err(|error| anyhow::anyhow!("LYCEUM_LISTEN: cannot listen on {address}: {error}"))
}
