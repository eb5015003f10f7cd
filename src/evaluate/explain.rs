//! Why each of the first ten stands where it stands, for one question.

use std::fmt::Write as _;

use super::history::Asked;
use crate::search::{FIGURES, Found};

const SHOWN: usize = 10;

/// The question, and the first ten with their scores, their reasons and every figure that is not zero.
pub fn explain(asked: &Asked, found: &Found) -> String {
    let mut told = format!("{}: {}\n", asked.qid, asked.text.trim());
    for (ranked, place) in found.people.iter().take(SHOWN).zip(1..) {
        let person = ranked.person.as_str();
        let truth =
            asked.truth.get(person).map_or(String::new(), |value| format!(", really answered ({value})"));
        let _ = writeln!(told, "\n{place}. {person}, score {:.3}{truth}", ranked.score);
        for why in &ranked.why {
            let _ = writeln!(told, "   {why:?}");
        }
        let figures: Vec<String> = FIGURES
            .iter()
            .zip(ranked.figures)
            .chain([(&"meaning", ranked.semantic)])
            .filter(|(_, figure)| figure.abs() > 1e-3)
            .map(|(name, figure)| format!("{name} {figure:.2}"))
            .collect();
        let _ = writeln!(told, "   {}", figures.join(", "));
    }
    let missed = asked.truth.keys().filter(|person| {
        !found.people.iter().take(SHOWN).any(|ranked| ranked.person.as_str() == person.as_str())
    });
    for person in missed {
        let place = found.people.iter().position(|ranked| ranked.person.as_str() == person.as_str());
        let place = place.map_or("nowhere".to_owned(), |at| format!("at place {}", at + 1));
        let _ = writeln!(told, "\n{person} really answered, and stands {place}.");
    }
    told
}
