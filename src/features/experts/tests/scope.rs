//! What was said where somebody may not read neither suggests anybody to them, nor explains, nor is shown.

use crate::chat::{Visibility, What};
use crate::testing::{House, on_each_engine};

const SECRET: &str = "/ask-expert severance layoffs march?";
const ASKED: &str = "How much severance do we pay in the March layoffs?";
const ANSWERED: &str = "Three months of severance, the board approved the layoffs on Friday.";

/// In #board, which only Ann, Bob and Lea can read, Ann asked and Bob answered.
async fn a_board(house: &mut House) {
    house.has_channel("board", Visibility::Members, false).await;
    house.has_in_channel("board", &["ann", "bob", "lea"]).await;
    house.opts_in("board").await;
    let root = house.ann().in_private_channel("board").writes(ASKED, None).await;
    house.bob().in_private_channel("board").writes(ANSWERED, Some(&root)).await;
}

fn tells_of_nothing(seen: &str) {
    for word in ["Bob", "three months", "Three months", "severance and", "answered"] {
        assert!(!seen.contains(word), "{word}: {seen}");
    }
}

#[tokio::test]
async fn who_is_no_member_is_suggested_nobody_for_what_was_said_in_private() {
    on_each_engine(async |house: &mut House| {
        a_board(house).await;
        house.dan().says(SECRET).await;
        let seen = house.dan().only_mine();
        assert!(seen.contains("I know nobody"), "{seen}");
        tells_of_nothing(&seen);
        // Nor is a mistyped word taken for one that stands there only.
        house.dan().says("/ask-expert severence in the marhc layofs?").await;
        let seen = house.dan().only_mine();
        assert!(seen.contains("I know nobody"), "{seen}");
        tells_of_nothing(&seen);
    })
    .await;
}

#[tokio::test]
async fn a_member_is_told_wherever_they_ask() {
    on_each_engine(async |house: &mut House| {
        a_board(house).await;
        house.ann().says(SECRET).await;
        let seen = house.ann().only_mine();
        assert!(
            seen.contains("Bob – answered a question on") && seen.contains("Only you see this"),
            "{seen}"
        );
        assert_eq!(house.dan().sees(), "", "it is shown to her alone");
        house.lea().alone().says("severance layoffs march?").await;
        let seen = house.lea().sees();
        assert!(seen.contains("Bob – answered a question on"), "{seen}");
    })
    .await;
}

#[tokio::test]
async fn whoever_asks_in_the_channel_is_there() {
    on_each_engine(async |house: &mut House| {
        a_board(house).await;
        house.ann().in_private_channel("board").says(SECRET).await;
        let seen = house.ann().only_mine();
        assert!(seen.contains("Bob – answered a question on"), "{seen}");
        // He was let in, and the roster does not know yet: his words came from there.
        house.dan().in_private_channel("board").says(SECRET).await;
        let seen = house.dan().only_mine();
        assert!(seen.contains("Bob – answered a question on"), "{seen}");
        // A guest as well: there, and nowhere else.
        house.someone("gus").in_private_channel("board").says(SECRET).await;
        assert!(house.someone("gus").only_mine().contains("Bob"));
        house.someone("gus").says(SECRET).await;
        tells_of_nothing(&house.someone("gus").only_mine());
    })
    .await;
}

#[tokio::test]
async fn a_place_that_was_only_chosen_tells_nothing() {
    on_each_engine(async |house: &mut House| {
        a_board(house).await;
        let open = What::Shortcut { name: "experts.ask".to_owned(), message: None };
        house.dan().alone().does(open, None).await;
        house.dan().looks();
        house.dan().fills_in(&[("question", "severance layoffs march?"), ("place", "test:board")]).await;
        tells_of_nothing(&house.dan().sees());
    })
    .await;
}

#[tokio::test]
async fn what_is_said_in_the_open_counts_as_before() {
    on_each_engine(async |house: &mut House| {
        a_board(house).await;
        house.answered("cleo", "What is severance in the layoffs of March?", "Ask the people team.", 3).await;
        house.dan().says(SECRET).await;
        let seen = house.dan().only_mine();
        assert!(seen.contains("Cleo – an accepted answer on severance"), "{seen}");
        assert!(!seen.contains("Bob"), "{seen}");
        house.ann().says(SECRET).await;
        let seen = house.ann().only_mine();
        assert!(seen.contains("Cleo –") && seen.contains("Bob –"), "{seen}");
    })
    .await;
}
