//! Addresses and answers of Teams.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;

use crate::platforms::http;

/// All that may mean something in an address.
const RESERVED: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The longest answer that is read, in bytes.
pub(in crate::platforms::teams) const MOST: usize = 1024 * 1024;

/// The body of an answer; none if it broke off or is too long.
pub(in crate::platforms::teams) async fn body(answer: reqwest::Response) -> Option<Vec<u8>> {
    http::response_body(answer, MOST).await
}

/// An address below another one. Each name becomes one piece of the path, whatever signs are in it; none if a name would
/// lead up or nowhere.
pub(in crate::platforms::teams) fn below(base: &Url, names: &[&str]) -> Option<Url> {
    if base.cannot_be_a_base() || names.iter().any(|name| matches!(*name, "" | "." | "..")) {
        return None;
    }
    let mut path = base.path().trim_end_matches('/').to_owned();
    for name in names {
        path.push('/');
        path.extend(utf8_percent_encode(name, &RESERVED));
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
}
