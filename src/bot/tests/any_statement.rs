//! Any statement of the store may fail, once, in any way: what was acknowledged happens, and happens once.

use chrono::TimeDelta;

use crate::bot::Machine;
use crate::chat::Event;
use crate::testing::{Failing, Fault, House, on_each_engine};
use crate::{sql, values};

const WAYS: [Failing; 3] = [Failing::CutOff, Failing::Unanswered, Failing::Collides];

/// The house's machine on the house's store, which may fail.
fn on_what_may_fail(house: &House, fault: &Fault, seed: u64) -> Machine {
    let mut setup = house.copy(seed, Vec::new());
    setup.db = fault.over(&setup.db);
    Machine::new(setup)
}

/// The platform brings it until it is acknowledged, and the machine works, until what is to come of it is there.
async fn goes_through(machine: &Machine, event: &Event, is_there: impl Fn() -> bool) {
    let mut refused = 0;
    while machine.receive_all(std::slice::from_ref(event)).await[0].is_err() {
        refused += 1;
        assert!(refused < 2, "one failure, and it was refused {refused} times");
    }
    let mut failures = 0;
    // What was cut off is taken up when its lease is over, and then looked for.
    for seconds in [1, 25, 25, 60, 60] {
        let until = machine.setup.clock.now() + TimeDelta::seconds(seconds);
        failures += usize::from(machine.pass(until).await.is_err());
        assert!(failures < 2, "one failure, and the work failed {failures} times");
        if is_there() {
            break;
        }
    }
}

/// What such an event leaves when nothing fails, it leaves whichever statement fails.
async fn is_never_lost_nor_doubled(
    house: &mut House,
    event: impl Fn(&mut House, u64) -> Event,
    left: impl Fn(&House, u64) -> Vec<String>,
) {
    let machine = on_what_may_fail(house, &Fault::default(), 0);
    let happened = event(house, 0);
    goes_through(&machine, &happened, || !left(house, 0).is_empty()).await;
    let wanted = left(house, 0);
    assert!(!wanted.is_empty(), "nothing came of it");
    let mut runs = Vec::new();
    for way in WAYS {
        for statement in 0.. {
            let run = 1 + runs.len() as u64;
            let fault = Fault::default();
            let machine = on_what_may_fail(house, &fault, run);
            let event = event(house, run);
            fault.strikes_after(statement, way);
            goes_through(&machine, &event, || left(house, run) == wanted).await;
            assert_eq!(left(house, run), wanted, "when statement {statement} failed: {way:?}");
            runs.push((statement, way));
            if fault.is_called_off() {
                assert!(statement > 20, "only {statement} statements");
                break;
            }
        }
    }
    // Nothing comes a second time, however late.
    machine.pass(machine.setup.clock.now() + TimeDelta::minutes(10)).await.unwrap();
    for (at, (statement, way)) in runs.iter().enumerate() {
        let left = left(house, 1 + at as u64);
        assert_eq!(left, wanted, "later, after statement {statement} had failed: {way:?}");
    }
    house.leaves_work();
}

/// The places where everybody sees a card with these words.
fn shown(house: &House, words: &str) -> Vec<String> {
    let shown = house.street.shown.lock().unwrap();
    let with_it =
        shown.iter().filter(|shown| !shown.place.as_str().contains(":dm:") && shown.draw().contains(words));
    let mut places: Vec<String> = with_it.map(|shown| shown.place.to_string()).collect();
    places.sort();
    places
}

#[tokio::test]
async fn thanks_are_given_and_announced_once_whichever_statement_fails() {
    on_each_engine(async |house| {
        let generous = "{\"allowance\":{\"a_day\":100000,\"a_month\":100000}}";
        house
            .before(async |tx, org| {
                let policy =
                    sql!("INSERT INTO feature_settings (org, feature, data) VALUES ($1, 'kudos', $2)");
                tx.execute(policy, values![org, generous]).await.unwrap();
            })
            .await;
        let thanks = |house: &mut House, run: u64| {
            let mut event =
                house.ann().would_say(&format!("/kudos <@test:acme:bob> 1 for help number {run:04} with it"));
            event.key = crate::chat::EventKey::new(format!("thanks {run}"));
            event
        };
        let left = |house: &House, run: u64| shown(house, &format!("number {run:04} with"));
        is_never_lost_nor_doubled(house, thanks, left).await;
    })
    .await;
}
