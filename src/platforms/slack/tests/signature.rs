//! Signatures: Slack's own vector, and every fault other listeners were found to have.

use axum::http::{HeaderMap, HeaderValue};
use chrono::DateTime;
use hmac::{Hmac, KeyInit, Mac};
use proptest::prelude::*;
use sha2::Sha256;

use super::SECRET;
use crate::platforms::slack::inbound::verify::{Claim, SigningSecret};

const STAMP: &str = "1531420618";
const BODY: &str = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
const SIGNATURE: &str = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";

fn passes_at(stamps: &[&[u8]], signatures: &[&[u8]], body: &str, now: i64) -> bool {
    let mut headers = HeaderMap::new();
    for stamp in stamps {
        headers.append("x-slack-request-timestamp", HeaderValue::from_bytes(stamp).unwrap());
    }
    for signature in signatures {
        headers.append("x-slack-signature", HeaderValue::from_bytes(signature).unwrap());
    }
    let secret = SigningSecret::new(SECRET.to_owned().into());
    let claim = Claim::read(&headers, DateTime::from_timestamp(now, 0).unwrap());
    claim.and_then(|claim| secret.verify(&claim, body.as_bytes())).is_ok()
}

fn passes(stamp: &str, signature: &str) -> bool {
    passes_at(&[stamp.as_bytes()], &[signature.as_bytes()], BODY, 1_531_420_618)
}

/// Signs the timestamp as it stands, so that only its form can be what is refused.
fn signed(stamp: &str) -> String {
    SigningSecret::new(SECRET.to_owned().into()).sign(stamp, BODY.as_bytes())
}

#[test]
fn slacks_own_example_passes() {
    assert!(passes(STAMP, SIGNATURE));
    assert_eq!(signed(STAMP), SIGNATURE);
}

#[test]
fn five_minutes_either_way_and_no_more() {
    let at = |now| passes_at(&[STAMP.as_bytes()], &[SIGNATURE.as_bytes()], BODY, now);
    assert!(at(1_531_420_618 + 300));
    assert!(at(1_531_420_618 - 300));
    assert!(!at(1_531_420_618 + 301));
    assert!(!at(1_531_420_618 - 301));
}

#[test]
fn odd_timestamps_are_refused_even_if_they_are_signed() {
    for stamp in [
        "",
        " ",
        "soon",
        "1531420618.0",
        "+1531420618",
        "-1531420618",
        "0x5b479b0a",
        "1531420618 ",
        "1e9",
        "99999999999999999999999",
        "15314206180000",
        "１５３１４２０６１８",
    ] {
        let signature = signed(stamp);
        assert!(!passes_at(&[stamp.as_bytes()], &[signature.as_bytes()], BODY, 1_531_420_618), "{stamp:?}");
    }
}

#[test]
fn odd_signatures_are_refused() {
    let hex = &SIGNATURE[3..];
    for signature in [
        "",
        "v0=",
        hex,
        &format!("v1={hex}"),
        &format!("V0={hex}"),
        &format!("v0={}", hex.to_uppercase()),
        &format!("v0={hex} "),
        &format!("v0={hex}00"),
        &format!("v0={}", &hex[..62]),
        &format!("v0= {}", &hex[1..]),
        &format!("v0={}é", &hex[2..]),
    ] {
        assert!(!passes(STAMP, signature), "{signature:?}");
    }
    assert!(!passes_at(&[STAMP.as_bytes()], &[b"v0=\xff\xfe"], BODY, 1_531_420_618));
}

#[test]
fn two_headers_of_a_kind_are_refused_and_so_are_none() {
    let (stamp, good, bad) = (STAMP.as_bytes(), SIGNATURE.as_bytes(), [b'0'; 67]);
    let now = 1_531_420_618;
    assert!(!passes_at(&[stamp], &[good, &bad], BODY, now));
    assert!(!passes_at(&[stamp], &[&bad, good], BODY, now));
    assert!(!passes_at(&[stamp], &[good, good], BODY, now));
    assert!(!passes_at(&[stamp, stamp], &[good], BODY, now));
    assert!(!passes_at(&[stamp], &[], BODY, now));
    assert!(!passes_at(&[], &[good], BODY, now));
}

#[test]
fn with_a_blank_secret_nobody_gets_in() {
    for blank in ["", " \n"] {
        let mut mac = Hmac::<Sha256>::new_from_slice(blank.as_bytes()).unwrap();
        mac.update(format!("v0:{STAMP}:{BODY}").as_bytes());
        let signature = format!("v0={}", hex::encode(mac.finalize().into_bytes()));
        let mut headers = HeaderMap::new();
        headers.append("x-slack-request-timestamp", HeaderValue::from_static(STAMP));
        headers.append("x-slack-signature", HeaderValue::from_str(&signature).unwrap());
        let claim = Claim::read(&headers, DateTime::from_timestamp(1_531_420_618, 0).unwrap()).unwrap();
        let secret = SigningSecret::new(blank.to_owned().into());
        assert!(secret.verify(&claim, BODY.as_bytes()).is_err());
    }
}

proptest! {
    #[test]
    fn one_changed_byte_is_enough(at in 0..BODY.len(), bit in 0_u8..7) {
        let mut body = BODY.as_bytes().to_vec();
        body[at] ^= 1 << bit;
        let body = String::from_utf8(body).unwrap();
        prop_assert!(!passes_at(&[STAMP.as_bytes()], &[SIGNATURE.as_bytes()], &body, 1_531_420_618));
    }

    #[test]
    fn nothing_made_up_passes(stamp in "[ -~]{0,20}", signature in "(v0=)?[0-9a-fA-F]{0,70}") {
        prop_assert!(!passes_at(&[stamp.as_bytes()], &[signature.as_bytes()], BODY, 1_531_420_618));
    }
}
