//! Who is where: nobody is tagged who cannot see it, and nobody is shown what they may not read.

use chrono::TimeDelta;

use super::{ROLLBACK, some_history};
use crate::chat::{TeamId, Visibility};
use crate::people::{People, PersonData};
use crate::testing::{House, assert_sees, on_each_engine};

#[tokio::test]
async fn in_a_private_channel_only_members_are_named_tagged_or_offered() {
    on_each_engine(async |house: &mut House| {
        some_history(house).await;
        house.has_channel("board", Visibility::Members, false).await;
        house.has_in_channel("board", &["ann", "cleo"]).await;
        // Bob knows most about it, and is not there.
        house.ann().in_private_channel("board").says(ROLLBACK).await;
        let seen = house.ann().only_mine();
        assert!(seen.contains("Cleo – ") && !seen.contains("Bob – "), "{seen}");
        house.ann().in_private_channel("board").says("/ask-expert <@test:acme:bob> how do I roll it back?").await;
        assert_sees!(house.ann().only_mine(), @"(only ann) As far as I can tell, that person is not in this channel and could not see the question. Name somebody who is, or ask in an open channel.");
        house.ann().in_private_channel("board").says(ROLLBACK).await;
        house.ann().presses("Ask").await;
        house.bob().looks();
        house.cleo().presses("Not me").await;
        house.cleo().fills_in(&[("reason", "busy"), ("person", "@bob")]).await;
        let refused = house.cleo().sees();
        assert!(refused.contains("error in person: As far as I can tell, that person is not in this channel"), "{refused}");
        house.cleo().fills_in(&[("reason", "busy")]).await;
        let seen = house.ann().sees();
        assert!(seen.contains("open to everybody here") && !seen.contains("Bob"), "{seen}");
        assert!(!house.bob().sees().contains("(to bob"), "nothing reaches who is not there");
        house.leaves_work();
    })
    .await;
}

#[tokio::test]
async fn in_an_open_channel_who_is_not_there_is_told_one_to_one() {
    on_each_engine(async |house: &mut House| {
        some_history(house).await;
        house.has_in_channel("platform", &["ann", "cleo", "dan"]).await;
        house.ann().says(ROLLBACK).await;
        house.ann().presses("Ask them").await;
        // The link waits until the question is there.
        house.passes(TimeDelta::seconds(1)).await;
        let told: Vec<String> = house.bob().only_mine().lines().map(str::to_owned).collect();
        assert_eq!(
            told,
            [
                "(to bob) Ann asks in a channel that you are not in, #platform:",
                "> how do I roll back a Postgres migration?",
                "[Open the thread](https://test/platform/m3) to answer there.",
                "[I'll take it] [Not me]",
            ]
        );
        // Either place will do, and the other follows.
        house.bob().presses("I'll take it").await;
        let seen = house.bob().sees();
        assert!(seen.contains("(to bob, changed) (Bob took it.)"), "{seen}");
        assert!(seen.contains("(#platform thread, changed) (Bob took it.)"), "{seen}");
        // Whoever is there is not told twice.
        house.dan().says("/ask-expert <@test:acme:cleo> how do I roll it back?").await;
        house.dan().presses("Ask them").await;
        assert!(!house.cleo().sees().contains("(to cleo"));
        house.leaves_work();
    })
    .await;
}

#[tokio::test]
async fn whoever_is_not_in_the_team_is_asked_one_to_one_and_answers_from_there() {
    on_each_engine(async |house: &mut House| {
        let team = TeamId::new("test:team");
        house.knows("bob", "Postgres").await;
        house.has_channel("general", Visibility::Team(team.clone()), false).await;
        house.has_in_team(&team, &["ann"]).await;
        house.ann().in_channel("general").says("/ask-expert who can tune Postgres?").await;
        house.ann().presses("Ask").await;
        let asked = house.bob().only_mine();
        assert!(
            asked.contains("(to bob) Ann has a question in a team that you are not in. Can you help?"),
            "{asked}"
        );
        let thread = house.ann().sees();
        assert!(thread.contains("I asked Bob, who is not in this team, one to one."), "{thread}");
        house.bob().presses("Reply").await;
        house.bob().fills_in(&[("words", "Raise shared_buffers first.")]).await;
        let answered = house.ann().sees();
        assert!(answered.contains("Bob replies:\n> Raise shared_buffers first."), "{answered}");
        house.leaves_work();
    })
    .await;
}

#[tokio::test]
async fn a_channel_that_is_chosen_must_be_ones_own() {
    on_each_engine(async |house: &mut House| {
        some_history(house).await;
        house.has_channel("board", Visibility::Members, false).await;
        house.has_in_channel("board", &["ann", "bob"]).await;
        house.dan().alone().says("how do I roll back a Postgres migration?").await;
        house.dan().presses("Ask them").await;
        for (place, why) in [
            ("test:board", "As far as I can tell, you are not in that channel."),
            ("test:never met", "As far as I can tell, you are not in that channel."),
        ] {
            house.dan().fills_in(&[("place", place)]).await;
            let seen = house.dan().sees();
            assert!(seen.contains(&format!("error in place: {why}")), "{seen}");
        }
        let posted =
            house.street.shown.lock().unwrap().iter().any(|shown| shown.place.as_str() == "test:board");
        assert!(!posted, "nothing is posted there");
        house.dan().fills_in(&[("place", "test:random")]).await;
        assert!(house.dan().sees().contains("(#random) Dan asks:"));
        house.leaves_work();
    })
    .await;
}

#[tokio::test]
async fn what_only_its_asker_saw_is_nobodys_business() {
    on_each_engine(async |house: &mut House| {
        some_history(house).await;
        house.ann().says("/ask-expert whom do I tell that the plan of my manager is wrong?").await;
        house.lea().says("/lyceum why").await;
        assert_sees!(house.lea().only_mine(), @"(only lea) Nobody has asked anything yet in a channel that you can read.");
        house.ann().presses("Never mind").await;
        house.lea().says("/lyceum why").await;
        assert!(house.lea().only_mine().contains("Nobody has asked anything yet"));
        house.lea().says("/lyceum").await;
        let page = house.lea().only_mine();
        assert!(page.contains("(For every question of the last 90 days somebody was found.)"), "{page}");
        // A question of a private channel that the lead is not in.
        house.has_channel("board", Visibility::Members, false).await;
        house.has_in_channel("board", &["ann", "cleo"]).await;
        house.ann().in_private_channel("board").says("/ask-expert how do we announce the layoffs?").await;
        house.ann().presses("Ask the channel").await;
        for words in ["/lyceum why", "/lyceum"] {
            house.lea().says(words).await;
            let seen = house.lea().only_mine();
            assert!(!seen.contains("layoffs") && !seen.contains("#board"), "{seen}");
        }
        house.has_in_channel("board", &["ann", "cleo", "lea"]).await;
        house.lea().says("/lyceum why").await;
        assert!(house.lea().only_mine().contains("how do we announce the layoffs?"), "now she is in it");
        house.leaves_work();
    })
    .await;
}

#[tokio::test]
async fn guests_and_unknown_accounts_meet_what_was_said_where_they_are() {
    on_each_engine(async |house: &mut House| {
        some_history(house).await;
        house.knows("dan", "Postgres").await;
        for key in ["gus", "nobodyknows"] {
            house.someone(key).in_channel("random").says(ROLLBACK).await;
            let seen = house.someone(key).only_mine();
            assert!(
                !seen.contains("Kill the lock") && !seen.contains("Bob") && !seen.contains("Dan"),
                "{seen}"
            );
            assert!(!seen.contains("colleague"), "not even how many: {seen}");
        }
        house.someone("nobodyknows").in_channel("random").says(ROLLBACK).await;
        assert!(house.someone("nobodyknows").only_mine().contains("I have only just met you"));
        // Where it was said, they may meet it.
        house.someone("gus").says(ROLLBACK).await;
        let seen = house.someone("gus").only_mine();
        assert!(seen.contains("Kill the lock") && seen.contains("Bob – accepted answers"), "{seen}");
        // They take no question, and lead nothing.
        house.ann().says(ROLLBACK).await;
        house.ann().presses("Ask them").await;
        house.someone("gus").presses("I'll take it").await;
        let seen = house.someone("gus").only_mine();
        assert!(
            seen.ends_with(
                "Only colleagues can take a question. You can still write what you know in the thread."
            ),
            "{seen}"
        );
        house.lea().says("/lyceum").await;
        house.lea().presses("Leads").await;
        house.lea().fills_in(&[("leads", "@gus")]).await;
        assert!(
            house.lea().sees().contains(
                "error in leads: Only colleagues can be leads, and as far as I know Gus is not one."
            )
        );
        house.leaves_work();
    })
    .await;
}

#[tokio::test]
async fn a_personal_question_is_shown_to_nobody_and_names_whom_to_turn_to() {
    on_each_engine(async |house: &mut House| {
        house
            .answered("bob", "Who is my manager?", "Look at the chart, it has all managers in it.", 20)
            .await;
        let question = "/ask-expert my manager is bullying me, who can I talk to?";
        house.ann().says(question).await;
        assert_sees!(house.ann().sees(), @r"
        (only ann) > my manager is bullying me, who can I talk to?
        This reads as something personal, so I have not asked anybody.
        Your people team, your works council or somebody you trust can help you better than a channel.
        [Never mind] [Show whom I would ask]
        (Only you see this.)
        ");
        house.lea().says("/lyceum").await;
        house.lea().presses("Change question settings").await;
        house
            .lea()
            .fills_in(&[
                ("on", "anonymous"),
                ("hours", "4"),
                ("contact", "Dana, people@acme.example"),
                ("personal", "bully\nmigration"),
            ])
            .await;
        house.lea().looks();
        house.ann().says(question).await;
        let seen = house.ann().sees();
        assert!(seen.contains("For this you can turn to Dana, people@acme.example."), "{seen}");
        house.ann().presses("Show whom I would ask").await;
        let shown = house.ann().sees();
        assert!(shown.contains("I know nobody") || shown.contains("Who I would ask"), "{shown}");
        // The lead's own list goes.
        house.ann().says(ROLLBACK).await;
        assert!(house.ann().sees().contains("This reads as something personal"));
        assert_sees!(house.bob().sees(), @"");
    })
    .await;
}

#[tokio::test]
async fn before_it_is_asked_without_a_name_the_asker_learns_that_it_may_reach_their_manager() {
    on_each_engine(async |house: &mut House| {
        some_history(house).await;
        house
            .before(async |tx, org| {
                let ann = crate::chat::PersonId::new("ann");
                let known = tx.of::<People>(org).person(&ann).await.unwrap().unwrap();
                let data = PersonData { manager: Some(crate::chat::PersonId::new("bob")), ..known.data };
                tx.of::<People>(org).keep_person(&ann, &data, None, None).await.unwrap();
            })
            .await;
        house.ann().says(ROLLBACK).await;
        let seen = house.ann().only_mine();
        assert!(
            seen.contains(
                "(Bob is your manager and may be asked. Without your name, they may still guess who asks.)"
            ),
            "{seen}"
        );
        house.cleo().says(ROLLBACK).await;
        assert!(!house.cleo().only_mine().contains("manager"));
    })
    .await;
}

#[tokio::test]
async fn reasons_in_a_thread_are_for_all_who_read_there() {
    on_each_engine(async |house: &mut House| {
        some_history(house).await;
        // In a channel that a guest is in, what was said elsewhere is no reason to name aloud.
        house.has_in_channel("random", &["ann", "bob", "gus"]).await;
        house.ann().in_channel("random").says(ROLLBACK).await;
        assert!(house.ann().only_mine().contains("Bob – accepted answers on Postgres"), "she may know");
        house.ann().presses("Ask them").await;
        let seen = house.bob().sees();
        assert!(seen.contains("@Bob, can you help?") && !seen.contains("came to mind"), "{seen}");
        house.leaves_work();
    })
    .await;
}
