//! How fast Teams lets us speak, with a clock that stands still until it is moved.

use std::time::Duration;

use chrono::TimeDelta;

use super::settings::now;
use crate::chat::WorkspaceId;
use crate::clock::Clock;
use crate::platforms::teams::limits::Limits;

fn limits() -> (Clock, Limits) {
    let clock = Clock::standing(now());
    (clock.clone(), Limits::new(clock))
}

fn tenant(name: &str) -> WorkspaceId {
    WorkspaceId::new(format!("teams:{name}"))
}

/// How many pass now.
fn pass(limits: &Limits, conversation: &str) -> usize {
    (0..100).take_while(|_| limits.take(&tenant("t-1"), conversation).is_ok()).count()
}

#[test]
fn a_conversation_has_its_own_pace() {
    let (clock, limits) = limits();
    let one = tenant("t-1");
    assert_eq!(pass(&limits, "a"), 7, "in a second");
    assert_eq!(limits.take(&one, "a"), Err(Duration::from_secs(1)));
    assert_eq!(limits.take(&one, "b"), Ok(()));
    assert_eq!(limits.take(&tenant("t-2"), "a"), Ok(()), "another tenant's");
    clock.advance(TimeDelta::milliseconds(999));
    assert_eq!(limits.take(&one, "a"), Err(Duration::from_millis(1)));
    clock.advance(TimeDelta::milliseconds(1));
    assert_eq!(limits.take(&one, "a"), Ok(()), "the eighth in two seconds");
    assert_eq!(limits.take(&one, "a"), Err(Duration::from_secs(1)));
    clock.advance(TimeDelta::seconds(1));
    assert_eq!(pass(&limits, "a"), 7);
}

#[test]
fn half_a_minute_and_an_hour_have_theirs() {
    let (clock, limits) = limits();
    let start = clock.now();
    let (mut sent, mut most) = (Vec::new(), 0);
    while clock.now() < start + TimeDelta::hours(3) {
        match limits.take(&tenant("t-1"), "a") {
            Ok(()) => sent.push(clock.now()),
            Err(wait) => clock.advance(TimeDelta::from_std(wait).unwrap()),
        }
    }
    for (count, seconds) in [(7, 1), (8, 2), (60, 30), (1800, 3600)] {
        for first in 0..sent.len() {
            let end = sent[first] + TimeDelta::seconds(seconds);
            let within = sent[first..].iter().take_while(|at| **at < end).count();
            assert!(within <= count, "{within} in {seconds} s");
            most = most.max(if seconds == 3600 { within } else { 0 });
        }
    }
    assert_eq!(most, 1800, "and not less than may be");
    assert!(sent.len() > 3 * 1700, "{}", sent.len());
}

#[test]
fn a_tenant_has_fifty_a_second() {
    let (clock, limits) = limits();
    let all: Vec<_> = (0..60).map(|name| limits.take(&tenant("t-1"), &format!("c{name}"))).collect();
    assert_eq!(all.iter().filter(|taken| taken.is_ok()).count(), 50);
    assert_eq!(all[50], Err(Duration::from_secs(1)));
    assert_eq!(limits.take(&tenant("t-2"), "c1"), Ok(()));
    // Who was sent away has taken nothing in the conversation either.
    clock.advance(TimeDelta::seconds(1));
    assert_eq!(pass(&limits, "c59"), 7);
}

#[test]
fn a_pause_that_was_asked_for_is_kept() {
    let (clock, limits) = limits();
    limits.rest(&tenant("t-1"), "a", Duration::from_secs(20));
    limits.rest(&tenant("t-1"), "a", Duration::from_secs(5));
    assert_eq!(limits.take(&tenant("t-1"), "a"), Err(Duration::from_secs(20)));
    assert_eq!(limits.take(&tenant("t-1"), "b"), Ok(()));
    clock.advance(TimeDelta::seconds(20));
    assert_eq!(limits.take(&tenant("t-1"), "a"), Ok(()));
}

#[test]
fn names_are_not_remembered_for_ever() {
    let (clock, limits) = limits();
    for at in 0..25_000 {
        let _ = limits.take(&tenant(&format!("t{at}")), &format!("c{at}"));
        assert!(limits.remembered() <= 20_000);
        if at % 100 == 0 {
            clock.advance(TimeDelta::milliseconds(10));
        }
    }
    assert!(limits.remembered() > 0);
}
