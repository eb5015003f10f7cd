//! What a lead decides.

use super::{BOB, CLEO, received, thanks};
use crate::chat::PersonId;
use crate::people::People;
use crate::testing::{House, assert_sees, on_each_engine};

#[tokio::test]
async fn whatever_is_wrong_with_the_settings_is_told_at_once() {
    on_each_engine(async |house: &mut House| {
        house.ann().forces("kudos.policy", "company").await;
        assert!(house.ann().only_mine().contains("Only a lead can do that."));
        house.lea().says("/lyceum").await;
        let seen = house.lea().only_mine();
        assert!(seen.contains("5 a day, 60 a month") && seen.contains("🙌 joins in"), "{seen}");
        house.lea().presses("Change kudos settings").await;
        house.lea().looks();
        let wrong = [
            ("day", "0"),
            ("month", "many"),
            ("others", "leads 9 90\ncooks 5 50"),
            ("values", "Courage, !!!"),
            ("emoji", "clap"),
            ("own_emoji", "two words"),
            ("no_boards_for", "Germany"),
        ];
        house.lea().fills_in(&wrong).await;
        assert_sees!(house.lea().sees(), @r#"
        error in day: Write a whole number from 1 to 50.
        error in month: Write a whole number from 5 to 1000.
        error in others: I don't understand "cooks 5 50". Write it like this: managers 10 120. That is who, 1 to 50 points a day, and 5 to 1000 a month.
        error in values: I don't understand "!!!". Write it like this: Customer first, Courage
        error in no_boards_for: I don't understand "Germany". Write it like this: country Germany
        error in own_emoji: "two words" is no name of an emoji. Write it as Slack does, such as :our-logo:, or leave it empty.
        "#);
        house.lea().says("/lyceum").await;
        assert!(house.lea().only_mine().contains("5 a day, 60 a month"), "nothing was changed");
    })
    .await;
}

#[tokio::test]
async fn limits_go_by_role_and_values_by_hashtag() {
    on_each_engine(async |house: &mut House| {
        house.topic("Postgres", &[]).await;
        house
            .before(async |tx, org| {
                let (bob, ann) = (PersonId::new("bob"), PersonId::new("ann"));
                let known = tx.of::<People>(org).person(&bob).await.unwrap().unwrap();
                let data = crate::people::PersonData { manager: Some(ann), ..known.data };
                tx.of::<People>(org).keep_person(&bob, &data, None, None).await.unwrap();
            })
            .await;
        house.lea().says("/lyceum").await;
        house.lea().presses("Change kudos settings").await;
        house
            .lea()
            .fills_in(&[
                ("day", "2"),
                ("month", "20"),
                ("others", "managers 10 50"),
                ("values", "Customer first, Courage"),
                ("emoji", "raised_hands"),
                ("own_emoji", ":acme:"),
                ("place", "test:random"),
            ])
            .await;
        house.cleo().says(&thanks(BOB, "3 for all the help with the move")).await;
        let seen = house.cleo().sees();
        assert!(
            seen.contains("3 points cannot be given to one person. Give 1 to 2, or leave the number out."),
            "{seen}"
        );
        house.ann().says(&thanks(BOB, "10 for the #customer-first answer about #postgres")).await;
        assert_sees!(house.ann().sees(), @r"
        (#random) :acme: @Bob: Ann thanks you.
        > the #customer-first answer about #postgres
        (10 points, about Postgres and Customer first)
        (only ann) Thank you for thanking Bob. 10 points given. It is announced in #random.
        (Left: 0 today, 40 this month.)
        [Take it back]
        (You can take it back within a minute.)
        ");
        house.ann().says("/kudos mine").await;
        let seen = house.ann().only_mine();
        assert!(seen.contains("You can still give 0 points today and 40 this month."), "{seen}");
        // What is said in a private channel stays there.
        house.cleo().in_private_channel("secret").says(&thanks(BOB, "for all the help with the move")).await;
        let seen = house.cleo().in_private_channel("secret").sees();
        assert!(seen.contains("(#secret) :acme: Bob: Cleo thanks you."), "{seen}");
        assert_eq!((received(house, "bob").await, received(house, "cleo").await), (11, 0));
        house.dan().says(&thanks(CLEO, "3 for all the help with the move")).await;
        assert_eq!(received(house, "cleo").await, 0);
    })
    .await;
}
