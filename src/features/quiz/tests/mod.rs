//! The stories of the quizzes, on both engines.

mod learning;
mod many;
mod taking;
mod writing;

use crate::testing::House;

/// Two questions, with words that stand in the key alone.
const QUIZ: &str = "# Migrations

## Which command takes a migration back?
- [ ] migrate up
- [x] migrate down
> Only undowngrade knows why.

## How many bytes has a UUID?
= 16
> As sixteenfold says.
";

/// Ann writes it.
async fn is_written(house: &mut House) {
    house.ann().says("/quiz import").await;
    house.ann().fills_in(&[("title", "Migrations"), ("text", QUIZ)]).await;
}

/// Ann starts it in #platform, and looks away.
async fn is_started(house: &mut House, how: &[(&str, &str)]) {
    is_written(house).await;
    starts(house, how).await;
}

async fn starts(house: &mut House, how: &[(&str, &str)]) {
    house.ann().presses("Start it").await;
    let mut values = vec![("channel", "test:platform"), ("hours", "72"), ("again", "no"), ("target", "80")];
    values.retain(|(field, _)| !how.iter().any(|(other, _)| other == field));
    values.extend(how);
    house.ann().fills_in(&values).await;
}

/// The field of a question, in the form that somebody has open, by words of it.
fn field(house: &House, key: &str, words: &str) -> String {
    let form = house.open_form(key).unwrap_or_else(|| panic!("{key} has no form"));
    let field = form.fields.iter().find(|field| field.label.contains(words));
    field.unwrap_or_else(|| panic!("nothing asks {words} in {form:?}")).name.clone()
}

/// Answers all, and hands in: the command by its place in the quiz, and the number.
async fn answers(house: &mut House, key: &'static str, command: &str, number: &str) {
    house.someone(key).presses("Answer").await;
    let (first, second) = (field(house, key, "migration back"), field(house, key, "UUID"));
    house.someone(key).fills_in(&[(&first, command), (&second, number)]).await;
}

/// The same, and hands in.
async fn takes(house: &mut House, key: &'static str, command: &str, number: &str) {
    answers(house, key, command, number).await;
    house.someone(key).presses("Hand in").await;
}
