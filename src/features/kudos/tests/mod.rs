//! The feature's stories, on both engines.

mod boards;
mod by_hand;
mod following;
mod joining;
mod moderation;
mod news;
mod people;
mod policy;
mod presence;
mod typed;
mod unannounced;

use chrono::TimeDelta;

use super::store::ledger::Ledger;
use crate::chat::{AccountId, Message, PersonId};
use crate::testing::{House, assert_sees, on_each_engine};

const BOB: &str = "<@test:acme:bob>";
const CLEO: &str = "<@test:acme:cleo>";
const DAN: &str = "<@test:acme:dan>";

fn thanks(who: &str, words: &str) -> String {
    format!("/kudos {who} {words}")
}

/// All that somebody was ever given.
pub(in crate::features) async fn points(house: &House, key: &str) -> i64 {
    received(house, key).await
}

async fn received(house: &House, key: &str) -> i64 {
    let mut tx = house.db.read().await.unwrap();
    tx.of::<Ledger>(&house.org).received(&PersonId::new(key)).await.unwrap().points
}

#[tokio::test]
async fn thanks_are_seen_and_the_first_ones_are_explained() {
    on_each_engine(async |house: &mut House| {
        house.topic("Postgres", &[]).await;
        house.ann().says(&format!("/kudos {BOB} {CLEO} 2 for staying late with the #postgres restore")).await;
        assert_sees!(house.ann().sees(), @r"
        (#platform) 🙌 @Bob and @Cleo: Ann thanks you all.
        > staying late with the #postgres restore
        (2 points each, about Postgres)
        (only ann) Thank you for thanking Bob and Cleo. 2 points each given.
        (Left: 1 today, 56 this month.)
        [Take it back]
        (You can take it back within a minute.)
        ");
        let told = house.bob().only_mine();
        assert!(told.contains("This is kudos") && told.contains("Ann thanks you."), "{told}");
        house.cleo().looks();
        // The second time they see it where it stands, and are not written to.
        house.dan().says(&format!("/kudos {BOB} for fixing the build this morning")).await;
        assert_sees!(house.bob().only_mine(), @"");
        house.bob().says("/kudos mine").await;
        assert_sees!(house.bob().only_mine(), @r"
        (only bob) ## Your kudos
        Given to you: 3 points, from 2 people
        Given by you: none yet
        You can still give 5 points today and 60 this month.
        Dan, 1 point: fixing the build this morning
        Ann, 2 points: staying late with the #postgres restore
        (Only you see this. /kudos export gives you all of it as a file.)
        ");
    })
    .await;
}

#[tokio::test]
async fn whatever_is_wrong_is_told_at_once_and_nothing_is_given() {
    on_each_engine(async |house: &mut House| {
        house.ann().says("/kudos <@test:acme:gus> <@test:acme:old> 0 thx").await;
        assert_sees!(house.ann().sees(), @r"
        (only ann) That did not work yet:
        • 0 points cannot be given to one person. Give 1 to 5, or leave the number out.
        • Say what for, in a few real words: that is what they will remember.
        • Gus is a guest here. Thanks are for colleagues.
        • Otto has left.
        (Like this: /kudos @bob for showing me how to restore a backup #postgres)
        ");
        house.ann().says("/kudos <@test:acme:ann> for being so very helpful").await;
        assert!(house.ann().sees().contains("That is you."));
        // Among others they are left out without a word.
        house.ann().says(&format!("/kudos <@test:acme:ann> {BOB} for being so very helpful")).await;
        let seen = house.ann().sees();
        assert!(seen.contains("@Bob: Ann thanks you.") && !seen.contains("That is you"), "{seen}");
        house.someone("gus").says(&format!("/kudos {BOB} for being so very helpful")).await;
        assert!(house.someone("gus").only_mine().contains("Only colleagues"));
        // What is written is shown as it was written.
        house.ann().says(&format!("/kudos {BOB} for <!channel> *all* the <@test:acme:dan> help")).await;
        assert!(house.ann().sees().contains("> <!channel> *all* the @Dan help"));
        assert_eq!(
            received(house, "gus").await + received(house, "old").await + received(house, "ann").await,
            0
        );
    })
    .await;
}

#[tokio::test]
async fn limits_hold_and_say_when_they_end() {
    on_each_engine(async |house: &mut House| {
        let words = thanks(BOB, "3 for all the help with the move");
        house.ann().says(&words).await;
        house.ann().looks();
        house.ann().says(&words).await;
        assert_sees!(house.ann().sees(), @"(only ann) You have 2 of 5 points left today, and this takes 3. More from Mon 22:00.");
        // Midnight in Berlin is 22:00 in September.
        house.passes(TimeDelta::hours(13)).await;
        for _ in 0..3 {
            house.ann().says(&words).await;
            house.passes(TimeDelta::days(1)).await;
        }
        house.ann().looks();
        house.ann().says(&thanks(BOB, "for one more thing today")).await;
        assert_sees!(house.ann().sees(), @"(only ann) You can give Bob no more points this month: a fifth of your 60 is the most for one person, so that many are seen. More from Wed 22:00.");
        house.ann().says(&thanks(CLEO, "5 for one more thing today")).await;
        assert!(house.ann().sees().contains("Ann thanks you."));
        assert_eq!((received(house, "bob").await, received(house, "cleo").await), (12, 5));
    })
    .await;
}

#[tokio::test]
async fn taken_back_within_a_minute_it_never_was() {
    on_each_engine(async |house: &mut House| {
        house.ann().says(&thanks(BOB, "5 for all the help with the move")).await;
        house.ann().looks();
        assert_eq!(received(house, "bob").await, 5);
        house.ann().presses("Take it back").await;
        let seen = house.ann().sees();
        assert!(seen.contains("Taken back. It counts for nobody, and you can give it again."), "{seen}");
        assert_eq!((received(house, "bob").await, *house.street.deleted.lock().unwrap()), (0, 2));
        // All of it can be given again, and after a minute it stays.
        house.ann().says(&thanks(CLEO, "5 for all the help with the move")).await;
        house.ann().looks();
        house.passes(TimeDelta::seconds(61)).await;
        house.ann().presses("Take it back").await;
        assert!(house.ann().sees().contains("That was more than a minute ago"));
        assert_eq!(received(house, "cleo").await, 5);
        let source = {
            let mut tx = house.db.read().await.unwrap();
            tx.of::<Ledger>(&house.org).thanked_for(&PersonId::new("cleo"), 1).await.unwrap()[0]
                .source
                .clone()
        };
        house.dan().forces("kudos.undo", &source).await;
        assert!(house.dan().only_mine().contains("Only whoever gave it"));
        assert_eq!(received(house, "cleo").await, 5);
    })
    .await;
}

#[tokio::test]
async fn two_thanks_at_the_same_moment_never_pass_a_limit_together() {
    on_each_engine(async |house: &mut House| {
        let words = [BOB, CLEO, DAN, BOB].map(|who| format!("/kudos {who} 2 for all the help with the move"));
        let mut events = Vec::new();
        for words in &words {
            events.push(house.ann().would_say(words));
        }
        let machine = house.machine.clone();
        let all = events.iter().map(|event| machine.receive_all(std::slice::from_ref(event)));
        for receipts in futures_util::future::join_all(all).await {
            assert!(receipts[0].is_ok());
        }
        // The same events once more change nothing.
        for event in &events {
            let _ = machine.receive_all(std::slice::from_ref(event)).await;
        }
        machine.settle().await.unwrap();
        let all = received(house, "bob").await + received(house, "cleo").await + received(house, "dan").await;
        assert_eq!(all, 4, "two of two fit into five");
    })
    .await;
}

#[tokio::test]
async fn an_accepted_answer_is_a_point_as_often_as_the_week_allows() {
    on_each_engine(async |house: &mut House| {
        house.answered("bob", "How can I undo a Postgres migration?", "Run migrate down.", 20).await;
        house.answered("bob", "Postgres migration is stuck, roll it back", "Kill the lock.", 40).await;
        for number in 0..6 {
            house
                .ann()
                .says(&format!("/ask-expert urgent: {BOB} how do I roll back Postgres migration {number}?"))
                .await;
            house.ann().presses("Ask").await;
            house.ann().presses("Accept an answer").await;
            house.ann().fills_in(&[("person", "@bob"), ("answer", "Run migrate down.")]).await;
        }
        assert_eq!(received(house, "bob").await, 5);
        house.ann().presses("Not solved after all").await;
        let left = received(house, "bob").await;
        assert!((4..=5).contains(&left), "the sixth was worth nothing: {left}");
        house.bob().says("/kudos mine").await;
        let mine = house.bob().only_mine();
        assert!(mine.contains("Ann, 1 point for an accepted answer"), "{mine}");
    })
    .await;
}

#[tokio::test]
async fn a_message_is_thanked_for_from_its_menu() {
    on_each_engine(async |house: &mut House| {
        let id = house.bob().writes("Restore it with pg_restore, that takes a minute.", None).await;
        let message = Message {
            id,
            author: Some(AccountId::new("test:acme:bob")),
            text: "Restore it with pg_restore".into(),
            thread: None,
            sent: house.now(),
            edited: None,
        };
        house.ann().chooses("kudos.thank", Some(message)).await;
        house.ann().looks();
        house.ann().fills_in(&[("people", "@bob"), ("reason", "thx"), ("points", "2")]).await;
        assert_sees!(house.ann().sees(), @"error in reason: Say what for, in a few real words: that is what they will remember.");
        house.ann().fills_in(&[("people", "@ann"), ("reason", "telling me about pg_restore"), ("points", "2")]).await;
        assert!(house.ann().sees().contains("error in people: That is you."));
        house.ann().fills_in(&[("people", "@bob"), ("reason", "telling me about pg_restore"), ("points", "2")]).await;
        let seen = house.ann().sees();
        assert!(seen.contains("(#platform thread) 🙌 @Bob: Ann thanks you.\n> telling me about pg_restore"), "{seen}");
        assert_eq!(received(house, "bob").await, 2);
    })
    .await;
}

/// Whatever happens, what is given is received, what was taken back is gone, and no limit is passed.
#[tokio::test]
async fn the_ledger_adds_up_over_any_history() {
    on_each_engine(async |house: &mut House| {
        let people = [BOB, CLEO, DAN, "<@test:acme:ann>", "<@test:acme:sue>"];
        let givers = ["ann", "bob", "cleo"];
        let mut chance = 7_u64;
        let mut draw = move |most: u64| {
            chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from((chance >> 33) % most).unwrap()
        };
        for step in 0..120 {
            let giver = givers[draw(3)];
            match draw(6) {
                0 => house.passes(TimeDelta::hours(i64::try_from(draw(30)).unwrap())).await,
                1 => {
                    let source = {
                        let mut tx = house.db.read().await.unwrap();
                        let last =
                            tx.of::<Ledger>(&house.org).thanked_for(&PersonId::new("bob"), 1).await.unwrap();
                        last.first().map(|grant| grant.source.clone()).unwrap_or_default()
                    };
                    house.someone(giver).forces("kudos.undo", &source).await;
                }
                _ => {
                    let (one, other, amount) = (people[draw(5)], people[draw(5)], draw(6));
                    let words = format!("/kudos {one} {other} {amount} for the help with step {step}");
                    house.someone(giver).says(&words).await;
                }
            }
        }
        let mut tx = house.db.read().await.unwrap();
        let (mut given, mut got) = (0, 0);
        for person in ["ann", "bob", "cleo", "dan", "sue"] {
            let person = PersonId::new(person);
            given += tx.of::<Ledger>(&house.org).handed_out(&person).await.unwrap().points;
            got += tx.of::<Ledger>(&house.org).received(&person).await.unwrap().points;
            let all = tx.of::<Ledger>(&house.org).thanked_for(&person, 1000).await.unwrap();
            let sum: i64 = all.iter().map(|grant| grant.amount).sum();
            assert_eq!(sum, tx.of::<Ledger>(&house.org).received(&person).await.unwrap().points);
            assert!(all.iter().all(|grant| grant.giver != person), "nobody thanks themselves");
            for grant in &all {
                let (day, month) = (&grant.local_day, &grant.local_month);
                let (today, this_month) =
                    tx.of::<Ledger>(&house.org).given(&grant.giver, day, month).await.unwrap();
                assert!(today <= 5 && this_month <= 60, "{grant:?}");
                let pair = tx.of::<Ledger>(&house.org).given_to(&grant.giver, &person, month).await.unwrap();
                assert!(pair <= 12, "{grant:?}");
            }
        }
        assert!(given > 20, "something happened: {given}");
        assert_eq!(given, got);
    })
    .await;
}

#[tokio::test]
async fn a_reaction_joins_in_as_long_as_it_stands() {
    on_each_engine(async |house: &mut House| {
        house.ann().says(&thanks(&format!("{BOB} {CLEO}"), "for all the help with the move")).await;
        house.ann().looks();
        let announced = house.newest_root();
        house.dan().reacts(&announced, "raised_hands", true).await;
        assert_sees!(house.ann().sees(), @r"
        (#platform, changed) 🙌 @Bob and @Cleo: Ann thanks you all.
        > all the help with the move
        (1 point each)
        (🙌 Dan joins in.)
        ");
        // Twice is once; another sign means something else; nobody joins in with themselves.
        house.dan().reacts(&announced, "raised_hands", true).await;
        house.dan().reacts(&announced, "eyes", true).await;
        house.ann().reacts(&announced, "raised_hands", true).await;
        house.someone("gus").reacts(&announced, "raised_hands", true).await;
        assert_eq!((received(house, "bob").await, received(house, "cleo").await), (2, 2));
        house.cleo().reacts(&announced, "raised_hands", true).await;
        assert_eq!((received(house, "bob").await, received(house, "cleo").await), (3, 2));
        house.dan().reacts(&announced, "raised_hands", false).await;
        assert_eq!((received(house, "bob").await, received(house, "cleo").await), (2, 1));
        house.dan().reacts(&announced, "raised_hands", true).await;
        assert_eq!((received(house, "bob").await, received(house, "cleo").await), (3, 2));
        // Taken back by whoever began, it is gone for all.
        house.ann().presses("Take it back").await;
        assert_eq!((received(house, "bob").await, received(house, "cleo").await), (0, 0));
        house.someone("sue").reacts(&announced, "raised_hands", true).await;
        assert_eq!(received(house, "bob").await, 0);
        // Who has nothing left is told so, alone.
        house.dan().says(&thanks(CLEO, "5 for all the help with the move")).await;
        house.ann().says(&thanks(BOB, "for all the help with the move")).await;
        house.dan().looks();
        let announced = house.newest_root();
        house.dan().reacts(&announced, "raised_hands", true).await;
        let told = house.dan().only_mine();
        assert!(told.contains("You have 0 of 5 points left today"), "{told}");
        assert_eq!(received(house, "bob").await, 1);
    })
    .await;
}

#[tokio::test]
async fn what_is_reported_a_lead_removes_and_both_sides_are_told() {
    on_each_engine(async |house: &mut House| {
        house.ann().says(&thanks(BOB, "5 for being such a good loser")).await;
        house.bob().looks();
        let announced = house.newest_root();
        let message = || Message {
            id: announced.clone(),
            author: None,
            text: String::new().into(),
            thread: None,
            sent: chrono::DateTime::UNIX_EPOCH,
            edited: None,
        };
        house.cleo().chooses("kudos.report", Some(message())).await;
        assert!(house.cleo().only_mine().contains("Thank you for telling."));
        let told = house.lea().only_mine();
        assert!(
            told.contains("Somebody reported these thanks, from Ann to Bob:") && !told.contains("Cleo"),
            "{told}"
        );
        house.dan().chooses("kudos.report", Some(message())).await;
        assert_sees!(house.lea().only_mine(), @"");
        // Nobody but a lead decides.
        let post = {
            let mut tx = house.db.read().await.unwrap();
            let last = tx.of::<Ledger>(&house.org).thanked_for(&PersonId::new("bob"), 1).await.unwrap();
            last[0].post.clone().unwrap()
        };
        house.dan().forces("kudos.remove", post.as_str()).await;
        assert!(house.dan().only_mine().contains("Only a lead can do that."));
        assert_eq!(received(house, "bob").await, 5);
        house.ann().looks();
        house.lea().presses("Remove it").await;
        assert_eq!(received(house, "bob").await, 0);
        assert!(house.ann().only_mine().contains("A lead removed thanks of yours."));
        assert!(house.bob().only_mine().contains("A lead removed thanks that Ann gave you."));
        // Her points are hers again, until she is kept from giving them.
        house.ann().says(&thanks(CLEO, "5 for the help with the move")).await;
        assert_eq!(received(house, "cleo").await, 5);
        house.lea().presses("Keep Ann from giving").await;
        house.passes(TimeDelta::days(1)).await;
        house.ann().looks();
        house.ann().says(&thanks(CLEO, "for the help with the move")).await;
        assert!(house.ann().sees().contains("A lead has paused kudos from you."));
        house.lea().presses("Let Ann give again").await;
        house.ann().says(&thanks(CLEO, "for the help with the move")).await;
        assert_eq!(received(house, "cleo").await, 6);
    })
    .await;
}
