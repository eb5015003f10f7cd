//! What speaks for a person, before it is weighed, and the figures that the model sees of it.

use super::index::tallies::Activity;

/// What speaks for one person on one question. Every figure is zero or more, but for [`Activity::habit`].
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Signals {
    /// The question mentions them.
    pub mentioned: bool,
    /// Votes of the best 200 threads for whoever answered there, in shares of what a perfect match would have.
    pub votes: f32,
    /// The same of all threads looked at, each vote faded with a half-life of 7 days.
    pub votes_week: f32,
    /// The same with a half-life of 30 days.
    pub votes_month: f32,
    /// The same with a half-life of 90 days.
    pub votes_quarter: f32,
    /// The same of threads in the place where it is asked, half-life 90 days.
    pub votes_here: f32,
    /// Questions under its topics that they answered, each by how much of the question these tell, half-life 90 days.
    pub topics: f32,
    /// Their three best threads, faded by 30 days, of which some never fades.
    pub best_three: f32,
    /// The share of what the question tells that their best thread has, from 0 to 1.
    pub coverage: f32,
    /// What they did lately.
    pub activity: Activity,
    /// Their three best threads by what the question means, faded likewise; zero where no model is set.
    pub semantic: f32,
    /// The share of what the question tells that a skill they declared has.
    pub skill: f32,
    /// They asked to be asked about that skill.
    pub ask_me: bool,
}

/// What is declared is meant: it makes somebody known for more of a question than as many words of an answer.
const DECLARED: f32 = 1.5;

impl Signals {
    /// How much of the question this person is known for, from 0 to 1: by what they answered, or what they declared.
    pub fn strength(&self) -> f32 {
        self.coverage.max((self.skill * DECLARED).min(1.0))
    }
}

/// The names of the figures that the model sees, in their order.
pub const NAMES: [&str; WIDTH] = [
    "mentioned",
    "votes of most",
    "votes week of most",
    "votes month of most",
    "votes quarter of most",
    "best three of most",
    "week",
    "week of most",
    "month",
    "month of most",
    "month share",
    "half year",
    "day messages of most",
    "week messages of most",
    "first of most",
    "anywhere of most",
    "idle",
    "idle here",
    "idle here beyond least",
    "messages since",
    "messages since beyond least",
    "habit",
    "this hour",
    "this hour of most",
    "to asker",
    "to asker of most",
    "met",
    "votes here of most",
    "topics of most",
    "half year of most",
    "share of what they answered",
];

/// How many figures the model sees.
pub const WIDTH: usize = 31;

/// The figures whose roots are weighed as well: all shares of the most. Between zero and a little lies more than between
/// much and more.
pub(super) const ROOTS: [usize; 16] = [1, 2, 3, 4, 5, 7, 9, 12, 13, 14, 15, 23, 25, 27, 28, 29];

/// What the figures of one person are compared with: the most, or the least, that any candidate has.
#[derive(Clone, Debug)]
pub(super) struct Comparison {
    most: Signals,
    least_idle_here: f32,
    /// Messages a day where it is asked.
    tempo: f32,
    /// Answers there lately, half-life 30 days.
    answers: f32,
}

impl Comparison {
    /// Of all candidates.
    pub fn of<'a>(candidates: impl Iterator<Item = &'a Signals>, (tempo, answers): (f32, f32)) -> Self {
        let mut most = Signals::default();
        let mut least_idle_here = f32::INFINITY;
        for one in candidates {
            most.votes = most.votes.max(one.votes);
            most.votes_week = most.votes_week.max(one.votes_week);
            most.votes_month = most.votes_month.max(one.votes_month);
            most.votes_quarter = most.votes_quarter.max(one.votes_quarter);
            most.votes_here = most.votes_here.max(one.votes_here);
            most.topics = most.topics.max(one.topics);
            most.best_three = most.best_three.max(one.best_three);
            most.semantic = most.semantic.max(one.semantic);
            let (all, one) = (&mut most.activity, &one.activity);
            all.week = all.week.max(one.week);
            all.month = all.month.max(one.month);
            all.half_year = all.half_year.max(one.half_year);
            all.day_messages = all.day_messages.max(one.day_messages);
            all.week_messages = all.week_messages.max(one.week_messages);
            all.first = all.first.max(one.first);
            all.anywhere = all.anywhere.max(one.anywhere);
            all.this_hour = all.this_hour.max(one.this_hour);
            all.to_asker = all.to_asker.max(one.to_asker);
            least_idle_here = least_idle_here.min(one.idle_here);
        }
        Self { most, least_idle_here, tempo, answers }
    }

    /// How near the question is to what somebody answered, by its meaning, as a share of what the nearest has. No figure
    /// of the model: it was fitted without.
    pub fn semantic(&self, one: &Signals) -> f32 {
        one.semantic / self.most.semantic.max(1e-6)
    }

    /// The figures of one of them. Counts are logarithms, spans of time logarithms of days with a minute at the least,
    /// and what is "of most" is a share of what the candidate with the most has.
    pub fn figures(&self, one: &Signals) -> [f32; WIDTH] {
        let (most, all, own) = (&self.most, &self.most.activity, &one.activity);
        let of = |own: f32, most: f32| own / most.max(1e-6);
        let span = |days: f32| (days + 1.0 / 1_440.0).ln();
        let since = |days: f32| (days * self.tempo).ln_1p();
        let least = self.least_idle_here;
        [
            if one.mentioned { 1.0 } else { 0.0 },
            of(one.votes, most.votes),
            of(one.votes_week, most.votes_week),
            of(one.votes_month, most.votes_month),
            of(one.votes_quarter, most.votes_quarter),
            of(one.best_three, most.best_three),
            own.week.ln_1p(),
            of(own.week, all.week),
            own.month.ln_1p(),
            of(own.month, all.month),
            ((own.month + 0.01) / (self.answers + 0.01)).ln(),
            own.half_year.ln_1p(),
            of(own.day_messages, all.day_messages),
            of(own.week_messages, all.week_messages),
            of(own.first, all.first),
            of(own.anywhere, all.anywhere),
            span(own.idle),
            span(own.idle_here),
            span(own.idle_here) - span(least),
            since(own.idle_here),
            since(own.idle_here) - since(least),
            own.habit,
            own.this_hour.ln_1p(),
            of(own.this_hour, all.this_hour),
            own.to_asker.ln_1p(),
            of(own.to_asker, all.to_asker),
            own.met.ln_1p(),
            of(one.votes_here, most.votes_here),
            of(one.topics, most.topics),
            of(own.half_year, all.half_year),
            ((one.votes_quarter + 0.05) / (own.anywhere_long + 1.0)).ln(),
        ]
    }
}
