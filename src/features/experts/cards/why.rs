//! Why somebody came to mind: one honest line from what really moved them, never a score.

use chrono::{DateTime, Utc};

use crate::search::{Source, Why};

/// The two strongest reasons, in words; small letters in front, no full stop.
pub fn came_to_mind(reasons: &[Why], now: DateTime<Utc>) -> String {
    let mut said: Vec<String> = Vec::new();
    for reason in reasons {
        let words = one(reason, now);
        if !said.contains(&words) {
            said.push(words);
        }
        if said.len() == 2 {
            break;
        }
    }
    if said.is_empty() { "wrote about this before".to_owned() } else { said.join("; ") }
}

fn one(reason: &Why, now: DateTime<Utc>) -> String {
    match reason {
        Why::AcceptedAnswers { about, count, last } => {
            let answers = if *count == 1 { "an accepted answer" } else { "accepted answers" };
            format!("{answers}{}, {}", on(about), when(*count, *last, now))
        }
        Why::Answered { about, count, last } => {
            let answers = if *count == 1 { "answered a question" } else { "answered questions" };
            format!("{answers}{}, {}", on(about), when(*count, *last, now))
        }
        Why::Declared { name, source: Source::Skill, ask_me: true } => {
            format!("is glad to be asked about {name}")
        }
        Why::Declared { name, source: Source::Skill, ask_me: false } => format!("lists {name} as a skill"),
        Why::Declared { name, source: Source::Champion, .. } => format!("is a champion of {name}"),
        Why::Declared { name, source: Source::Project, .. } => format!("works on {name}"),
        Why::Declared { name, source: Source::Title, .. } => format!("works as {name}"),
        Why::AnsweredYouBefore => "has answered you before".to_owned(),
        Why::ActiveHere => "often answers in this channel".to_owned(),
    }
}

fn on(about: &[String]) -> String {
    // A short common word says little beside another; `R`, `C#` and `AWS` are short and say it all.
    let says_little = |word: &str| word.len() <= 4 && word.chars().all(|letter| letter.is_ascii_lowercase());
    let telling: Vec<&String> = about.iter().filter(|word| !says_little(word)).collect();
    match telling.as_slice() {
        [] => about.first().map_or_else(String::new, |one| format!(" on {one}")),
        [one] => format!(" on {one}"),
        [one, two, ..] => format!(" on {one} and {two}"),
    }
}

fn when(count: u32, last: DateTime<Utc>, now: DateTime<Utc>) -> String {
    // It stands in the thread for good: nothing that is told from now on.
    let said = match (now - last).num_days() {
        i64::MIN..=300 => format!("in {}", last.format("%B")),
        _ => format!("in {}", last.format("%B %Y")),
    };
    if count == 1 { said } else { format!("last one {said}") }
}
