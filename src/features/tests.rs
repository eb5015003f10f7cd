//! What it takes to add a feature: a folder, which is the value below, and its word in the list.

use crate::bot::{
    Answer, BadgeFamily, Call, Command, Contribution, ContributionKind, Ctx, DomainEvent, Feature, FirstStep,
    Machine, Parts,
};
use crate::chat::{Button, Card, Part, Press, Reply, Text};
use crate::people::Caller;
use crate::testing::{House, on_each_engine};

mod wave;

/// A feature that nobody can enter is a mistake.
#[test]
fn every_room_hangs_out_its_plate() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/features");
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let folders = entries.filter(|path| path.is_dir() && !path.ends_with("tests"));
    assert_eq!(super::all().len(), folders.count());
}

/// What a feature of its own declares of itself; no other file knows of waves.
mod waves {
    use super::*;

    const BACK: &str = "waves.back";
    const EMPTY_THE_SEA: &str = "waves.empty";

    static WAVE: ContributionKind = ContributionKind {
        word: "wave",
        what: "a wave",
        points: 2,
        a_week: 1,
        badge: BadgeFamily {
            word: "waves",
            sign: "👋",
            one: "wave",
            many: "waves",
            by_topic: false,
            first_is_told: true,
        },
    };

    pub fn feature() -> Feature {
        Feature::named("waves")
            .command("wave", "at somebody", "Wave, and somebody waves back", wave)
            .button(BACK, back)
            .leads_only(only_leads, |leads| leads.button(EMPTY_THE_SEA, empty).home(settings))
            .first_step(FirstStep::Home, || Text::from("Wave with ").code("/wave").and("."))
            .contributes(&WAVE)
    }

    async fn wave(_: &mut Ctx, _: Call<Command>) -> Answer {
        let buttons =
            vec![Button::new("Wave back", BACK, "1"), Button::new("Empty the sea", EMPTY_THE_SEA, "1")];
        Ok(Reply::only_you(Card::line("A wave.").buttons(buttons)))
    }

    async fn back(ctx: &mut Ctx, call: Call<Press>) -> Answer {
        ctx.publish(DomainEvent::Contributed(Contribution {
            kind: &WAVE,
            id: call.what.value,
            person: call.by.person,
            thanks_to: None,
            topic: None,
            place: None,
        }));
        Ok(Reply::only_you(Card::line("You waved.")))
    }

    async fn empty(_: &mut Ctx, _: Call<Press>) -> Answer {
        Ok(Reply::only_you(Card::line("There are no waves any more.")))
    }

    async fn settings(_: &mut Ctx, _: Caller) -> Parts {
        Ok(vec![Part::Text("Waves are high.".into())])
    }

    fn only_leads() -> Card {
        Card::line("Only a lead empties the sea.")
    }
}

#[tokio::test]
async fn a_room_that_is_added_is_shown_wherever_rooms_are() {
    on_each_engine(async |house: &mut House| {
        let shown_before = |seen: &str| seen.to_lowercase().contains("wave");
        for words in ["/lyceum help", "/lyceum", "/kudos badges"] {
            house.lea().says(words).await;
            assert!(!shown_before(&house.lea().only_mine()), "{words}");
        }
        house.machine = Machine::new(house.copy(1, vec![waves::feature()]));
        house.bob().says("/lyceum help").await;
        let help = house.bob().only_mine();
        assert!(help.contains("/wave at somebody – Wave, and somebody waves back"), "{help}");
        house.bob().says("/lyceum").await;
        let home = house.bob().only_mine();
        assert!(home.contains("Wave with /wave. /lyceum help lists the rest."), "{home}");
        assert!(!home.contains("Waves are high."), "that is for leads: {home}");
        house.lea().says("/lyceum").await;
        let home = house.lea().only_mine();
        assert!(home.contains("Waves are high."), "{home}");
        house.bob().says("/kudos badges").await;
        let badges = house.bob().only_mine();
        assert!(badges.contains("🧩 quizzes taken · 🌳 mentorships given · 👋 waves\n"), "{badges}");

        house.bob().says("/wave").await;
        house.bob().presses("Empty the sea").await;
        let seen = house.bob().only_mine();
        assert!(seen.contains("Only a lead empties the sea.") && !seen.contains("no waves"), "{seen}");
        house.bob().presses("Wave back").await;
        let seen = house.bob().only_mine();
        assert!(
            seen.contains("You waved.") && seen.contains("🌱 First contribution, 👋 First wave."),
            "{seen}"
        );
        house.bob().says("/lyceum me").await;
        let own = house.bob().only_mine();
        assert!(own.contains("🌱 First contribution: wave\n") && own.contains("4 more waves"), "{own}");
        house.bob().says("/kudos mine").await;
        let mine = house.bob().only_mine();
        assert!(mine.contains("Earned, 2 points for a wave"), "{mine}");
    })
    .await;
}

#[tokio::test]
async fn the_feature_of_the_papers_works_as_it_stands_there() {
    let paper = include_str!("../../docs/writing-a-feature.md");
    let feature = include_str!("tests/wave.rs");
    assert!(
        paper.contains(&format!("```rust\n{feature}```")),
        "docs/writing-a-feature.md shows another feature"
    );
    on_each_engine(async |house: &mut House| {
        house.machine = Machine::new(house.copy(1, vec![wave::feature()]));
        house.ann().says("/wave").await;
        house.bob().presses("Wave back").await;
        assert!(house.bob().only_mine().contains("You waved back to Ann."), "{}", house.bob().only_mine());
    })
    .await;
}
