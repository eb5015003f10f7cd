//! The paths a file names, made absolute: `use` groups, inline paths, `super::`, and the names its re-exports give.

use std::collections::{BTreeMap, BTreeSet};

use crate::source::{Placed, Source, without_attributes};

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
    let tokens = without_attributes(&source.tokens());
    let mut reader =
        Reader { module: &source.module, modules, tokens: &tokens, at: 0, named: Named::default() };
    reader.run();
    reader.named
}

struct Reader<'a> {
    module: &'a [String],
    modules: &'a BTreeSet<Path>,
    tokens: &'a [Placed],
    at: usize,
    named: Named,
}

impl Reader<'_> {
    fn is(&self, ahead: usize, sign: &str) -> bool {
        self.tokens.get(self.at + ahead).is_some_and(|token| token.is(sign))
    }

    fn run(&mut self) {
        while self.at < self.tokens.len() {
            let before = self.at.checked_sub(1).map(|at| &self.tokens[at]);
            let inside_path = before.is_some_and(|token| token.is("::"));
            match self.tokens[self.at].name() {
                // `pub(in crate::a)` says who sees it, not what it needs.
                Some("in") if before.is_some_and(|token| token.is("(")) => {
                    while self.at < self.tokens.len() && !self.is(0, ")") {
                        self.at += 1;
                    }
                }
                Some("use") if !inside_path => {
                    // `pub use` and `pub(super) use` give names on.
                    let public = before.is_some_and(|token| token.named("pub") || token.is(")"));
                    self.at += 1;
                    self.tree(&[], public);
                }
                Some(_) if !inside_path && self.is(1, "::") => {
                    let line = self.tokens[self.at].line;
                    let mut path = vec![self.take_name()];
                    while self.is(0, "::") && self.tokens.get(self.at + 1).is_some_and(|t| t.name().is_some())
                    {
                        self.at += 1;
                        path.push(self.take_name());
                    }
                    self.note(&path, line, None);
                }
                _ => self.at += 1,
            }
        }
    }

    fn take_name(&mut self) -> String {
        let name = self.tokens[self.at].name().unwrap_or_default().to_owned();
        self.at += 1;
        name
    }

    /// One tree of a `use`: `a::b`, `a::{b, c::d}`, `a::*`, `a as b`.
    fn tree(&mut self, before: &[String], public: bool) {
        let mut path = before.to_vec();
        let line = self.tokens.get(self.at).map_or(0, |token| token.line);
        while self.at < self.tokens.len() {
            if self.is(0, "{") {
                self.at += 1;
                while self.at < self.tokens.len() && !self.is(0, "}") {
                    self.tree(&path, public);
                    if self.is(0, ",") {
                        self.at += 1;
                    }
                }
                self.at += 1;
                return;
            }
            if self.is(0, "*") {
                self.at += 1;
                self.note(&path, line, None);
                return;
            }
            if self.is(0, "::") {
                self.at += 1;
            } else if self.tokens[self.at].name().is_some() {
                path.push(self.take_name());
                if !self.is(0, "::") {
                    break;
                }
            } else {
                self.at += 1;
                return;
            }
        }
        let mut name = path.last().cloned().unwrap_or_default();
        if self.tokens.get(self.at).is_some_and(|token| token.named("as")) {
            self.at += 1;
            name = self.take_name();
        }
        if name == "self" {
            path.pop();
            name = path.last().cloned().unwrap_or_default();
        }
        self.note(&path, line, public.then_some(name));
    }

    fn note(&mut self, path: &[String], line: usize, given: Option<String>) {
        let Some(absolute) = self.absolute(path) else { return };
        match given {
            Some(name) => {
                self.named.given.insert(name, absolute);
            }
            None => self.named.paths.push((absolute, line)),
        }
    }

    fn absolute(&self, path: &[String]) -> Option<Path> {
        let mut base = self.module.to_vec();
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
                if !self.modules.contains(&base) {
                    return None;
                }
                rest = &path[1..];
            }
        }
        base.extend_from_slice(rest);
        Some(base)
    }
}
