//! What is written stays what it was: words, or a mention.

use proptest::prelude::*;

use super::{MessageText, Piece};
use crate::chat::{AccountId, PlaceId};
use crate::testing::MARKED;

fn bob() -> AccountId {
    AccountId::new("test:acme:bob")
}

#[test]
fn words_that_look_like_a_mention_are_stored_as_words() {
    for (words, stored) in [
        ("<@test:acme:bob>", "<\\@test:acme:bob>"),
        ("<#C1|ops> a < b <!channel>", "<\\#C1|ops> a < b <!channel>"),
        ("<\\@bob> <\\\\#", "<\\\\@bob> <\\\\\\#"),
        ("plain\nwords \\ and &lt;@bob&gt;", "plain\nwords \\ and &lt;@bob&gt;"),
    ] {
        let text = MessageText::from(words);
        assert_eq!(text.encode(), stored);
        assert_eq!(MessageText::decode(stored), text);
    }
    let mut pieces = MessageText::from("<");
    pieces.push(Piece::Words("@test:acme:bob>".to_owned()));
    assert!(MessageText::decode(&pieces.encode()).mentioned().is_empty());
}

#[test]
fn mentions_are_stored_as_they_always_were() {
    let text = MessageText::from("ask ")
        .account(bob())
        .and(" in ")
        .channel(PlaceId::new("slack:T:C1"), Some("ops".to_owned()))
        .channel(PlaceId::new("a b"), Some("50% <|>".to_owned()));
    assert_eq!(text.encode(), "ask <@test:acme:bob> in <#slack:T:C1|ops><#a%20b|50%25%20%3C%7C%3E>");
    assert_eq!(MessageText::decode(&text.encode()), text);
    assert_eq!(text.mentioned(), [bob()]);
    let old = MessageText::decode("x <@ y > <@> <@a:1, <#|ops> 5 <#5");
    assert_eq!(old.pieces().len(), 1, "no mention has a space in it, or no id: {old:?}");
    assert_eq!(MessageText::decode("<@a%zz%>").mentioned(), [AccountId::new("a%zz%")]);
}

#[test]
fn words_stay_apart_where_a_mention_stood() {
    let text =
        MessageText::from("hey").account(bob()).and("you and ").account(bob()).and(", too").account(bob());
    assert_eq!(text.words(), "hey you and , too");
    assert_eq!(text.length(), 19);
    assert_eq!(text.mentioned(), [bob()]);
}

#[test]
fn the_first_word_is_taken_with_what_touches_it() {
    let text = MessageText::from("  /kudos ").account(bob()).and(", for  this ");
    let (first, rest) = text.split_first_word();
    assert_eq!(first, MessageText::from("/kudos"));
    let (first, rest) = rest.split_first_word();
    assert_eq!(first, MessageText::new().account(bob()).and(","));
    assert_eq!(rest, MessageText::from("for  this"));
    assert_eq!(MessageText::from(" \n").split_first_word(), (MessageText::new(), MessageText::new()));
    let alone = MessageText::from("a").account(bob());
    assert_eq!(alone.clone().split_first_word(), (alone, MessageText::new()));
}

fn pieces() -> impl Strategy<Value = Vec<Piece>> {
    let piece = prop_oneof![
        MARKED.prop_map(Piece::Words),
        MARKED.prop_map(|id| Piece::Account(AccountId::new(id))),
        (MARKED, proptest::option::of(MARKED))
            .prop_map(|(place, name)| Piece::Channel { place: PlaceId::new(place), name }),
    ];
    proptest::collection::vec(piece, 0..8)
}

proptest! {
    #[test]
    fn whatever_is_stored_comes_back(pieces in pieces()) {
        let text: MessageText = pieces.into_iter().collect();
        let stored = text.encode();
        let read = MessageText::decode(&stored);
        prop_assert_eq!(read.pieces(), text.pieces());
        let told = serde_json::to_string(&text).unwrap();
        let heard: MessageText = serde_json::from_str(&told).unwrap();
        prop_assert_eq!(heard.pieces(), text.pieces());
    }

    #[test]
    fn words_never_become_a_mention(words in MARKED) {
        let text = MessageText::decode(&MessageText::from(words.as_str()).encode());
        prop_assert_eq!(text.words(), words);
        prop_assert!(text.pieces().iter().all(|piece| matches!(piece, Piece::Words(_))));
    }

    #[test]
    fn whatever_was_stored_can_be_read(stored in MARKED) {
        let text = MessageText::decode(&stored);
        prop_assert_eq!(MessageText::decode(&text.encode()), text);
    }

    #[test]
    fn nothing_is_lost_word_by_word(pieces in pieces()) {
        let text: MessageText = pieces.into_iter().collect();
        let mut rest = text.clone();
        let mut mentioned = Vec::new();
        while !rest.is_empty() {
            let (first, after) = rest.split_first_word();
            prop_assert!(!first.is_empty() || after.is_empty());
            prop_assert!(!first.words().contains(char::is_whitespace) || first.pieces().len() > 1);
            mentioned.extend(first.mentioned().into_iter().filter(|it| !mentioned.contains(it)).collect::<Vec<_>>());
            rest = after;
        }
        prop_assert_eq!(mentioned, text.mentioned());
    }
}
