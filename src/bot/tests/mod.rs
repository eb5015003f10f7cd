//! The machine, by what people do.

mod ahead;
mod any_statement;
mod away;
mod believed;
mod forms_twice;
mod hanging;
mod neighbours;
mod retention;
mod rosters;
mod unanswered;

use crate::chat::Circle;
use crate::people::Members;
use crate::testing::House;

/// Who is in a channel or a team is read again.
async fn roster_is_read(house: &House, circle: &Circle) {
    let (workspace, now) = (house.workspace.clone(), house.now());
    house
        .before(async |tx, org| {
            tx.of::<Members>(org).want_roster(&workspace, circle, now).await.unwrap();
            tx.of::<Members>(org).roster_failed(circle, Some(now)).await.unwrap();
        })
        .await;
    house.machine.settle().await.unwrap();
}
