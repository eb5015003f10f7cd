//! The program: one TLS provider, then the command line.

use std::process::ExitCode;
use std::time::Duration;

fn main() -> ExitCode {
    // Two providers in one process panic at the first connection: this one is the only one, and comes first.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let Ok(runtime) = runtime else { return ExitCode::FAILURE };
    let code = runtime.block_on(lyceum::app::command_line::run());
    // What still waits for something now waits for it in vain.
    runtime.shutdown_timeout(Duration::from_secs(1));
    code
}
