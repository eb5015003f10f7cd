//! What a run came to, for whoever started it and for leads: in words first, then as a picture of text.

use std::fmt::Write as _;

use super::{named, per_cent};
use crate::bot::cards::{FILE_NOTE, NO_FILES};
use crate::bot::cell;
use crate::chat::{Button, Card, Text, plural, shortened};
use crate::features::quiz::actions;
use crate::features::quiz::results::{Paired, Results};
use crate::features::quiz::rules::Band;
use crate::features::quiz::store::{Quiz, Run};
use crate::people::SMALLEST_GROUP;

/// What can be told of a run.
#[derive(Clone, Debug)]
pub enum Told {
    /// It is still open.
    Open,
    /// Too few handed in.
    TooFew,
    /// It is the first of two: it is told once the second is closed.
    AfterFollowUp(chrono::DateTime<chrono::Utc>),
    /// The second is closed, and too few took both.
    TooFewPairs,
    /// What it came to.
    Results(Box<Results>),
    /// What changed between both.
    Paired(Box<Paired>),
}

/// The card.
pub fn results(quiz: &Quiz, run: &Run, told: &Told) -> Card {
    let title = format!("{}: results", named(&quiz.title));
    let card = Card::new(title.clone()).heading(title);
    let close = vec![Button::new("Close it now", actions::CLOSE, &run.id)];
    let export = vec![Button::new("As a table", actions::EXPORT, &run.id)];
    match told {
        Told::Open => {
            let text = Text::from("It is open until ").moment(run.closes_at.utc());
            card.text(
                text.and(
                    ". Results are shown once it is closed, so that nobody's answers can be worked out.",
                ),
            )
            .buttons(close)
        }
        Told::TooFew => {
            card.text(format!("Fewer than {SMALLEST_GROUP} people handed in, so there are no results."))
        }
        Told::AfterFollowUp(at) => {
            let text = Text::from("The same people are asked again from ").moment(*at);
            card.text(text.and(". Then I tell you what changed. Until then there are no results, so that nobody's answers can be worked out."))
        }
        Told::TooFewPairs => card.text(format!(
            "Fewer than {SMALLEST_GROUP} people took it both times, so there is nothing to compare."
        )),
        Told::Results(results) => of_one(card, run, results).buttons(export),
        Told::Paired(paired) => of_both(card, run, paired).buttons(export),
    }
}

fn of_one(card: Card, run: &Run, results: &Results) -> Card {
    let reached = share_of(results.at_target, results.people);
    let mut card = card.text(format!(
        "{} people handed in and scored {} on average. {reached} of them reached {} per cent.",
        results.people,
        per_cent(results.mean),
        run.target
    ));
    // One band for all says nothing.
    if results.bands.len() > 1 {
        card = card.text(picture(&results.bands));
    }
    for group in &results.groups {
        let name = group.0.clone().unwrap_or_else(|| "Everybody else".to_owned());
        card = card.text(format!("{name}: {} ({} people)", per_cent(group.2), group.1));
    }
    card = card.heading("Questions");
    for (at, it) in results.items.iter().enumerate() {
        let mut text = Text::from(format!("{}. ", at + 1)).strong(per_cent(it.figures.difficulty));
        text = text.and(format!("  {}", shortened(&it.item.question, 150)));
        for option in &it.idle {
            text = text.and(format!(
                "\nNobody chose \"{}\": a better wrong answer makes you think.",
                shortened(option, 80)
            ));
        }
        if it.is_blunt {
            text = text.and(
                "\nIt does not separate people who do well from people who do not: check that it is clear.",
            );
        }
        card = card.text(text);
    }
    card.note(format!("Percentages are shares of the points. No figure is about fewer than {SMALLEST_GROUP} people, and nobody sees a single person's."))
}

/// Bars of the same height, one a line.
fn picture(bands: &[Band]) -> Text {
    let most = bands.iter().map(|band| band.people).max().unwrap_or(1).max(1);
    bands.iter().fold(Text::new(), |text, band| {
        let text = if text.0.is_empty() { text } else { text.and("\n") };
        let bar = "█".repeat((band.people * 20).div_ceil(most));
        text.code(format!("{:>3}–{:<3} %", band.from, band.to)).and(format!(" {bar} {}", band.people))
    })
}

fn of_both(card: Card, run: &Run, paired: &Paired) -> Card {
    let change = &paired.change;
    let (before, after, exact) = change.at_target;
    let gain = (change.gain * 100.0).round();
    let mut words = format!(
        "{} people took it both times. They went from {} to {} of the points on average: ",
        change.paired,
        per_cent(change.before),
        per_cent(change.after)
    );
    let changed = match gain {
        0.0 => "no change".to_owned(),
        gain if gain > 0.0 => format!("{gain} per cent of the points more"),
        gain => format!("{} per cent of the points fewer", gain.abs()),
    };
    words.push_str(&changed);
    if let Some((low, high)) = change.interval {
        let (low, high) = (low * 100.0, high * 100.0);
        let _ = write!(words, " (95 per cent confidence interval {low:.0} to {high:.0})");
    }
    words.push('.');
    let mut card = card.text(words).text(format!(
        "The share of them who reached {} per cent of the points went from {} to {}.",
        run.target,
        share_of(before, change.paired),
        share_of(after, change.paired)
    ));
    card = card.text(bars(&[("before", change.before), ("after", change.after)]));
    let mut facts = Vec::new();
    if let Some(normalised) = change.normalised {
        facts.push(format!(
            "Of what there was to gain, they gained {} (Hake's normalised gain).",
            per_cent(normalised)
        ));
    }
    if let Some(effect) = change.effect {
        facts.push(format!("Effect size: d_av = {effect:.2}."));
    }
    if let Some(p) = change.p {
        facts.push(format!("Wilcoxon's signed rank test: {}.", chance(p)));
    }
    if let Some(p) = exact {
        facts.push(format!("McNemar's exact test of who reached the share: {}.", chance(p)));
    }
    if !facts.is_empty() {
        card = card.text(facts.join("\n"));
    }
    card = match paired.lost {
        Some((lost, mean)) => card.text(format!(
            "{} took only the first half. They scored {} on average.",
            plural(lost, "person", "people"),
            per_cent(mean)
        )),
        None => card,
    };
    card.note("p says how often chance alone would change so much. People who wanted to learn may differ from those who were not asked.")
}

fn bars(all: &[(&str, f64)]) -> Text {
    all.iter().fold(Text::new(), |text, (name, share)| {
        let text = if text.0.is_empty() { text } else { text.and("\n") };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 20")]
        let length = (share.clamp(0.0, 1.0) * 20.0).round() as usize;
        text.code(format!("{name:<6}")).and(format!(" {} {:.0} %", "█".repeat(length), share * 100.0))
    })
}

fn chance(p: f64) -> String {
    if p < 0.001 { "p < 0.001".to_owned() } else { format!("p = {p:.3}") }
}

fn share_of(part: usize, people: usize) -> String {
    let count = |number: usize| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
    per_cent(count(part) / count(people.max(1)))
}

/// The figures as a table.
///
/// # Errors
/// When a row cannot be written.
pub fn csv(told: &Told) -> anyhow::Result<String> {
    let mut out = ::csv::Writer::from_writer(Vec::new());
    out.write_record(["what", "about", "people", "figure"])?;
    let figure = |it: Option<f64>| it.map(|it| format!("{it:.4}")).unwrap_or_default();
    match told {
        Told::Results(results) => {
            let people = results.people.to_string();
            out.write_record(["mean share", "", &people, &figure(Some(results.mean))])?;
            for (name, count, mean) in &results.groups {
                let name = name.as_deref().unwrap_or("everybody else");
                out.write_record(["mean share", &cell(name), &count.to_string(), &figure(Some(*mean))])?;
            }
            for band in &results.bands {
                let about = format!("{} to {} per cent", band.from, band.to);
                out.write_record(["people with", &about, &people, &band.people.to_string()])?;
            }
            for it in &results.items {
                let question = cell(&it.item.question);
                out.write_record(["difficulty", &question, &people, &figure(Some(it.figures.difficulty))])?;
                out.write_record(["discrimination", &question, &people, &figure(it.figures.discrimination)])?;
            }
        }
        Told::Paired(paired) => {
            let (change, people) = (&paired.change, paired.change.paired.to_string());
            for (what, it) in [
                ("mean share before", Some(change.before)),
                ("mean share after", Some(change.after)),
                ("mean gain", Some(change.gain)),
                ("gain, 95 per cent from", change.interval.map(|it| it.0)),
                ("gain, 95 per cent to", change.interval.map(|it| it.1)),
                ("normalised gain", change.normalised),
                ("d_av", change.effect),
                ("signed rank p", change.p),
                ("McNemar p", change.at_target.2),
            ] {
                out.write_record([what, "", &people, &figure(it)])?;
            }
        }
        _ => {}
    }
    Ok(String::from_utf8(out.into_inner()?)?)
}

/// The link to the table.
pub fn exported(link: &str) -> Card {
    Card::new("The results as a table.")
        .text(Text::from("Here they are: ").link("download the table", link))
        .note(FILE_NOTE)
}

/// No address that a browser could reach.
pub fn no_files_here() -> Card {
    Card::line(NO_FILES)
}
