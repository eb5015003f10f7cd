//! How active people have been, whatever the question is about.

use super::index::company::Company;
use super::index::doc::NOBODY;

/// What is known of one person's activity at a moment.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Activity {
    /// Answers, each counted half after 30 days, a quarter after 60 ...
    pub month: f32,
    /// The same with a half-life of 180 days.
    pub half_year: f32,
    /// Answers in the place of the question, half-life 30 days.
    pub here: f32,
    /// Answers to this asker, half-life 180 days.
    pub to_asker: f32,
    /// Answers ever.
    pub answers: u32,
    /// When they last wrote anything, in seconds.
    pub seen: u32,
}

/// Whose activity is asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Circumstances {
    /// In seconds.
    pub now: u32,
    /// By number; nought if in none.
    pub place: u32,
    /// By number; nought if not known.
    pub asker: u32,
}

/// Everybody's activity, by number.
pub(super) fn activity(company: &Company, around: Circumstances) -> Vec<Activity> {
    let mut people = vec![Activity::default(); company.people.end()];
    let month = Decay::new(30.0);
    let half_year = Decay::new(180.0);
    for part in company.parts() {
        for (at, doc) in (0..).zip(part.docs()) {
            if doc.author == NOBODY || doc.is_skill() || part.deleted().has(at) {
                continue;
            }
            let person = &mut people[doc.author as usize];
            person.seen = person.seen.max(doc.sent);
            if !doc.answers() {
                continue;
            }
            let days = (around.now.saturating_sub(doc.sent) / 86_400) as usize;
            person.answers += 1;
            person.month += month.after(days);
            person.half_year += half_year.after(days);
            if around.place != NOBODY && doc.place == around.place {
                person.here += month.after(days);
            }
            if around.asker != NOBODY && doc.asker == around.asker {
                person.to_asker += half_year.after(days);
            }
        }
    }
    people
}

/// Halving with time, worked out once a day.
struct Decay(Vec<f32>);

impl Decay {
    fn new(half_life: f32) -> Self {
        Self((0_u16..2_000).map(|day| 0.5_f32.powf(f32::from(day) / half_life)).collect())
    }

    fn after(&self, days: usize) -> f32 {
        self.0.get(days).copied().unwrap_or(0.0)
    }
}
