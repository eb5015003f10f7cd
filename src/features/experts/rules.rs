//! Who may be asked, and who is asked first. Pure: all that is known comes in as values.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::chat::{MessageText, PersonId, Piece, Standing};

/// The window of the weekly cap: the last seven days, so that no Monday morning is a rush.
pub const CAP_WINDOW: TimeDelta = TimeDelta::days(7);
/// The window over which load is compared.
pub const LOAD_WINDOW: TimeDelta = TimeDelta::days(30);
/// One time in so many the standby is a rising star.
pub const RISING_ONCE_IN: u32 = 5;
/// The longest question. Longer ones belong in a document with a link.
pub const LONGEST_QUESTION: usize = 3000;
/// The shortest question that says anything, in characters without white space.
pub const SHORTEST_QUESTION: usize = 3;

/// Why somebody who knows about it is not asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Exclusion {
    /// They asked it.
    Asker,
    /// A program.
    Bot,
    /// A guest, and the lead did not switch guests on.
    Guest,
    /// From another company.
    Stranger,
    /// Their account is switched off.
    Gone,
    /// The platform has not told yet who they are.
    Unknown,
    /// They paused everything until then.
    Paused(DateTime<Utc>),
    /// They took themselves off duty.
    OffDuty,
    /// It is night, or their weekend, where they are, and it can wait.
    QuietHours,
    /// They were asked as often this week as they want to be.
    AtCap(i64),
    /// Somebody else who can be asked is known for far more of it.
    KnowsLess,
    /// They were asked already on this question and did not take it.
    AskedAlready,
    /// They said that a topic of the question is not theirs.
    NotTheirs,
    /// There is no way to reach them from here.
    Unreachable,
    /// They are not known to be in the channel, and only its members can read it.
    NotInChannel,
}

/// What is known of somebody who may be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The person who is considered.
    pub person: PersonId,
    /// What they are to the company.
    pub standing: Standing,
    /// They paused everything until then.
    pub paused_until: Option<DateTime<Utc>>,
    /// They took themselves off duty.
    pub off_duty: bool,
    /// It is night, or their weekend, where they are.
    pub quiet: bool,
    /// How often a week they want to be asked at the most.
    pub cap: i64,
    /// How often they were asked within [`CAP_WINDOW`].
    pub asked_this_week: i64,
    /// How often they were asked within [`LOAD_WINDOW`].
    pub asked_this_month: i64,
    /// They were asked already on this question.
    pub asked_already: bool,
    /// They said that a topic of this question is not theirs.
    pub not_theirs: bool,
    /// They have an account in the workspace where it is asked, or can be asked one to one.
    pub reachable: bool,
    /// They can see the question where it stands, or can be asked one to one.
    pub can_see: bool,
}

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Eligibility<'a> {
    /// Who asks.
    pub asker: &'a PersonId,
    /// It cannot wait for quiet hours to end.
    pub urgent: bool,
    /// The lead lets guests be experts.
    pub guests: bool,
}

/// Why somebody cannot be asked, the weightiest reason first; none if they can.
pub fn exclusion(facts: &Facts, wish: Eligibility<'_>, now: DateTime<Utc>) -> Option<Exclusion> {
    if facts.person == *wish.asker {
        return Some(Exclusion::Asker);
    }
    match facts.standing {
        Standing::Member => {}
        Standing::Guest if wish.guests => {}
        Standing::Guest => return Some(Exclusion::Guest),
        Standing::Bot => return Some(Exclusion::Bot),
        Standing::Stranger => return Some(Exclusion::Stranger),
        Standing::Gone => return Some(Exclusion::Gone),
        Standing::Unknown => return Some(Exclusion::Unknown),
    }
    if !facts.reachable {
        return Some(Exclusion::Unreachable);
    }
    if !facts.can_see {
        return Some(Exclusion::NotInChannel);
    }
    if facts.asked_already {
        return Some(Exclusion::AskedAlready);
    }
    if facts.not_theirs {
        return Some(Exclusion::NotTheirs);
    }
    if let Some(until) = facts.paused_until.filter(|until| *until > now) {
        return Some(Exclusion::Paused(until));
    }
    if facts.off_duty {
        return Some(Exclusion::OffDuty);
    }
    if facts.asked_this_week >= facts.cap {
        return Some(Exclusion::AtCap(facts.cap));
    }
    (facts.quiet && !wish.urgent).then_some(Exclusion::QuietHours)
}

/// They are a colleague who is neither away nor off duty.
pub fn is_there(facts: &Facts, now: DateTime<Utc>) -> bool {
    facts.standing == Standing::Member
        && facts.paused_until.is_none_or(|until| until <= now)
        && !facts.off_duty
        && !facts.not_theirs
}

/// Only a person's own calendar or wish stands in the way: whoever names them may have them asked all the same.
pub fn may_be_named(exclusion: Exclusion) -> bool {
    matches!(
        exclusion,
        Exclusion::NotTheirs
            | Exclusion::Paused(_)
            | Exclusion::OffDuty
            | Exclusion::QuietHours
            | Exclusion::AtCap(_)
    )
}

/// Who is asked, and who stands by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Asked first: the best of those who can be asked.
    pub first: PersonId,
    /// Asked when the first does not answer; never the same person.
    pub standby: Option<PersonId>,
    /// The standby was chosen for being asked least, not for standing second.
    pub rising: bool,
}

/// Chooses among people who can be asked, given best first. `give_a_chance` comes from the seeded generator, one time
/// in [`RISING_ONCE_IN`]: the standby is then whoever was asked least within [`LOAD_WINDOW`] (the better ranked of
/// two). With fewer than two to choose a standby from there is nothing to give a chance to. None if nobody can be asked.
pub fn choose(qualified: &[&Facts], give_a_chance: bool) -> Option<Choice> {
    let (first, others) = qualified.split_first()?;
    let least = others.iter().min_by_key(|facts| facts.asked_this_month);
    let (standby, rising) = match least {
        Some(least) if give_a_chance && others.len() >= 2 => (Some(*least), true),
        _ => (others.first().copied(), false),
    };
    Some(Choice { first: first.person.clone(), standby: standby.map(|facts| facts.person.clone()), rising })
}

/// What is wrong with the words of a question, if anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unaskable {
    /// There are no words.
    Empty,
    /// There is nothing but a mention.
    OnlyMentions,
    /// It is this many characters long, and [`LONGEST_QUESTION`] is the most.
    TooLong(usize),
}

/// A question's words, if they can be asked: trimmed, with mentions left where they are.
///
/// # Errors
/// What is wrong with them.
pub fn askable(text: MessageText) -> Result<MessageText, Unaskable> {
    let text = text.trimmed();
    let length = text.length();
    if length > LONGEST_QUESTION {
        return Err(Unaskable::TooLong(length));
    }
    let without = text.words();
    let said = without.chars().filter(|letter| letter.is_alphanumeric()).count();
    if said > 0 && without.chars().filter(|letter| !letter.is_whitespace()).count() >= SHORTEST_QUESTION {
        return Ok(text);
    }
    Err(if text.pieces().iter().any(|piece| matches!(piece, Piece::Account(_))) {
        Unaskable::OnlyMentions
    } else {
        Unaskable::Empty
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::chat::AccountId;

    fn facts(name: &str) -> Facts {
        Facts {
            person: PersonId::new(name),
            standing: Standing::Member,
            paused_until: None,
            off_duty: false,
            quiet: false,
            cap: 5,
            asked_this_week: 0,
            asked_this_month: 0,
            asked_already: false,
            not_theirs: false,
            reachable: true,
            can_see: true,
        }
    }

    #[test]
    fn each_reason_is_told_apart() {
        let now = DateTime::UNIX_EPOCH;
        let asker = PersonId::new("ann");
        let wish = Eligibility { asker: &asker, urgent: false, guests: false };
        let check = |change: &dyn Fn(&mut Facts)| {
            let mut facts = facts("bob");
            change(&mut facts);
            exclusion(&facts, wish, now)
        };
        assert_eq!(check(&|_| {}), None);
        assert_eq!(check(&|f| f.person = PersonId::new("ann")), Some(Exclusion::Asker));
        assert_eq!(check(&|f| f.standing = Standing::Bot), Some(Exclusion::Bot));
        assert_eq!(check(&|f| f.standing = Standing::Guest), Some(Exclusion::Guest));
        assert_eq!(check(&|f| f.standing = Standing::Stranger), Some(Exclusion::Stranger));
        assert_eq!(check(&|f| f.standing = Standing::Gone), Some(Exclusion::Gone));
        assert_eq!(check(&|f| f.standing = Standing::Unknown), Some(Exclusion::Unknown));
        let until = now + TimeDelta::days(1);
        assert_eq!(check(&|f| f.paused_until = Some(until)), Some(Exclusion::Paused(until)));
        assert_eq!(check(&|f| f.paused_until = Some(now)), None, "a pause ends at its moment");
        assert_eq!(check(&|f| f.off_duty = true), Some(Exclusion::OffDuty));
        assert_eq!(check(&|f| f.quiet = true), Some(Exclusion::QuietHours));
        assert_eq!(check(&|f| f.asked_this_week = 5), Some(Exclusion::AtCap(5)));
        assert_eq!(check(&|f| f.asked_this_week = 4), None);
        assert_eq!(check(&|f| f.asked_already = true), Some(Exclusion::AskedAlready));
        assert_eq!(check(&|f| f.not_theirs = true), Some(Exclusion::NotTheirs));
        assert!(may_be_named(Exclusion::NotTheirs), "whoever names them may know better");
        assert_eq!(check(&|f| f.reachable = false), Some(Exclusion::Unreachable));
    }

    #[test]
    fn urgent_questions_reach_people_in_their_quiet_hours() {
        let asker = PersonId::new("ann");
        let night = Facts { quiet: true, ..facts("bob") };
        let wish = Eligibility { asker: &asker, urgent: true, guests: false };
        assert_eq!(exclusion(&night, wish, DateTime::UNIX_EPOCH), None);
        let guest = Facts { standing: Standing::Guest, ..facts("bob") };
        assert_eq!(exclusion(&guest, wish, DateTime::UNIX_EPOCH), Some(Exclusion::Guest));
        let wish = Eligibility { guests: true, ..wish };
        assert_eq!(exclusion(&guest, wish, DateTime::UNIX_EPOCH), None);
    }

    #[test]
    fn the_rising_star_is_the_one_asked_least() {
        let busy = Facts { asked_this_month: 9, ..facts("busy") };
        let second = Facts { asked_this_month: 3, ..facts("second") };
        let fresh = Facts { asked_this_month: 0, ..facts("fresh") };
        let choice = choose(&[&busy, &second, &fresh], true).unwrap();
        assert_eq!((choice.first.as_str(), choice.standby.unwrap().as_str()), ("busy", "fresh"));
        assert!(choice.rising);
        let choice = choose(&[&busy, &second, &fresh], false).unwrap();
        assert_eq!(choice.standby, Some(PersonId::new("second")));
        assert!(!choice.rising);
        let alone = choose(&[&busy], true).unwrap();
        assert_eq!((alone.standby, alone.rising), (None, false));
        assert_eq!(choose(&[], true), None);
    }

    #[test]
    fn a_question_needs_words() {
        let ann = || MessageText::new().account(AccountId::new("slack:T:U"));
        assert_eq!(askable("  how do I roll back? ".into()), Ok("how do I roll back?".into()));
        assert_eq!(askable(ann().and(" C#? ")), Ok(ann().and(" C#?")));
        assert_eq!(askable("   ".into()), Err(Unaskable::Empty));
        assert_eq!(askable("???!".into()), Err(Unaskable::Empty));
        assert_eq!(
            askable(ann().and(" ").account(AccountId::new("slack:T:V"))),
            Err(Unaskable::OnlyMentions)
        );
        assert_eq!(askable("x".repeat(5000).into()), Err(Unaskable::TooLong(5000)));
    }

    proptest! {
        #[test]
        fn first_and_standby_differ(loads in proptest::collection::vec(0_i64..20, 0..8), chance: bool) {
            let people: Vec<Facts> = loads
                .iter()
                .enumerate()
                .map(|(at, load)| Facts { asked_this_month: *load, ..facts(&format!("p{at}")) })
                .collect();
            let all: Vec<&Facts> = people.iter().collect();
            match choose(&all, chance) {
                None => prop_assert!(people.is_empty()),
                Some(choice) => {
                    prop_assert_eq!(&choice.first, &people[0].person);
                    prop_assert_ne!(Some(&choice.first), choice.standby.as_ref());
                    prop_assert_eq!(choice.standby.is_some(), people.len() > 1);
                }
            }
        }

        #[test]
        fn any_words_are_asked_or_refused(words in ".{0,80}") {
            if let Ok(kept) = askable(words.as_str().into()) {
                prop_assert_eq!(kept, words.trim());
            }
        }
    }
}
