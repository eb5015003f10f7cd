//! What is looked at on this machine: names of settings, the port, the folder of the index, the clock.

use std::io::ErrorKind;
use std::path::Path;

use crate::clock::Clock;
use crate::config::Config;

use super::{Findings, client};

/// A clock that is off by more than this makes signatures fail.
const OFF: u64 = 60;

/// What stands in the environment and is no setting.
pub(super) fn names(found: &mut Findings) {
    for misspelt in Config::misspelt() {
        let mend = match &misspelt.meant {
            Some(meant) => format!("it is called {meant}"),
            None => "see docs/configuration.md, or take it away".to_owned(),
        };
        found.ill(&format!("there is no setting called {}", misspelt.name), &mend);
    }
}

/// Whether we may listen, or do already.
pub(super) async fn port(config: &Config, found: &mut Findings) {
    let listen = config.listen;
    match std::net::TcpListener::bind(listen) {
        Ok(_) => found.well(&format!("{listen} is free to listen on")),
        Err(_) if is_us(&format!("http://{listen}/healthz")).await == Some(true) => {
            found.well(&format!("the bot listens on {listen}"));
        }
        Err(error) => {
            let mend = match error.kind() {
                ErrorKind::AddrInUse => {
                    "another program listens there: end it, or set LYCEUM_LISTEN to another port"
                }
                ErrorKind::AddrNotAvailable => {
                    "the address is not this machine's: set LYCEUM_LISTEN to 0.0.0.0 or 127.0.0.1"
                }
                _ => "set LYCEUM_LISTEN to a port above 1023, or allow the program to have this one",
            };
            found.ill(&format!("LYCEUM_LISTEN: {listen} cannot be listened on: {error}"), mend);
        }
    }
}

/// Whether what answers there is this bot; none if nothing does.
pub(super) async fn is_us(address: &str) -> Option<bool> {
    let answer = client().get(address).send().await.ok()?;
    let is_well = answer.status().is_success();
    let said = answer.text().await.unwrap_or_default();
    Some(is_well && said.trim() == "alive")
}

/// Whether the index can be kept.
pub(super) fn index(config: &Config, found: &mut Findings) {
    let Some(folder) = config.index_dir_for(&config.database_url) else { return };
    match writable(&folder) {
        Ok(()) => found.well(&format!("the index can be kept in {}", folder.display())),
        Err(error) => found.ill(
            &format!("the index cannot be kept in {}: {error}", folder.display()),
            "set LYCEUM_INDEX_DIR to a folder that the bot's user may write to",
        ),
    }
}

/// Whether something can be written in a folder, or in the one where it is to be made. Leaves nothing there.
pub(super) fn writable(folder: &Path) -> std::io::Result<()> {
    let mut folder = folder;
    while !folder.exists() {
        folder = match folder.parent() {
            Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
            Some(parent) => parent,
            None => return Err(ErrorKind::NotFound.into()),
        };
    }
    let probe = folder.join(format!(".lyceum-doctor-{}", std::process::id()));
    std::fs::File::create_new(&probe)?;
    std::fs::remove_file(&probe)
}

/// Whether this machine's clock shows what that of somebody else does.
pub(super) async fn clock(address: &str, found: &mut Findings) {
    let answer = client().get(address).send().await.ok();
    let date = answer.as_ref().and_then(|answer| answer.headers().get("date")?.to_str().ok());
    let Some(there) = date.and_then(|date| chrono::DateTime::parse_from_rfc2822(date).ok()) else { return };
    let off = (Clock::system().now() - there.to_utc()).num_seconds().unsigned_abs();
    if off > OFF {
        found.ill(
            &format!("this machine's clock is off by {off} seconds"),
            "switch time synchronisation on; signatures and tokens fail with a wrong clock",
        );
    } else {
        found.well("the clock is right");
    }
}
