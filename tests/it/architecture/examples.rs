//! Small bad trees: the checks see what is wrong with each, and nothing else.

use super::floors::Floors;
use super::habits;
use super::tree::Tree;
use crate::source::Source;

const TABLE: &str = "
| floor | module | what it is | may import |
|---|---|---|---|
| 1 | `chat` | words | nothing of ours |
| 1 | `store` | rows | `chat` (for its ids) |
| 2 | `bot` | machine | floor 1 |
| 2 | `platforms/x` | adapters | `chat` |
| 3 | `features/x` | features | `bot`, `chat`; never another feature |
| 4 | `app`, `main` | root | everything |
";

fn sources(files: &[(&str, &str)]) -> Vec<Source> {
    files.iter().map(|(file, text)| Source::new(file, text)).collect()
}

fn floors_broken(files: &[(&str, &str)]) -> Vec<String> {
    Floors::read(TABLE).broken(&Tree::of(&sources(files)))
}

fn circles(files: &[(&str, &str)]) -> Vec<Vec<String>> {
    let joined = |circle: Vec<Vec<String>>| circle.iter().map(|module| module.join("::")).collect();
    Tree::of(&sources(files)).circles().into_iter().map(joined).collect()
}

#[test]
fn a_feature_may_not_look_up_or_aside() {
    let broken = floors_broken(&[
        ("src/chat/mod.rs", "use crate::{store::Tx, bot};"),
        ("src/store/mod.rs", "use crate::chat::Id; fn f() { crate::bot::run() }"),
        ("src/bot/mod.rs", "use crate::store::Tx; use std::fmt;"),
        ("src/platforms/a/mod.rs", "mod door;"),
        ("src/platforms/a/door.rs", "use super::super::b::Door; use super::X; use crate::chat;"),
        ("src/platforms/b/mod.rs", ""),
        ("src/features/mod.rs", "use crate::bot; use one::feature;"),
        ("src/features/one/mod.rs", "use crate::features::two::Thing as Other; use crate::bot::Ctx;"),
        ("src/features/two/mod.rs", "// use crate::store::Tx;\nconst A: &str = \"crate::store::Tx\";"),
        ("src/app/mod.rs", "use crate::{features::one, store};"),
        ("src/main.rs", "use lyceum::app::run;"),
    ]);
    assert_eq!(
        broken,
        [
            "src/chat/mod.rs:1: `chat` may not import `store`",
            "src/chat/mod.rs:1: `chat` may not import `bot`",
            "src/store/mod.rs:1: `store` may not import `bot`",
            "src/platforms/a/door.rs:1: `platforms/a` may not import `platforms/b`",
            "src/features/one/mod.rs:1: `features/one` may not import `features/two`",
        ]
    );
}

#[test]
fn what_stands_in_a_macro_is_read() {
    let broken = floors_broken(&[
        (
            "src/chat/mod.rs",
            "fn f() { println!(\"{}\", [crate::bot::ID]) }\nx! { use crate::{store::{Db}}; }",
        ),
        ("src/store/mod.rs", "#[macro_export]\nmacro_rules! y { () => {\n$crate::bot::run::<A>() } }"),
        ("src/bot/mod.rs", "macro_rules! z { () => { #[derive(crate::app::A)] struct B; } }"),
        ("src/app/mod.rs", ""),
    ]);
    assert_eq!(
        broken,
        [
            "src/chat/mod.rs:1: `chat` may not import `bot`",
            "src/chat/mod.rs:2: `chat` may not import `store`",
            "src/store/mod.rs:3: `store` may not import `bot`",
        ]
    );
}

#[test]
fn a_re_export_is_an_import_for_floors() {
    let broken = floors_broken(&[("src/chat/mod.rs", "pub use crate::bot::Ctx;"), ("src/bot/mod.rs", "")]);
    assert_eq!(broken, ["src/chat/mod.rs:1: `chat` may not import `bot`"]);
}

#[test]
fn what_is_compiled_for_tests_may_import_anything() {
    let broken = floors_broken(&[
        ("src/chat/mod.rs", "#[cfg(test)]\nmod tests { use crate::bot::Ctx; }\n#[cfg(test)] use crate::bot;"),
        ("src/chat/tests.rs", "use crate::bot::Ctx;"),
        ("src/testing/mod.rs", "use crate::bot::Ctx;"),
        ("src/bot/mod.rs", ""),
    ]);
    assert_eq!(broken, Vec::<String>::new());
}

#[test]
fn a_module_that_the_table_forgot_is_told() {
    let all = sources(&[("src/cellar/mod.rs", ""), ("src/bot/mod.rs", ""), ("src/lib.rs", "")]);
    assert_eq!(Floors::read(TABLE).unknown(all.iter().map(|source| &source.module)), ["cellar"]);
}

#[test]
fn circles_are_found_through_re_exports_and_inline_paths() {
    let found = circles(&[
        ("src/a/mod.rs", "mod one; mod two; mod three; pub use two::Two;"),
        ("src/a/one.rs", "use super::Two;"),
        ("src/a/two.rs", "fn f() { super::three::g() }"),
        ("src/a/three.rs", "use crate::a::{one::{self, One}};"),
    ]);
    assert_eq!(found, [["a::one", "a::three", "a::two"]]);
}

#[test]
fn circles_are_found_between_folders() {
    let found = circles(&[
        ("src/a/mod.rs", ""),
        ("src/a/one.rs", "use crate::b::two::Two;"),
        ("src/b/mod.rs", "use crate::a::Other;"),
        ("src/b/two.rs", ""),
    ]);
    assert_eq!(found, [["a", "b"]]);
}

#[test]
fn a_folder_stands_above_its_files() {
    let found = circles(&[
        ("src/a/mod.rs", "mod one; mod two; pub use one::One; pub(crate) use two::Two; pub struct Own;"),
        ("src/a/one.rs", "use super::Own;"),
        ("src/a/two.rs", "use super::{One, Own}; pub(in crate::a::one) struct Two;"),
    ]);
    assert_eq!(found, Vec::<Vec<String>>::new());
}

#[test]
fn a_macro_of_the_crate_counts_as_its_file() {
    let found = circles(&[
        ("src/store/mod.rs", "#[macro_export]\nmacro_rules! sql { () => {} }\nuse crate::bot::X;"),
        ("src/bot/mod.rs", "use crate::sql;"),
    ]);
    assert_eq!(found, [["bot", "store"]]);
}

#[test]
fn bad_habits_are_told() {
    let broken = |file: &str, text: &str| habits::broken(&Source::new(file, text));
    assert_eq!(broken("src/a/mod.rs", "//! Good.\n\nstruct Good;"), Vec::<String>::new());
    assert_eq!(broken("src/a/mod.rs", "struct A;").len(), 1);
    assert_eq!(broken("src/a/mod.rs", &format!("//! Long.\n{}", "\n".repeat(400))).len(), 1);
    assert_eq!(broken("src/a/date_utils.rs", "//! Bad.").len(), 1);
    assert_eq!(
        broken("src/a/mod.rs", "//! Bad.\nstruct MailService; trait Common {} type DoorImpl = u8;").len(),
        3
    );
    assert_eq!(broken("src/a/mod.rs", "//! Good.\nstruct Simple; impl Good {}"), Vec::<String>::new());
    assert_eq!(broken("src/a/mod.rs", "//! Bad.\nfn f() { sql!(\"SELECT 1\") }").len(), 1);
    assert_eq!(broken("src/a/store.rs", "//! Good.\nfn f() { sql!(\"SELECT 1\") }"), Vec::<String>::new());
    assert_eq!(
        broken("src/a/store/rows.rs", "//! Good.\nfn f() { sql!(\"SELECT 1\") }"),
        Vec::<String>::new()
    );
    assert_eq!(broken("src/a/store.rs", "//! Bad.\nuse sqlx::Row;").len(), 1);
    assert_eq!(
        broken("src/a/store.rs", "//! Good.\n#[derive(sqlx::FromRow)]\nstruct A;"),
        Vec::<String>::new()
    );
    assert_eq!(broken("src/bot/mod.rs", "//! Bad.\nuse slack_morphism::prelude::*;").len(), 1);
    assert_eq!(broken("src/platforms/slack/a.rs", "//! Good.\nuse slack_morphism::x;"), Vec::<String>::new());
}
