//! Strangers who are slow, many or large, each with a server of its own that is small and in a hurry.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::routing::{get, post};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::{Terms, bind, serve};

/// Nothing here takes longer, or the test fails.
const AT_MOST: Duration = Duration::from_secs(5);
const ASK: &[u8] = b"GET / HTTP/1.1\r\nhost: x\r\n\r\n";

struct Server {
    address: SocketAddr,
    stop: watch::Sender<bool>,
    ended: JoinHandle<()>,
}

fn server(change: impl FnOnce(&mut Terms)) -> Server {
    let mut terms = Terms {
        seats: 8,
        bytes: 4096,
        patience: Duration::from_millis(300),
        farewell: Duration::from_millis(300),
        hurry: Duration::from_millis(50),
        ..Terms::of_the_street(Vec::new())
    };
    change(&mut terms);
    let routes = Router::new()
        .route("/", get(|| async { "here" }))
        .route("/large", get(|| async { vec![b'x'; 64 << 20] }))
        .route("/never", post(|_: Bytes| std::future::pending::<&str>()))
        .route("/", post(|body: Bytes| async move { body }));
    let listener = bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, told) = watch::channel(false);
    Server { address, stop, ended: tokio::spawn(serve(listener, routes, terms, told)) }
}

impl Server {
    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// What is answered to this on a connection of its own.
    async fn says(&self, sent: &[u8]) -> String {
        let mut stream = self.connect().await;
        stream.write_all(sent).await.unwrap();
        first(&mut stream).await
    }

    async fn stopped(self) {
        self.stop.send(true).unwrap();
        tokio::time::timeout(AT_MOST, self.ended).await.expect("it stops").unwrap();
    }
}

/// The first words that come; empty once the connection is closed.
async fn first(stream: &mut TcpStream) -> String {
    let mut bytes = vec![0; 4096];
    let read = tokio::time::timeout(AT_MOST, stream.read(&mut bytes)).await.expect("it says something");
    String::from_utf8_lossy(&bytes[..read.unwrap_or_default()]).into_owned()
}

/// Until the server closes it.
async fn closed(stream: &mut TcpStream) {
    let mut bytes = vec![0; 1 << 20];
    let all = async { while stream.read(&mut bytes).await.is_ok_and(|read| read > 0) {} };
    tokio::time::timeout(AT_MOST, all).await.expect("it is closed");
}

#[tokio::test]
async fn many_who_say_nothing_keep_nobody_waiting() {
    let server = server(|terms| terms.patience = Duration::from_mins(1));
    let mut silent = Vec::new();
    for number in 0..40 {
        let mut stream = server.connect().await;
        if number % 2 == 0 {
            stream.write_all(b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\nnot").await.unwrap();
        }
        silent.push(stream);
    }
    assert!(server.says(ASK).await.starts_with("HTTP/1.1 200"));
    closed(&mut silent[0]).await;
    server.stopped().await;
}

#[tokio::test]
async fn whoever_never_reads_keeps_nobody_waiting_and_is_closed() {
    let server = server(|terms| terms.share = 8);
    let mut deaf = Vec::new();
    for _ in 0..8 {
        let mut stream = server.connect().await;
        stream.write_all(b"GET /large HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
        deaf.push(stream);
    }
    assert!(server.says(ASK).await.starts_with("HTTP/1.1 200"));
    // Writing into a connection that the server has closed fails sooner or later.
    let all = async {
        for stream in &mut deaf {
            while stream.write_all(b"x").await.is_ok() {
                let _ = tokio::time::timeout(Duration::from_millis(20), std::future::pending::<()>()).await;
            }
        }
    };
    tokio::time::timeout(AT_MOST, all).await.expect("they are closed");
    server.stopped().await;
}

#[tokio::test]
async fn whoever_is_worked_for_stays() {
    let server = server(|_| {});
    let mut working = server.connect().await;
    working.write_all(b"POST /never HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\nhi").await.unwrap();
    let mut silent = Vec::new();
    for _ in 0..20 {
        silent.push(server.connect().await);
    }
    assert!(server.says(ASK).await.starts_with("HTTP/1.1 200"));
    let answer = tokio::time::timeout(Duration::from_millis(100), working.read_u8()).await;
    assert!(answer.is_err(), "it is neither closed nor answered");
    server.stopped().await;
}

#[tokio::test]
async fn large_bodies_make_room_for_small_ones() {
    let server = server(|terms| terms.patience = Duration::from_mins(1));
    let mut large = server.connect().await;
    large.write_all(b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 4000\r\n\r\n").await.unwrap();
    large.write_all(&[b'x'; 3900]).await.unwrap();
    let small = [b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n".as_slice(), &[b'y'; 1000]];
    let mut answered = Vec::new();
    // The server may hear of the small one first; then there is room for both of them.
    for _ in 0..40 {
        assert!(server.says(&small.concat()).await.starts_with("HTTP/1.1 200"));
        let said = tokio::time::timeout(Duration::from_millis(50), first(&mut large)).await;
        answered.extend(said.ok());
        if !answered.is_empty() {
            break;
        }
    }
    assert!(!answered.is_empty(), "it is given up");
    assert!(answered[0].starts_with("HTTP/1.1 503"), "{answered:?}");
    server.stopped().await;
}

#[tokio::test]
async fn headers_have_an_end_and_a_time() {
    let server = server(|_| {});
    let mut large = b"GET / HTTP/1.1\r\nhost: x\r\nx-large: ".to_vec();
    large.extend([b'a'; 15_000]);
    assert!(server.says(&[&large[..], b"\r\n\r\n"].concat()).await.starts_with("HTTP/1.1 200"));
    large.extend([b'a'; 3_000]);
    assert!(server.says(&large).await.starts_with("HTTP/1.1 431"), "before all of it is there");
    for slow in [b"".as_slice(), b"GET / HTTP/1.1\r\nhost: x\r\n"] {
        let mut stream = server.connect().await;
        stream.write_all(slow).await.unwrap();
        closed(&mut stream).await;
    }
    server.stopped().await;
}

#[tokio::test]
async fn a_request_names_one_host() {
    let server = server(|_| {});
    for (head, status) in [
        ("GET / HTTP/1.1\r\n\r\n", "400"),
        ("GET / HTTP/1.1\r\nhost: x\r\nhost: y\r\n\r\n", "400"),
        ("GET / HTTP/1.0\r\nhost: x\r\nhost: x\r\n\r\n", "400"),
        ("GET / HTTP/1.1\r\nhost: x\r\n\r\n", "200"),
        ("GET / HTTP/1.0\r\n\r\n", "200"),
    ] {
        let said = server.says(head.as_bytes()).await;
        assert_eq!(said.split(' ').nth(1), Some(status), "{head}");
    }
    server.stopped().await;
}

#[tokio::test]
async fn no_connection_lives_for_ever() {
    let server = server(|terms| {
        terms.patience = Duration::from_mins(1);
        terms.life = Duration::from_millis(200);
    });
    let mut stream = server.connect().await;
    stream.write_all(ASK).await.unwrap();
    closed(&mut stream).await;
    let mut working = server.connect().await;
    working.write_all(b"POST /never HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\nhi").await.unwrap();
    closed(&mut working).await;
    server.stopped().await;
}

#[tokio::test]
async fn stopping_waits_for_no_stranger() {
    let server = server(|terms| {
        terms.patience = Duration::from_mins(1);
        terms.farewell = Duration::from_mins(1);
    });
    let mut kept = Vec::new();
    for said in [
        b"".as_slice(),
        b"GET / HTT",
        b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\nnot",
        b"GET /large HTTP/1.1\r\nhost: x\r\n\r\n",
        ASK,
    ] {
        let mut stream = server.connect().await;
        stream.write_all(said).await.unwrap();
        kept.push(stream);
    }
    first(&mut kept[4]).await;
    server.stopped().await;
}
