//! A button is a surface, too: whoever presses one that somebody else was shown meets no more than by looking.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use super::story::{begin, is_named, key_of, place_of};
use super::{OnSlack, OnTeams, PLACE, Source, Viewer, may_read};
use crate::bot::Registry;
use crate::chat::AccountId;
use crate::store::Sql;
use crate::testing::{House, on_each_engine};

/// Where words are kept and somebody may not read them: what was said to a few is kept nowhere.
const SOURCES: [Source; 3] =
    [Source::Slack(OnSlack::MadePrivate), Source::Teams(OnTeams::Standard), Source::Teams(OnTeams::Private)];

/// Who presses what was not meant for them.
const PRESSING: [Viewer; 4] = [Viewer::Colleague, Viewer::Lead, Viewer::Guest, Viewer::Outsider];

/// Words that stand in the source and nowhere else.
const WORDS: [&str; 2] = ["zibble", "plinth"];

/// What members and leads look at, so that many buttons lie about.
async fn looks_about(house: &mut House, source: Source) {
    for words in [
        "/ask-expert how do I frobnicate the quuxifier?",
        "/kudos board",
        "/kudos mine",
        "/lyceum me",
        "/quiz",
    ] {
        house.someone("cleo").at(place_of(source)).says(words).await;
    }
    for words in ["/lyceum", "/kudos <@test:acme:m1> for the plinth", "/ask-expert the zibble wheel?"] {
        house.someone("m2").at(place_of(source)).says(words).await;
    }
    for words in ["/lyceum", "/lyceum me", "/kudos board", "/lyceum why"] {
        house.lea().says(words).await;
    }
}

/// Every button that lies about: what it does, with its value; two of a kind at the most.
fn lying_about(house: &House) -> Vec<(String, String)> {
    let mut of_each: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let shown = house.street.shown.lock().unwrap().clone();
    for mut card in shown.into_iter().map(|it| it.card) {
        for button in card.buttons_mut() {
            let values = of_each.entry(button.action.clone()).or_default();
            if values.len() < 2 {
                values.insert(button.value.clone());
            }
        }
    }
    of_each
        .into_iter()
        .flat_map(|(action, values)| values.into_iter().map(move |value| (action.clone(), value)))
        .collect()
}

/// Every other button, with whatever it could be about, as the bot itself would sign it.
async fn all_others(house: &House, lying: &[(String, String)]) -> Vec<(String, String)> {
    let mut about = vec![PLACE.to_owned(), "cleo".to_owned()];
    for query in [
        "SELECT id FROM question",
        "SELECT id FROM kudos_grant",
        "SELECT id FROM job",
        "SELECT id FROM quiz",
        "SELECT id FROM quiz_run",
    ] {
        let mut tx = house.db.read().await.unwrap();
        let ids: Vec<(String,)> = tx.all(Sql::new(query), vec![]).await.unwrap();
        about.extend(ids.into_iter().map(|(id,)| id).take(3));
    }
    let (buttons, _) = Registry::of(crate::features::all()).unwrap().comes_back();
    let mut made = Vec::new();
    for action in buttons.into_iter().filter(|it| !lying.iter().any(|(action, _)| action == it)) {
        for value in &about {
            made.push((action.to_owned(), house.signs(action, value).await));
        }
    }
    made
}

/// What is new since then and not in the source itself, as far as they see it.
fn new_to(house: &House, viewer: Viewer, since: usize) -> String {
    let me = AccountId::new(format!("test:acme:{}", key_of(viewer)));
    let shown = house.street.shown.lock().unwrap();
    let new =
        shown.iter().filter(|it| it.changed > since && it.place.as_str() != PLACE && it.is_seen_by(&me));
    new.map(crate::testing::Shown::draw).collect::<Vec<_>>().join("\n")
}

fn newest(house: &House) -> usize {
    house.street.shown.lock().unwrap().iter().map(|it| it.changed).max().unwrap_or_default()
}

#[tokio::test]
async fn what_others_were_handed_shows_nobody_more() {
    let wrong = Mutex::new(Vec::new());
    for source in SOURCES {
        on_each_engine(async |house: &mut House| {
            begin(house, source).await;
            looks_about(house, source).await;
            let mut buttons = lying_about(house);
            if source == Source::Slack(OnSlack::MadePrivate) {
                buttons.extend(all_others(house, &buttons).await);
            }
            let strangers = PRESSING.into_iter().filter(|it| !may_read(source, *it));
            for viewer in strangers {
                for (action, value) in &buttons {
                    let since = newest(house);
                    house.someone(key_of(viewer)).in_channel("lobby").forges(action, value).await;
                    let mut seen = new_to(house, viewer, since);
                    if let Some(form) = house.open_form(key_of(viewer)) {
                        seen = format!("{seen}\n{form:?}");
                    }
                    if is_named(&seen) || WORDS.iter().any(|word| seen.to_lowercase().contains(word)) {
                        wrong.lock().unwrap().push(format!("{source:?} x {viewer:?} x [{action}]: {seen}"));
                    }
                }
            }
            house.leaves_work();
        })
        .await;
    }
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "{} presses:\n  {}", wrong.len(), wrong.join("\n  "));
}
