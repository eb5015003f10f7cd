//! Writing a quiz, and what is wrong with one.

use super::{QUIZ, is_started, is_written, starts, takes};
use crate::chat::{AccountId, Message, MessageId, MessageText, PersonId, Profile, Standing, What};
use crate::features::quiz::bring;
use crate::people::{People, PersonData};
use crate::testing::{House, assert_sees, on_each_engine};

#[tokio::test]
async fn a_quiz_is_written_one_question_after_another() {
    on_each_engine(async |house: &mut House| {
        house.ann().says("/quiz").await;
        assert_sees!(house.ann().only_mine(), @"
        (only ann) ## Quizzes
        There is no quiz for you yet. Make one, and ask it in a channel or one to one.
        [Make a quiz] [Import one]
        ");
        house.ann().says("/quiz new Postgres").await;
        assert_sees!(house.ann().sees(), @"
        form: Make a quiz
          What is it called?: Postgres
          Question: 
          Answers: 
          Why? Shown with the result.: 
          Points: 1
          How is it answered?: 
          Asked:
        ");
        house
            .ann()
            .fills_in(&[
                ("title", "Postgres"),
                ("question", "Which takes a migration back?"),
                ("answers", "- [x] down\n- [ ] up"),
                ("points", "2"),
            ])
            .await;
        assert_sees!(house.ann().only_mine(), @"
        (to ann) ## Postgres
        1 question, 2 points.
        1. Which takes a migration back? [Change]
        [Add a question] [Preview] [Start it] [Delete]
        ");
        house.ann().presses("Add a question").await;
        house.ann().fills_in(&[("question", "Is it?"), ("answers", "= true"), ("points", "1")]).await;
        house.ann().looks();
        house.ann().presses("Preview").await;
        assert_sees!(house.ann().only_mine(), @"
        (to ann, changed) ## Preview: Postgres
        1. Which takes a migration back? (2 points)
        - [x] down
        - [ ] up
        2. Is it?
        = true
        (Only you see this. Everybody gets the questions and options in their own order, without the right answers.)
        [Back]
        ");
        house.ann().presses("Back").await;
        house.ann().looks();
        house.ann().presses("Change").await;
        house
            .ann()
            .fills_in(&[("remove", "out"), ("question", "x"), ("answers", "= true"), ("points", "1")])
            .await;
        let seen = house.ann().only_mine();
        assert!(seen.contains("1 question, ") && !seen.contains("2. "), "{seen}");
        house.ann().presses("Delete").await;
        house.ann().looks();
        house.ann().says("/quiz").await;
        assert!(!house.ann().only_mine().contains("Postgres"));
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_is_told_with_how_to_put_it_right() {
    on_each_engine(async |house: &mut House| {
        house.ann().says("/quiz new").await;
        house.ann().looks();
        house.ann().fills_in(&[("title", "!"), ("question", "?"), ("answers", "- [ ] a\n- [ ] b")]).await;
        assert_sees!(house.ann().sees(), @r#"
        error in title: Give it a short name.
        error in question: The question is empty.
        error in answers: No answer is right. Mark one with "- [x]".
        "#);
        house.ann().fills_in(&[("title", "A"), ("question", "A?"), ("answers", "= /(/")]).await;
        assert_sees!(house.ann().sees(), @"error in answers: /(/ cannot be read as a regular expression, or is too large.");
        house.ann().says("/quiz import").await;
        house.ann().looks();
        let cut = "::Q1:: One? {=a ~b}\n\n::Q2:: Two? {=a ~b\n\nThree? {}\n";
        house.ann().fills_in(&[("title", "Cut"), ("text", cut)]).await;
        assert_sees!(house.ann().sees(), @"
        error in text: line 3: A question begins here and does not end: look for a {, } or :: that is missing.
        line 5: This is an essay, which I cannot ask.
        ");
        house.ann().says("/quiz").await;
        let seen = house.ann().only_mine();
        assert!(!seen.contains("Cut"), "nothing of it is kept: {seen}");
    })
    .await;
}

#[tokio::test]
async fn a_version_that_people_were_asked_is_never_changed() {
    on_each_engine(async |house: &mut House| {
        is_started(house, &[]).await;
        house.ann().looks();
        house.bob().presses("Answer").await;
        house.ann().says("/quiz").await;
        house.ann().presses("Open").await;
        assert!(house.ann().only_mine().contains("People were asked this version."));
        house.ann().presses("Change").await;
        house
            .ann()
            .fills_in(&[("question", "Which one, quite differently?"), ("answers", "= up"), ("points", "1")])
            .await;
        let seen = house.ann().only_mine();
        assert!(seen.contains("quite differently") && !seen.contains("People were asked"), "{seen}");
        // Bob has the form of before, and is judged by it.
        takes(house, "bob", "1", "16").await;
        let seen = house.bob().only_mine();
        assert!(seen.contains("You have 2 of 2 points (100 per cent)."), "{seen}");
        // It is asked anew, as another run.
        starts(house, &[]).await;
        house.cleo().presses("Answer").await;
        assert!(format!("{:?}", house.open_form("cleo")).contains("quite differently"));
    })
    .await;
}

#[tokio::test]
async fn a_quiz_belongs_to_whoever_writes_it() {
    on_each_engine(async |house: &mut House| {
        is_written(house).await;
        let open = house.ann().would_press("Preview");
        let crate::chat::What::Press(press) = open.what else { panic!("a press") };
        house.bob().forges(&press.action, &press.value).await;
        assert_sees!(house.bob().only_mine(), @"(only bob) I can't find that quiz for you. /quiz lists those that you can take, and yours.");
        house.someone("gus").says("/quiz new").await;
        assert_sees!(house.someone("gus").only_mine(), @"(only gus) Quizzes are for members of the company.");
    })
    .await;
}

#[tokio::test]
async fn the_words_of_a_message_stand_beside_the_form_and_are_not_kept() {
    on_each_engine(async |house: &mut House| {
        let message = Message {
            id: MessageId::new("m1"),
            author: None,
            text: MessageText::from("A migration is taken back with frobnicate."),
            thread: None,
            sent: house.now(),
            edited: None,
        };
        house.ann().chooses("quiz.make", Some(message)).await;
        let form = house.open_form("ann").unwrap();
        assert!(format!("{:?}", form.intro).contains("taken back with frobnicate"));
        house.ann().fills_in(&[("title", "Back"), ("question", "How?"), ("answers", "= true")]).await;
        let rows = house.rows().await;
        assert!(rows.values().all(|row| !row.contains("frobnicate")), "{rows:?}");
    })
    .await;
}

#[tokio::test]
async fn a_quiz_without_questions_is_not_asked() {
    on_each_engine(async |house: &mut House| {
        is_written(house).await;
        let start = house.ann().would_press("Start it");
        let crate::chat::What::Press(press) = start.what else { panic!("a press") };
        for _ in 0..2 {
            house.ann().presses("Change").await;
            house.ann().fills_in(&[("remove", "out")]).await;
        }
        let seen = house.ann().only_mine();
        assert!(
            seen.contains("0 questions")
                && !seen[seen.rfind("0 questions").unwrap()..].contains("[Start it]")
        );
        house.ann().forges(&press.action, &press.value).await;
        assert!(house.ann().only_mine().contains("This quiz has no question yet. Add one first."));
    })
    .await;
}

#[tokio::test]
async fn a_champion_of_the_topic_is_asked_to_look() {
    on_each_engine(async |house: &mut House| {
        house.topic("Postgres", &["dan", "cleo", "ann"]).await;
        house.has_channel("secret", crate::chat::Visibility::Members, false).await;
        house.has_in_channel("secret", &["ann", "dan"]).await;
        house.ann().says("/quiz new").await;
        let written = [
            ("title", "Back"),
            ("topic", "Postgres"),
            ("question", "How is it?"),
            ("answers", "- [x] well\n- [ ] no"),
        ];
        house.ann().fills_in(&written).await;
        for key in ["dan", "cleo"] {
            house.someone(key).looks();
        }
        starts(house, &[("channel", "test:secret")]).await;
        assert_sees!(house.dan().only_mine(), @"
        (to dan) Ann asks people the quiz Back. You are a champion of Postgres: could you check that everything in it is right?
        [Look at it]
        (It shows you the right answers. If you want to take the quiz, do that first.)
        ");
        assert_sees!(house.cleo().only_mine(), @"");
        house.dan().presses("Look at it").await;
        assert_sees!(house.dan().only_mine(), @"
        (to dan) ## Preview: Back
        1. How is it?
        - [x] well
        - [ ] no
        (Something wrong? Tell Ann, who can change it for the next time.)
        ");
        let look = house.dan().would_press("Look at it");
        let crate::chat::What::Press(press) = look.what else { panic!("a press") };
        for nobody in ["cleo", "bob"] {
            house.someone(nobody).forges(&press.action, &press.value).await;
            assert!(house.someone(nobody).only_mine().contains("I can't find that quiz for you."));
        }
    })
    .await;
}

#[tokio::test]
async fn a_quiz_of_somebody_who_was_only_imported_is_theirs_once_they_are_known() {
    on_each_engine(async |house: &mut House| {
        // Whoever is met first, and told of by the platform later, with the address of the list of people.
        house.someone("nora").says("/lyceum").await;
        let now = house.now();
        house
            .before(async |tx, org| {
                let nora = PersonId::new("nora of the list");
                let data = PersonData {
                    name: "Nora".to_owned(),
                    email: Some("nora@acme.example".to_owned()),
                    ..PersonData::default()
                };
                tx.of::<People>(org).keep_person(&nora, &data, None, Some(Standing::Member)).await.unwrap();
                bring(tx, org, &nora, (QUIZ, "migrations.md"), "z1".to_owned(), now).await.unwrap();
            })
            .await;
        let profile = Profile {
            account: AccountId::new("test:acme:nora"),
            name: "Nora".to_owned(),
            title: None,
            email: Some("nora@acme.example".to_owned()),
            time_zone: None,
            standing: Standing::Member,
            teams: None,
        };
        house.someone("nora").does(What::Profile(profile), None).await;
        house.someone("nora").looks();
        house.someone("nora").says("/quiz").await;
        let seen = house.someone("nora").only_mine();
        assert!(seen.contains("## Quizzes that you write\nMigrations"), "{seen}");
        assert_eq!(house.keeps("nora of the list").await, Vec::<String>::new());
    })
    .await;
}
