//! A store that takes nobody: whoever waits is told at once, and comes again.

use std::time::{Duration, Instant};

use crate::bot::Lanes;
use crate::chat::{EventKey, Inbox};
use crate::testing::{House, on_postgres_behind_a_gate};

#[tokio::test]
#[expect(
    clippy::disallowed_methods,
    reason = "how long somebody waits for a connection that is refused is real time"
)]
async fn everybody_who_waits_is_told_within_a_second_that_the_store_is_away() {
    on_postgres_behind_a_gate(async |db, gate| {
        let mut house = House::build(db.clone()).await;
        house.ann().says("/lyceum help").await;
        let lanes = Lanes::open(&house.machine);
        gate.close();
        let mut waiting = Vec::new();
        for number in 0..400 {
            let words =
                if number % 2 == 0 { "/lyceum help" } else { "/ask-expert how do I restore a snapshot?" };
            let mut event = house.ann().would_say(words);
            event.key = EventKey::new(format!("while it is away {number}"));
            let lanes = lanes.clone();
            waiting.push(tokio::spawn(async move {
                let begun = Instant::now();
                (lanes.receive(event).await.is_ok(), begun.elapsed())
            }));
        }
        for told in waiting {
            let (was_taken, waited) = told.await.unwrap();
            assert!(!was_taken, "nothing was kept");
            // A second, and as much again for a machine that is busy.
            assert!(waited < Duration::from_secs(2), "{waited:?}");
        }
        gate.open().await;
        let mut event = house.ann().would_say("/lyceum help");
        event.key = EventKey::new("while it is away 0");
        assert!(lanes.receive(event).await.is_ok(), "delivered again, it is taken");
    })
    .await;
}
