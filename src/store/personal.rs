//! What a table keeps about people, told so that it can be exported and erased: one value for each table.

use super::Sql;

/// A table with people in it.
///
/// Every table of the schema is told of by one of these, or named with a reason why nothing in it is about a person; a
/// test compares both with the schema.
#[derive(Clone, Copy, Debug)]
pub struct PersonalTable {
    /// The table's name in the schema.
    pub name: &'static str,
    /// What it is for, in a sentence that somebody without this program can read.
    pub about: &'static str,
    /// Every column, with what it means.
    pub columns: &'static [(&'static str, Meaning)],
    /// What is exported: `$1` is the company, `$2` the person. Nothing that is only somebody else's.
    pub rows: Sql,
    /// How it is erased, step by step.
    pub erase: &'static [Erase],
    /// How it becomes somebody else's, step by step, once both turn out to be one person.
    pub merge: &'static [Merge],
}

/// What a column means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// It is exported, and means this.
    Is(&'static str),
    /// It is a person, and means this: an export tells their name.
    Who(&'static str),
    /// It is not exported, for this reason.
    LeftOut(&'static str),
}

impl Meaning {
    /// What it means, or why it is left out.
    pub fn words(self) -> &'static str {
        match self {
            Self::Is(words) | Self::Who(words) | Self::LeftOut(words) => words,
        }
    }
}

/// A step by which a person is erased from a table. Again, it touches nothing.
#[derive(Clone, Copy, Debug)]
pub enum Erase {
    /// `$1` is the company, `$2` the person.
    Without(Sql),
    /// `$1` is the company, `$2` the person, `$3` whoever stands in for them so that totals stay: an id and nothing else.
    StandIn(Sql),
    /// Rows that name them go: `$1` is the company, `$2` their name or address.
    Naming(Sql),
    /// Their name goes from what others wrote. The first gives the key and the text of rows that hold it (`$1` is the
    /// company, `$2` the words by which they are named), the second changes one: `$1` company, `$2` key, `$3` text.
    Unname(Sql, Sql),
    /// It is done in code, as is said here.
    InCode(&'static str),
}

/// A step by which what a table keeps of one person becomes another's, as both are one. Again, it touches nothing.
#[derive(Clone, Copy, Debug)]
pub enum Merge {
    /// `$1` is the company, `$2` whoever is no more, `$3` who they are.
    Into(Sql),
    /// What is left of whoever is no more goes: `$1` is the company, `$2` they.
    Drop(Sql),
    /// There is nothing to do, or it is done elsewhere, as is said here.
    Nothing(&'static str),
}

/// The words by which somebody is named in texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NamedBy {
    words: Vec<(String, &'static str)>,
    called: Vec<String>,
    /// Names of others that begin as theirs.
    others: Vec<String>,
}

impl NamedBy {
    /// Mentions of these accounts, the name behind an `@`, the name by itself if it has several words, and the address.
    pub fn of<'a>(accounts: impl IntoIterator<Item = &'a str>, name: &str, email: Option<&str>) -> Self {
        let mut all: Vec<(String, &'static str)> =
            accounts.into_iter().map(|account| (format!("<@{account}>"), "somebody")).collect();
        let name = name.trim();
        if !name.is_empty() {
            all.push((format!("@{name}"), "@somebody"));
        }
        if name.contains(char::is_whitespace) {
            all.push((name.to_owned(), "somebody"));
        }
        let email = email.filter(|email| !email.is_empty());
        all.extend(email.map(|email| (email.to_owned(), "somebody")));
        let called =
            [Some(name).filter(|name| !name.is_empty()), email].into_iter().flatten().map(str::to_owned);
        Self { words: all, called: called.collect(), others: Vec::new() }
    }

    /// The same, but others have these names, which begin as theirs or are the same: where one of them stands, they may be
    /// meant, and it stays.
    #[must_use]
    pub fn apart_from(mut self, others: Vec<String>) -> Self {
        self.others = others;
        self
    }

    /// Their name and their address by themselves.
    pub fn called(&self) -> impl Iterator<Item = &str> {
        self.called.iter().map(String::as_str)
    }

    /// Each of them, as it stands in a text.
    pub fn each(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(|(words, _)| words.as_str())
    }

    /// The text without them; none if it holds none. A name within a longer word is another word.
    pub fn taken_out_of(&self, text: &str) -> Option<String> {
        let mut out = text.to_owned();
        for (words, instead) in &self.words {
            out = self.replaced(&out, words, instead);
        }
        (out != text).then_some(out)
    }

    fn replaced(&self, text: &str, words: &str, instead: &str) -> String {
        let inside_a_word = |before: Option<char>, after: Option<char>| {
            let opens = words.chars().next().is_some_and(char::is_alphanumeric);
            let closes = words.chars().last().is_some_and(char::is_alphanumeric);
            (opens && before.is_some_and(char::is_alphanumeric))
                || (closes && after.is_some_and(char::is_alphanumeric))
        };
        let mut out = String::with_capacity(text.len());
        let mut from = 0;
        for (at, found) in text.match_indices(words) {
            let (before, after) = (text[..at].chars().next_back(), text[at + found.len()..].chars().next());
            if at >= from && !inside_a_word(before, after) && !self.is_anothers(&text[at..]) {
                out.push_str(&text[from..at]);
                out.push_str(instead);
                from = at + found.len();
            }
        }
        out.push_str(&text[from..]);
        out
    }

    fn is_anothers(&self, text: &str) -> bool {
        let name = text.strip_prefix('@').unwrap_or(text);
        self.others.iter().any(|other| name.starts_with(other.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_goes_and_longer_words_stay() {
        let named = NamedBy::of(["slack:T1:U1"], "Ann Lee", Some("ann@acme.example"));
        for (text, without) in [
            ("ask <@slack:T1:U1>, please", Some("ask somebody, please")),
            ("<@slack:T1:U12> knows", None),
            ("@Ann Lee knows; Ann Lee's notes", Some("@somebody knows; somebody's notes")),
            ("Ann Leeds and Joann Lee", None),
            ("write to ann@acme.example.", Some("write to somebody.")),
            ("joann@acme.example", None),
        ] {
            assert_eq!(named.taken_out_of(text).as_deref(), without, "{text}");
        }
        let one_of_two = named.clone().apart_from(vec!["Ann Lee".to_owned()]);
        assert_eq!(
            one_of_two.taken_out_of("@Ann Lee, <@slack:T1:U1>").as_deref(),
            Some("@Ann Lee, somebody")
        );
        let begins = NamedBy::of([], "Ann", None).apart_from(vec!["Ann Lee".to_owned()]);
        assert_eq!(begins.taken_out_of("@Ann and @Ann Lee").as_deref(), Some("@somebody and @Ann Lee"));
        let short = NamedBy::of([], "Ann", None);
        assert_eq!(
            short.taken_out_of("@Ann, not @Anna or Ann").as_deref(),
            Some("@somebody, not @Anna or Ann")
        );
    }
}
