//! The table of floors, read from `ARCHITECTURE.md`: the page is the rule.

use std::collections::BTreeMap;

use super::paths::Path;
use super::tree::Tree;

/// Who may import whom.
#[derive(Debug)]
pub struct Floors {
    parts: BTreeMap<String, Allowed>,
}

#[derive(Debug)]
enum Allowed {
    Everything,
    Only(Vec<String>),
}

impl Floors {
    /// Reads the table under "The floors".
    pub fn read(page: &str) -> Self {
        let mut rows = Vec::new();
        for line in page.lines().filter(|line| line.starts_with("| ")) {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            if let [floor, parts, _, may] = cells[..]
                && floor.parse::<u32>().is_ok()
            {
                rows.push((floor.to_owned(), quoted(parts), may.to_owned()));
            }
        }
        let first: Vec<String> =
            rows.iter().filter(|row| row.0 == "1").flat_map(|row| row.1.clone()).collect();
        let mut floors = BTreeMap::new();
        for (_, parts, may) in &rows {
            for part in parts {
                let allowed = if may == "everything" {
                    Allowed::Everything
                } else {
                    let mut only = quoted(may);
                    if may.contains("floor 1") {
                        only.extend(first.clone());
                    }
                    Allowed::Only(only)
                };
                floors.insert(part.clone(), allowed);
            }
        }
        Self { parts: floors }
    }

    /// Every import that the table does not allow.
    pub fn broken(&self, tree: &Tree) -> Vec<String> {
        let mut broken = Vec::new();
        for import in &tree.imports {
            let (from, to) = (part(&import.module), part(&import.as_written));
            if from.is_empty() || to.is_empty() || from == to {
                continue;
            }
            if !self.allows(&from, &to) {
                broken.push(format!("{}:{}: `{from}` may not import `{to}`", import.from, import.line));
            }
        }
        broken.dedup();
        broken
    }

    /// Every feature of the tree that the table does not know.
    pub fn unknown<'a>(&self, modules: impl Iterator<Item = &'a Path>) -> Vec<String> {
        let parts = modules.map(part).filter(|part| !part.is_empty());
        let mut unknown: Vec<String> = parts.filter(|part| self.row(part).is_none()).collect();
        unknown.dedup();
        unknown
    }

    fn row(&self, part: &str) -> Option<&Allowed> {
        let (folder, _) = part.split_once('/').unwrap_or((part, ""));
        self.parts.get(part).or_else(|| self.parts.get(&format!("{folder}/x")))
    }

    fn allows(&self, from: &str, to: &str) -> bool {
        // `features/mod.rs` lists its features.
        if to.starts_with(&format!("{from}/")) {
            return true;
        }
        match self.row(from) {
            None => false,
            Some(Allowed::Everything) => true,
            Some(Allowed::Only(only)) => {
                only.iter().any(|allowed| to == allowed || to.starts_with(&format!("{allowed}/")))
            }
        }
    }
}

/// The feature a module belongs to: its first name, and the second one in the corridors.
fn part(module: &Path) -> String {
    match module.as_slice() {
        [] => String::new(),
        [folder, part, ..] if folder == "platforms" || folder == "features" => {
            format!("{folder}/{part}")
        }
        [part, ..] => part.clone(),
    }
}

fn quoted(text: &str) -> Vec<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}
