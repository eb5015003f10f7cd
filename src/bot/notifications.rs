//! What people are told without having asked: one budget over all features. What does not fit, or comes in somebody's
//! quiet hours or pause, waits, and is told in one message with whatever else has come together by then.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Answer, Ctx, DomainEvent, Due, Failure, cards};
use crate::chat::{Audience, Card, PersonId, PostId, Reply, Standing};
use crate::people::{CompanySettings, Hours};
use crate::store::StoreError;

/// The job that tells what came together.
pub(super) const TELL: &str = "bot.tell";
/// Messages within 24 hours at the most.
const A_DAY: usize = 2;
/// How long to look again at somebody who can never be written to as it stands.
const RECHECK_AFTER: TimeDelta = TimeDelta::days(7);

/// The first moment from `now` on at which somebody may be told something unasked: not before their pause is over, not
/// in their quiet hours, at most [`A_DAY`] messages within 24 hours and `a_week` within seven days. `told` is when they
/// were told something, the oldest first. None if there is no such moment within the next weeks.
fn next_allowed_at(
    told: &[DateTime<Utc>],
    hours: &Hours,
    paused_until: Option<DateTime<Utc>>,
    a_week: usize,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    // Feature for one more, if the one that is so many places from the end is long enough ago.
    let room = |most: usize, within: TimeDelta| {
        let at = told.len().checked_sub(most)?;
        told.get(at).map(|oldest| *oldest + within)
    };
    let mut at = now.max(paused_until.unwrap_or(now));
    for limit in [room(A_DAY, TimeDelta::days(1)), room(a_week, TimeDelta::days(7))].into_iter().flatten() {
        at = at.max(limit);
    }
    hours.next_loud(at)
}

impl Ctx {
    /// When this person may be told something unasked, now or later; none for somebody who is not there any more. For a
    /// feature that would rather look again then than have what it knows now told.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn next_allowed_at(&mut self, person: &PersonId) -> Result<Option<DateTime<Utc>>, StoreError> {
        let now = self.now;
        let Some(known) = self.people().person(person).await? else { return Ok(None) };
        if matches!(known.standing, Standing::Gone | Standing::Bot | Standing::Stranger) {
            return Ok(None);
        }
        let a_week = self.settings::<CompanySettings>().await?.unasked_a_week;
        let holidays = self.knowledge().holidays().await?;
        let told = self.notifications().told_since(person, now - TimeDelta::days(7)).await?;
        let hours = Hours::of(&known, &holidays);
        let paused = known.availability.paused_until;
        Ok(Some(next_allowed_at(&told, &hours, paused, a_week.into(), now).unwrap_or(now + RECHECK_AFTER)))
    }

    /// This news went out by itself, or waits to be told.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn is_told(&mut self, post: &PostId) -> Result<bool, StoreError> {
        Ok(self.posts().post(post).await?.is_some()
            || self.notifications().waits_to_be_told(post.as_str()).await?)
    }

    /// Something is to be told unasked: true if it can be now, and then it counts. Else it waits, and goes with what
    /// waits already. What is for somebody who left is dropped.
    pub(super) async fn may_tell(
        &mut self,
        post: &PostId,
        person: &PersonId,
        card: &Card,
    ) -> Result<bool, StoreError> {
        let now = self.now;
        self.turns().take_turn_to_tell(person).await?;
        let Some(opens) = self.next_allowed_at(person).await? else { return Ok(false) };
        let waits = !self.notifications().waiting_to_be_told(person).await?.is_empty();
        if opens <= now && !waits {
            self.notifications().told(post.as_str(), person, now).await?;
            return Ok(true);
        }
        self.notifications()
            .wait_to_tell(post.as_str(), person, &serde_json::to_string(card).unwrap_or_default(), now)
            .await?;
        let (id, workspace) = (self.new_id(), self.workspace.clone());
        self.jobs().schedule(&id, &workspace, TELL, person.as_str(), "null", opens).await?;
        Ok(false)
    }

    /// What waits under this name reads so now; true if it did wait.
    pub(super) async fn is_told_instead(&mut self, post: &PostId, card: &Card) -> Result<bool, StoreError> {
        let card = serde_json::to_string(card).unwrap_or_default();
        self.notifications().tell_instead(post.as_str(), &card).await
    }

    /// Nothing is to be said any more of what waits under this name; true if it did wait.
    pub(super) async fn is_never_told(&mut self, post: &PostId) -> Result<bool, StoreError> {
        // What was posted already is no longer waiting.
        if self.posts().post(post).await?.is_some() {
            return Ok(false);
        }
        self.notifications().cancel_notification(post.as_str()).await
    }
}

/// Tells what came together for somebody, in one message.
pub(super) async fn tell(ctx: &mut Ctx, due: Due) -> Answer {
    let (now, person) = (ctx.now, PersonId::new(&due.key));
    ctx.turns().take_turn_to_tell(&person).await?;
    let waiting = ctx.notifications().waiting_to_be_told(&person).await?;
    let Some(opens) = ctx.next_allowed_at(&person).await? else {
        ctx.notifications().tell_nothing(&person).await?;
        return Ok(Reply::nothing());
    };
    if waiting.is_empty() {
        return Ok(Reply::nothing());
    }
    if opens > now {
        ctx.schedule(opens, TELL, &due.key, &()).await?;
        return Ok(Reply::nothing());
    }
    let all: Result<Vec<Card>, _> = waiting.iter().map(|card| serde_json::from_str(card)).collect();
    let card = cards::together(all.map_err(|error| Failure::Broken(error.into()))?);
    ctx.notifications().tell_nothing(&person).await?;
    let id = ctx.new_id();
    ctx.notifications().told(&id, &person, now).await?;
    Ok(Reply::nothing().say(Audience::Person(person), card))
}

/// Two accounts turn out to be one person: what waits for either is told to the one they are.
pub(super) async fn joined(ctx: &mut Ctx, domain_event: DomainEvent) -> Answer {
    let DomainEvent::Joined { into, .. } = domain_event else { return Ok(Reply::nothing()) };
    let now = ctx.now;
    if !ctx.notifications().waiting_to_be_told(&into).await?.is_empty() {
        ctx.schedule(now, TELL, into.as_str(), &()).await?;
    }
    Ok(Reply::nothing())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;
    use crate::people::Availability;

    fn hours() -> Hours {
        Hours::new(chrono_tz::Europe::Berlin, Availability::default(), HashSet::new())
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn nights_weekends_and_pauses_are_waited_out() {
        let next = |paused, now| next_allowed_at(&[], &hours(), paused, 7, at(now)).unwrap();
        assert_eq!(next(None, "2026-09-16T12:00:00Z"), at("2026-09-16T12:00:00Z"));
        // Eight in the evening in Berlin, a Wednesday; quiet until eight in the morning.
        assert_eq!(next(None, "2026-09-16T18:00:00Z"), at("2026-09-17T06:00:00Z"));
        assert_eq!(next(None, "2026-09-19T12:00:00Z"), at("2026-09-21T06:00:00Z"));
        assert_eq!(
            next(Some(at("2026-10-24T12:00:00Z")), "2026-09-16T12:00:00Z"),
            at("2026-10-26T07:00:00Z")
        );
    }

    proptest! {
        #[test]
        fn no_history_passes_the_budget(steps in prop::collection::vec(0..2000_i64, 1..60), a_week in 1..10_usize) {
            let mut now = at("2026-03-20T12:00:00Z");
            let mut told: Vec<DateTime<Utc>> = Vec::new();
            for minutes in steps {
                now += TimeDelta::minutes(minutes);
                let recent: Vec<_> = told.iter().copied().filter(|told| *told > now - TimeDelta::days(7)).collect();
                let opens = next_allowed_at(&recent, &hours(), None, a_week, now).unwrap();
                if opens <= now {
                    told.push(now);
                } else {
                    // At the moment that was found it is possible indeed.
                    let recent: Vec<_> = told.iter().copied().filter(|told| *told > opens - TimeDelta::days(7)).collect();
                    prop_assert_eq!(next_allowed_at(&recent, &hours(), None, a_week, opens), Some(opens));
                }
            }
            for (first, last) in told.iter().zip(told.iter().skip(A_DAY)) {
                prop_assert!(*last - *first >= TimeDelta::days(1));
            }
            for (first, last) in told.iter().zip(told.iter().skip(a_week)) {
                prop_assert!(*last - *first >= TimeDelta::days(7));
            }
            prop_assert!(told.iter().all(|told| !hours().is_quiet(*told)));
        }
    }
}
