//! The feature's stories, on both engines.

use chrono::TimeDelta;

use crate::chat::{MessageId, PersonId, PlaceId, Profile, Standing, Visibility, WorkspaceId};
use crate::people::{Accounts, Knowledge, Skill};
use crate::search::{Evidence, EvidenceLog, Kind};
use crate::testing::{House, assert_sees, on_each_engine};

/// Somebody is glad to be asked about something.
async fn is_glad_to_be_asked(house: &House, key: &'static str, topic: &'static str) {
    house
        .before(async |tx, org| {
            let skill =
                Skill { name: topic.to_owned(), ask_me: true, can_mentor: false, wants_to_learn: false };
            tx.of::<Knowledge>(org).set_skills(&PersonId::new(key), &[skill]).await.unwrap();
        })
        .await;
}

/// Ann asks in #platform, and presses the button that does it.
async fn asks(house: &mut House, question: &str, button: &str) {
    house.ann().says(&format!("/ask-expert {question}")).await;
    house.ann().presses(button).await;
}

/// Bob carries Postgres, Cleo and Dan carry Kafka, nobody carries Rust, though Sue says so.
async fn some_knowledge(house: &mut House) {
    for topic in ["Kafka", "Postgres", "Pottery", "Rust"] {
        house.topic(topic, &[]).await;
    }
    house.answered("bob", "Is Postgres slow?", "Add an index.", 20).await;
    house.answered("bob", "Postgres is full", "Vacuum it.", 10).await;
    house.answered("bob", "How do I back up Postgres?", "With a dump.", 5).await;
    house.answered("bob", "Where is lunch?", "Downstairs.", 5).await;
    house.answered("cleo", "Postgres or a file?", "A file.", 200).await;
    house.answered("cleo", "Another Postgres?", "No.", 201).await;
    for (key, first, second) in [
        ("cleo", "Kafka lags", "Kafka forgets"),
        ("dan", "Is Kafka slow?", "Kafka is down"),
        // Whoever left, and guests, carry nothing.
        ("old", "Kafka on fire", "Kafka under water"),
        ("gus", "Kafka for guests", "Kafka for the guests of guests"),
    ] {
        house.answered(key, first, "So.", 70).await;
        house.answered(key, second, "So.", 80).await;
    }
    is_glad_to_be_asked(house, "sue", "Rust").await;
    asks(house, "how do I tune Postgres?", "Ask them").await;
    asks(house, "why is Postgres slow?", "Ask them").await;
    asks(house, "can I write this in Rust?", "Ask the channel").await;
    house.lea().looks();
    house.ann().looks();
}

#[tokio::test]
async fn a_lead_sees_what_rests_on_one_what_is_missing_and_who_is_rising() {
    on_each_engine(async |house: &mut House| {
        some_knowledge(house).await;
        house.lea().says("/lyceum topics").await;
        assert_sees!(house.lea().only_mine(), @r"
        (only lea) ## The map of topics
        ## Rests on one person
        Postgres – only Bob, asked 5 times
        ## Asked, and nobody carries it
        Rust – asked once; 1 person says they can be asked, not seen yet
        ## Carried
        Kafka – 2 people, asked 8 times
        ## Not asked, and nobody carries it
        Pottery
        ## Rising
        Postgres – Bob (3 answers in 30 days, 0 in the 60 before)
        (Somebody carries a topic who, within 180 days, gave two accepted answers or three of any kind, or one and is glad to be asked. Asked means within 90 days. All of it is from what you can read yourself. Only leads see this.)
        ");
        for question in ["why does Postgres lock?", "why does Postgres unlock?"] {
            house.ann().says(&format!("/ask-expert {question}")).await;
        }
        house.ann().presses("Never mind").await;
        house.lea().says("/lyceum topics").await;
        let seen = house.lea().only_mine();
        assert!(seen.contains("Postgres – only Bob, asked 5 times"), "nobody saw them but Ann: {seen}");
    })
    .await;
}

/// So many answers in as many threads, some of them at each of two moments.
async fn answers(house: &House, key: &'static str, counts: [(usize, i64); 2]) {
    let now = house.clock.now();
    house
        .before(async |tx, org| {
            let (place, person) = (PlaceId::new("test:platform"), PersonId::new(key));
            for (count, days) in counts {
                let at = now - TimeDelta::days(days);
                for number in 0..count {
                    let name = |what: &str| MessageId::new(format!("{what} {days} {number}"));
                    let answer =
                        Evidence::message(Kind::Answer, &place, &name("answer"), Some(&person), at, "So.");
                    tx.of::<EvidenceLog>(org).record(&answer.in_thread(&name("thread"))).await.unwrap();
                }
            }
        })
        .await;
}

#[tokio::test]
async fn where_there_is_too_much_to_count_the_map_says_so() {
    on_each_engine(async |house: &mut House| {
        house.topic("Kafka", &[]).await;
        answers(house, "bob", [(9_990, 3), (10, 20)]).await;
        house.lea().says("/lyceum topics").await;
        assert!(!house.lea().only_mine().contains("more answers"), "all of them were counted");
        answers(house, "cleo", [(1, 30), (0, 0)]).await;
        house.lea().says("/lyceum topics").await;
        let seen = house.lea().only_mine();
        let since = (house.clock.now() - TimeDelta::days(20)).format("%-d %B %Y").to_string();
        assert!(seen.contains(&format!("this is from the newest 10,000, since {since}")), "{seen}");
        house.ann().says("/lyceum topics").await;
        assert!(house.ann().only_mine().contains("this is from the newest 10,000"), "everybody is told");
    })
    .await;
}

#[tokio::test]
async fn everybody_else_sees_no_name_and_no_figure_about_fewer_than_five() {
    on_each_engine(async |house: &mut House| {
        some_knowledge(house).await;
        house.ann().says("/lyceum topics").await;
        assert_sees!(house.ann().only_mine(), @r"
        (only ann) ## What this company knows
        Known here: Kafka, Postgres
        (Ask about any of them with /ask-expert. I name nobody here, and give no figure about fewer than five people. /lyceum me shows what I believe about you.)
        ");
        for key in ["ann", "bob", "sue"] {
            for (topic, days) in [("Kafka lags", 70), ("Kafka is back", 71)] {
                house.answered(key, topic, "So.", days).await;
            }
        }
        house.ann().says("/lyceum topics").await;
        let seen = house.ann().only_mine();
        assert!(seen.contains("Kafka – 5 people know it well"), "{seen}");
        // One of the five says that it is not theirs: four are no figure any more.
        house.bob().says("/lyceum me").await;
        house.bob().looks();
        house.bob().forces("profile.not_me", "Kafka").await;
        house.ann().says("/lyceum topics").await;
        let seen = house.ann().only_mine();
        assert!(!seen.contains("people know") && seen.contains("Known here: Kafka, Postgres"), "{seen}");
    })
    .await;
}

#[tokio::test]
async fn what_somebody_knew_fades_and_what_they_say_needs_an_answer() {
    on_each_engine(async |house: &mut House| {
        some_knowledge(house).await;
        house.answered("sue", "Is Rust fast?", "Yes.", 1).await;
        house.lea().says("/lyceum topics").await;
        let seen = house.lea().only_mine();
        assert!(seen.contains("Rust – only Sue, asked 2 times"), "glad to be asked, and it shows: {seen}");
        house.passes(TimeDelta::days(179)).await;
        for question in ["how do I tune Postgres?", "why is Postgres slow?"] {
            asks(house, question, "Ask them").await;
        }
        house.lea().looks();
        house.lea().says("/lyceum topics").await;
        let seen = house.lea().only_mine();
        assert!(
            seen.contains("Postgres – asked 2 times") && !seen.contains("Bob"),
            "half a year later: {seen}"
        );
        assert!(!seen.contains("Rust – asked"), "what was asked half a year ago is not asked now: {seen}");
    })
    .await;
}

#[tokio::test]
async fn the_map_is_for_colleagues_and_tells_a_new_company_what_to_do() {
    on_each_engine(async |house: &mut House| {
        for key in ["gus", "out"] {
            house.someone(key).says("/lyceum topics").await;
            let seen = house.someone(key).only_mine();
            assert!(seen.contains("Only colleagues can see this."), "{seen}");
        }
        house.lea().says("/lyceum topics").await;
        assert!(house.lea().sees().contains("No topic has a name yet"));
        house.ann().says("/lyceum topics").await;
        assert!(house.ann().sees().contains("There is nothing to show yet"));
    })
    .await;
}

#[tokio::test]
async fn whoever_leaves_takes_the_topic_along() {
    on_each_engine(async |house: &mut House| {
        some_knowledge(house).await;
        let now = house.now();
        house
            .before(async |tx, org| {
                let profile = Profile {
                    account: crate::chat::AccountId::new("test:acme:bob"),
                    name: "Bob".to_owned(),
                    title: None,
                    email: None,
                    time_zone: None,
                    standing: Standing::Gone,
                    teams: None,
                };
                let workspace = WorkspaceId::new("test:acme");
                tx.of::<Accounts>(org).learn_profile(&workspace, &profile, "bob", now).await.unwrap();
            })
            .await;
        house.lea().says("/lyceum topics").await;
        let seen = house.lea().only_mine();
        assert!(seen.contains("Postgres – asked 5 times") && !seen.contains("Bob"), "{seen}");
    })
    .await;
}

/// In a channel that the lead cannot read, Bob carries Severance, which was asked there through the bot as well.
#[tokio::test]
async fn what_whoever_looks_may_not_read_is_not_on_their_map() {
    on_each_engine(async |house: &mut House| {
        for topic in ["Kafka", "Severance"] {
            house.topic(topic, &[]).await;
        }
        house.has_channel("board", Visibility::Members, false).await;
        house.has_in_channel("board", &["ann", "bob"]).await;
        house.opts_in("board").await;
        for question in ["What is severance?", "Who gets severance?", "When is severance paid?"] {
            let root = house.ann().in_private_channel("board").writes(question, None).await;
            house.bob().in_private_channel("board").writes("The board decides.", Some(&root)).await;
        }
        house.ann().in_private_channel("board").says("/ask-expert is severance taxed?").await;
        house.ann().presses("Ask").await;
        house.answered("cleo", "Is Kafka slow?", "No.", 3).await;
        house.answered("cleo", "Is Kafka fast?", "No.", 4).await;
        house.lea().looks();
        house.lea().says("/lyceum topics").await;
        let seen = house.lea().only_mine();
        assert!(seen.contains("Kafka – only Cleo, asked 2 times"), "{seen}");
        assert!(!seen.contains("Bob") && seen.contains("nobody carries it\nSeverance"), "{seen}");
        house.dan().says("/lyceum topics").await;
        assert!(!house.dan().only_mine().contains("Severance"), "no member, no trace");
        house.ann().looks();
        house.ann().says("/lyceum topics").await;
        let seen = house.ann().only_mine();
        assert!(seen.contains("Known here: Kafka, Severance"), "a member knows: {seen}");
        house.has_in_channel("board", &["ann", "bob", "lea"]).await;
        house.lea().says("/lyceum topics").await;
        let seen = house.lea().only_mine();
        assert!(seen.contains("Severance – only Bob, asked 4 times"), "the lead was let in: {seen}");
    })
    .await;
}
