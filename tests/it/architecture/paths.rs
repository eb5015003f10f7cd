//! The paths a file names, made absolute: from the crate's root, through `super::` and its own modules.

use std::collections::{BTreeMap, BTreeSet};

use crate::source::Source;

/// A path within our crate, from its root.
pub type Path = Vec<String>;

/// What one file names.
#[derive(Debug, Default)]
pub struct Named {
    /// Paths into our crate, each with the line it stands in.
    pub paths: Vec<(Path, usize)>,
    /// Re-exports: the name given, and the path behind it.
    pub given: BTreeMap<String, Path>,
}

/// All paths of a file.
pub fn named(source: &Source, modules: &BTreeSet<Path>) -> Named {
    let contents = &source.contents;
    let mut named = Named::default();
    for used in &contents.used {
        let Some(path) = absolute(&used.it.path, &source.module, modules) else { continue };
        match &used.it.given {
            Some(name) => {
                named.given.insert(name.clone(), path);
            }
            None => named.paths.push((path, used.line)),
        }
    }
    let inline = contents.paths.iter();
    named
        .paths
        .extend(inline.filter_map(|path| Some((absolute(&path.it, &source.module, modules)?, path.line))));
    named.paths.sort_by_key(|(_, line)| *line);
    named
}

/// None if it leads out of our crate.
fn absolute(path: &[String], module: &[String], modules: &BTreeSet<Path>) -> Option<Path> {
    let mut base = module.to_vec();
    let mut rest = path;
    match path.first()?.as_str() {
        "crate" | "lyceum" => {
            base.clear();
            rest = &path[1..];
        }
        "self" => rest = &path[1..],
        "super" => {
            while let Some("super") = rest.first().map(String::as_str) {
                base.pop();
                rest = &rest[1..];
            }
        }
        child => {
            base.push(child.to_owned());
            if !modules.contains(&base) {
                return None;
            }
            rest = &path[1..];
        }
    }
    base.extend_from_slice(rest);
    Some(base)
}
