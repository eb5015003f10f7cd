//! The whole tree: which file imports which, with re-exports followed to the file that means the name.

use std::collections::{BTreeMap, BTreeSet};

use super::paths::{Named, Path, named};
use crate::source::Source;

/// One file names something of another.
#[derive(Clone, Debug)]
pub struct Import {
    pub from: String,
    pub line: usize,
    /// The module it stands in.
    pub module: Path,
    /// The module that is named, as written: a re-export counts as the folder that gives it.
    pub as_written: Path,
    /// The module that means the name, after re-exports.
    pub to: Path,
}

/// The files that are compiled for production, and what they import.
pub struct Tree {
    pub imports: Vec<Import>,
}

impl Tree {
    pub fn of(sources: &[Source]) -> Self {
        let sources: Vec<&Source> = sources.iter().filter(|source| !source.is_for_tests()).collect();
        let modules: BTreeSet<Path> = sources.iter().map(|source| source.module.clone()).collect();
        let named: BTreeMap<Path, Named> =
            sources.iter().map(|source| (source.module.clone(), named(source, &modules))).collect();
        let macros = macros(&sources);
        let mut imports = Vec::new();
        for source in &sources {
            for (path, line) in &named[&source.module].paths {
                let path = macros.get(path).unwrap_or(path);
                let as_written = module_of(path, &modules);
                imports.push(Import {
                    from: source.file.clone(),
                    line: *line,
                    module: source.module.clone(),
                    to: meaning(path, &modules, &named, 0),
                    as_written,
                });
            }
            // A re-export is no import for circles, but it is one for floors.
            for path in named[&source.module].given.values() {
                imports.push(Import {
                    from: source.file.clone(),
                    line: 1,
                    module: source.module.clone(),
                    as_written: module_of(path, &modules),
                    to: source.module.clone(),
                });
            }
        }
        Self { imports }
    }

    /// The groups of neighbours that import each other in a circle. Neighbours are the files and folders of one
    /// folder; what a folder holds counts as the folder. A folder's own `mod.rs` stands above them: it may use them,
    /// and they what it defines.
    pub fn circles(&self) -> Vec<Vec<Path>> {
        let mut next: BTreeMap<Path, BTreeSet<Path>> = BTreeMap::new();
        for (from, to) in self.imports.iter().filter_map(neighbours) {
            next.entry(to.clone()).or_default();
            next.entry(from).or_default().insert(to);
        }
        let reached: BTreeMap<&Path, BTreeSet<&Path>> =
            next.keys().map(|module| (module, reachable(module, &next))).collect();
        let mut circles = BTreeSet::new();
        for (module, theirs) in &reached {
            let circle: Vec<Path> = theirs
                .iter()
                .filter(|other| reached[**other].contains(module))
                .map(|other| (*other).clone())
                .collect();
            if circle.len() > 1 {
                circles.insert(circle);
            }
        }
        circles.into_iter().collect()
    }

    /// The imports within a circle, one line each, so that it can be undone.
    pub fn within(&self, circle: &[Path]) -> BTreeSet<String> {
        self.imports
            .iter()
            .filter(|import| {
                neighbours(import).is_some_and(|(from, to)| circle.contains(&from) && circle.contains(&to))
            })
            .map(|import| format!("{}:{} -> {}", import.from, import.line, import.to.join("::")))
            .collect()
    }
}

/// Where the ways to two modules part: the neighbours they lie in. None if one lies within the other.
fn neighbours(import: &Import) -> Option<(Path, Path)> {
    let (from, to) = (&import.module, &import.to);
    let shared = from.iter().zip(to).take_while(|(a, b)| a == b).count();
    let both = shared < from.len() && shared < to.len();
    both.then(|| (from[..=shared].to_vec(), to[..=shared].to_vec()))
}

fn reachable<'a>(from: &'a Path, next: &'a BTreeMap<Path, BTreeSet<Path>>) -> BTreeSet<&'a Path> {
    let mut seen = BTreeSet::new();
    let mut open = vec![from];
    while let Some(module) = open.pop() {
        for other in &next[module] {
            if seen.insert(other) {
                open.push(other);
            }
        }
    }
    seen
}

/// The longest beginning of a path that is a module.
fn module_of(path: &[String], modules: &BTreeSet<Path>) -> Path {
    let mut module = path.to_vec();
    while !modules.contains(&module) && !module.is_empty() {
        module.pop();
    }
    module
}

/// The module that means a name: re-exports are followed.
fn meaning(path: &Path, modules: &BTreeSet<Path>, named: &BTreeMap<Path, Named>, depth: usize) -> Path {
    let module = module_of(path, modules);
    let name = path.get(module.len());
    let behind = name.and_then(|name| named.get(&module)?.given.get(name));
    match behind {
        Some(behind) if depth < 9 && behind != path => meaning(behind, modules, named, depth + 1),
        _ => module,
    }
}

/// Macros given to the whole crate, by the path at which they appear.
fn macros(sources: &[&Source]) -> BTreeMap<Path, Path> {
    let of = |source: &&Source| -> Vec<(Path, Path)> {
        let names = source.contents.macros.iter();
        names
            .map(|name| (vec![name.clone()], [&source.module, std::slice::from_ref(name)].concat()))
            .collect()
    };
    sources.iter().flat_map(of).collect()
}
