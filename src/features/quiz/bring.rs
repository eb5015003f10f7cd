//! A quiz from a file, as the command line brings it along.

use chrono::{DateTime, Utc};

use super::cards;
use super::import::{guess, parse};
use super::items::Item;
use super::rules::LONGEST_TITLE;
use super::store::{Quiz, Quizzes};
use crate::chat::{OrgId, PersonId};
use crate::store::{StoreError, Tx};

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brought {
    /// What the quiz is called.
    pub title: String,
    /// How many questions it has; none were kept with any problem.
    pub questions: usize,
    /// What is wrong, each with its line.
    pub problems: Vec<String>,
}

/// Keeps a quiz of somebody's from a text, called as it calls itself, or else as its file. With any problem nothing is kept.
///
/// # Errors
/// When the store fails.
pub async fn bring(
    tx: &mut Tx,
    org: &OrgId,
    owner: &PersonId,
    (text, file): (&str, &str),
    id: String,
    now: DateTime<Utc>,
) -> Result<Brought, StoreError> {
    let parsed = parse(text, guess(text, Some(file)));
    let named = file.rsplit_once('.').map_or(file, |(name, _)| name);
    let title: String = parsed.title.as_deref().unwrap_or(named).chars().take(LONGEST_TITLE).collect();
    let mut problems = Vec::new();
    for problem in &parsed.problems {
        problems.push(cards::problems(std::slice::from_ref(problem)));
    }
    if problems.is_empty() {
        let quiz = Quiz::new(id, owner, &title, None, now);
        keep(&mut tx.of::<Quizzes>(org), &quiz, &parsed.items).await?;
    }
    Ok(Brought { title, questions: parsed.items.len(), problems })
}

/// Keeps a new quiz with its items.
pub(super) async fn keep(quizzes: &mut Quizzes<'_>, quiz: &Quiz, items: &[Item]) -> Result<(), StoreError> {
    quizzes.add(quiz).await?;
    for (position, item) in (1..).zip(items) {
        quizzes.put_item(quiz, position, item).await?;
    }
    Ok(())
}
