//! A gate before a server: while it is closed, whoever comes is refused, and whoever was inside is put out.

use std::sync::Mutex;

use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

/// A gate before a server.
pub(crate) struct Gate {
    pub port: u16,
    server: String,
    keeper: Mutex<Option<JoinHandle<()>>>,
}

impl Gate {
    /// An open gate before the server at this host and port.
    pub async fn before(server: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let keeper = tokio::spawn(keep(listener, server.clone()));
        Self { port, server, keeper: Mutex::new(Some(keeper)) }
    }

    /// Nobody gets through, and nobody stays.
    pub fn close(&self) {
        if let Some(keeper) = self.keeper.lock().unwrap().take() {
            keeper.abort();
        }
    }

    /// As it was.
    pub async fn open(&self) {
        let listener = TcpListener::bind(("127.0.0.1", self.port)).await.unwrap();
        *self.keeper.lock().unwrap() = Some(tokio::spawn(keep(listener, self.server.clone())));
    }
}

async fn keep(listener: TcpListener, server: String) {
    // Whoever is inside goes with it.
    let mut inside = JoinSet::new();
    while let Ok((mut comes, _)) = listener.accept().await {
        let server = server.clone();
        inside.spawn(async move {
            if let Ok(mut there) = TcpStream::connect(server).await {
                let _ = tokio::io::copy_bidirectional(&mut comes, &mut there).await;
            }
        });
    }
}
