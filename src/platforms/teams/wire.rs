//! How we ask over HTTP: never led elsewhere, never waiting for long, never reading more than is sensible.

use std::time::Duration;

use url::{Host, Url};

/// How long an answer may take.
const ANSWER: Duration = Duration::from_secs(10);
/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(5);
/// The longest answer that is read, in bytes.
pub(super) const MOST: usize = 1024 * 1024;

/// A client that follows no redirects: whoever is asked gets our token, and nobody else.
pub(super) fn client() -> reqwest::Result<reqwest::Client> {
    reqwest::Client::builder()
        .timeout(ANSWER)
        .connect_timeout(CONNECT)
        .redirect(reqwest::redirect::Policy::none())
        .user_agent(concat!("lyceum/", env!("CARGO_PKG_VERSION")))
        .build()
}

/// The body of an answer; none if it broke off or is too long.
pub(super) async fn body(mut answer: reqwest::Response) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    while let Some(piece) = answer.chunk().await.ok()? {
        if body.len() + piece.len() > MOST {
            return None;
        }
        body.extend_from_slice(&piece);
    }
    Some(body)
}

/// Whether an address leads to this machine.
pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// An address below another one. Each name becomes one piece of the path, whatever signs are in it; none if a name would
/// lead up or nowhere.
pub(super) fn below(base: &Url, names: &[&str]) -> Option<Url> {
    if base.cannot_be_a_base() || names.iter().any(|name| matches!(*name, "" | "." | "..")) {
        return None;
    }
    let mut path = base.path().trim_end_matches('/').to_owned();
    for name in names {
        path.push('/');
        for byte in name.bytes() {
            if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
                path.push(char::from(byte));
            } else {
                path.push('%');
                path.push_str(&hex::encode_upper([byte]));
            }
        }
    }
    let mut url = base.clone();
    url.set_path(&path);
    url.set_query(None);
    url.set_fragment(None);
    Some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(base: &str, names: &[&str]) -> Option<String> {
        below(&base.parse().unwrap(), names).map(String::from)
    }

    #[test]
    fn names_stay_one_piece_of_the_path() {
        let base = "https://smba.trafficmanager.net/emea/t-1/?x=1#y";
        let whole = |name: &str| Some(format!("https://smba.trafficmanager.net/emea/t-1/v3/{name}"));
        assert_eq!(at(base, &["v3", "a"]), whole("a"));
        assert_eq!(
            at(base, &["v3", "19:x@thread.tacv2;messageid=1"]),
            whole("19%3Ax%40thread.tacv2%3Bmessageid%3D1")
        );
        assert_eq!(at(base, &["v3", "a/../b?c#d\\e%2e"]), whole("a%2F..%2Fb%3Fc%23d%5Ce%252e"));
        assert_eq!(at(base, &["v3", "%2e%2e"]), whole("%252e%252e"));
        assert_eq!(at(base, &["v3", ".."]), None);
        assert_eq!(at(base, &["v3", "."]), None);
        assert_eq!(at(base, &["v3", ""]), None);
        assert_eq!(
            at("https://smba.trafficmanager.net", &["v3"]).unwrap(),
            "https://smba.trafficmanager.net/v3"
        );
        assert_eq!(at("mailto:a@b", &["v3"]), None);
    }

    #[test]
    fn only_this_machine_is_this_machine() {
        for (url, ours) in [
            ("http://localhost:1/", true),
            ("http://127.9.9.9/", true),
            ("http://[::1]/", true),
            ("http://localhost.example/", false),
            ("http://10.0.0.1/", false),
        ] {
            assert_eq!(is_loopback(&url.parse().unwrap()), ours, "{url}");
        }
    }
}
