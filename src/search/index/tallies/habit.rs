//! When in the day somebody writes.

const HOURS: usize = 24;
/// It is forgotten by half after so many days.
const HALF_LIFE: f64 = 60.0;
/// The moment, in seconds, at which a message weighs one. From the first second that can be told to the last, weights
/// stay within what a number holds.
const UNIT: u32 = 1_600_000_000;
/// Hours of the day nearer than this, about, count as the same.
const SPREAD: f64 = 1.5;

/// Messages by the hour of the day, later ones weighing more: what is past fades without being touched.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Habit([f64; HOURS]);

impl Habit {
    /// Counts a message, or takes it out.
    pub fn add(&mut self, when: u32, sign: f64) {
        let hour = &mut self.0[hour(when)];
        *hour = (*hour + sign * weight(when)).max(0.0);
    }

    /// Adds another, or takes it out.
    pub fn take_in(&mut self, other: &Self, sign: f64) {
        for (sum, more) in self.0.iter_mut().zip(other.0) {
            *sum = (*sum + sign * more).max(0.0);
        }
    }

    /// Messages at this hour of the day, and at all hours, as they count now.
    pub fn at(&self, hour: &Hour) -> (f64, f64) {
        let near: f64 = self.0.iter().zip(hour.near).map(|(sum, near)| sum * near).sum();
        (near / hour.weight, self.0.iter().sum::<f64>() / hour.weight)
    }
}

/// The hours of what somebody wrote in one of several places. Most people write little in most places: one hour takes no
/// feature of its own.
#[derive(Clone, Debug)]
pub(super) enum Hours {
    /// One hour of the day, and its sum.
    One(u8, f64),
    Many(Box<Habit>),
}

impl Default for Hours {
    fn default() -> Self {
        Self::One(0, 0.0)
    }
}

impl From<&Habit> for Hours {
    fn from(habit: &Habit) -> Self {
        let mut used = (0_u8..).zip(habit.0).filter(|(_, sum)| *sum != 0.0);
        match (used.next(), used.next()) {
            (Some((hour, sum)), None) => Self::One(hour, sum),
            (None, _) => Self::default(),
            _ => Self::Many(Box::new(*habit)),
        }
    }
}

impl Hours {
    /// Counts a message, or takes it out.
    pub fn add(&mut self, when: u32, sign: f64) {
        let mut habit = self.habit();
        habit.add(when, sign);
        match self {
            Self::Many(many) => **many = habit,
            Self::One(..) => *self = Self::from(&habit),
        }
    }

    /// The same with all hours.
    pub fn habit(&self) -> Habit {
        match self {
            Self::One(hour, sum) => {
                let mut habit = Habit::default();
                habit.0[usize::from(*hour)] = *sum;
                habit
            }
            Self::Many(habit) => **habit,
        }
    }
}

/// An hour of the day, at a moment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hour {
    /// How near each hour of the day is, from 0 to 1.
    near: [f64; HOURS],
    weight: f64,
}

impl Hour {
    pub fn of(now: u32) -> Self {
        let present = f64::from(now % 86_400) / 3_600.0;
        let mut middle = -0.5;
        let near = std::array::from_fn(|_| {
            middle += 1.0;
            let apart: f64 = (present - middle).abs();
            let apart = apart.min(24.0 - apart) / SPREAD;
            (-apart * apart / 2.0).exp()
        });
        Self { near, weight: weight(now) }
    }
}

fn hour(when: u32) -> usize {
    (when % 86_400 / 3_600) as usize
}

fn weight(when: u32) -> f64 {
    ((f64::from(when) - f64::from(UNIT)) / 86_400.0 / HALF_LIFE).exp2()
}

#[cfg(test)]
mod tests {
    use super::{Habit, Hour};

    #[test]
    fn messages_count_by_their_hour_and_half_after_sixty_days() {
        let noon = 1_700_049_600;
        let mut habit = Habit::default();
        habit.add(noon + 1_800, 1.0);
        habit.add(noon - 60 * 86_400 + 1_800, 1.0);
        habit.add(noon + 43_200, 1.0);
        habit.add(noon + 43_200, -1.0);
        let (near, all) = habit.at(&Hour::of(noon + 1_800));
        assert!((near - 1.5).abs() < 1e-9 && (all - 1.5).abs() < 1e-9, "{near} {all}");
        let (near, all) = habit.at(&Hour::of(noon + 43_200 + 1_800));
        assert!(near < 1e-9 && all > 1.0);
        for moment in [0, u32::MAX] {
            let mut habit = Habit::default();
            habit.add(moment, 1.0);
            assert!((habit.at(&Hour::of(moment)).1 - 1.0).abs() < 1e-9);
        }
    }
}
