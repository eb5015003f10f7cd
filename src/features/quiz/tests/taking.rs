//! Taking a quiz.

use chrono::TimeDelta;

use super::{answers, is_started, starts, takes};
use crate::chat::What;
use crate::testing::{House, assert_sees, on_each_engine};
use crate::{sql, values};

/// Words of the key, which nobody sees before they hand in.
const KEY: [&str; 2] = ["undowngrade", "sixteenfold"];

#[tokio::test]
async fn a_quick_quiz_is_answered_in_private_and_its_results_come_together() {
    on_each_engine(async |house: &mut House| {
        is_started(house, &[]).await;
        assert_sees!(house.ann().sees(), @"
        (to ann) ## Migrations
        2 questions, 2 points.
        1. Which command takes a migration back? [Change]
        2. How many bytes has a UUID? [Change]
        [Add a question] [Preview] [Start it] [Delete]
        (#platform) ## Quick quiz: Migrations
        2 questions. Open until Thu 09:00.
        [Answer] [One at a time]
        (From Ann. Only you see your answers and your score.)
        (to ann) ## Migrations: results
        It is open until Thu 09:00. Results are shown once it is closed, so that nobody's answers can be worked out.
        [Close it now]
        ");
        for (key, command, number) in
            [("bob", "1", "16"), ("cleo", "0", "16"), ("dan", "1", "8"), ("sue", "1", "16")]
        {
            takes(house, key, command, number).await;
        }
        house.bob().looks();
        answers(house, "lea", "0", "").await;
        assert_sees!(house.lea().only_mine(), @"
        (to lea) ## Migrations
        1 of 2 answered. Nothing counts until you hand in; what is left open counts as wrong.
        [Hand in] [Change answers]
        (You can go on later, here or with /quiz on any platform you are on.)
        ");
        for shown in house.street.shown.lock().unwrap().iter() {
            let words = shown.draw();
            let is_handed_in = words.contains("your result") || words.contains("[Change]");
            assert!(is_handed_in || KEY.iter().all(|key| !words.contains(key)), "{words}");
        }
        house.lea().presses("Hand in").await;
        assert_sees!(house.lea().only_mine(), @"
        (to lea, changed) ## Migrations: your result
        You have 0 of 2 points (0 per cent).
        ❌ How many bytes has a UUID?
        You answered: nothing. Right: 16.
        As sixteenfold says.
        ❌ Which command takes a migration back?
        You answered: migrate up. Right: migrate down.
        Only undowngrade knows why.
        (Only you see this. What you got wrong comes back to you, one question at a time, less and less often.)
        [Stop asking me]
        (to lea) New badges for you: 🌱 First contribution, 🧩 First quiz taken. All of yours: /lyceum me
        ");
        assert_sees!(house.bob().sees(), @"");
        house.ann().looks();
        house.passes(TimeDelta::days(3)).await;
        assert_sees!(house.ann().sees(), @r#"
        (#platform, changed) ## Quick quiz: Migrations
        This quiz has ended. 5 people took it and scored 60 per cent on average.
        60 per cent  Which command takes a migration back?
        60 per cent  How many bytes has a UUID?
        [My result]
        ("My result" shows only you what you scored and which answers are right.)
        (to ann) ## Migrations: results
        5 people handed in and scored 60 per cent on average. 40 per cent of them reached 80 per cent.
        ## Questions
        1. 60 per cent  Which command takes a migration back?
        2. 60 per cent  How many bytes has a UUID?
        (Percentages are shares of the points. No figure is about fewer than 5 people, and nobody sees a single person's.)
        [As a table]
        "#);
        // Whoever did not take it learns nothing of it but what the channel does; whoever did sees their own.
        house.bob().presses("My result").await;
        assert!(house.bob().only_mine().contains("You have 2 of 2 points"));
        house.ann().presses("My result").await;
        assert!(house.ann().only_mine().contains("I can't find that quiz for you."));
    })
    .await;
}

#[tokio::test]
async fn four_people_have_no_results() {
    on_each_engine(async |house: &mut House| {
        is_started(house, &[]).await;
        for key in ["bob", "cleo", "dan", "sue"] {
            takes(house, key, "1", "16").await;
        }
        house.ann().looks();
        house.ann().presses("Close it now").await;
        assert_sees!(house.ann().sees(), @r#"
        (#platform, changed) ## Quick quiz: Migrations
        This quiz has ended. Fewer than 5 people took it, so there are no results.
        [My result]
        ("My result" shows only you what you scored and which answers are right.)
        (to ann) ## Migrations: results
        Fewer than 5 people handed in, so there are no results.
        "#);
        house.lea().says("/quiz").await;
        house.lea().presses("Results").await;
        assert!(house.lea().only_mine().contains("Fewer than 5 people handed in"), "a lead sees no more");
        house.dan().looks();
        house.dan().says("/quiz").await;
        assert!(!house.dan().only_mine().contains("[Results]"));
    })
    .await;
}

#[tokio::test]
async fn one_question_after_another_from_wherever_somebody_is() {
    on_each_engine(async |house: &mut House| {
        house.has_people_abroad(&["bob"]).await;
        house.bob().alone().says("link").await;
        let seen = house.bob().alone().sees();
        let at = seen.find("Your code is ").unwrap() + "Your code is ".len();
        let code: String = seen[at..].chars().filter(|c| !"*_`".contains(*c)).take(9).collect();
        house.bob().abroad().alone().says(&format!("link {code}")).await;
        is_started(house, &[]).await;
        house.bob().looks();
        house.bob().presses("One at a time").await;
        assert_sees!(house.bob().only_mine(), @"
        (only bob) I wrote to you: one question at a time.
        (to bob) ## Migrations: question 1 of 2
        Which command takes a migration back?
        migrate down [Choose]
        migrate up [Choose]
        [Skip]
        ");
        // On the other side, later: the first question is answered there, and here it is known.
        house.bob().abroad().alone().says("quiz").await;
        house.bob().abroad().alone().presses("Go on").await;
        let seen = house.bob().abroad().alone().sees();
        assert!(seen.contains("question 1 of 2"), "{seen}");
        house.bob().abroad().alone().presses("Skip").await;
        house.bob().abroad().alone().presses("Back").await;
        house.bob().looks();
        house.bob().presses("Answer").await;
        let (first, second) =
            (super::field(house, "bob", "migration back"), super::field(house, "bob", "UUID"));
        house.bob().fills_in(&[(&first, "1"), (&second, "sixteen")]).await;
        assert_sees!(house.bob().sees(), @"error in q2: Write a number, such as 42 or 3.14, without a sign for thousands and without a unit.");
        house.bob().fills_in(&[(&first, "1"), (&second, "16")]).await;
        house.bob().abroad().alone().says("quiz").await;
        house.bob().abroad().alone().presses("Go on").await;
        let seen = house.bob().abroad().alone().sees();
        assert!(seen.contains("All 2 questions are answered"), "{seen}");
        house.bob().abroad().alone().presses("Hand in").await;
        let seen = house.bob().abroad().alone().sees();
        assert!(seen.contains("You have 2 of 2 points"), "{seen}");
        // Handed in once, whichever side is pressed.
        house.bob().looks();
        house.bob().presses("Hand in").await;
        assert_sees!(house.bob().only_mine(), @"(to bob) You handed this in already. What you handed in counts.");
    })
    .await;
}

#[tokio::test]
async fn the_same_quiz_in_two_channels_counts_once() {
    on_each_engine(async |house: &mut House| {
        is_started(house, &[]).await;
        starts(house, &[("channel", "test:random")]).await;
        takes(house, "bob", "1", "16").await;
        house.bob().looks();
        house.bob().in_channel("random").presses("Answer").await;
        assert_sees!(house.bob().only_mine(), @"(only bob) You handed this in already. What you handed in counts.");
        house.bob().says("/kudos mine").await;
        assert!(house.bob().only_mine().contains("1 point for a quiz"), "taking part earns, once");
    })
    .await;
}

#[tokio::test]
async fn who_began_in_time_may_be_late_and_nobody_begins_late() {
    on_each_engine(async |house: &mut House| {
        is_started(house, &[]).await;
        answers(house, "bob", "1", "16").await;
        let late = house.cleo().would_press("Answer");
        house.passes(TimeDelta::days(4)).await;
        house.bob().looks();
        house.bob().presses("Hand in").await;
        assert_sees!(house.bob().only_mine(), @"
        (to bob, changed) ## Migrations: your result
        You have 2 of 2 points (100 per cent). You handed in late, so it is not in the results.
        ✅ How many bytes has a UUID?
        As sixteenfold says.
        ✅ Which command takes a migration back?
        Only undowngrade knows why.
        (Only you see this.)
        (to bob) New badges for you: 🌱 First contribution, 🧩 First quiz taken. All of yours: /lyceum me
        ");
        let What::Press(press) = late.what else { panic!("a press") };
        house.cleo().forges(&press.action, &press.value).await;
        assert_sees!(house.cleo().only_mine(), @"(only cleo) This quiz has ended. Only those who began in time can still hand in.");
    })
    .await;
}

#[tokio::test]
async fn what_is_answered_when_the_minutes_are_over_is_handed_in() {
    on_each_engine(async |house: &mut House| {
        is_started(house, &[("minutes", "10")]).await;
        house.bob().presses("One at a time").await;
        house.bob().looks();
        house.passes(TimeDelta::minutes(11)).await;
        assert_sees!(house.bob().only_mine(), @"
        (to bob) Your time is up. I handed in what you had answered so far.
        (to bob) ## Migrations: your result
        You have 0 of 2 points (0 per cent).
        ❌ How many bytes has a UUID?
        You answered: nothing. Right: 16.
        As sixteenfold says.
        ❌ Which command takes a migration back?
        You answered: nothing. Right: migrate down.
        Only undowngrade knows why.
        (Only you see this. What you got wrong comes back to you, one question at a time, less and less often.)
        [Stop asking me]
        (to bob) New badges for you: 🌱 First contribution, 🧩 First quiz taken. All of yours: /lyceum me
        ");
        house.bob().presses("Answer").await;
        assert!(house.bob().only_mine().contains("You handed this in already."));
    })
    .await;
}

#[tokio::test]
async fn answers_are_their_own_and_a_channel_keeps_its_quiz() {
    on_each_engine(async |house: &mut House| {
        is_started(house, &[]).await;
        answers(house, "bob", "1", "16").await;
        let mine = house.bob().would_press("Hand in");
        let asked = house.bob().would_press("Answer");
        let What::Press(press) = mine.what else { panic!("a press") };
        house.cleo().forges(&press.action, &press.value).await;
        assert_sees!(house.cleo().only_mine(), @"(only cleo) These are somebody else's answers. /quiz shows yours.");
        // A button that is made up is none.
        house.cleo().forges(&press.action, "a1").await;
        assert!(house.cleo().only_mine().contains("I cannot tell that this button is mine"));
        // Guests take none.
        let What::Press(press) = asked.what else { panic!("a press") };
        house.someone("gus").forges(&press.action, &press.value).await;
        assert_sees!(house.someone("gus").only_mine(), @"(only gus) Quizzes are for members of the company.");
        // In a channel that is private, a quiz is for its members.
        house.has_channel("secret", crate::chat::Visibility::Members, false).await;
        house.has_in_channel("secret", &["ann", "dan"]).await;
        starts(house, &[("channel", "test:secret"), ("again", "yes"), ("weeks", "2")]).await;
        let hidden = house.dan().would_press("Answer");
        let What::Press(press) = hidden.what else { panic!("a press") };
        house.cleo().forges(&press.action, &press.value).await;
        let seen = house.cleo().only_mine();
        assert!(seen.contains("I can't find that quiz for you."), "{seen}");
    })
    .await;
}

#[tokio::test]
async fn an_answer_that_the_store_holds_and_cannot_be_read_is_not_counted_as_left_open() {
    on_each_engine(async |house: &mut House| {
        is_started(house, &[]).await;
        answers(house, "bob", "1", "16").await;
        house
            .before(async |tx, org| {
                let statement = sql!("UPDATE quiz_answer SET given = 'torn' WHERE org = $1 AND position = 2");
                assert_eq!(tx.execute(statement, values![org]).await.unwrap(), 1);
            })
            .await;
        house.bob().looks();
        house.bob().presses("Hand in").await;
        let seen = house.bob().only_mine();
        assert!(seen.contains("Something went wrong on our side, and nothing was changed."), "{seen}");
        assert!(!seen.contains("your result"), "{seen}");
    })
    .await;
}
