//! What is said of people is what they wrote, and nobody is named for less.

use super::{asked_and_answered, find, memory, names, org};
use crate::search::{Found, Search, Why};

/// What the reasons of the first say that their answers are about, in the order of the letters.
fn about(found: &Found) -> Vec<String> {
    let mut why = found.people.iter().flat_map(|one| &one.why);
    why.find_map(|why| match why {
        Why::AcceptedAnswers { about, .. } | Why::Answered { about, .. } => Some(about.clone()),
        _ => None,
    })
    .map(|mut about| {
        about.sort();
        about
    })
    .unwrap_or_default()
}

/// What is found for each of these questions, where Bob has answered these.
async fn found(answered: &[(&str, &str)], questions: &[&str]) -> Vec<Found> {
    let (db, org) = (memory().await, org("o"));
    let mut tx = db.begin().await.unwrap();
    for (number, (question, answer)) in answered.iter().enumerate() {
        asked_and_answered(&mut tx, &org, &number.to_string(), question, "bob", answer, 3).await;
    }
    tx.commit().await.unwrap();
    let search = Search::in_memory();
    let mut all = Vec::new();
    for question in questions {
        all.push(find(&search, &mut db.read().await.unwrap(), &org, question).await);
    }
    all
}

#[tokio::test]
async fn reasons_name_the_words_that_were_written_and_not_the_asker_s() {
    let answered = [
        (
            "Who can undo a migration in staging?",
            "Run it backwards: the MIGRATIONS folder has a down script.",
        ),
        ("staging is down", "Look at the migration first."),
    ];
    let found = found(&answered, &["a migraton in stageing", "migrating 14 things in staging WHERE"]).await;
    assert_eq!(about(&found[0]), ["MIGRATIONS", "staging"]);
    assert_eq!(about(&found[1]), ["MIGRATIONS", "staging"]);
}

#[tokio::test]
async fn words_of_any_script_are_found_and_named_whole() {
    let answered = [
        ("数据库迁移失败了怎么办", "先执行数据库迁移的回滚脚本。"),
        ("本番環境のPostgresが遅いです", "Postgresのロールバック手順を見てください。"),
        ("डेटाबेस का बैकअप कैसे लें", "डेटाबेस का बैकअप हर रात होता है"),
    ];
    let questions = ["如何回滚数据库迁移", "Postgres ロールバック", "डेटाबेस बैकअप"];
    let found = found(&answered, &questions).await;
    assert!(found.iter().all(|found| names(found) == ["bob"]), "{found:#?}");
    assert_eq!(about(&found[0]), ["回滚", "数据库迁移"]);
    assert_eq!(about(&found[1]), ["Postgres", "ロールバック"]);
    assert_eq!(about(&found[2]), ["डेटाबेस", "बैकअप"]);
}

#[tokio::test]
async fn nobody_is_named_by_chance_for_small_talk_or_for_a_single_word_in_passing() {
    let answered = [
        ("How good is this quote?", "The quote is right by itself, with five points. Thanks for asking!"),
        ("Which experiments ran in week 14?", "Two. I train the model at night, hello."),
    ];
    let questions = [
        "I quit",
        "who paints it?",
        "our expert for lifetimes",
        "on android 14 and 15",
        "hello",
        "thanks, that was great",
        "how do I train for a marathon?",
    ];
    for (question, found) in questions.iter().zip(found(&answered, &questions).await) {
        assert!(found.people.is_empty(), "{question}: {:#?}", found.people);
    }
}
