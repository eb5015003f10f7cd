//! Sums in which what is past counts less and less.

/// Several sums of the same events, each with its own half-life. What was added can be taken out again.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::search) struct Faded<const N: usize> {
    /// The latest moment that was added, in seconds; the sums are as they are then.
    at: u32,
    sums: [f64; N],
}

impl<const N: usize> Default for Faded<N> {
    fn default() -> Self {
        Self { at: 0, sums: [0.0; N] }
    }
}

impl<const N: usize> Faded<N> {
    /// Adds something that happened at a moment, in any order; negative amounts take it out.
    pub fn add(&mut self, when: u32, amounts: [f64; N], half_lives: &[f64; N]) {
        if when > self.at {
            self.sums = self.at(when, half_lives);
            self.at = when;
        }
        let age = days(when, self.at);
        for ((sum, amount), half_life) in self.sums.iter_mut().zip(amounts).zip(half_lives) {
            if amount != 0.0 {
                *sum = (*sum + amount * fade(age, *half_life)).max(0.0);
            }
        }
    }

    /// One of the sums at a moment.
    pub fn one_at<const I: usize>(&self, now: u32, half_lives: &[f64; N]) -> f64 {
        self.sums[I] * fade(self.age(now), half_lives[I])
    }

    /// The sums at a moment. What came later, up to a day as clocks go, counts more than in full.
    pub fn at(&self, now: u32, half_lives: &[f64; N]) -> [f64; N] {
        let age = self.age(now);
        let mut sums = self.sums;
        for (sum, half_life) in sums.iter_mut().zip(half_lives) {
            *sum *= fade(age, *half_life);
        }
        sums
    }

    /// Several, as if all of their events had been added to one.
    pub fn together<'a>(all: impl Iterator<Item = &'a Self> + Clone, half_lives: &[f64; N]) -> Self {
        let at = all.clone().map(|one| one.at).max().unwrap_or(0);
        let mut together = Self { at, sums: [0.0; N] };
        all.for_each(|one| together.take_in(one, 1.0, half_lives));
        together
    }

    /// What is left without the events of some that were added to this as well.
    pub fn without<'a>(&self, some: impl Iterator<Item = &'a Self>, half_lives: &[f64; N]) -> Self {
        let mut left = *self;
        some.for_each(|one| left.take_in(one, -1.0, half_lives));
        left.sums = left.sums.map(|sum| sum.max(0.0));
        left
    }

    /// Adds the sums of another whose latest moment is no later.
    fn take_in(&mut self, other: &Self, sign: f64, half_lives: &[f64; N]) {
        let age = days(other.at, self.at);
        for ((sum, more), half_life) in self.sums.iter_mut().zip(other.sums).zip(half_lives) {
            if more != 0.0 {
                *sum += sign * more * fade(age, *half_life);
            }
        }
    }

    /// The latest moment that was ever added, in seconds.
    pub fn latest(&self) -> u32 {
        self.at
    }

    /// What is in the sums is so many days old. That the latest is later than the moment must not fade what came before
    /// it; what claims to be from a far future is no reason to count more.
    fn age(&self, now: u32) -> f64 {
        days(self.at, now).max(-1.0)
    }
}

/// What is left of something after so many days.
fn fade(age: f64, half_life: f64) -> f64 {
    (-age / half_life).exp2()
}

fn days(from: u32, until: u32) -> f64 {
    (f64::from(until) - f64::from(from)) / 86_400.0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Faded;

    const HALF_LIVES: [f64; 2] = [7.0, 30.0];

    proptest! {
        /// However events come and go, the sums are those of what is left.
        #[test]
        fn the_order_does_not_matter(
            kept in prop::collection::vec(0_u32..20_000_000, 0..20),
            gone in prop::collection::vec(0_u32..20_000_000, 0..20),
        ) {
            let now = 20_000_000;
            let later = now + 40_000;
            let mut faded = Faded::default();
            let mixed = kept.iter().chain(&gone);
            mixed.for_each(|when| faded.add(*when, [1.0, 1.0], &HALF_LIVES));
            gone.iter().rev().for_each(|when| faded.add(*when, [-1.0, -1.0], &HALF_LIVES));
            faded.add(later, [1.0, 1.0], &HALF_LIVES);
            faded.add(later, [-1.0, -1.0], &HALF_LIVES);
            for (sum, half_life) in faded.at(now, &HALF_LIVES).into_iter().zip(HALF_LIVES) {
                let plain: f64 =
                    kept.iter().map(|when| 0.5_f64.powf(f64::from(now - when) / 86_400.0 / half_life)).sum();
                prop_assert!((sum - plain).abs() < 1e-9, "{} is not {}", sum, plain);
            }
        }
    }
}
