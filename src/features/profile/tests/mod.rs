//! The feature's stories, on both engines.

mod erasing;

use chrono::TimeDelta;

use crate::people::{Company, CompanySettings};
use crate::testing::{House, assert_sees, on_each_engine};

/// The code that somebody was just told.
fn code(seen: &str) -> String {
    let at = seen.find("Your code is ").expect("a code") + "Your code is ".len();
    seen[at..].chars().filter(|sign| !"*_`".contains(*sign)).take(9).collect()
}

#[tokio::test]
async fn a_code_made_here_and_typed_there_makes_two_accounts_one_person() {
    on_each_engine(async |house: &mut House| {
        house.has_people_abroad(&["bob"]).await;
        house.answered("bob abroad", "How do I undo a Postgres migration?", "Run migrate down.", 9).await;
        house.answered("bob", "Postgres migration is stuck", "Kill the lock.", 20).await;
        house.bob().alone().says("link").await;
        let seen = house.bob().alone().sees();
        let code = code(&seen);
        assert_eq!(house.ann().alone().only_mine(), "", "nobody else is told the code");
        house.bob().abroad().alone().says(&format!("link {}", code.to_lowercase())).await;
        let told = house.bob().abroad().alone().sees();
        assert!(told.contains("you are one person now"), "{told}");
        house.ann().says("/ask-expert how do I undo a Postgres migration?").await;
        let suggested = house.ann().only_mine();
        assert!(suggested.contains("Bob – accepted answers on Postgres"), "{suggested}");
        assert!(!suggested.contains("bob abroad"), "they are suggested once: {suggested}");
        // The code is used up, also for whoever made it.
        house.bob().abroad().alone().says(&format!("link {code}")).await;
        assert!(house.bob().abroad().alone().sees().contains("I don't know this code"));
    })
    .await;
}

#[tokio::test]
async fn what_somebody_set_and_declared_stays_theirs_on_both_sides() {
    on_each_engine(async |house: &mut House| {
        house.has_people_abroad(&["bob"]).await;
        house.bob().abroad().alone().says("lyceum me").await;
        house.bob().abroad().presses("My topics").await;
        house.bob().abroad().fills_in(&[("ask_me", "Kafka")]).await;
        house.bob().abroad().looks();
        house.bob().alone().says("link").await;
        let code = code(&house.bob().alone().sees());
        house.bob().abroad().alone().says(&format!("link {code}")).await;
        house.bob().looks();
        house.bob().alone().says("lyceum me").await;
        let me = house.bob().alone().sees();
        assert!(me.contains("Kafka"), "{me}");
        house.ann().says("/ask-expert who knows Kafka?").await;
        let suggested = house.ann().only_mine();
        assert!(suggested.contains("Bob – is glad to be asked about Kafka"), "{suggested}");
    })
    .await;
}

#[tokio::test]
async fn codes_end_and_cannot_be_guessed() {
    on_each_engine(async |house: &mut House| {
        house.has_people_abroad(&["bob"]).await;
        house.bob().alone().says("link").await;
        let code = code(&house.bob().alone().sees());
        house.passes(TimeDelta::minutes(16)).await;
        house.bob().abroad().alone().says(&format!("link {code}")).await;
        assert_sees!(house.bob().abroad().alone().sees(), @"(to bob) I don't know this code. It works once and for 15 minutes. Write lyceum link on the other side, and I make a new one.");
        for _ in 0..9 {
            house.bob().abroad().alone().says("link AAAA-AAAA").await;
        }
        house.bob().alone().says("link").await;
        let seen = house.bob().alone().sees();
        let code = self::code(&seen[seen.rfind("Your code is").unwrap()..]);
        house.bob().abroad().looks();
        house.bob().abroad().alone().says(&format!("link {code}")).await;
        assert_sees!(house.bob().abroad().alone().sees(), @"(to bob) That were too many codes that I don't know. Please wait an hour, then make a new one.");
        house.passes(TimeDelta::minutes(61)).await;
        house.bob().alone().says("link").await;
        let seen = house.bob().alone().sees();
        let code = self::code(&seen[seen.rfind("Your code is").unwrap()..]);
        house.bob().abroad().alone().says(&format!("link {code}")).await;
        assert!(house.bob().abroad().alone().sees().contains("you are one person now"));
    })
    .await;
}

#[tokio::test]
async fn only_colleagues_are_linked_and_only_across() {
    on_each_engine(async |house: &mut House| {
        house.someone("gus").alone().says("link").await;
        assert_sees!(house.someone("gus").alone().sees(), @"(to gus) Only colleagues can link their accounts. If you work here, try again in a minute: I may not have met you yet.");
        house.bob().alone().says("link").await;
        let code = code(&house.bob().alone().sees());
        house.bob().alone().says(&format!("link {code}")).await;
        assert!(house.bob().alone().sees().contains("This is your own code"));
        house.cleo().alone().says(&format!("link {code}")).await;
        let told = house.cleo().alone().sees();
        assert!(told.contains("The other person has an account here too"), "{told}");
        // Neither used the code up.
        house.has_people_abroad(&["bob"]).await;
        house.bob().abroad().alone().says(&format!("link {code}")).await;
        assert!(house.bob().abroad().alone().sees().contains("you are one person now"));
    })
    .await;
}

/// Bob answered on Postgres and elsewhere, and is glad to be asked about Kafka; Cleo answered on Postgres.
async fn what_bob_knows(house: &mut House) {
    house.topic("Postgres", &["bob"]).await;
    house.topic("Kafka", &[]).await;
    house.answered("bob", "How do I undo a Postgres migration?", "Run migrate down.", 9).await;
    house.answered("bob", "Postgres migration is stuck", "Kill the lock.", 40).await;
    house.answered("bob", "Where is lunch?", "Downstairs.", 9).await;
    house.answered("cleo", "roll back a Postgres migration", "Use the down script.", 30).await;
    house.bob().says("/lyceum me").await;
    house.bob().presses("My topics").await;
    house.bob().fills_in(&[("ask_me", "Kafka, Rust")]).await;
    house.bob().looks();
}

/// What is told of what the bot believes, without what stands above it.
fn believed(seen: &str) -> String {
    seen[seen.rfind("## What I believe").expect("the heading")..].to_owned()
}

#[tokio::test]
async fn my_page_shows_what_is_believed_about_me_and_why() {
    on_each_engine(async |house: &mut House| {
        what_bob_knows(house).await;
        house.bob().says("/lyceum me").await;
        assert_sees!(believed(&house.bob().only_mine()), @"
        ## What I believe about you
        Postgres: 2 answers, 2 accepted, last one within a month; you are its champion [Not me]
        Kafka: you said so yourself, no answer seen yet [Not me]
        Rust: you said so yourself, no answer seen yet [Not me]
        (One answer of yours belongs to no topic, and can bring you questions like it.)
        ## Your data
        You can have a copy of all that I keep about you, or have it erased.
        [Export my data] [Erase my data]
        (Only you see this.)
        ");
        house.answered("dan", "Kafka lags", "Add a consumer.", 3).await;
        house.answered("dan", "Is Kafka slow?", "No.", 4).await;
        house.answered("dan", "Who runs Kafka?", "We do.", 50).await;
        house.dan().says("/lyceum").await;
        house.dan().presses("What I believe about you").await;
        assert_sees!(believed(&house.dan().only_mine()), @"
        ## What I believe about you
        Kafka: 3 answers, 3 accepted, last one this week, more than in the two months before [Not me]
        ## Your data
        You can have a copy of all that I keep about you, or have it erased.
        [Export my data] [Erase my data]
        (Only you see this.)
        ");
    })
    .await;
}

#[tokio::test]
async fn whoever_says_not_me_is_not_asked_on_it_until_they_undo_it() {
    on_each_engine(async |house: &mut House| {
        what_bob_knows(house).await;
        house.bob().says("/lyceum me").await;
        house.bob().looks();
        house.bob().presses("Not me").await;
        assert_sees!(believed(&house.bob().sees()), @"
        ## What I believe about you
        Kafka: you said so yourself, no answer seen yet [Not me]
        Rust: you said so yourself, no answer seen yet [Not me]
        Postgres: not you, as you said. Nobody is sent to you about it. [Undo]
        (One answer of yours belongs to no topic, and can bring you questions like it.)
        ## Your data
        You can have a copy of all that I keep about you, or have it erased.
        [Export my data] [Erase my data]
        (Only you see this.)
        ");
        // Pressed twice, on a card that was there before.
        house.bob().forces("profile.not_me", "Postgres").await;
        house.ann().says("/ask-expert how do I undo a Postgres migration?").await;
        let suggested = house.ann().only_mine();
        assert!(suggested.contains("Cleo – ") && !suggested.contains("Bob – "), "{suggested}");
        house.ann().presses("Ask").await;
        house.lea().says("/lyceum why").await;
        let why = house.lea().only_mine();
        assert!(why.contains("Bob – left out: said that this is not their topic"), "{why}");
        // Whoever names them may know better.
        house.ann().says("/ask-expert <@test:acme:bob> how do I undo a Postgres migration?").await;
        let named = house.ann().only_mine();
        assert!(named.contains("They said that this is not their topic"), "{named}");
        house.bob().presses("Undo").await;
        house.bob().looks();
        house.bob().forces("profile.undo", "Postgres").await;
        house.ann().says("/ask-expert how do I undo a Postgres migration?").await;
        let suggested = house.ann().only_mine();
        assert!(suggested.contains("Bob – accepted answers on Postgres"), "{suggested}");
    })
    .await;
}

#[tokio::test]
async fn a_champion_who_said_not_me_is_not_asked_as_one() {
    on_each_engine(async |house: &mut House| {
        house.topic("Postgres", &["bob", "dan"]).await;
        house.answered("cleo", "roll back a Postgres migration", "Use the down script.", 30).await;
        house.bob().forces("profile.not_me", "Postgres").await;
        house.ann().says("/ask-expert how do I undo a Postgres migration?").await;
        house.ann().presses("Ask").await;
        house.dan().looks();
        house.passes(TimeDelta::hours(6)).await;
        let asked = house.dan().sees();
        assert!(asked.contains("@Dan") && !asked.contains("@Bob"), "{asked}");
    })
    .await;
}

#[tokio::test]
async fn a_question_that_was_suggested_before_goes_to_somebody_else() {
    on_each_engine(async |house: &mut House| {
        what_bob_knows(house).await;
        house.ann().says("/ask-expert how do I undo a Postgres migration?").await;
        house.bob().forces("profile.not_me", "Postgres").await;
        house.ann().presses("Ask them").await;
        let asked = house.dan().sees();
        assert!(asked.contains("@Cleo, can you help?") && !asked.contains("@Bob"), "{asked}");
    })
    .await;
}

#[tokio::test]
async fn what_they_had_said_goes_with_not_me_and_comes_back_with_undo() {
    on_each_engine(async |house: &mut House| {
        what_bob_knows(house).await;
        house.bob().forces("profile.not_me", "Kafka").await;
        house.bob().says("/lyceum me").await;
        let seen = house.bob().only_mine();
        assert!(seen.contains("Glad to be asked about: Rust\n"), "{seen}");
        house.bob().presses("Undo").await;
        let seen = house.bob().only_mine();
        assert!(seen.contains("Glad to be asked about: Kafka, Rust\n"), "{seen}");
        house.bob().forces("profile.not_me", "Kafka").await;
        // Outgoing it again is an undo as well.
        house.bob().presses("My topics").await;
        house.bob().fills_in(&[("ask_me", "KAFKA")]).await;
        let seen = house.bob().only_mine();
        assert!(
            believed(&seen).contains("Kafka: you said so yourself") && !seen.contains("[Undo]"),
            "{seen}"
        );
    })
    .await;
}

#[tokio::test]
async fn what_somebody_corrected_stays_corrected_when_two_become_one() {
    on_each_engine(async |house: &mut House| {
        what_bob_knows(house).await;
        house.has_people_abroad(&["bob"]).await;
        house.bob().abroad().alone().forces("profile.not_me", "Postgres").await;
        house.bob().alone().says("link").await;
        let code = code(&house.bob().alone().sees());
        house.bob().abroad().alone().says(&format!("link {code}")).await;
        house.bob().looks();
        house.ann().says("/ask-expert how do I undo a Postgres migration?").await;
        let suggested = house.ann().only_mine();
        assert!(!suggested.contains("Bob – "), "{suggested}");
    })
    .await;
}

#[tokio::test]
async fn whoever_is_never_asked_is_told_no_limit_for_it() {
    on_each_engine(async |house: &mut House| {
        for (key, words) in
            ["gus", "out", "newbie"].into_iter().flat_map(|key| [(key, "/lyceum me"), (key, "/lyceum")])
        {
            house.someone(key).in_shared_channel("partners").says(words).await;
            let seen = house.someone(key).only_mine();
            assert!(
                !seen.contains("Asked at the most") && !seen.contains("[Pause]"),
                "{key} {words}: {seen}"
            );
            // What is kept about them is theirs all the same.
            assert!(words == "/lyceum" || seen.contains("Export my data"), "{key} {words}: {seen}");
        }
        house
            .before(async |tx, org| {
                let settings: CompanySettings = tx.of::<Company>(org).settings().await.unwrap();
                tx.of::<Company>(org)
                    .set_settings(&CompanySettings { guests_may_be_experts: true, ..settings })
                    .await
                    .unwrap();
            })
            .await;
        house.someone("gus").says("/lyceum me").await;
        assert!(house.someone("gus").only_mine().contains("Asked at the most: 5 times a week"));
    })
    .await;
}

#[tokio::test]
async fn hours_in_which_nobody_could_be_asked_are_refused() {
    on_each_engine(async |house: &mut House| {
        house.bob().says("/lyceum me").await;
        house.bob().presses("Hours and limit").await;
        house.bob().looks();
        house.bob().fills_in(&[("days", "0"), ("from", "09:00"), ("until", "09:00")]).await;
        assert_sees!(house.bob().sees(), @r#"error in until: Your hours begin and end at the same time. Say when they end, such as 17:00. To be left alone for a while, press "Pause" instead."#);
        house.bob().fills_in(&[("from", "09:00"), ("until", "17:00")]).await;
        assert_sees!(house.bob().sees(), @r#"error in days: Choose at least one day. To be left alone for a while, press "Pause" instead."#);
        // From the evening into the morning is fine.
        house.bob().fills_in(&[("days", "0"), ("from", "22:00"), ("until", "06:00")]).await;
        let saved = house.bob().sees();
        assert!(saved.contains("Working hours: Mon, 22:00 to 06:00"), "{saved}");
    })
    .await;
}

#[tokio::test]
async fn what_is_not_theirs_is_not_theirs_under_another_name() {
    on_each_engine(async |house: &mut House| {
        house.topic("Postgres", &["dan"]).await;
        house.knows("bob", "Postgres").await;
        house.bob().forces("profile.not_me", "Postgres").await;
        house.lea().says("/lyceum").await;
        house.lea().presses("Change").await;
        house.lea().fills_in(&[("name", "Databases"), ("aliases", "Postgres"), ("champions", "@dan")]).await;
        house.bob().looks();
        house.bob().says("/lyceum me").await;
        let seen = house.bob().only_mine();
        assert!(seen.contains("Databases") && !seen.contains("Postgres"), "{seen}");
    })
    .await;
}
