//! What each file by itself is held to: its first line, its length, its names, and what it may touch.

use crate::source::Source;

/// The most lines a file may have.
pub const MOST_LINES: usize = 400;

/// Comments that satisfy a lint and say nothing.
const FILLER: [&str; 7] = ["Its name.", "Who.", "What.", "When.", "Where.", "Which.", "Why."];

const FORBIDDEN: [&str; 7] = ["manager", "service", "util", "utils", "helper", "helpers", "common"];

/// All that is wrong with a file.
pub fn broken(source: &Source) -> Vec<String> {
    let mut broken = Vec::new();
    let file = &source.file;
    if !source.text.starts_with("//! ") {
        broken.push(format!("{file}: does not begin with a line `//! what it is`"));
    }
    let lines = source.text.lines().count();
    if lines > MOST_LINES {
        broken.push(format!("{file}: has {lines} lines, more than {MOST_LINES}"));
    }
    if let Some(word) = source.module.iter().flat_map(|name| name.split('_')).find(|word| is_forbidden(word))
    {
        broken.push(format!("{file}: `{word}` in a file's name says nothing"));
    }
    if source.is_for_tests() {
        return broken;
    }
    let contents = &source.contents;
    let says = |line: &str| line.trim().strip_prefix("/// ").is_some_and(|says| FILLER.contains(&says));
    for (at, _) in source.text.lines().enumerate().filter(|(_, line)| says(line)) {
        broken.push(format!(
            "{file}:{}: a comment that says nothing: what is it, and when is there none?",
            at + 1
        ));
    }
    let mut tell = |line: usize, what: &str| broken.push(format!("{file}:{line}: {what}"));
    for name in &contents.types {
        if let Some(word) = forbidden_in_type(&name.it) {
            tell(name.line, &format!("`{word}` in a type's name says nothing"));
        }
    }
    if !source.module.iter().any(|name| name == "store") {
        contents.statements.iter().for_each(|found| tell(found.line, "a statement outside of a store"));
    }
    let used = contents.used.iter().map(|used| (&used.it.path, used.line));
    for (path, line) in used.chain(contents.paths.iter().map(|path| (&path.it, path.line))) {
        match path.first().map(String::as_str) {
            Some("sqlx") if !source.module.starts_with(&["store".into()]) => {
                tell(line, "`sqlx` is known to the dialect root only");
            }
            Some("slack_morphism") if !source.module.starts_with(&["platforms".into(), "slack".into()]) => {
                tell(line, "`slack_morphism` is known to Slack's platform only");
            }
            _ => {}
        }
    }
    broken
}

fn is_forbidden(word: &str) -> bool {
    FORBIDDEN.contains(&word.to_lowercase().as_str())
}

fn forbidden_in_type(name: &str) -> Option<String> {
    let mut words: Vec<String> = Vec::new();
    for char in name.chars() {
        if char.is_uppercase() || words.is_empty() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.push(char);
        }
    }
    let ends_so = words.len() > 1 && words.last().is_some_and(|word| word == "Impl");
    words.into_iter().find(|word| is_forbidden(word)).or_else(|| ends_so.then(|| "Impl".to_owned()))
}
