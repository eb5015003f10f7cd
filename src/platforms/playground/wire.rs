//! The words from the server to the page.

use std::collections::BTreeMap;

use serde::Serialize;

/// Everything around the messages, as one person sees it.
#[derive(Debug, Serialize)]
pub(super) struct State<'a> {
    pub(super) company: &'a str,
    pub(super) now: i64,
    pub(super) me: &'a str,
    pub(super) people: Vec<Person<'a>>,
    pub(super) channels: Vec<Channel<'a>>,
    pub(super) direct: Direct,
    pub(super) groups: Vec<Group>,
    pub(super) commands: Vec<Command>,
    pub(super) shortcuts: Vec<Shortcut>,
}

#[derive(Debug, Serialize)]
pub(super) struct Person<'a> {
    pub(super) key: &'a str,
    pub(super) name: &'a str,
    pub(super) title: &'a str,
    pub(super) department: &'a str,
    pub(super) time_zone: &'static str,
    pub(super) standing: &'static str,
    pub(super) lead: bool,
    pub(super) local: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Channel<'a> {
    pub(super) id: String,
    pub(super) name: &'a str,
    pub(super) topic: &'a str,
    pub(super) private: bool,
    pub(super) shared: bool,
    pub(super) unread: usize,
}

#[derive(Debug, Serialize)]
pub(super) struct Direct {
    pub(super) id: String,
    pub(super) unread: usize,
}

#[derive(Debug, Serialize)]
pub(super) struct Group {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) unread: usize,
}

#[derive(Debug, Serialize)]
pub(super) struct Command {
    pub(super) words: &'static str,
    pub(super) usage: &'static str,
    pub(super) about: &'static str,
}

#[derive(Debug, Serialize)]
pub(super) struct Shortcut {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    pub(super) about: &'static str,
    pub(super) on_message: bool,
}

/// A message, as one person sees it.
#[derive(Debug, Serialize)]
pub(super) struct Message {
    pub(super) id: String,
    pub(super) place: String,
    pub(super) thread: Option<String>,
    pub(super) author: String,
    pub(super) text: Option<Vec<Inline>>,
    pub(super) card: Option<Card>,
    pub(super) faces: BTreeMap<String, Face>,
    pub(super) at: i64,
    pub(super) edited: bool,
    pub(super) only_you: bool,
    pub(super) handle: Option<String>,
    pub(super) replies: Option<Replies>,
    pub(super) reactions: Vec<Reaction>,
}

#[derive(Debug, Serialize)]
pub(super) struct Face {
    pub(super) name: String,
    pub(super) key: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct Replies {
    pub(super) count: usize,
    pub(super) last_at: i64,
}

#[derive(Debug, Serialize)]
pub(super) struct Reaction {
    pub(super) emoji: String,
    pub(super) people: Vec<String>,
}

/// A piece of a person's own words.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(super) enum Inline {
    Plain { plain: String },
    Person { person: String, name: String },
    Channel { channel: String, name: String },
    Link { link: String },
}

#[derive(Debug, Serialize)]
pub(super) struct Card {
    pub(super) summary: String,
    pub(super) parts: Vec<Part>,
}

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(super) enum Part {
    Heading { text: String },
    Text { spans: Vec<Span> },
    Quote { spans: Vec<Span> },
    Item { spans: Vec<Span>, button: Button },
    Fields { fields: Vec<NamedText> },
    Note { spans: Vec<Span> },
    Rule,
    Buttons { buttons: Vec<Button> },
}

#[derive(Debug, Serialize)]
pub(super) struct NamedText {
    pub(super) name: String,
    pub(super) spans: Vec<Span>,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Span {
    Plain { plain: String },
    Strong { strong: String },
    Code { code: String },
    Person { person: String, me: bool },
    Name { name: String },
    Channel { channel: String, name: String },
    Link { link: String, url: String },
    Moment { moment: i64 },
}

#[derive(Debug, Serialize)]
pub(super) struct Button {
    pub(super) label: String,
    pub(super) action: String,
    pub(super) value: String,
    pub(super) look: &'static str,
    pub(super) confirm: Option<Confirm>,
}

#[derive(Debug, Serialize)]
pub(super) struct Confirm {
    pub(super) question: String,
    pub(super) detail: String,
    pub(super) yes: String,
    pub(super) no: String,
}

/// What an act gets back.
#[derive(Debug, Serialize)]
#[serde(tag = "receipt", rename_all = "lowercase")]
pub(super) enum Receipt {
    Done,
    Open { form: Form },
    Errors { errors: Vec<crate::chat::FieldError> },
    Show { card: Card },
}

#[derive(Debug, Serialize)]
pub(super) struct Form {
    pub(super) name: String,
    pub(super) context: String,
    pub(super) title: String,
    pub(super) submit: String,
    pub(super) intro: Option<Vec<Span>>,
    pub(super) fields: Vec<Field>,
}

#[derive(Debug, Serialize)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) label: String,
    pub(super) hint: Option<String>,
    pub(super) optional: bool,
    pub(super) input: Input,
}

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(super) enum Input {
    Line { value: String, most: u16 },
    Paragraph { value: String, most: u16 },
    Number { value: Option<i64>, least: i64, most: i64 },
    Choice { options: Vec<crate::chat::Choice>, value: Option<String> },
    Choices { options: Vec<crate::chat::Choice>, values: Vec<String> },
    Person { value: Option<String> },
    People { values: Vec<String> },
    Channel { value: Option<String> },
    Day { value: Option<String> },
}
