//! What one company has taught, beside its index.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::learned::Learned;
use super::lessons::{Lesson, Plan};
use crate::search::index::company::Company;
use crate::search::teaching::Teaching;
use crate::search::types::Scope;
use crate::search::walk::{Walk, numbers};

/// What changed of the past is learned anew after so long.
const ANEW: TimeDelta = TimeDelta::days(1);

/// The weights in use, and those that are being worked out.
#[derive(Debug, Default)]
pub(in crate::search) struct Lessons {
    /// The places that teach; nothing until somebody asked who may read them.
    teaching: Teaching,
    /// More places that may teach, from the next beginning on.
    more: Option<Teaching>,
    /// Weights to rank with, and the places that taught them.
    used: Option<(Teaching, Arc<Learned>)>,
    coming: Learned,
    /// How far the coming ones have come, in the index that is loaded.
    walk: Option<Walk>,
    /// When the coming ones were begun; none if they have to be.
    begun: Option<DateTime<Utc>>,
    /// How many documents there were by then.
    docs: usize,
}

/// What came of a step.
#[derive(Clone, Debug)]
pub(in crate::search) enum Step {
    /// There is nothing to teach, or others have changed what there is.
    Nothing,
    /// It is a long way: others may go first, and then again.
    Walking,
    /// This is next.
    Next(Plan),
    /// It has taught.
    Taught,
}

impl Lessons {
    /// The weights for a question, if all that taught them may speak on it; none if those of the model are to be used. What
    /// may not be read by everybody who asks teaches no more.
    pub fn for_question(&mut self, scope: &Scope) -> Option<Arc<Learned>> {
        let readable = scope.teaching();
        match &self.teaching {
            _ if *readable == Teaching::Nothing => return None,
            Teaching::Nothing => self.teaching = readable.clone(),
            teaching if !teaching.is_within(readable) => {
                self.teaching = teaching.common(readable);
                (self.begun, self.more) = (None, None);
            }
            teaching => self.more = (teaching != readable).then(|| readable.clone()),
        }
        let (taught_by, learned) = self.used.as_ref()?;
        taught_by.is_within(readable).then(|| Arc::clone(learned))
    }

    /// Forgets all that was taught, but not which places teach.
    pub fn forget(&mut self) {
        (self.begun, self.used, self.walk) = (None, None, None);
    }

    /// The company's index is let go: what was walked through is its own. It is walked through again when it is next needed.
    pub fn rest(&mut self) {
        self.walk = None;
    }

    /// The company's index was read from disk: from now on it says whether anything changed of what has taught.
    pub fn watch(&mut self, company: &mut Company) {
        self.walk = None;
        company.taught_until = self.coming.until;
    }

    /// The next questions that teach.
    pub fn plan(&mut self, company: &mut Company, now: DateTime<Utc>) -> Step {
        if self.teaching == Teaching::Nothing {
            return Step::Nothing;
        }
        if self.has_to_begin(company, now) {
            self.teaching = self.more.take().unwrap_or_else(|| self.teaching.clone());
            (self.coming, self.begun, self.docs) = (Learned::default(), Some(now), count(company));
            (self.walk, company.taught_until, company.is_past_changed) = (None, 0, false);
        }
        let places = numbers(company, self.teaching.places());
        company.teaches = Some(places.clone());
        let mut walk = self.walk.take().unwrap_or_default();
        walk.set_places(places);
        let has_come = walk.advance(company, self.coming.until);
        let seconds = u32::try_from(now.timestamp().max(0)).unwrap_or(u32::MAX);
        let plan = if has_come { Plan::after(company, &walk, self.coming.until, seconds) } else { None };
        self.walk = Some(walk);
        match plan {
            _ if !has_come => Step::Walking,
            None => Step::Nothing,
            Some(plan) => Step::Next(plan),
        }
    }

    fn has_to_begin(&self, company: &Company, now: DateTime<Utc>) -> bool {
        let Some(begun) = self.begun else { return true };
        // Another store, or made anew.
        let is_another = company.taught_until != self.coming.until;
        let is_time = now - begun >= ANEW || count(company) > self.docs + self.docs / 2;
        is_another || (is_time && (company.is_past_changed || self.more.is_some()))
    }

    /// One question teaches; its words are the store's.
    pub fn teach(&mut self, company: &mut Company, lesson: &Lesson, text: &str, topics: &[String]) -> Step {
        let (Some(mut walk), Some(_)) = (self.walk.take(), self.begun) else { return Step::Nothing };
        let has_come = walk.advance(company, lesson.asked());
        if has_come {
            lesson.teach(company, &walk, text, topics, &mut self.coming);
        }
        self.walk = Some(walk);
        if has_come { Step::Taught } else { Step::Walking }
    }

    /// All of a plan has taught: the weights are used once they know as much as those that are.
    pub fn taught(&mut self, company: &mut Company, plan: &Plan) {
        if self.begun.is_none() {
            return;
        }
        self.coming.until = plan.until;
        company.taught_until = plan.until;
        let is_used = self.used.as_ref().is_some_and(|(taught_by, used)| {
            used.until > self.coming.until && taught_by.is_within(&self.teaching)
        });
        if !is_used {
            self.used = Some((self.teaching.clone(), Arc::new(self.coming.clone())));
        }
    }

    /// What has been taught so far.
    #[cfg(test)]
    pub fn used(&self) -> Option<&Learned> {
        self.used.as_ref().map(|(_, learned)| &**learned)
    }
}

fn count(company: &Company) -> usize {
    company.parts().iter().map(|part| part.docs().len()).sum()
}
