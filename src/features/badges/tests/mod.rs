//! The stories of the badges, on both engines.

mod histories;
mod own;

use chrono::TimeDelta;

use crate::bot::{Contribution, DomainEvent};
use crate::chat::PersonId;
use crate::features::experts::ANSWER;
use crate::features::kudos::tests::points;
use crate::testing::{House, assert_sees, on_each_engine};

fn accepted(question: &str, asker: &str, expert: &str, topic: Option<&str>) -> DomainEvent {
    DomainEvent::Contributed(Contribution {
        kind: &ANSWER,
        id: question.to_owned(),
        person: PersonId::new(expert),
        thanks_to: Some(PersonId::new(asker)),
        topic: topic.map(str::to_owned),
        place: Some(crate::chat::PlaceId::new("test:platform")),
    })
}

fn reopened(question: &str) -> DomainEvent {
    DomainEvent::ContributionWithdrawn { kind: &ANSWER, id: question.to_owned() }
}

/// Their badges, as their own page shows them; nothing, if it has none.
async fn page(house: &mut House, key: &'static str) -> String {
    house.someone(key).alone().looks();
    house.someone(key).alone().says("lyceum me").await;
    let seen = house.someone(key).alone().sees();
    let Some(at) = seen.find("## Your badges") else { return String::new() };
    let end = seen[at..].find("## What I believe").map_or(seen.len(), |end| at + end);
    seen[at..end].trim_end().to_owned()
}

#[tokio::test]
async fn a_step_is_told_once_and_stays_on_the_page_as_long_as_it_is_true() {
    on_each_engine(async |house: &mut House| {
        house.topic("Postgres", &[]).await;
        assert_eq!(page(house, "bob").await, "", "nothing to say is nothing shown");
        house.hears(accepted("q1", "ann", "bob", Some("Postgres"))).await;
        assert_sees!(house.bob().only_mine(), @"(to bob) New badges for you: 🌱 First contribution, 💡 First accepted answer. All of yours: /lyceum me");
        for number in 2..=5 {
            house.hears(accepted(&format!("q{number}"), "ann", "bob", Some("Postgres"))).await;
        }
        assert_sees!(house.bob().only_mine(), @"(to bob) New badges for you: 💡 5 accepted answers, 💡 5 accepted answers on Postgres. All of yours: /lyceum me");
        house.hears(accepted("q6", "ann", "bob", None)).await;
        assert_sees!(page(house, "bob").await, @r"
        ## Your badges
        🌱 First contribution: accepted answer on Postgres
        💡 5 accepted answers (you have 6)
        💡 5 accepted answers on Postgres
        (Next: 19 more accepted answers; 20 more accepted answers on Postgres.)
        ");
        // The week gave points for five, and hides none.
        assert_eq!(points(house, "bob").await, 5);
        // One of them was no answer: the step goes without a word, and comes back without one.
        house.hears(reopened("q2")).await;
        assert_sees!(page(house, "bob").await, @r"
        ## Your badges
        🌱 First contribution: accepted answer on Postgres
        💡 5 accepted answers
        (Next: 1 more accepted answer on Postgres; 20 more accepted answers.)
        ");
        house.hears(accepted("q2", "ann", "bob", Some("Postgres"))).await;
        assert!(page(house, "bob").await.contains("5 accepted answers on Postgres"));
        // Heard twice is once.
        house.hears(accepted("q2", "ann", "bob", Some("Postgres"))).await;
        assert!(page(house, "bob").await.contains("5 accepted answers (you have 6)"));
        assert_sees!(house.ann().only_mine(), @"");
        assert_eq!(page(house, "ann").await, "");
    })
    .await;
}

#[tokio::test]
async fn nobody_is_woken_by_a_badge() {
    on_each_engine(async |house: &mut House| {
        // It is evening in Sydney.
        house.hears(accepted("q1", "ann", "sue", None)).await;
        house.hears(accepted("q2", "ann", "sue", None)).await;
        assert_sees!(house.someone("sue").only_mine(), @"");
        assert!(page(house, "sue").await.contains("💡 First accepted answer (you have 2)"), "who looks sees it");
        house.passes(TimeDelta::hours(12)).await;
        assert_sees!(house.someone("sue").only_mine(), @"");
        house.passes(TimeDelta::hours(2)).await;
        assert_sees!(house.someone("sue").only_mine(), @"(to sue) New badges for you: 🌱 First contribution, 💡 First accepted answer. All of yours: /lyceum me");
        // What is lost before the morning is never told.
        house.passes(TimeDelta::hours(11)).await;
        for number in 3..=5 {
            house.hears(accepted(&format!("q{number}"), "ann", "sue", None)).await;
        }
        house.hears(reopened("q3")).await;
        house.passes(TimeDelta::hours(24)).await;
        assert_sees!(house.someone("sue").only_mine(), @"");
    })
    .await;
}

#[tokio::test]
async fn people_are_counted_and_not_how_often_they_were_thanked() {
    on_each_engine(async |house: &mut House| {
        house.ann().says("/kudos <@test:acme:bob> for staying late with me").await;
        assert!(!house.ann().only_mine().contains("New badge"), "that would be one message too many");
        for _ in 0..3 {
            house.passes(TimeDelta::days(1)).await;
            house.ann().says("/kudos <@test:acme:bob> for staying late with me").await;
        }
        assert_sees!(page(house, "ann").await, @r"
        ## Your badges
        🙌 First person thanked
        (Next: 4 more people thanked.)
        ");
        house.passes(TimeDelta::days(1)).await;
        let everybody = "<@test:acme:cleo> <@test:acme:dan> <@test:acme:sue> <@test:acme:lea>";
        house.ann().says(&format!("/kudos {everybody} for a wonderful evening")).await;
        assert!(house.ann().only_mine().contains("New badge for you: 🙌 5 people thanked."));
        house.ann().presses("Take it back").await;
        assert!(page(house, "ann").await.contains("🙌 First person thanked"));
        house.ann().says(&format!("/kudos {everybody} for a wonderful evening")).await;
        assert!(!house.ann().only_mine().contains("New badge"), "nobody is told twice");
        assert!(page(house, "ann").await.contains("🙌 5 people thanked"));
        // Joining in thanks, too.
        house.ann().says("/kudos <@test:acme:bob> for staying late again").await;
        let announced = house.newest_root();
        house.dan().reacts(&announced, "raised_hands", true).await;
        assert!(page(house, "dan").await.contains("🙌 First person thanked"));
        house.dan().reacts(&announced, "raised_hands", false).await;
        assert_eq!(page(house, "dan").await, "");
    })
    .await;
}

#[tokio::test]
async fn an_answer_brings_a_point_so_often_a_week_and_counts_for_a_badge_each_time() {
    on_each_engine(async |house: &mut House| {
        for number in 0..7 {
            house.hears(accepted(&number.to_string(), "cleo", "bob", None)).await;
            house.hears(accepted(&number.to_string(), "cleo", "bob", None)).await;
        }
        house.hears(accepted("own", "bob", "bob", None)).await;
        assert_eq!(points(house, "bob").await, 5, "five answers a week bring a point");
        assert!(page(house, "bob").await.contains("💡 5 accepted answers (you have 7)"));
        house.bob().looks();
        house.bob().says("/kudos mine").await;
        let mine = house.bob().only_mine();
        assert!(mine.contains("Given to you: 5 points, from 1 person"), "{mine}");
        assert!(mine.contains("Cleo, 1 point for an accepted answer"), "{mine}");
        // A week later it goes on. Guests and people who left have neither.
        house.passes(TimeDelta::days(7)).await;
        house.hears(accepted("later", "cleo", "bob", None)).await;
        assert_eq!(points(house, "bob").await, 6);
        for nobody in ["gus", "old", "out", "nobody at all"] {
            house.hears(accepted(nobody, "ann", nobody, None)).await;
            assert_eq!(points(house, nobody).await, 0);
        }
        assert_eq!(page(house, "gus").await, "");
    })
    .await;
}

#[tokio::test]
async fn whoever_asked_without_their_name_is_not_named_by_a_point() {
    on_each_engine(async |house: &mut House| {
        house.answered("bob", "How can I undo a Postgres migration?", "Run migrate down.", 20).await;
        house.ann().says("/ask-expert how do I roll back a Postgres migration?").await;
        house.ann().presses("Ask without my name").await;
        house.ann().presses("Accept an answer").await;
        house.ann().fills_in(&[("person", "@bob"), ("answer", "Run migrate down.")]).await;
        house.bob().looks();
        house.bob().says("/kudos mine").await;
        let mine = house.bob().only_mine();
        assert!(mine.contains("Given to you: 1 point\n"), "{mine}");
        assert!(mine.contains("Earned, 1 point for an accepted answer") && !mine.contains("Ann"), "{mine}");
        house.ann().presses("Not solved after all").await;
        assert_eq!(points(house, "bob").await, 0);
        assert_eq!(page(house, "bob").await, "");
    })
    .await;
}

#[tokio::test]
async fn two_accounts_of_one_person_have_one_set_of_badges() {
    on_each_engine(async |house: &mut House| {
        house.has_people_abroad(&["bob"]).await;
        for number in 0..3 {
            house.hears(accepted(&format!("here {number}"), "ann", "bob", None)).await;
            house.hears(accepted(&format!("there {number}"), "ann", "bob abroad", None)).await;
        }
        // An answer to oneself is none.
        house.hears(accepted("own", "bob", "bob abroad", None)).await;
        // Both were told enough for a day.
        house.passes(TimeDelta::days(1)).await;
        house.bob().alone().looks();
        house.bob().alone().says("link").await;
        let seen = house.bob().alone().sees();
        let at = seen.find("Your code is ").unwrap() + "Your code is ".len();
        let code: String = seen[at..].chars().filter(|sign| !"*_`".contains(*sign)).take(9).collect();
        house.bob().abroad().alone().says(&format!("link {code}")).await;
        let told = house.bob().abroad().alone().sees();
        assert!(told.contains("New badge for you: 💡 5 accepted answers."), "{told}");
        assert_sees!(page(house, "bob").await, @r"
        ## Your badges
        🌱 First contribution: accepted answer
        💡 5 accepted answers (you have 6)
        (Next: 19 more accepted answers.)
        ");
        assert_eq!(points(house, "bob").await, 6);
    })
    .await;
}

#[tokio::test]
async fn what_happens_at_the_same_moment_is_counted_and_told_once() {
    on_each_engine(async |house: &mut House| {
        let all = (0..8).map(|number| {
            let (machine, org, workspace) =
                (house.machine.clone(), house.org.clone(), house.workspace.clone());
            async move {
                // Four answers, each heard twice.
                let answer = accepted(&format!("q{}", number % 4), "ann", "bob", None);
                machine.tell(&org, &workspace, answer).await;
            }
        });
        futures_util::future::join_all(all).await;
        let others = (4..10).map(|number| {
            let (machine, org, workspace) =
                (house.machine.clone(), house.org.clone(), house.workspace.clone());
            async move {
                machine.tell(&org, &workspace, accepted(&format!("q{number}"), "ann", "bob", None)).await;
            }
        });
        futures_util::future::join_all(others).await;
        house.machine.settle().await.unwrap();
        let told = house.bob().only_mine();
        assert_eq!(told.matches("First contribution").count(), 1, "{told}");
        assert_eq!(told.matches("5 accepted answers").count(), 1, "{told}");
        assert_eq!(points(house, "bob").await, 5);
        assert!(page(house, "bob").await.contains("💡 5 accepted answers (you have 10)"));
    })
    .await;
}
