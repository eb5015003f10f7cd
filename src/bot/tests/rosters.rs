//! What comes with a roster beside who is on it.

use super::roster_is_read;
use crate::chat::{AccountId, Circle, PlaceId, Profile, Standing};
use crate::testing::{House, on_each_engine};

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
        roster_is_read(house, &circle).await;
        house.ann().looks();
        house.ann().says("/kudos <@test:acme:bob> for all the help with Postgres").await;
        let seen = house.ann().sees();
        assert!(seen.contains("thanks you"), "{seen}");
    })
    .await;
}
