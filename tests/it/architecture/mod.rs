//! The tree is held to the floors, habits and lengths that `ARCHITECTURE.md` tells of.

mod examples;
mod floors;
mod habits;
mod paths;
mod tree;

use std::fs;

use floors::Floors;
use tree::Tree;

use crate::source::{all, root};

#[test]
fn the_floors_are_kept() {
    let sources = all();
    let floors = Floors::read(&fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap());
    let modules = sources.iter().filter(|source| !source.is_for_tests()).map(|source| &source.module);
    none(&floors.unknown(modules), "parts that the table in ARCHITECTURE.md does not know");
    none(&floors.broken(&Tree::of(sources)), "imports against the table in ARCHITECTURE.md");
}

#[test]
fn no_neighbours_import_each_other_in_a_circle() {
    let tree = Tree::of(all());
    let circles: Vec<String> = tree
        .circles()
        .iter()
        .map(|circle| {
            tree.within(circle).into_iter().collect::<Vec<_>>().join(
                "
    ",
            )
        })
        .collect();
    none(&circles, "circles of imports");
}

#[test]
fn the_habits_are_kept() {
    let sources = all();
    let mut lengths: Vec<usize> = sources.iter().map(|source| source.text.lines().count()).collect();
    lengths.sort_unstable();
    let at = |share: usize| lengths[(lengths.len() - 1) * share / 100];
    println!("{} files: median {}, p90 {}, max {} lines", lengths.len(), at(50), at(90), at(100));
    let broken: Vec<String> = sources.iter().flat_map(habits::broken).collect();
    none(&broken, "habits broken");
}

#[test]
fn every_module_of_the_table_is_there() {
    let page = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let has =
        |part: &str| all().iter().any(|source| source.module.first().is_some_and(|first| first == part));
    for part in
        ["chat", "store", "clock", "people", "search", "bot", "platforms", "features", "config", "app"]
    {
        assert!(has(part), "there is no part `{part}`");
        assert!(page.contains(&format!("`{part}")), "ARCHITECTURE.md does not tell of `{part}`");
    }
}

fn none(found: &[String], what: &str) {
    assert!(found.is_empty(), "{what}:\n  {}", found.join("\n  "));
}
