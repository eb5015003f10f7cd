//! `lyceum playground`: the bot in a browser.

use std::net::SocketAddr;

/// Serves the playground until the program is told to stop.
pub(super) async fn open(_listen: SocketAddr, _database: Option<String>, _empty: bool) -> anyhow::Result<()> {
    anyhow::bail!("the playground is being built")
}
