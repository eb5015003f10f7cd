//! Questions that read as personal: they are not for a channel. Pure.

use crate::search::{fold, is_unspaced};

/// The question reads as personal: it has one of these phrases, word for word or with words that begin so, whatever the
/// letters' case and accents. In scripts that put no spaces between words a phrase may stand anywhere. An empty list finds
/// nothing.
pub fn is_personal(question: &str, phrases: &str) -> bool {
    let whole = fold(question);
    let words = words(&whole);
    phrases.lines().map(|phrase| fold(phrase.trim())).filter(|phrase| !phrase.is_empty()).any(|phrase| {
        if phrase.chars().any(is_joined) {
            return whole.contains(&phrase);
        }
        let phrase = self::words(&phrase);
        !phrase.is_empty()
            && words
                .windows(phrase.len())
                .any(|said| said.iter().zip(&phrase).all(|(said, begins)| said.starts_with(begins)))
    })
}

/// A sign that need not stand at the beginning of what is between two spaces.
fn is_joined(sign: char) -> bool {
    is_unspaced(sign) || ('가'..='힣').contains(&sign)
}

fn words(text: &str) -> Vec<&str> {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect()
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
            "my team lead yells at me in every meeting",
            "she earns more than I do for the same work",
            "ICH WILL KUNDIGEN",
            "Je suis enceinte, à qui le dire ?",
            "mi jefe me grita",
            "部長からパワハラを受けています",
            "我想辞职",
            "팀장님의 괴롭힘이 심해요",
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
            "why does my payout batch fail?",
            "how do I narrow a discriminated union?",
            "how do I diagnose a memory leak?",
            "my health check fails after the deploy",
            "wie kündige ich einen Vertrag mit einem Lieferanten im System?",
            "データベースの移行方法を教えてください",
            "how do I report abuse of our API?",
        ] {
            assert!(!is_personal(question, USUAL), "{question}");
        }
        assert!(!is_personal("my manager is bullying me", ""));
        assert!(is_personal("wo melde ich Mobbing", "\n  mobbing \n"));
    }
}
