//! Our own source as tokens: enough of Rust to see names, paths, attributes and strings, and nothing more.

use std::fs;
use std::path::{Path, PathBuf};

/// A piece of Rust.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// A name or a keyword.
    Name(String),
    /// One sign of punctuation; `::` is one.
    Sign(&'static str),
    /// What stands in a string, with its escapes undone.
    Text(String),
    /// A number, a character, a lifetime.
    Other,
}

/// A token and the line it begins in.
#[derive(Clone, Debug)]
pub struct Placed {
    pub token: Token,
    pub line: usize,
}

impl Placed {
    pub fn is(&self, sign: &str) -> bool {
        matches!(&self.token, Token::Sign(own) if *own == sign)
    }

    pub fn name(&self) -> Option<&str> {
        if let Token::Name(name) = &self.token { Some(name) } else { None }
    }

    pub fn named(&self, name: &str) -> bool {
        self.name() == Some(name)
    }
}

/// One file below `src`.
#[derive(Clone, Debug)]
pub struct Source {
    /// As in `src/bot/store.rs`.
    pub file: String,
    /// As in `["bot", "store"]`; empty for `lib.rs`, `["main"]` for `main.rs`.
    pub module: Vec<String>,
    pub text: String,
}

impl Source {
    pub fn new(file: &str, text: &str) -> Self {
        let mut module: Vec<String> =
            file.trim_start_matches("src/").trim_end_matches(".rs").split('/').map(str::to_owned).collect();
        if module.last().is_some_and(|last| last == "mod" || last == "lib") {
            module.pop();
        }
        Self { file: file.to_owned(), module, text: text.to_owned() }
    }

    /// Compiled for tests only.
    pub fn is_for_tests(&self) -> bool {
        self.module.iter().any(|name| name == "tests" || name == "testing")
    }

    /// Its tokens, without what is only compiled for tests.
    pub fn tokens(&self) -> Vec<Placed> {
        without_tests(&tokens(&self.text))
    }
}

/// The root of the repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below `src`, in the order of their names.
pub fn all() -> Vec<Source> {
    let mut files = Vec::new();
    collect(&root().join("src"), &mut files);
    files.sort();
    assert!(files.len() > 20, "this is not our source: {files:?}");
    files
        .iter()
        .map(|path| {
            let file = path.strip_prefix(root()).unwrap().to_str().unwrap();
            Source::new(file, &fs::read_to_string(path).unwrap())
        })
        .collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
}

/// Cuts a text into tokens; comments fall away.
pub fn tokens(text: &str) -> Vec<Placed> {
    let mut cutter = Cutter { chars: text.chars().collect(), at: 0, line: 1, out: Vec::new() };
    cutter.run();
    cutter.out
}

struct Cutter {
    chars: Vec<char>,
    at: usize,
    line: usize,
    out: Vec<Placed>,
}

impl Cutter {
    fn peek(&self, ahead: usize) -> char {
        self.chars.get(self.at + ahead).copied().unwrap_or('\0')
    }

    fn step(&mut self) -> char {
        let char = self.peek(0);
        self.at += 1;
        if char == '\n' {
            self.line += 1;
        }
        char
    }

    fn put(&mut self, token: Token, line: usize) {
        self.out.push(Placed { token, line });
    }

    fn run(&mut self) {
        while self.at < self.chars.len() {
            let line = self.line;
            match (self.peek(0), self.peek(1)) {
                ('/', '/') => {
                    while self.at < self.chars.len() && self.peek(0) != '\n' {
                        self.step();
                    }
                }
                ('/', '*') => self.block_comment(),
                ('"', _) => self.string(line),
                ('\'', _) => self.quote(line),
                (':', ':') => {
                    self.at += 2;
                    self.put(Token::Sign("::"), line);
                }
                (char, _) if char.is_alphabetic() || char == '_' => self.name(line),
                (char, _) if char.is_ascii_digit() => {
                    while self.peek(0).is_alphanumeric() || self.peek(0) == '_' {
                        self.step();
                    }
                    self.put(Token::Other, line);
                }
                (char, _) => {
                    self.step();
                    if let Some(sign) = sign(char) {
                        self.put(Token::Sign(sign), line);
                    }
                }
            }
        }
    }

    fn block_comment(&mut self) {
        let mut depth = 0;
        loop {
            match (self.peek(0), self.peek(1)) {
                ('/', '*') => {
                    depth += 1;
                    self.at += 2;
                }
                ('*', '/') => {
                    depth -= 1;
                    self.at += 2;
                }
                _ => {
                    self.step();
                }
            }
            if depth == 0 || self.at >= self.chars.len() {
                return;
            }
        }
    }

    fn name(&mut self, line: usize) {
        let mut name = String::new();
        while self.peek(0).is_alphanumeric() || self.peek(0) == '_' {
            name.push(self.step());
        }
        let is_prefix = matches!(name.as_str(), "r" | "b" | "br" | "c" | "cr");
        if is_prefix
            && name.ends_with('r')
            && matches!((self.peek(0), self.peek(1)), ('"', _) | ('#', '"' | '#'))
        {
            return self.raw_string(line);
        }
        if is_prefix && self.peek(0) == '"' {
            return self.string(line);
        }
        if name == "b" && self.peek(0) == '\'' {
            return self.quote(line);
        }
        self.put(Token::Name(name), line);
    }

    fn string(&mut self, line: usize) {
        self.step();
        let mut text = String::new();
        while self.at < self.chars.len() {
            match self.step() {
                '"' => break,
                '\\' => match self.step() {
                    'n' => text.push('\n'),
                    't' => text.push('\t'),
                    // A line that goes on below: what indents the next one falls away.
                    '\n' => {
                        while self.peek(0).is_whitespace() {
                            self.step();
                        }
                    }
                    other => text.push(other),
                },
                char => text.push(char),
            }
        }
        self.put(Token::Text(text), line);
    }

    fn raw_string(&mut self, line: usize) {
        let mut end = String::from("\"");
        while self.peek(0) == '#' {
            self.step();
            end.push('#');
        }
        self.step();
        let mut text = String::new();
        while self.at < self.chars.len() && !text.ends_with(&end) {
            text.push(self.step());
        }
        text.truncate(text.len() - end.len());
        self.put(Token::Text(text), line);
    }

    /// A character or a lifetime.
    fn quote(&mut self, line: usize) {
        self.step();
        if self.peek(0) == '\\' {
            self.at += 2;
            while self.at < self.chars.len() && self.step() != '\'' {}
        } else if self.peek(1) == '\'' {
            self.at += 2;
        } else {
            while self.peek(0).is_alphanumeric() || self.peek(0) == '_' {
                self.step();
            }
        }
        self.put(Token::Other, line);
    }
}

fn sign(char: char) -> Option<&'static str> {
    const SIGNS: [&str; 17] =
        ["{", "}", "(", ")", "[", "]", ";", ",", "#", "!", "*", "=", "<", ">", ":", "$", "."];
    SIGNS.into_iter().find(|sign| sign.starts_with(char))
}

/// The token after the bracket that closes the one at `open`.
pub fn after_bracket(tokens: &[Placed], open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, placed) in tokens.iter().enumerate().skip(open) {
        match &placed.token {
            Token::Sign("{" | "(" | "[") => depth += 1,
            Token::Sign("}" | ")" | "]") => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    tokens.len()
}

/// Drops every item that stands behind `#[cfg(test)]`.
fn without_tests(tokens: &[Placed]) -> Vec<Placed> {
    let mut kept = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if is_cfg_test(&tokens[at..]) {
            at = after_item(tokens, at);
        } else {
            kept.push(tokens[at].clone());
            at += 1;
        }
    }
    kept
}

fn is_cfg_test(tokens: &[Placed]) -> bool {
    tokens.len() > 6
        && tokens[0].is("#")
        && tokens[1].is("[")
        && tokens[2].named("cfg")
        && tokens[3].is("(")
        && tokens[4].named("test")
        && tokens[5].is(")")
}

fn after_item(tokens: &[Placed], from: usize) -> usize {
    let mut at = from;
    while at < tokens.len() {
        if tokens[at].is("{") {
            return after_bracket(tokens, at);
        }
        if tokens[at].is(";") || tokens[at].is(",") {
            return at + 1;
        }
        at = if tokens[at].is("(") || tokens[at].is("[") { after_bracket(tokens, at) } else { at + 1 };
    }
    at
}

/// Drops attributes, derives among them.
pub fn without_attributes(tokens: &[Placed]) -> Vec<Placed> {
    let mut kept = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let inner = tokens[at].is("#") && tokens.get(at + 1).is_some_and(|next| next.is("!"));
        let open = if inner { at + 2 } else { at + 1 };
        if tokens[at].is("#") && tokens.get(open).is_some_and(|next| next.is("[")) {
            at = after_bracket(tokens, open);
        } else {
            kept.push(tokens[at].clone());
            at += 1;
        }
    }
    kept
}
