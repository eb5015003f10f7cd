//! What is said in a place reaches nobody who may not read it, by whatever way.

use chrono::TimeDelta;

use super::{ROLLBACK, some_history};
use crate::chat::{ChannelStatement, MessageId, MessageText, Visibility, What};
use crate::people::{Company, CompanySettings, People, PersonData};
use crate::testing::{House, on_each_engine};

async fn board(house: &mut House, members: &[&str]) {
    house.has_channel("board", Visibility::Members, false).await;
    house.has_in_channel("board", members).await;
}

#[tokio::test]
async fn an_asker_without_a_name_has_none_when_they_found_the_answer() {
    on_each_engine(async |house: &mut House| {
        some_history(house).await;
        house.ann().says(ROLLBACK).await;
        house.ann().presses("Ask without my name").await;
        house.ann().presses("Accept an answer").await;
        house.ann().fills_in(&[("person", "@ann"), ("answer", "migrate down")]).await;
        let seen = house.dan().sees();
        house.dan().says(ROLLBACK).await;
        let offered = house.dan().only_mine();
        assert!(!seen.contains("Ann") && !offered.contains("Ann"), "{seen}\n{offered}");
        house.leaves_work();
    })
    .await;
}

#[tokio::test]
async fn no_topic_is_told_before_outsiders() {
    on_each_engine(async |house: &mut House| {
        house.topic("Postgres", &["cleo"]).await;
        house.has_channel("partners", Visibility::Workspace, true).await;
        house.someone("out").in_shared_channel("partners").says(ROLLBACK).await;
        house.knows("bob", "Postgres").await;
        house.ann().in_shared_channel("partners").says(ROLLBACK).await;
        house.ann().presses("Ask").await;
        house.passes(TimeDelta::hours(5)).await;
        let seen = house.someone("out").sees();
        assert!(!seen.contains("champions of Postgres"), "{seen}");
        house.leaves_work();
    })
    .await;
}

#[tokio::test]
async fn a_guest_is_asked_only_where_they_are() {
    on_each_engine(async |house: &mut House| {
        house
            .before(async |tx, org| {
                let s = CompanySettings { guests_may_be_experts: true, ..CompanySettings::default() };
                tx.of::<Company>(org).set_settings(&s).await.unwrap();
            })
            .await;
        house.knows("gus", "Postgres").await;
        // Gus is in one channel, and it is another one.
        house.has_in_channel("random", &["gus", "ann"]).await;
        house.ann().says("/ask-expert how does the secret merger touch Postgres?").await;
        assert!(!house.ann().can_press("Ask"), "nobody else knows it");
        house.ann().presses("Ask the channel").await;
        house.passes(TimeDelta::seconds(2)).await;
        let seen = house.someone("gus").only_mine();
        assert!(!seen.contains("merger") && !seen.contains("#platform"), "{seen}");
        house.leaves_work();
    })
    .await;
}

#[tokio::test]
async fn whoever_was_put_out_of_a_channel_reads_nothing_by_the_form() {
    on_each_engine(async |house: &mut House| {
        board(house, &["ann", "bob", "cleo"]).await;
        house.opts_in("board").await;
        house.ann().in_private_channel("board").says("/ask-expert how do we announce the layoffs?").await;
        house.ann().presses("Ask the channel").await;
        let root = house.newest_root();
        house.bob().in_private_channel("board").presses("I'll take it").await;
        house.ann().looks();
        house.has_in_channel("board", &["bob", "cleo"]).await;
        house
            .bob()
            .in_private_channel("board")
            .writes("The works council objects; keep Ann out of it.", Some(&root))
            .await;
        house.passes(TimeDelta::days(4)).await;
        house.ann().alone().presses("Accept an answer").await;
        let form = house.ann().sees();
        assert!(!form.contains("works council"), "{form}");
        house.leaves_work();
    })
    .await;
}

#[tokio::test]
async fn nothing_more_goes_out_of_a_channel_that_was_made_private() {
    on_each_engine(async |house: &mut House| {
        house.opts_in("platform").await;
        house.has_people_abroad(&["bob"]).await;
        house.answered("bob abroad", "How can I undo a Postgres migration?", "Run migrate down.", 20).await;
        house.answered("bob abroad", "Postgres migration is stuck, roll it back", "Kill the lock.", 40).await;
        house.ann().says(ROLLBACK).await;
        house.ann().presses("Ask").await;
        house.bob().abroad().looks();
        let root = house.newest_root();
        house
            .states(
                "platform",
                ChannelStatement { visibility: Some(Visibility::Members), ..ChannelStatement::default() },
            )
            .await;
        house.has_in_channel("platform", &["ann", "cleo"]).await;
        house
            .ann()
            .in_private_channel("platform")
            .writes("The root password is hunter2 by the way.", Some(&root))
            .await;
        house.passes(TimeDelta::seconds(2)).await;
        let seen = house.bob().abroad().only_mine();
        assert!(!seen.contains("hunter2"), "{seen}");
        house.leaves_work();
    })
    .await;
}

#[tokio::test]
async fn an_edit_does_not_go_out_of_a_channel_that_was_made_private() {
    on_each_engine(async |house: &mut House| {
        house.opts_in("platform").await;
        house.has_people_abroad(&["bob"]).await;
        house.answered("bob abroad", "How can I undo a Postgres migration?", "Run migrate down.", 20).await;
        house.answered("bob abroad", "Postgres migration is stuck, roll it back", "Kill the lock.", 40).await;
        let id = MessageId::new("by ann asks");
        house
            .ann()
            .does(
                What::Command {
                    words: MessageText::decode("ask-expert how do I roll back a Postgres migration?"),
                    slash: false,
                    message: Some(id.clone()),
                    groups: Vec::new(),
                },
                None,
            )
            .await;
        house.ann().presses("Ask").await;
        house.bob().abroad().looks();
        house
            .states(
                "platform",
                ChannelStatement { visibility: Some(Visibility::Members), ..ChannelStatement::default() },
            )
            .await;
        house.has_in_channel("platform", &["ann", "cleo"]).await;
        house
            .ann()
            .in_private_channel("platform")
            .changes(&id, "ask-expert how do I roll back a Postgres migration with the password hunter2?")
            .await;
        house.passes(TimeDelta::seconds(2)).await;
        let seen = house.bob().abroad().only_mine();
        assert!(!seen.contains("hunter2"), "{seen}");
        house.leaves_work();
    })
    .await;
}

#[tokio::test]
async fn nobodys_export_tells_of_a_draft_of_somebody_else() {
    on_each_engine(async |house: &mut House| {
        some_history(house).await;
        house.ann().says(ROLLBACK).await;
        house.ann().presses("Never mind").await;
        house.bob().says("/lyceum me").await;
        house.bob().presses("Export my data").await;
        let file = house.files().await;
        assert!(
            !file.contains("accepted answers on Postgres and migration"),
            "the export has words of a draft"
        );
        house.leaves_work();
    })
    .await;
}

#[tokio::test]
async fn nobodys_export_tells_what_was_asked_where_they_are_not() {
    on_each_engine(async |house: &mut House| {
        house
            .answered(
                "bob",
                "How do we pay severance after layoffs?",
                "Through payroll, in the month after.",
                20,
            )
            .await;
        board(house, &["ann", "cleo"]).await;
        house
            .ann()
            .in_private_channel("board")
            .says("/ask-expert what severance do we pay in the layoffs?")
            .await;
        house.ann().presses("Ask the channel").await;
        house.bob().says("/lyceum me").await;
        house.bob().presses("Export my data").await;
        let file = house.files().await;
        assert!(!file.contains("severance and layoffs") && !file.contains("NotInChannel"), "{file}");
        house.leaves_work();
    })
    .await;
}

#[tokio::test]
async fn not_solved_after_all_takes_out_all_that_its_author_wrote() {
    on_each_engine(async |house: &mut House| {
        house.opts_in("platform").await;
        house.ann().says(ROLLBACK).await;
        house.ann().presses("Ask the channel").await;
        let root = house.newest_root();
        house
            .bob()
            .writes("Drop the Postgres production database first, then migrate and roll back.", Some(&root))
            .await;
        house.ann().presses("Accept an answer").await;
        house.ann().sees();
        house
            .ann()
            .fills_in(&[
                ("person", "@bob"),
                ("answer", "Drop the production database, then roll back the Postgres migration"),
            ])
            .await;
        house.ann().presses("Not solved after all").await;
        house.dan().looks();
        house.dan().says(ROLLBACK).await;
        let seen = house.dan().only_mine();
        assert!(!seen.contains("production database"), "{seen}");
        house.leaves_work();
    })
    .await;
}

#[tokio::test]
async fn the_asker_is_told_of_their_manager_before_outsiders_too() {
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
        house.ann().in_shared_channel("partners").says(ROLLBACK).await;
        let seen = house.ann().only_mine();
        assert!(seen.contains("Your manager may be asked"), "{seen}");
        house.leaves_work();
    })
    .await;
}

#[tokio::test]
async fn why_it_may_take_a_while_is_not_said_aloud() {
    on_each_engine(async |house: &mut House| {
        house.bob().says("/lyceum me").await;
        house.bob().presses("Pause").await;
        house.bob().sees();
        let now = house.now();
        house
            .before(async |tx, org| {
                let bob = crate::chat::PersonId::new("bob");
                let known = tx.of::<People>(org).person(&bob).await.unwrap().unwrap();
                let av = crate::people::Availability {
                    paused_until: Some(now + TimeDelta::days(12)),
                    ..known.availability
                };
                tx.of::<People>(org).set_availability(&bob, &av).await.unwrap();
            })
            .await;
        house
            .ann()
            .in_shared_channel("partners")
            .says("/ask-expert <@test:acme:bob> how do I roll it back?")
            .await;
        house.ann().presses("Ask").await;
        let seen = house.someone("out").sees();
        assert!(!seen.contains("Away until"), "{seen}");
        house.leaves_work();
    })
    .await;
}

#[tokio::test]
async fn that_something_is_not_theirs_is_not_said_aloud() {
    on_each_engine(async |house: &mut House| {
        house.topic("Postgres", &["cleo"]).await;
        house.bob().says("/lyceum me").await;
        let now = house.now();
        house
            .before(async |tx, org| {
                use crate::people::{Correction, Corrections};
                let c = Correction { topic: "Postgres".to_owned(), ask_me: false, can_mentor: false };
                tx.of::<Corrections>(org)
                    .not_mine(&crate::chat::PersonId::new("bob"), &c, now)
                    .await
                    .unwrap();
            })
            .await;
        house
            .ann()
            .in_shared_channel("partners")
            .says("/ask-expert <@test:acme:bob> how do I tune Postgres?")
            .await;
        house.ann().presses("Ask").await;
        let seen = house.someone("out").sees();
        assert!(!seen.contains("not their topic"), "{seen}");
        house.leaves_work();
    })
    .await;
}

#[tokio::test]
async fn whoever_is_not_there_is_reminded_one_to_one() {
    on_each_engine(async |house: &mut House| {
        some_history(house).await;
        house.has_in_channel("platform", &["ann", "cleo", "dan"]).await;
        house.ann().says(ROLLBACK).await;
        house.ann().presses("Ask them").await;
        house.passes(TimeDelta::seconds(2)).await;
        house.bob().presses("Snooze").await;
        house.has_in_channel("platform", &["ann", "cleo", "dan"]).await;
        house.bob().looks();
        house.passes(TimeDelta::hours(3)).await;
        let seen = house.bob().only_mine();
        assert!(seen.contains("put off"), "not told one to one: {seen}");
        house.leaves_work();
    })
    .await;
}
