//! Every card that shows a question shows the words that it has now.

use chrono::TimeDelta;

use super::some_history;
use crate::chat::{Card, MessageId, What};
use crate::testing::{House, Shown, on_each_engine};

fn mention(words: &str) -> What {
    What::Command {
        words: format!("ask-expert {words}").into(),
        slash: false,
        message: Some(MessageId::new("asked")),
        groups: Vec::new(),
    }
}

/// All that anybody but the asker alone can see by now, what a phone shows of it included.
fn seen_by_others(house: &House) -> String {
    let shown = house.street.shown.lock().unwrap();
    let others =
        shown.iter().filter(|it| it.only.as_ref().is_none_or(|only| !only.as_str().ends_with(":ann")));
    others.map(|it: &Shown| format!("{}\n{}", summary(&it.card), it.draw())).collect::<Vec<_>>().join("\n")
}

fn summary(card: &Card) -> &str {
    &card.summary
}

#[tokio::test]
async fn who_is_asked_in_the_thread_and_one_to_one_reads_the_words_of_now() {
    on_each_engine(async |house: &mut House| {
        some_history(house).await;
        house.has_in_channel("platform", &["ann", "cleo", "dan"]).await;
        house.ann().does(mention("how do I roll back the hunter2 Postgres migration?"), None).await;
        house.ann().presses("Ask them").await;
        house.passes(TimeDelta::seconds(1)).await;
        assert!(seen_by_others(house).contains("hunter2"), "Bob is asked");
        house
            .ann()
            .changes(
                &MessageId::new("asked"),
                "ask-expert how do I roll back the hunter3 Postgres migration?",
            )
            .await;
        let seen = seen_by_others(house);
        assert!(seen.contains("hunter3") && !seen.contains("hunter2"), "{seen}");
        house.ann().takes_away(&MessageId::new("asked")).await;
        let seen = seen_by_others(house);
        assert!(!seen.contains("hunter3"), "{seen}");
        house.leaves_work();
    })
    .await;
}

#[tokio::test]
async fn the_reason_is_in_words_of_the_question_as_it_is_now() {
    on_each_engine(async |house: &mut House| {
        house
            .answered(
                "bob",
                "how do I roll back the hunter2 migration in Postgres?",
                "Restore the snapshot of the night before.",
                30,
            )
            .await;
        house.ann().does(mention("how do I roll back the hunter2 migration?"), None).await;
        house.ann().presses("Ask").await;
        assert!(seen_by_others(house).contains("on hunter2 and migration"), "{}", seen_by_others(house));
        house
            .ann()
            .changes(&MessageId::new("asked"), "ask-expert how do I roll back a migration in Postgres?")
            .await;
        let seen = seen_by_others(house);
        assert!(!seen.contains("hunter2") && seen.contains("can you help?"), "{seen}");
        house.leaves_work();
    })
    .await;
}

#[tokio::test]
async fn a_reminder_and_thanks_on_the_other_side_follow_too() {
    on_each_engine(async |house: &mut House| {
        house.has_people_abroad(&["eve"]).await;
        house.knows("eve abroad", "Postgres server tuning").await;
        house.ann().does(mention("how do I tune the hunter2 Postgres server?"), None).await;
        house.ann().presses("Ask").await;
        house.someone("eve").abroad().presses("Snooze").await;
        house.passes(TimeDelta::hours(3)).await;
        assert!(seen_by_others(house).contains("Here is the question that you put off."));
        house
            .ann()
            .changes(&MessageId::new("asked"), "ask-expert how do I tune the hunter3 Postgres server?")
            .await;
        assert!(!seen_by_others(house).contains("hunter2"), "{}", seen_by_others(house));
        house.someone("eve").abroad().presses("Reply").await;
        house
            .someone("eve")
            .abroad()
            .fills_in(&[("words", "Raise shared_buffers to a quarter of the memory.")])
            .await;
        house.ann().presses("Accept an answer").await;
        house.ann().fills_in(&[("person", "@abroad:eve"), ("answer", "Raise shared_buffers.")]).await;
        house.ann().takes_away(&MessageId::new("asked")).await;
        let seen = seen_by_others(house);
        assert!(!seen.contains("hunter2") && !seen.contains("hunter3"), "{seen}");
        house.leaves_work();
    })
    .await;
}
