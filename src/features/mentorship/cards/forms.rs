//! What is filled in.

use crate::chat::{Choice, Form, Input, PersonId, PlaceId};
use crate::features::mentorship::actions;
use crate::features::mentorship::matching::{ITEMS, MOST, Weights};
use crate::features::mentorship::rules::LONGEST_NAME;
use crate::features::mentorship::store::{Member, Pair, Profile, Programme, ProgrammeRules};

fn line(value: &str, most: usize) -> Input {
    Input::Line { value: value.to_owned(), most: u16::try_from(most).unwrap_or(u16::MAX) }
}

fn paragraph(value: &str, most: u16) -> Input {
    Input::Paragraph { value: value.to_owned(), most }
}

fn number(value: Option<i64>, least: i64, most: i64) -> Input {
    Input::Number { value, least, most }
}

fn choice(options: &[(&str, &str)], value: Option<&str>) -> Input {
    let options = options.iter().map(|(label, value)| Choice::new(*label, *value)).collect();
    Input::Choice { options, value: value.map(str::to_owned) }
}

/// A programme: a new one, or one that is changed. A channel that this lead may not know of is not shown.
pub fn programme(programme: Option<&Programme>, name: &str, channel: Option<PlaceId>) -> Form {
    let default = ProgrammeRules::default();
    let rules = programme.map_or(&default, |programme| &programme.rules);
    let (title, submit) =
        if programme.is_some() { ("Change it", "Keep it") } else { ("New programme", "Make it") };
    let every = rules.every_days.to_string();
    let form = Form::new(actions::PROGRAMME_FORM, title, submit)
        .context(
            programme.map_or(String::new(), |programme| format!("{} {}", programme.id, programme.version)),
        )
        .field("name", "What is it called?", line(programme.map_or(name, |it| &it.name), LONGEST_NAME));
    let form = if programme.is_some() {
        form
    } else {
        let kinds = [("Mentors and mentees", "mentorship"), ("Buddies for people who are new", "buddies")];
        form.field("kind", "What is it for?", choice(&kinds, Some("mentorship")))
    };
    let starts_on = programme.map(|programme| programme.starts_on.clone());
    form.field("starts_on", "First day", Input::Day { value: starts_on })
        .field("weeks", "How many weeks do pairs meet?", number(Some(rules.weeks), 1, 52))
        .field(
            "every",
            "How often do they meet?",
            choice(
                &[("Every week", "7"), ("Every two weeks", "14"), ("Every four weeks", "28")],
                Some(&every),
            ),
        )
        .optional("channel", "In which channel are people invited?", Input::Channel { value: channel })
        .optional(
            "who",
            "Who may join?",
            choice(
                &[("Every colleague", "all"), ("Only members of that channel", "channel")],
                Some(if rules.is_pilot { "channel" } else { "all" }),
            ),
        )
        .optional("departments", "Only these departments", line(&rules.departments.join(", "), 300))
        .hint("As they stand in people's profiles, with commas. Empty for all.")
        .optional("locations", "Only these locations", line(&rules.locations.join(", "), 300))
        .field("floor", "A pair fits by at least so many per cent", number(Some(rules.floor), 0, 100))
        .hint("Whoever fits nobody so well is left over, and comes first the next time.")
}

/// What the parts of a score count.
pub fn weights(programme: &Programme) -> Form {
    let Weights { goals, experience, personality, hours, teams, rarely, wishes, new_pair } =
        programme.rules.weights;
    let about = format!("{} {}", programme.id, programme.version);
    let weight = |value: i32| number(Some(value.into()), 0, 100);
    Form::new(actions::WEIGHTS_FORM, "What counts", "Keep it")
        .context(about)
        .intro("Each counts as much beside the others as its number says. All zero is as at the start.")
        .field("goals", "Goals and skills fit", weight(goals))
        .field("experience", "The mentor is some years ahead", weight(experience))
        .field("personality", "They are alike", weight(personality))
        .field("hours", "They work at the same time", weight(hours))
        .field("teams", "They are from different departments", weight(teams))
        .field("rarely", "The mentor was rarely chosen", weight(rarely))
        .field("wishes", "They wished for each other", weight(wishes))
        .field("new_pair", "They were no pair before", weight(new_pair))
}

/// Joining, or changing what one said.
pub fn join(programme: &Programme, member: Option<&Member>, profile: &Profile) -> Form {
    let role = member.map(|member| member.role.to_string());
    let body = &profile.body;
    let roles = [
        ("I want a mentor", "mentee"),
        ("I would be a mentor", "mentor"),
        ("Both, with different people", "both"),
    ];
    let places = member.filter(|member| member.role.gives()).map_or(1, |member| member.places.max(1));
    let group = member.map_or(0, |member| member.group_places);
    Form::new(actions::JOIN_FORM, "Take part", "Keep it")
        .context(&programme.id)
        .intro(
            "Whoever leads the programme sees who takes part and as what, the pairs, and whether a pair met. What you answer about \
             how it goes is shown to nobody.",
        )
        .field("role", "What are you here for?", choice(&roles, role.as_deref()))
        .optional("gives", "What can you mentor on?", line(&body.gives.join(", "), 500))
        .hint("With commas. It stands there from your profile already, if you said so before.")
        .optional("learns", "What do you want to learn?", line(&body.learns.join(", "), 500))
        .optional("goal", "What do you want to reach?", paragraph(member.map_or("", |it| &it.goal), 1_000))
        .hint("Your mentor sees it, and nobody else.")
        .optional(
            "goal_score",
            "How far are you with it now, from 0 to 10?",
            number(member.and_then(|it| it.goal_score), 0, 10),
        )
        .optional("languages", "Languages you would speak", line(&body.languages.join(", "), 200))
        .hint("With commas. Empty if any will do.")
        .optional("years", "Years of experience", number(body.years, 0, 60))
        .optional("places", "Mentees you would take", number(Some(places), 1, 8))
        .optional("group", "And if mentors are few, up to", number(Some(group.max(places)), 1, 8))
}

/// The questions on personality.
pub fn personality() -> Form {
    let options = [
        ("Very inaccurate", "1"),
        ("Rather inaccurate", "2"),
        ("Neither", "3"),
        ("Rather accurate", "4"),
        ("Very accurate", "5"),
    ];
    debug_assert_eq!(options.len(), usize::from(MOST));
    let form = Form::new(actions::PERSONALITY_FORM, "Personality", "Keep it").intro(
        "Twenty short sentences of the public domain (Mini-IPIP). They count a little for who fits whom. Only the sums are kept, and \
         nobody is shown them. Leave all of them empty to take back what you answered.",
    );
    ITEMS.iter().enumerate().fold(form, |form, (at, (words, ..))| {
        form.optional(&format!("i{at}"), &format!("I {words}."), choice(&options, None))
    })
}

/// Whom somebody does not want.
pub fn blocks(blocked: &[PersonId]) -> Form {
    Form::new(actions::BLOCKS_FORM, "Not with ...", "Keep it")
        .intro("I never bring you together with these people. Nobody is told, and neither are they.")
        .optional("people", "Not with", Input::People { values: blocked.to_vec() })
}

/// Whom somebody wishes for.
pub fn wishes(programme: &Programme, wishes: &[PersonId]) -> Form {
    let person = |at: usize| Input::Person { value: wishes.get(at).cloned() };
    Form::new(actions::WISHES_FORM, "Wishes", "Keep it")
        .context(&programme.id)
        .intro("With whom would you like to be matched? It counts, and decides nothing. Nobody is shown it.")
        .optional("first", "Most of all", person(0))
        .optional("second", "Or", person(1))
        .optional("third", "Or", person(2))
}

/// Mentors to rank: their ids with what is read of them.
pub fn rank(programme: &str, mentors: &[(PersonId, String)]) -> Form {
    let options: Vec<Choice> =
        mentors.iter().map(|(mentor, name)| Choice::new(name, mentor.as_str())).collect();
    let input = || Input::Choice { options: options.clone(), value: None };
    Form::new(actions::RANK_FORM, "Rank mentors", "Ask them")
        .context(programme)
        .intro(
            "I ask the first. Whoever says nothing for three of their working days makes way for the next.",
        )
        .field("first", "First", input())
        .optional("second", "Then", input())
        .optional("third", "Then", input())
}

/// What a lead decides of a mentee.
pub fn rule(programme: &Programme, mentee: &PersonId, mentor: Option<&PersonId>) -> Form {
    let mut options = vec![("With this person", "fix")];
    if mentor.is_some() {
        options.push(("Not with this person", "forbid"));
    }
    options.push(("Take back what I decided", "free"));
    Form::new(actions::RULE_FORM, "Decide", "Keep it")
        .context(format!("{} {mentee}", programme.id))
        .field("what", "What do you decide?", choice(&options, Some("fix")))
        .field("mentor", "Which mentor?", Input::Person { value: mentor.cloned() })
}

/// How far somebody is with their goal.
pub fn goal(about: &str, goal: &str) -> Form {
    let label = if goal.is_empty() {
        "How far are you, from 0 to 10?"
    } else {
        "How far are you with it, from 0 to 10?"
    };
    let form = Form::new(actions::GOAL_FORM, "Your goal", "Keep it").context(about);
    let form = if goal.is_empty() { form } else { form.intro(goal.to_owned()) };
    form.field("value", label, number(None, 0, 10)).hint("Nobody else is shown it.")
}

const FROM_ONE_TO_FIVE: [(&str, &str); 5] =
    [("5: very well", "5"), ("4: well", "4"), ("3: so so", "3"), ("2: badly", "2"), ("1: very badly", "1")];

/// How it goes.
pub fn sentiment(about: &str) -> Form {
    Form::new(actions::SENTIMENT_FORM, "How does it go?", "Keep it")
        .context(about)
        .field("value", "How does it go?", choice(&FROM_ONE_TO_FIVE, None))
        .hint("Neither your partner nor the lead is shown it. It counts for figures of five people or more.")
}

/// How it was.
pub fn closing(about: &str) -> Form {
    Form::new(actions::CLOSING_FORM, "How was it?", "Keep it")
        .context(about)
        .field("value", "How was it, all in all?", choice(&FROM_ONE_TO_FIVE, None))
        .hint("Neither your partner nor the lead is shown it. It counts for figures of five people or more.")
}

/// A story with consent.
pub fn story(pair: &str) -> Form {
    let consents = [("With my name", "named"), ("Without my name", "nameless")];
    Form::new(actions::STORY_FORM, "Your story", "Keep it")
        .context(pair)
        .field("words", "What did it bring you?", paragraph("", 2_000))
        .field("consent", "It may be told", choice(&consents, None))
        .hint("Kept until you are erased, or tell it again. Nobody is shown it yet.")
}

/// A pause.
pub fn pause(pair: &Pair) -> Form {
    Form::new(actions::PAUSE_FORM, "Pause", "Pause")
        .context(&pair.id)
        .field("until", "Until which day?", Input::Day { value: None })
        .hint("I ask neither of you anything before. It lasts longer by as much.")
}

/// More weeks.
pub fn extend(pair: &Pair) -> Form {
    Form::new(actions::EXTEND_FORM, "Longer", "Make it longer").context(&pair.id).field(
        "weeks",
        "How many weeks more?",
        number(Some(4), 1, 26),
    )
}

/// An end.
pub fn end(pair: &Pair) -> Form {
    let whys = [
        ("We have what we wanted", "early"),
        ("I would like to go on with somebody else", "rematch"),
        ("I have no time for it now", "rematch_none"),
    ];
    Form::new(actions::END_FORM, "End it", "End it")
        .context(&pair.id)
        .field("why", "Why?", choice(&whys, None))
        .hint("The other is told that it is over, and not why or by whom.")
}
