//! What we are built on: every licence is permissive, and what must not come in has not come in.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

/// Any of these asks for no more than that its words are kept.
const PERMISSIVE: [&str; 13] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Zlib",
];

/// A second way to encrypt connections: two of them make the program stop when it starts.
const ABSENT: [&str; 6] = ["aws-lc-rs", "aws-lc-sys", "openssl", "openssl-sys", "native-tls", "rsa"];

/// What is built for the machine the tests run on: of other platforms' packages nothing need be there.
fn metadata() -> Value {
    let version = Command::new(env!("CARGO")).arg("-vV").output().unwrap();
    let version = String::from_utf8(version.stdout).unwrap();
    let platform = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline", "--locked", "--filter-platform", platform])
        .current_dir(crate::source::root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value[key].as_array().into_iter().flatten()
}

/// The ids of what the program itself is built from: without what only tests and benches need.
fn built_in(metadata: &Value) -> BTreeSet<String> {
    let nodes: BTreeMap<&str, &Value> =
        list(&metadata["resolve"], "nodes").map(|node| (text(node, "id"), node)).collect();
    let mut open = vec![text(&metadata["resolve"], "root")];
    let mut seen = BTreeSet::new();
    while let Some(id) = open.pop() {
        if seen.insert(id.to_owned()) {
            for dependency in list(nodes[id], "deps") {
                if list(dependency, "dep_kinds").any(|kind| kind["kind"] != "dev") {
                    open.push(text(dependency, "pkg"));
                }
            }
        }
    }
    seen
}

/// Whether a licence leaves us one that is permissive: `A OR B` wants one, `A AND B` both.
fn is_permissive(licence: &str) -> bool {
    let licence = licence.trim();
    if let Some(inside) = licence.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'))
        && !inside.contains(['(', ')'])
    {
        return is_permissive(inside);
    }
    let all: Vec<&str> = split(licence, " AND ");
    if all.len() > 1 {
        return all.into_iter().all(is_permissive);
    }
    let any: Vec<&str> = split(licence, " OR ").into_iter().flat_map(|part| split(part, "/")).collect();
    if any.len() > 1 {
        return any.into_iter().any(is_permissive);
    }
    PERMISSIVE.contains(&licence)
}

/// Splits where no bracket is open.
fn split<'a>(text: &'a str, by: &str) -> Vec<&'a str> {
    let mut parts = Vec::new();
    let (mut from, mut depth) = (0, 0);
    for (at, char) in text.char_indices() {
        match char {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ if depth == 0 && at >= from && text[at..].starts_with(by) => {
                parts.push(&text[from..at]);
                from = at + by.len();
            }
            _ => {}
        }
    }
    parts.push(&text[from..]);
    parts
}

#[test]
fn every_licence_is_permissive() {
    let metadata = metadata();
    let mut counted: BTreeMap<&str, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for package in list(&metadata, "packages").filter(|package| text(package, "name") != "lyceum") {
        let licence = text(package, "license");
        *counted.entry(licence).or_default() += 1;
        if !is_permissive(licence) {
            wrong.push(format!("{} {}: {licence:?}", text(package, "name"), text(package, "version")));
        }
    }
    for (licence, count) in &counted {
        println!("{count:>4}  {licence}");
    }
    assert!(counted.values().sum::<usize>() > 100, "this is not our list of dependencies");
    assert!(wrong.is_empty(), "licences that are not on the list:\n  {}", wrong.join("\n  "));
}

#[test]
fn what_must_not_come_in_has_not() {
    let metadata = metadata();
    let built_in = built_in(&metadata);
    let names: BTreeSet<&str> = list(&metadata, "packages")
        .filter(|package| built_in.contains(text(package, "id")))
        .map(|package| text(package, "name"))
        .collect();
    assert!(names.contains("ring") && names.contains("serde_json"), "{names:?}");
    let come: Vec<&&str> = ABSENT.iter().filter(|name| names.contains(**name)).collect();
    assert!(come.is_empty(), "came in: {come:?}");
}

#[test]
fn numbers_in_json_stay_plain() {
    // With `arbitrary_precision` values behind `#[serde(flatten)]` no longer read as numbers.
    let metadata = metadata();
    let nodes: Vec<&Value> = list(&metadata["resolve"], "nodes")
        .filter(|node| text(node, "id").contains("#serde_json@"))
        .collect();
    assert_eq!(nodes.len(), 1, "one serde_json");
    let features: Vec<&str> = list(nodes[0], "features").filter_map(Value::as_str).collect();
    assert!(!features.is_empty() && !features.contains(&"arbitrary_precision"), "{features:?}");
}

#[test]
fn licences_are_read_as_they_are_written() {
    for licence in ["MIT", "MIT/Apache-2.0", "(MIT OR GPL-3.0) AND Unicode-3.0", "GPL-2.0 OR ISC", "(MIT)"] {
        assert!(is_permissive(licence), "{licence}");
    }
    for licence in ["", "GPL-3.0", "MPL-2.0", "MIT AND GPL-3.0", "(MIT OR ISC) AND MPL-2.0", "LicenseRef-Own"]
    {
        assert!(!is_permissive(licence), "{licence}");
    }
}
