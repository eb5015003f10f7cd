//! Programmes: for whoever leads them, and for whoever may join.

use super::of_name;
use crate::chat::{Button, Card, Confirm, Part, PersonId, Text, plural};
use crate::features::mentorship::actions;
use crate::features::mentorship::rules::{FIRST_MEETING_DAYS, Health};
use crate::features::mentorship::statistics::Mean;
use crate::features::mentorship::store::{Kind, Programme, Role, State};
use crate::people::SMALLEST_GROUP;

/// All programmes, for a lead: how many are in each.
pub fn list(programmes: &[(Programme, usize)]) -> Vec<Part> {
    let mut card = Card::default().heading("Programmes that you lead");
    if programmes.is_empty() {
        card = card.text("There is no programme yet.");
    }
    for (programme, members) in programmes {
        let text = Text::new().strong(of_name(&programme.name)).and(format!(
            ": {}, {}",
            state(programme.state),
            plural(i64::try_from(*members).unwrap_or_default(), "person", "people")
        ));
        card = card.item(text, Button::new("Look at it", actions::SHOW, &programme.id));
    }
    card.buttons(vec![Button::new("New programme", actions::NEW, "new").opening_form()]).parts
}

fn state(state: State) -> &'static str {
    match state {
        State::Draft => "nobody knows of it yet",
        State::Open => "people join",
        State::Matching => "you look at pairs",
        State::Running => "pairs meet",
        State::Ended => "it is over",
    }
}

/// One programme, for a lead, with what comes next.
pub fn manage(programme: &Programme, mentors: usize, mentees: usize, places: i64) -> Card {
    let name = of_name(&programme.name);
    let rules = &programme.rules;
    let who = match (rules.is_pilot, rules.departments.is_empty() && rules.locations.is_empty()) {
        (true, _) => "members of its channel",
        (false, true) => "every colleague",
        (false, false) => "some departments or locations",
    };
    let fields = vec![
        ("State".to_owned(), Text::from(state(programme.state))),
        ("First day".to_owned(), Text::from(programme.starts_on.clone())),
        (
            "Pairs meet".to_owned(),
            Text::from(format!("every {} days for {} weeks", rules.every_days, rules.weeks)),
        ),
        ("Who may join".to_owned(), Text::from(who)),
        ("Mentees".to_owned(), Text::from(mentees.to_string())),
        ("Mentors".to_owned(), Text::from(format!("{mentors}, with {}", plural(places, "place", "places")))),
    ];
    let id = &programme.id;
    let change = Button::new("Change it", actions::CHANGE, id).opening_form();
    let weights = Button::new("What counts", actions::WEIGHTS, id).opening_form();
    let find = Button::new("Find pairs", actions::FIND_PAIRS, id);
    let figures = Button::new("How it goes", actions::FIGURES, id);
    let end = Button::new("End the programme", actions::END_PROGRAMME, id).danger().confirm(Confirm {
        question: "End the programme?".to_owned(),
        detail: "All its pairs end, and are told so.".to_owned(),
        yes: "End it".to_owned(),
        no: "Keep it".to_owned(),
    });
    let (next, buttons) = match programme.state {
        State::Draft => (
            "Next: invite people. Nobody knows of it before.",
            vec![Button::new("Invite people", actions::OPEN, id).primary(), change, weights, end],
        ),
        State::Open => (
            "Next: once enough have joined, let me find pairs. Nobody is told of a pair before you publish.",
            vec![find.primary(), change, weights, figures, end],
        ),
        State::Matching => (
            "Next: look at the draft, run it again as often as you like, and publish it.",
            vec![
                Button::new("The draft", actions::DRAFT, format!("{id} 0")).primary(),
                find,
                change,
                weights,
                end,
            ],
        ),
        State::Running => (
            "Whoever joins now can look for a mentor alone, or waits for the next round: Find pairs.",
            vec![figures.primary(), find, weights, end],
        ),
        State::Ended => ("It is over.", vec![figures]),
    };
    let mut card = Card::new(name.clone()).heading(name).part(Part::Fields(fields)).text(next);
    if programme.state == State::Open && mentors > 0 && i64::try_from(mentees).unwrap_or(i64::MAX) > places {
        card = card.note("There are more mentees than places. Ask for more mentors, or some are left over.");
    }
    card.buttons(buttons)
}

/// What a channel is told.
pub fn invitation(programme: &Programme) -> Card {
    let name = of_name(&programme.name);
    let weeks = programme.rules.weeks;
    let what = match programme.kind {
        Kind::Mentorship => {
            format!("Mentors and mentees meet for {weeks} weeks. Who would like to take part?")
        }
        Kind::Buddies => {
            format!("Somebody new has a buddy for {weeks} weeks. Who would be one, and who would have one?")
        }
    };
    Card::new(format!("{name}: take part"))
        .heading(name)
        .text(what)
        .text(Text::from("It begins on ").strong(programme.starts_on.clone()).and("."))
        .buttons(vec![Button::new("Take part", actions::JOIN, &programme.id).primary().opening_form()])
}

/// People can join.
pub fn opened(programme: &Programme, is_posted: bool) -> Card {
    let name = of_name(&programme.name);
    let text = Text::from(if is_posted {
        "The invitation stands in the channel. Everybody who may join finds it with "
    } else {
        "Everybody who may join finds it with "
    });
    Card::new(format!("{name} is open."))
        .text(Text::new().strong(name).and(" is open. ").then(text).code("/mentor").and("."))
}

/// Somebody is in it.
pub fn joined(programme: &Programme, role: Role, has_factors: bool) -> Card {
    let name = of_name(&programme.name);
    let what = match role {
        Role::Mentor => "as a mentor",
        Role::Mentee => "to have a mentor",
        Role::Both => "to have a mentor and to be one",
    };
    let next = if programme.state == State::Running {
        "It runs already: look for a mentor alone, or wait for the next round."
    } else {
        "Next: the lead brings pairs together, and you hear from me. Until then you can say more."
    };
    let id = &programme.id;
    let mut buttons = Vec::new();
    if !has_factors {
        buttons.push(Button::new("Personality", actions::PERSONALITY, id).opening_form());
    }
    buttons.push(Button::new("Wishes", actions::WISHES, id).opening_form());
    buttons.push(Button::new("Not with ...", actions::BLOCKS, id).opening_form());
    if role.learns() {
        buttons.push(Button::new("Find a mentor", actions::FIND, id));
    }
    Card::new(format!("You take part in {name}."))
        .text(Text::from("You take part in ").strong(name).and(format!(" {what}.")))
        .text(next)
        .buttons(buttons)
}

/// What a programme came to, as far as it may be told.
#[derive(Clone, Debug, Default)]
pub struct ProgrammeFigures {
    /// Mentees in it, and those who have or had a mentor.
    pub matched: (usize, usize),
    /// Pairs that are 14 days old, and those that first met within them.
    pub first_met: (usize, usize),
    /// Meetings that were due, and those that were held.
    pub held: (usize, usize),
    /// Pairs that are over, and those that lasted to their end or had what they wanted.
    pub completed: (usize, usize),
    /// What goals gained on the 0 to 10 of the mentees; only once the programme has ended.
    pub gain: Option<Mean>,
    /// How it went, 1 to 5; only once the programme has ended.
    pub sentiment: Option<Mean>,
    /// The programme has ended.
    pub has_ended: bool,
    /// Living pairs: mentor, mentee, how they do, and whether they have not met for too long.
    pub pairs: Vec<(PersonId, PersonId, Option<Health>, bool)>,
}

/// They, for a lead.
pub fn figures(programme: &Programme, told: &ProgrammeFigures, at: usize, most: usize) -> Card {
    let name = of_name(&programme.name);
    let share = |(all, some): (usize, usize)| match some.saturating_mul(100).checked_div(all) {
        Some(share) if all >= SMALLEST_GROUP => Text::from(format!("{share} per cent of {all}")),
        _ => Text::from(format!("too few to tell: fewer than {SMALLEST_GROUP}")),
    };
    let mean = |mean: &Option<Mean>| match mean {
        Some(mean) => {
            let between = mean.interval.map_or_else(String::new, |(from, until)| {
                format!(" (95 per cent confidence interval {from:.1} to {until:.1})")
            });
            Text::from(format!("{:.1} on average, of {}{between}", mean.value, mean.count))
        }
        None if told.has_ended => Text::from(format!("too few to tell: fewer than {SMALLEST_GROUP}")),
        None => Text::from("once the programme has ended"),
    };
    let fields = vec![
        ("Mentees with a mentor".to_owned(), share(told.matched)),
        (format!("Pairs that met within {FIRST_MEETING_DAYS} days"), share(told.first_met)),
        ("Meetings that were held".to_owned(), share(told.held)),
        ("Pairs that completed it".to_owned(), share(told.completed)),
        ("Goals gained, on 0 to 10".to_owned(), mean(&told.gain)),
        ("How it went, 1 to 5".to_owned(), mean(&told.sentiment)),
    ];
    let mut card = Card::new(format!("{name}: how it goes"))
        .heading(format!("{name}: how it goes"))
        .part(Part::Fields(fields));
    if !told.pairs.is_empty() {
        card = card.heading("Pairs");
    }
    for (mentor, mentee, health, is_late) in told.pairs.iter().skip(at).take(most) {
        let text = Text::new().name(mentor).and(" and ").name(mentee);
        let how = match health {
            _ if *is_late => ": have not met yet. A word from you may help.".to_owned(),
            None => ": have just begun.".to_owned(),
            Some(health) => format!(
                ": {} of 100 (agreement {} of 20, first meeting {} of 20, meetings held {} of 40, answered {} of 20)",
                health.total(),
                health.agreement,
                health.first_meeting,
                health.held,
                health.answered
            ),
        };
        card = card.text(text.and(how));
    }
    if told.pairs.len() > at + most {
        let value = format!("{} {}", programme.id, at + most);
        card = card.buttons(vec![Button::new("More", actions::FIGURES, value)]);
    }
    card.note("Health is made of what both know. What one of them answers alone is shown to nobody.")
}
