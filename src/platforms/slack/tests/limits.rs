//! How fast Slack lets us speak, on a clock that is stepped.

use std::time::Duration;

use chrono::TimeDelta;

use super::NOW;
use crate::chat::WorkspaceId;
use crate::clock::Clock;
use crate::platforms::slack::limits::{Limits, Method};

fn limits() -> (Limits, Clock, WorkspaceId) {
    let clock = Clock::standing(chrono::DateTime::from_timestamp(NOW, 0).unwrap());
    (Limits::new(clock.clone()), clock, WorkspaceId::new("slack:T1"))
}

/// How many calls go through at one moment.
fn go_through(limits: &Limits, workspace: &WorkspaceId, method: Method) -> usize {
    (0..1_000).take_while(|_| limits.take(workspace, method, None).is_ok()).count()
}

#[test]
fn every_tier_is_held_back_and_none_counts_for_another() {
    let (limits, clock, workspace) = limits();
    for (method, calls) in [
        (Method::GroupUsers, 20),
        (Method::List, 20),
        (Method::Teams, 20),
        (Method::Update, 50),
        (Method::Replies, 50),
        (Method::UserInfo, 100),
        (Method::Members, 100),
        (Method::PostMessage, 300),
        (Method::Permalink, 300),
    ] {
        assert_eq!(go_through(&limits, &workspace, method), calls, "{method:?}");
        assert_eq!(go_through(&limits, &WorkspaceId::new("slack:T2"), method), calls, "{method:?} elsewhere");
    }
    clock.advance(TimeDelta::minutes(1));
    assert_eq!(go_through(&limits, &workspace, Method::GroupUsers), 20, "a minute later all may go again");
}

#[test]
fn whoever_waits_as_long_as_told_may_go() {
    let (limits, clock, workspace) = limits();
    go_through(&limits, &workspace, Method::GroupUsers);
    let wait = limits.take(&workspace, Method::GroupUsers, None).unwrap_err();
    assert_eq!(wait, Duration::from_secs(3), "twenty a minute");
    clock.advance(TimeDelta::milliseconds(2_999));
    assert_eq!(limits.take(&workspace, Method::GroupUsers, None), Err(Duration::from_millis(1)));
    clock.advance(TimeDelta::milliseconds(1));
    assert_eq!(limits.take(&workspace, Method::GroupUsers, None), Ok(()));
}

#[test]
fn a_channel_takes_one_message_a_second() {
    let (limits, clock, workspace) = limits();
    let post = |channel| limits.take(&workspace, Method::PostMessage, Some(channel));
    assert_eq!([post("C1"), post("C1"), post("C1")], [Ok(()); 3], "three at once");
    assert_eq!((post("C1"), post("C2")), (Err(Duration::from_secs(1)), Ok(())));
    clock.advance(TimeDelta::seconds(1));
    assert_eq!((post("C1"), post("C1")), (Ok(()), Err(Duration::from_secs(1))));
}

#[test]
fn a_pause_that_slack_asks_for_is_kept_for_an_hour_at_the_most() {
    let (limits, clock, workspace) = limits();
    limits.rest(&workspace, Method::Info, Duration::from_secs(90));
    assert_eq!(limits.take(&workspace, Method::Info, None), Err(Duration::from_secs(90)));
    assert_eq!(limits.take(&workspace, Method::History, None), Ok(()), "that of the one method");
    clock.advance(TimeDelta::seconds(90));
    assert_eq!(limits.take(&workspace, Method::Info, None), Ok(()));
    limits.rest(&workspace, Method::Info, Duration::from_mins(150));
    assert_eq!(limits.take(&workspace, Method::Info, None), Err(Duration::from_hours(1)));
}
