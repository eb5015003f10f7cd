//! The program: one TLS provider, then the command line.

use std::process::ExitCode;

fn main() -> ExitCode {
    // Two providers in one process panic at the first connection: this one is the only one, and comes first.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    match runtime {
        Ok(runtime) => runtime.block_on(lyceum::app::command_line::run()),
        Err(_) => ExitCode::FAILURE,
    }
}
