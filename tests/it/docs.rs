//! What the papers say is there: links lead somewhere, commands of the bot and of the command line exist.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use lyceum::bot::{Registry, RegistryView as _};
use lyceum::features;
use regex::Regex;
use walkdir::WalkDir;

use crate::source::root;

static LINK: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\]\(([^)\s]+)\)").unwrap());
static CODE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"`([^`\n]+)`").unwrap());

/// Every paper: at the root and below `docs`.
fn papers() -> Vec<(PathBuf, String)> {
    let at_the_root = WalkDir::new(root()).max_depth(1).into_iter();
    let all = at_the_root.chain(WalkDir::new(root().join("docs"))).map(|entry| entry.unwrap().into_path());
    let papers: Vec<_> = all
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .map(|path| (path.clone(), std::fs::read_to_string(&path).unwrap()))
        .collect();
    assert!(papers.len() > 10, "these are not our papers: {papers:?}");
    papers
}

/// The anchors of a paper, as code hosts make them of headings.
fn anchors(text: &str) -> BTreeSet<String> {
    let headings = text
        .lines()
        .filter_map(|line| line.strip_prefix('#'))
        .map(|line| line.trim_start_matches('#').trim());
    let kept = |sign: char| sign.is_alphanumeric() || sign == '-' || sign == '_' || sign == ' ';
    headings
        .map(|heading| {
            heading.to_lowercase().chars().filter(|sign| kept(*sign)).collect::<String>().replace(' ', "-")
        })
        .collect()
}

/// What is wrong with a link of a paper; none if it leads somewhere, or out of the project.
fn wrong_link(paper: &Path, link: &str) -> Option<String> {
    if link.starts_with("http") || link.starts_with("mailto:") {
        return None;
    }
    let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
    let target = if file.is_empty() { paper.to_owned() } else { paper.parent().unwrap().join(file) };
    if !target.exists() {
        return Some("there is no such file".to_owned());
    }
    let is_there = anchor.is_empty() || anchors(&std::fs::read_to_string(&target).unwrap()).contains(anchor);
    (!is_there).then(|| "there is no such heading".to_owned())
}

#[test]
fn every_link_leads_somewhere() {
    let mut wrong = Vec::new();
    for (paper, text) in papers() {
        for link in LINK.captures_iter(&text) {
            if let Some(why) = wrong_link(&paper, &link[1]) {
                wrong.push(format!("{}: {}: {why}", paper.display(), &link[1]));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(wrong_link(&root().join("README.md"), "docs/nowhere.md").is_some());
    assert!(wrong_link(&root().join("README.md"), "docs/kudos.md#nothing").is_some());
}

/// The words of code spans that begin so, up to what is to be filled in.
fn spans(begins: &str) -> BTreeSet<Vec<String>> {
    let papers = papers();
    let all = papers.iter().flat_map(|(_, text)| CODE.captures_iter(text));
    all.filter_map(|span| span[1].strip_prefix(begins).map(str::to_owned))
        .map(|rest| {
            let is_a_word = |word: &&str| word.chars().all(|sign| sign.is_ascii_lowercase() || sign == '-');
            rest.split(' ').take_while(is_a_word).map(str::to_owned).collect()
        })
        .filter(|words: &Vec<String>| !words.is_empty() && !words[0].starts_with('-'))
        .collect()
}

#[test]
fn every_command_of_the_bot_exists() {
    let known: BTreeSet<String> =
        Registry::of(features::all()).unwrap().commands().iter().map(|spec| spec.words.to_owned()).collect();
    let first = |words: &str| words.split(' ').next().unwrap_or_default().to_owned();
    let ours: BTreeSet<String> = known.iter().map(|words| first(words)).collect();
    let named: Vec<Vec<String>> = spans("/").into_iter().filter(|words| ours.contains(&words[0])).collect();
    // A command may be followed by anything; two words that are no command together are a mistake where others are.
    let is_known = |words: &Vec<String>| {
        let has_more = known.iter().any(|it| it.starts_with(&format!("{} ", words[0])));
        words.len() == 1
            || !has_more
            || known.iter().any(|it| {
                words.join(" ") == *it || words.join(" ").starts_with(&format!("{it} ")) && it.contains(' ')
            })
    };
    let wrong: Vec<_> = named.iter().filter(|words| !is_known(words)).collect();
    assert!(named.len() > 10, "{named:?}");
    assert!(wrong.is_empty(), "no such command: {wrong:?}");
}

#[test]
fn every_command_of_the_command_line_exists() {
    let named = spans("lyceum ");
    let is_known = |words: &Vec<String>| {
        // What is said to the bot on Teams stands without a slash.
        if words[0] == "link" {
            return true;
        }
        let (options, words): (Vec<&String>, Vec<&String>) =
            words.iter().partition(|word| word.starts_with("--"));
        let help = Command::new(env!("CARGO_BIN_EXE_lyceum")).args(words).arg("--help").output().unwrap();
        let told = String::from_utf8(help.stdout).unwrap();
        help.status.success() && options.iter().all(|option| told.contains(*option))
    };
    let wrong: Vec<_> = named.iter().filter(|words| !is_known(words)).collect();
    assert!(named.len() > 5, "{named:?}");
    assert!(wrong.is_empty(), "no such command: {wrong:?}");
}
