//! When somebody is asked again what they got wrong: FSRS, by the crate of its makers, with its defaults. Steps of minutes,
//! as in a session at a desk, are left out: nobody is written to so often. Pure.

use chrono::{DateTime, Utc};
use rs_fsrs::{Card, FSRS, Parameters, Rating, State};

use super::store::{ItemId, Review};

/// After so many days until the next time it counts as known, and comes back no more.
const KNOWN_DAYS: i64 = 180;

/// An item that somebody just got wrong.
pub fn first(item: &ItemId, now: DateTime<Utc>) -> Review {
    let card = Card { due: now, last_review: now, ..Card::default() };
    review(item, 1, &scheduler().next(card, now, Rating::Again).card)
}

/// The same, once it was answered again; none once it is known.
pub fn next(before: &Review, is_right: bool, now: DateTime<Utc>) -> Option<Review> {
    let card = Card {
        due: before.due_at.utc(),
        last_review: before.reviewed_at.utc(),
        stability: before.stability,
        difficulty: before.difficulty,
        reps: i32::try_from(before.reviews).unwrap_or(i32::MAX),
        state: State::Review,
        ..Card::default()
    };
    let rating = if is_right { Rating::Good } else { Rating::Again };
    let card = scheduler().next(card, now, rating).card;
    (card.scheduled_days < KNOWN_DAYS).then(|| review(&before.item(), before.reviews + 1, &card))
}

fn scheduler() -> FSRS {
    FSRS::new(Parameters { enable_short_term: false, ..Parameters::default() })
}

fn review(item: &ItemId, reviews: i64, card: &Card) -> Review {
    Review {
        quiz: item.quiz.clone(),
        version: item.version,
        position: item.position,
        due_at: card.due.into(),
        reviewed_at: card.last_review.into(),
        stability: card.stability,
        difficulty: card.difficulty,
        reviews,
        asked_at: None,
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn what_is_remembered_comes_back_ever_later_and_then_no_more() {
        let mut now: DateTime<Utc> = "2026-09-14T09:00:00Z".parse().unwrap();
        let item = ItemId { quiz: "z".to_owned(), version: 1, position: 1 };
        let mut review = first(&item, now);
        let mut days = vec![(review.due_at.utc() - now).num_days()];
        loop {
            now = review.due_at.utc();
            let Some(again) = next(&review, true, now) else { break };
            days.push((again.due_at.utc() - now).num_days());
            review = again;
        }
        assert_eq!(days, DAYS);
        // Forgotten, it comes back soon, and no sooner than the next day.
        let forgotten = next(&review, false, now).unwrap();
        let wait = forgotten.due_at.utc() - now;
        assert!(wait >= TimeDelta::days(1) && wait < TimeDelta::days(14), "{wait}");
    }

    /// What the crate's own scheduler gives for again, good, good, ...: here so that an update of it that asks people more
    /// often is seen.
    const DAYS: [i64; 6] = [1, 3, 8, 22, 53, 122];
}
