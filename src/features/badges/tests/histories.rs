//! Whatever happens in whatever order, badges are what a plain recount says.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;

use super::{accepted, page, points, reopened};
use crate::testing::{House, on_each_engine};

/// What a test remembers by itself of what happened: who answered what, and who stands thanked by Ann.
#[derive(Default)]
struct Remembered {
    answers: BTreeMap<usize, (&'static str, Option<&'static str>)>,
    /// Each of Ann's thanks that was not taken back.
    thanks: Vec<Vec<&'static str>>,
}

impl Remembered {
    fn line(label: &str, steps: &[usize], have: usize) -> Option<String> {
        let step = *steps.iter().rev().find(|step| **step <= have)?;
        let more = if have > step { format!(" (you have {have})") } else { String::new() };
        let number = if step == 1 { "First".to_owned() } else { step.to_string() };
        Some(label.replace("{n}", &number).replace("{s}", if step == 1 { "" } else { "s" }) + &more)
    }

    fn badges_of(&self, key: &str) -> BTreeSet<String> {
        let theirs: Vec<Option<&str>> =
            self.answers.values().filter(|(who, _)| *who == key).map(|(_, topic)| *topic).collect();
        let mut lines = BTreeSet::new();
        if !theirs.is_empty() {
            lines.insert("🌱 First contribution".to_owned());
        }
        lines.extend(Self::line("💡 {n} accepted answer{s}", &[1, 5, 25, 100], theirs.len()));
        for topic in ["Postgres", "Kafka"] {
            let count = theirs.iter().filter(|other| **other == Some(topic)).count();
            lines.extend(Self::line(&format!("💡 {{n}} accepted answers on {topic}"), &[5, 25, 100], count));
        }
        if key == "ann" {
            let people: BTreeSet<&str> = self.thanks.iter().flatten().copied().collect();
            let label = if people.len() < 5 { "🙌 {n} person thanked" } else { "🙌 {n} people thanked" };
            lines.extend(Self::line(label, &[1, 5, 25, 100], people.len()));
        }
        lines
    }
}

#[tokio::test]
async fn badges_are_what_a_plain_recount_says() {
    for seed in [3_u64, 11] {
        on_each_engine(async |house: &mut House| {
            let mut chance = seed;
            let mut draw = move |most: u64| {
                chance =
                    chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                usize::try_from((chance >> 33) % most).unwrap()
            };
            let experts = ["bob", "cleo", "ann"];
            let topics = [Some("Postgres"), Some("Kafka"), None, Some("Postgres")];
            let colleagues = ["bob", "cleo", "dan", "sue", "lea"];
            let mut remembered = Remembered::default();
            for _ in 0..160 {
                match draw(12) {
                    0 => {
                        let question = draw(60);
                        if remembered.answers.remove(&question).is_some() {
                            house.hears(reopened(&question.to_string())).await;
                        }
                    }
                    1 => house.passes(TimeDelta::hours(i64::try_from(draw(40)).unwrap())).await,
                    2 => {
                        let who: BTreeSet<&str> = (0..=draw(3)).map(|_| colleagues[draw(5)]).collect();
                        let mentions: Vec<String> =
                            who.iter().map(|key| format!("<@test:acme:{key}>")).collect();
                        house.ann().looks();
                        house.ann().says(&format!("/kudos {} for all of the help", mentions.join(" "))).await;
                        let seen = house.ann().only_mine();
                        if seen.contains("Thank you for thanking") {
                            if draw(3) == 0 {
                                house.ann().presses("Take it back").await;
                            } else {
                                remembered.thanks.push(who.into_iter().collect());
                            }
                        }
                    }
                    _ => {
                        let (question, expert, topic) = (draw(60), experts[draw(3)], topics[draw(4)]);
                        let asker = if draw(9) == 0 { expert } else { "dan" };
                        house.hears(accepted(&question.to_string(), asker, expert, topic)).await;
                        // A question that was answered by somebody else before is reopened first: features see to that.
                        let taken = remembered.answers.get(&question).is_some_and(|(who, _)| *who != expert);
                        if taken {
                            house.hears(reopened(&question.to_string())).await;
                            remembered.answers.remove(&question);
                        } else if asker != expert {
                            remembered.answers.entry(question).or_insert((expert, topic));
                        }
                    }
                }
            }
            for key in ["ann", "bob", "cleo", "dan"] {
                let page = page(house, key).await;
                let shown: BTreeSet<String> = page
                    .lines()
                    .filter(|line| !line.starts_with("##") && !line.starts_with("(Next"))
                    .map(|line| line.split(':').next().unwrap_or_default().to_owned())
                    .collect();
                assert_eq!(shown, remembered.badges_of(key), "{key}, seed {seed}: {page}");
                assert!(points(house, key).await <= 300);
            }
            assert!(remembered.answers.len() > 20 && remembered.thanks.len() > 2, "something happened");
        })
        .await;
    }
}
