//! How fast pairs are found: the assignment alone, on the matrices of `tests/mentorship-matching.py --bench`, and whole pools
//! with their rules and scores. `cargo bench --bench mentorship`.

#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::cast_possible_truncation,
    reason = "a bench measures and prints"
)]

use std::time::Instant;

use lyceum::chat::PersonId;
use lyceum::features::mentorship::matching::{Candidate, NEVER, Pool, Scores, assign, propose};

/// Mentees, mentors, and places of each.
const SIZES: [(usize, usize, u32); 3] = [(100, 50, 2), (500, 250, 2), (2_000, 1_000, 2)];

/// The generator of `tests/mentorship-matching.py`.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }
}

fn main() {
    for (mentees, mentors, places) in SIZES {
        let mut chance = Chance(mentees as u64);
        let scores = Scores::new(mentees, mentors, |_, _| {
            if chance.below(100) < 10 { NEVER } else { chance.below(1_000_000) as i32 }
        });
        let began = Instant::now();
        let found = assign(&scores, &vec![places; mentors]);
        println!(
            "assign {mentees} {mentors} {places} {:.1} {}",
            began.elapsed().as_secs_f64() * 1e3,
            found.total
        );
    }
    for (mentees, mentors, places) in SIZES {
        let pool = pool(mentees, mentors, places);
        let began = Instant::now();
        let found = propose(&pool);
        let millis = began.elapsed().as_secs_f64() * 1e3;
        println!("propose {mentees} {mentors} {places} {millis:.1} {}", found.total());
    }
    println!("memory {}", most_memory());
}

/// A pool in which nearly everybody could be paired with everybody, and many want the same.
fn pool(mentees: usize, mentors: usize, places: u32) -> Pool {
    const THINGS: [&str; 12] = [
        "postgres",
        "rust",
        "speaking",
        "kubernetes",
        "leading people",
        "writing",
        "finance",
        "sales",
        "data analysis",
        "security",
        "design",
        "testing",
    ];
    let mut chance = Chance(7);
    let mut candidate = |name: String| {
        let mut things = || -> Vec<String> {
            (0..3).map(|_| THINGS[chance.below(THINGS.len() as u64) as usize].to_owned()).collect()
        };
        let (gives, learns) = (things(), things());
        let hour = chance.below(9).cast_signed();
        let factor = |chance: &mut Chance| 4 + chance.below(17) as u8;
        Candidate {
            gives,
            learns,
            languages: [["english", "german"][usize::from(chance.below(10) == 0)].to_owned()].into(),
            years: Some(chance.below(25).cast_signed()),
            factors: Some([(); 5].map(|()| factor(&mut chance))),
            works: (0..5).map(|day| ((day * 24 + hour) * 3_600, (day * 24 + hour + 8) * 3_600)).collect(),
            department: Some(format!("Department {}", chance.below(20))),
            chosen: chance.below(4).cast_signed(),
            is_reachable: true,
            ..Candidate::new(PersonId::new(name))
        }
    };
    Pool {
        mentees: (0..mentees).map(|at| candidate(format!("mentee {at}"))).collect(),
        mentors: (0..mentors).map(|at| (candidate(format!("mentor {at}")), places, places)).collect(),
        ..Pool::default()
    }
}

/// The most memory that this process had at once, in megabytes, where Linux tells.
fn most_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or_default() / 1_024
}
