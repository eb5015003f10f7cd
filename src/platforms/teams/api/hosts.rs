//! Where we may write to.

use url::Url;

use crate::platforms::http::is_loopback;
use crate::platforms::teams::settings::TeamsSettings;

/// Whether our token may be sent to a service URL: only over https, and only to the hosts of the settings.
pub(in crate::platforms::teams) fn host_is_allowed(service_url: &str, settings: &TeamsSettings) -> bool {
    let Ok(url) = Url::parse(service_url) else { return false };
    let Some(host) = url.host_str() else { return false };
    if !url.username().is_empty() || url.password().is_some() {
        return false;
    }
    let is_safe = url.scheme() == "https" && url.port().is_none();
    // An emulator on this machine has neither a certificate nor a port of its own.
    let is_near = matches!(url.scheme(), "http" | "https") && is_loopback(&url);
    settings.allowed_hosts.iter().any(|allowed| {
        let allowed = allowed.to_ascii_lowercase();
        match allowed.strip_prefix("*.") {
            Some(parent) => {
                let label = host.strip_suffix(parent).and_then(|rest| rest.strip_suffix('.'));
                is_safe && !parent.is_empty() && label.is_some_and(|label| !label.is_empty())
            }
            None => allowed == host && (is_safe || is_near),
        }
    })
}
