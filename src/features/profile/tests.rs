//! The room's stories, on both engines.

use chrono::TimeDelta;

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
