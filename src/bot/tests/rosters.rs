//! What comes with a roster beside who is on it.

use crate::chat::{AccountId, Circle, PlaceId, Profile, Standing};
use crate::people::Members;
use crate::testing::{House, on_each_engine};
use crate::{sql, values};

#[tokio::test]
async fn whoever_had_left_and_is_on_a_roster_can_be_thanked_again() {
    on_each_engine(async |house: &mut House| {
        house.bob().leaves().await;
        house.ann().looks();
        house.ann().says("/kudos <@test:acme:bob> for all the help with Postgres").await;
        assert!(!house.ann().sees().contains("thanks you"), "nobody is thanked who is gone");
        let bob = Profile {
            account: AccountId::new("test:acme:bob"),
            name: "Bob".to_owned(),
            title: None,
            email: None,
            time_zone: None,
            standing: Standing::Member,
            teams: None,
        };
        house.street.returned.lock().unwrap().push(bob);
        let circle = Circle::Place(PlaceId::new("test:board"));
        let (workspace, now) = (house.workspace.clone(), house.now());
        house
            .before(async |tx, org| {
                tx.of::<Members>(org).want_roster(&workspace, &circle, now).await.unwrap();
                let due = sql!("UPDATE roster SET due = $1 WHERE org = $2 AND circle = $3");
                tx.execute(due, values![now, org, circle.as_str()]).await.unwrap();
            })
            .await;
        house.machine.settle().await.unwrap();
        house.ann().looks();
        house.ann().says("/kudos <@test:acme:bob> for all the help with Postgres").await;
        let seen = house.ann().sees();
        assert!(seen.contains("thanks you"), "{seen}");
    })
    .await;
}
