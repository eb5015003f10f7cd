//! The Mini-IPIP: 20 items of the public domain for five factors of personality.
//!
//! Donnellan, Oswald, Baird and Lucas (2006), "The Mini-IPIP scales", Psychological Assessment 18(2), 192-203; items from
//! Goldberg's International Personality Item Pool (ipip.ori.org). Each is answered from 1 (very inaccurate) to 5 (very accurate);
//! a factor is the mean of its four items, those that are keyed against it taken from 6.

/// Answers reach from 1 to this.
pub const MOST: u8 = 5;
/// Factors: extraversion, agreeableness, conscientiousness, neuroticism, intellect.
pub const FACTORS: usize = 5;

/// The items in their order: the words after "I", the factor from 0, and whether they are keyed with it.
pub const ITEMS: [(&str, usize, bool); 20] = [
    ("am the life of the party", 0, true),
    ("sympathise with others' feelings", 1, true),
    ("get chores done right away", 2, true),
    ("have frequent mood swings", 3, true),
    ("have a vivid imagination", 4, true),
    ("don't talk a lot", 0, false),
    ("am not interested in other people's problems", 1, false),
    ("often forget to put things back in their proper place", 2, false),
    ("am relaxed most of the time", 3, false),
    ("am not interested in abstract ideas", 4, false),
    ("talk to a lot of different people at parties", 0, true),
    ("feel others' emotions", 1, true),
    ("like order", 2, true),
    ("get upset easily", 3, true),
    ("have difficulty understanding abstract ideas", 4, false),
    ("keep in the background", 0, false),
    ("am not really interested in others", 1, false),
    ("make a mess of things", 2, false),
    ("seldom feel blue", 3, false),
    ("do not have a good imagination", 4, false),
];

/// The sum of the four items of each factor, from 4 to 20.
pub type Factors = [u8; FACTORS];

/// The factors of 20 answers in the order of [`ITEMS`]; none unless all are there and from 1 to [`MOST`].
pub fn factors(answers: &[u8]) -> Option<Factors> {
    let is_whole = answers.len() == ITEMS.len() && answers.iter().all(|answer| (1..=MOST).contains(answer));
    is_whole.then(|| {
        let mut factors = [0; FACTORS];
        for (answer, (_, factor, is_with)) in answers.iter().zip(ITEMS) {
            factors[factor] += if is_with { *answer } else { MOST + 1 - answer };
        }
        factors
    })
}

/// How alike two people are, in thousandths: all of it less the mean distance of their factors.
pub fn likeness(one: Factors, other: Factors) -> i32 {
    let apart: i32 = one.iter().zip(other).map(|(a, b)| i32::from(a.abs_diff(b))).sum();
    // Each factor can be 16 apart.
    1_000 - apart * 1_000 / (16 * 5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_keyed_as_they_were_published() {
        assert_eq!(factors(&[3; 20]), Some([12; 5]));
        // Very accurate of all that is keyed with its factor, and very inaccurate of the rest.
        let answers: Vec<u8> = ITEMS.iter().map(|(_, _, is_with)| if *is_with { 5 } else { 1 }).collect();
        assert_eq!(factors(&answers), Some([20; 5]));
        // 11 of the 20 items are reversed (Donnellan et al. 2006, appendix).
        assert_eq!(ITEMS.iter().filter(|(_, _, is_with)| !is_with).count(), 11);
        assert!((0..FACTORS).all(|factor| ITEMS.iter().filter(|it| it.1 == factor).count() == 4));
        for answers in [&[3; 19][..], &[0; 20], &[6; 20]] {
            assert_eq!(factors(answers), None);
        }
    }

    #[test]
    fn whoever_answers_the_same_is_the_same() {
        assert_eq!(likeness([12; 5], [12; 5]), 1_000);
        assert_eq!(likeness([4; 5], [20; 5]), 0);
        assert_eq!(likeness([4, 12, 12, 12, 12], [12; 5]), 900);
    }
}
