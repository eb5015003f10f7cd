//! Questions that read as personal: they are not for a channel. Pure.

/// The question reads as personal: it has one of these phrases, word for word or with words that begin so, whatever the
/// letters' case. An empty list finds nothing.
pub fn is_personal(question: &str, phrases: &str) -> bool {
    let words = words(question);
    phrases.lines().map(self::words).filter(|phrase| !phrase.is_empty()).any(|phrase| {
        words
            .windows(phrase.len())
            .any(|said| said.iter().zip(&phrase).all(|(said, begins)| said.starts_with(begins)))
    })
}

fn words(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    lower
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::experts::policy::PERSONAL_WORDS as USUAL;

    #[test]
    fn what_is_personal_is_told_from_what_is_work() {
        for question in [
            "my manager is bullying me, who can I talk to?",
            "Whom do I tell that I am being HARASSED?",
            "how do I ask for a raise",
            "I want to quit",
            "who knows about self-harm",
            "ich bin schwanger, was nun?",
            "is my salary negotiable",
            "I am pregnant. How does parental leave work?",
        ] {
            assert!(is_personal(question, USUAL), "{question}");
        }
        for question in [
            "how do I quit vim?",
            "how do I roll back a Postgres migration?",
            "who approves a leave request in the app?",
            "why does the payment service raise a KeyError?",
            "how do I resize a pod",
            "how is the payslip service deployed",
        ] {
            assert!(!is_personal(question, USUAL), "{question}");
        }
        assert!(!is_personal("my manager is bullying me", ""));
        assert!(is_personal("wo melde ich Mobbing", "\n  mobbing \n"));
    }
}
