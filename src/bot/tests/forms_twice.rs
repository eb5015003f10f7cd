//! A form that is sent again counts once; one that was refused can be sent again as it is.

use crate::chat::{Event, EventKey, Receipt, Submission, What};
use crate::testing::{House, on_each_engine};

/// The form that is open before Lea, filled in so; `key` is the platform's name for it with these values.
fn sent(house: &mut House, key: &str, unasked: &str) -> Event {
    let form = house.open_form("lea").unwrap();
    let fields = [("unasked", unasked)];
    let values = fields.map(|(name, value)| (name.to_owned(), vec![value.to_owned()]));
    let what = What::Submission(Submission {
        form: form.name.clone(),
        context: form.context.clone(),
        values: values.into_iter().collect(),
    });
    let event = house.lea().would_say("/lyceum");
    Event { key: EventKey::new(key), what, ..event }
}

#[tokio::test]
async fn what_was_refused_is_refused_again_and_what_was_taken_is_taken_once() {
    on_each_engine(async |house: &mut House| {
        house.lea().says("/lyceum").await;
        house.lea().presses("Change settings").await;
        let machine = house.machine.clone();
        let wrong = sent(house, "view 1: 99", "99");
        for _ in 0..2 {
            let receipt = machine.receive_all(std::slice::from_ref(&wrong)).await.remove(0).unwrap();
            assert!(matches!(receipt, Receipt::Errors(_)), "{receipt:?}");
        }
        // Also where the second came while the first had not had its turn.
        let receipts = machine.receive_all(&[wrong.clone(), wrong]).await;
        assert!(receipts.iter().all(|it| matches!(it, Ok(Receipt::Errors(_)))), "{receipts:?}");
        let right = sent(house, "view 1: 7", "7");
        let receipts = machine.receive_all(&[right.clone(), right.clone()]).await;
        assert_eq!(receipts, [Ok(Receipt::Done), Ok(Receipt::Done)]);
        machine.settle().await.unwrap();
        house.lea().looks();
        assert_eq!(machine.receive_all(&[right]).await, [Ok(Receipt::Done)]);
        machine.settle().await.unwrap();
        assert_eq!(house.lea().sees(), "", "it counts once");
    })
    .await;
}
