//! Every button and form that is drawn has a handler, and every handler of one is drawn: read from the source, where both
//! name it by a constant of their feature's `actions.rs`.
//!
//! It fails with a button of which the registration is taken out, with a registration of which the last button is taken
//! out, with a constant that nobody uses, and with a name that is written out: `what_is_wrong_is_told` does each of these.

use std::collections::{BTreeMap, BTreeSet};

use crate::source::{Placed, Source, Token, all};

/// What a feature draws and answers to, by the names of its constants.
#[derive(Debug, Default)]
struct Feature {
    constants: BTreeSet<String>,
    drawn: BTreeSet<String>,
    handled: BTreeSet<String>,
    shortcuts: BTreeSet<String>,
}

/// All that is wrong.
fn wrong(sources: &[Source]) -> Vec<String> {
    let mut features: BTreeMap<String, Feature> = BTreeMap::new();
    let mut wrong = Vec::new();
    // What every platform is asked, which is compiled for tests only.
    let is_asked = |source: &Source| source.module.last().is_some_and(|last| last == "contract");
    for source in sources.iter().filter(|source| !source.is_for_tests() && !is_asked(source)) {
        let tokens = source.tokens();
        let [corridor, name, ..] = source.module.as_slice() else { continue };
        if corridor != "features" {
            wrong.extend(drawn(&tokens).map(|(at, _)| {
                format!("{}:{}: only features draw buttons and forms", source.file, tokens[at].line)
            }));
            continue;
        }
        let feature = features.entry(name.clone()).or_default();
        if source.module.last().is_some_and(|last| last == "actions") {
            feature.constants.extend(names_after(&tokens, "const"));
        }
        for (at, kind) in drawn(&tokens).chain(registered(&tokens)) {
            let Some(action) = constant(&tokens[at..]) else {
                wrong.push(format!(
                    "{}:{}: an action is named by its constant in `actions.rs`",
                    source.file, tokens[at].line
                ));
                continue;
            };
            match kind {
                Kind::Drawn => feature.drawn.insert(action),
                Kind::Handled => feature.handled.insert(action),
                Kind::Shortcut => feature.shortcuts.insert(action),
            };
        }
    }
    for (name, feature) in features {
        let Feature { constants, drawn, handled, shortcuts } = feature;
        wrong.extend(drawn.difference(&handled).map(|it| format!("{name}: nobody answers to {it}")));
        wrong.extend(handled.difference(&drawn).map(|it| format!("{name}: no card draws {it}")));
        let used: BTreeSet<_> = handled.union(&shortcuts).cloned().collect();
        wrong.extend(constants.difference(&used).map(|it| format!("{name}: nothing is called {it}")));
    }
    wrong
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Drawn,
    Handled,
    Shortcut,
}

/// Where the action of each button, and the name of each form, stands that is drawn.
fn drawn(tokens: &[Placed]) -> impl Iterator<Item = (usize, Kind)> {
    (0..tokens.len()).filter_map(|at| {
        let is = |ahead: usize, sign: &str| tokens.get(at + ahead).is_some_and(|token| token.is(sign));
        let makes = is(1, "::") && tokens.get(at + 2)?.named("new") && is(3, "(");
        let outside = at > 0 && tokens[at - 1].is("::");
        match tokens[at].name()? {
            "Button" if makes => Some((second_argument(tokens, at + 4)?, Kind::Drawn)),
            "Form" if makes && !outside => Some((at + 4, Kind::Drawn)),
            _ => None,
        }
    })
}

/// Where the name stands of each button, form and menu entry that is registered.
fn registered(tokens: &[Placed]) -> impl Iterator<Item = (usize, Kind)> {
    (0..tokens.len()).filter_map(|at| {
        let is = |ahead: usize, sign: &str| tokens.get(at + ahead).is_some_and(|token| token.is(sign));
        let is_called = at > 0 && tokens[at - 1].is(".") && is(1, "(");
        match tokens[at].name()? {
            "button" | "form" if is_called => Some((at + 2, Kind::Handled)),
            "ShortcutPlate" if is(1, "{") && is(3, ":") => Some((at + 4, Kind::Shortcut)),
            _ => None,
        }
    })
}

/// Where the second of some arguments begins; the first begins at `at`.
fn second_argument(tokens: &[Placed], at: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (ahead, token) in tokens.iter().enumerate().skip(at) {
        if ["(", "[", "{"].iter().any(|sign| token.is(sign)) {
            depth += 1;
        } else if [")", "]", "}"].iter().any(|sign| token.is(sign)) {
            depth = depth.checked_sub(1)?;
        } else if depth == 0 && token.is(",") {
            return Some(ahead + 1);
        }
    }
    None
}

/// The constant that stands here: `actions::TAKE`.
fn constant(tokens: &[Placed]) -> Option<String> {
    let [module, colons, name, after, ..] = tokens else { return None };
    let is_whole = after.is(",") || after.is(")");
    let is_it = module.named("actions") && colons.is("::") && is_whole;
    name.name().filter(|_| is_it).map(str::to_owned)
}

fn names_after(tokens: &[Placed], word: &str) -> Vec<String> {
    let pairs = tokens.windows(2).filter(|pair| pair[0].named(word));
    pairs.filter_map(|pair| pair[1].name().map(str::to_owned)).collect()
}

#[test]
fn every_button_has_a_handler_and_every_handler_a_button() {
    let sources = all();
    let wrong = wrong(&sources);
    assert!(wrong.is_empty(), "buttons and forms:\n  {}", wrong.join("\n  "));
    let texts = |source: &Source| {
        let texts = source.tokens().into_iter().filter(|token| matches!(token.token, Token::Text(_)));
        texts.count()
    };
    let constants: usize = sources.iter().filter(|it| it.file.ends_with("/actions.rs")).map(texts).sum();
    assert!(constants > 50, "only {constants} actions were found");
}

#[test]
fn what_is_wrong_is_told() {
    let told = |registration: &str, card: &str| {
        wrong(&[
            Source::new(
                "src/features/a/actions.rs",
                "const TAKE: &str = \"a.take\"; const TELL: &str = \"a.tell\";",
            ),
            Source::new("src/features/a/mod.rs", registration),
            Source::new("src/features/a/cards/mod.rs", card),
        ])
    };
    let plate = "fn f() { x.button(actions::TAKE, take).form(actions::TELL, tell) }";
    let card =
        "fn c() { Button::new(\"I, too\", actions::TAKE, id(a, b)); Form::new(actions::TELL, \"Tell\") }";
    assert_eq!(told(plate, card), Vec::<String>::new());
    assert_eq!(
        told("fn f() { x.form(actions::TELL, tell) }", card),
        ["a: nobody answers to TAKE", "a: nothing is called TAKE"]
    );
    assert_eq!(told(plate, "fn c() { Form::new(actions::TELL, \"Tell\") }"), ["a: no card draws TAKE"]);
    let written = [
        ("fn f() { x.button(\"a.take\", take).form(actions::TELL, tell) }", card),
        (plate, "fn c() { Button::new(word(1, 2), \"a.take\", id); Form::new(actions::TELL, \"Tell\") }"),
        (plate, "fn c() { Button::new(\"Yes\", action, id); Form::new(actions::TELL, \"Tell\") }"),
    ];
    for (plate, card) in written {
        let told = told(plate, card);
        assert!(told.iter().any(|it| it.contains("an action is named by its constant")), "{told:?}");
    }
    let elsewhere = Source::new("src/bot/cards.rs", "fn c() { Button::new(\"Yes\", actions::TAKE, id) }");
    assert_eq!(wrong(&[elsewhere]), ["src/bot/cards.rs:1: only features draw buttons and forms"]);
}
