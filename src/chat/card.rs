//! One message with structure. Each platform renders it within its own limits; what does not fit is cut there,
//! with a word about it, never refused by the platform.

use serde::{Deserialize, Serialize};

use super::{PersonId, Text};

/// A message, a private answer, or a person's home page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// One plain line that says it all: notifications, screen readers, clients that draw no cards.
    pub summary: String,
    /// From top to bottom.
    pub parts: Vec<Part>,
}

/// A piece of a card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Part {
    /// A title.
    Heading(String),
    /// A paragraph.
    Text(Text),
    /// Somebody's own words, set apart.
    Quote(Text),
    /// A paragraph with one button beside it.
    Item {
        /// What it is about.
        text: Text,
        /// What can be done with it.
        button: Button,
    },
    /// Names and values, side by side.
    Fields(Vec<(String, Text)>),
    /// Small print.
    Note(Text),
    /// A line between two things.
    Rule,
    /// What the reader can do, at most five.
    Buttons(Vec<Button>),
}

/// How a button looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Look {
    /// Like any other.
    #[default]
    Plain,
    /// The thing most people will want; one to a card.
    Primary,
    /// Cannot be taken back.
    Danger,
}

/// Something to press. Pressing it twice does no harm: its handler sees to that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Button {
    /// What is read, at most 30 characters.
    pub label: String,
    /// Which handler: `feature.verb`.
    pub action: String,
    /// What about: an id, never state and never a secret. At most 200 bytes. The machine signs it for its action when the
    /// card leaves, and gives the handler back what was signed: nobody makes up a value, but whoever saw a button can
    /// press it again.
    pub value: String,
    /// How it looks.
    pub look: Look,
    /// A question to answer first.
    pub confirm: Option<Confirm>,
    /// Pressing it opens a form. Teams opens one only from a button that said so before.
    #[serde(default)]
    pub opens_form: bool,
    /// Only this person has use for it. Where a card can be shown to each reader differently, it stands in their view
    /// alone (in a row of buttons); elsewhere everybody sees it, and the handler tells the others why not.
    #[serde(default)]
    pub only: Option<PersonId>,
}

/// "Are you sure?", in words that say what will happen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirm {
    /// The question.
    pub question: String,
    /// What happens then.
    pub detail: String,
    /// The button that goes ahead.
    pub yes: String,
    /// The button that does not.
    pub no: String,
}

impl Button {
    /// A plain button.
    pub fn new(label: impl Into<String>, action: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            action: action.into(),
            value: value.into(),
            look: Look::Plain,
            confirm: None,
            opens_form: false,
            only: None,
        }
    }

    /// The same, for one person only.
    #[must_use]
    pub fn only_for(mut self, person: &PersonId) -> Self {
        self.only = Some(person.clone());
        self
    }

    /// The same, as something that opens a form.
    #[must_use]
    pub fn opening_form(mut self) -> Self {
        self.opens_form = true;
        self
    }

    /// The same, as what most people will want.
    #[must_use]
    pub fn primary(mut self) -> Self {
        self.look = Look::Primary;
        self
    }

    /// The same, as something that cannot be taken back.
    #[must_use]
    pub fn danger(mut self) -> Self {
        self.look = Look::Danger;
        self
    }

    /// The same, with a question first.
    #[must_use]
    pub fn confirm(mut self, confirm: Confirm) -> Self {
        self.confirm = Some(confirm);
        self
    }
}

impl Card {
    /// A card with only its summary so far.
    pub fn new(summary: impl Into<String>) -> Self {
        Self { summary: summary.into(), parts: Vec::new() }
    }

    /// A card of one line: the summary is the text.
    pub fn line(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { summary: text.clone(), parts: vec![Part::Text(text.into())] }
    }

    /// Adds a part.
    #[must_use]
    pub fn part(mut self, part: Part) -> Self {
        self.parts.push(part);
        self
    }

    /// Adds a title.
    #[must_use]
    pub fn heading(self, words: impl Into<String>) -> Self {
        self.part(Part::Heading(words.into()))
    }

    /// Adds a paragraph.
    #[must_use]
    pub fn text(self, text: impl Into<Text>) -> Self {
        self.part(Part::Text(text.into()))
    }

    /// Adds somebody's own words.
    #[must_use]
    pub fn quote(self, text: impl Into<Text>) -> Self {
        self.part(Part::Quote(text.into()))
    }

    /// Adds a paragraph with a button beside it.
    #[must_use]
    pub fn item(self, text: impl Into<Text>, button: Button) -> Self {
        self.part(Part::Item { text: text.into(), button })
    }

    /// Adds small print.
    #[must_use]
    pub fn note(self, text: impl Into<Text>) -> Self {
        self.part(Part::Note(text.into()))
    }

    /// Adds a line between two things.
    #[must_use]
    pub fn rule(self) -> Self {
        self.part(Part::Rule)
    }

    /// Adds buttons; adds nothing when there are none.
    #[must_use]
    pub fn buttons(self, buttons: Vec<Button>) -> Self {
        if buttons.is_empty() { self } else { self.part(Part::Buttons(buttons)) }
    }

    /// All buttons in it.
    pub fn buttons_mut(&mut self) -> Vec<&mut Button> {
        let mut buttons = Vec::new();
        for part in &mut self.parts {
            match part {
                Part::Item { button, .. } => buttons.push(button),
                Part::Buttons(all) => buttons.extend(all),
                Part::Heading(_)
                | Part::Text(_)
                | Part::Quote(_)
                | Part::Fields(_)
                | Part::Note(_)
                | Part::Rule => {}
            }
        }
        buttons
    }

    /// All texts in it.
    pub fn texts(&self) -> Vec<&Text> {
        let mut texts = Vec::new();
        for part in &self.parts {
            match part {
                Part::Text(text) | Part::Quote(text) | Part::Note(text) | Part::Item { text, .. } => {
                    texts.push(text);
                }
                Part::Fields(fields) => texts.extend(fields.iter().map(|(_, text)| text)),
                Part::Heading(_) | Part::Rule | Part::Buttons(_) => {}
            }
        }
        texts
    }

    /// All texts in it, to be changed.
    pub fn texts_mut(&mut self) -> Vec<&mut Text> {
        let mut texts = Vec::new();
        for part in &mut self.parts {
            match part {
                Part::Text(text) | Part::Quote(text) | Part::Note(text) | Part::Item { text, .. } => {
                    texts.push(text);
                }
                Part::Fields(fields) => texts.extend(fields.iter_mut().map(|(_, text)| text)),
                Part::Heading(_) | Part::Rule | Part::Buttons(_) => {}
            }
        }
        texts
    }

    /// Everybody who is named or tagged in it, or has a button of their own, in order, each once.
    pub fn people(&self) -> Vec<&PersonId> {
        let mut people = Vec::new();
        for part in &self.parts {
            let found: Vec<&PersonId> = match part {
                Part::Text(text) | Part::Quote(text) | Part::Note(text) | Part::Item { text, .. } => {
                    text.people()
                }
                Part::Buttons(buttons) => buttons.iter().filter_map(|button| button.only.as_ref()).collect(),
                Part::Fields(fields) => fields.iter().flat_map(|(_, text)| text.people()).collect(),
                Part::Heading(_) | Part::Rule => Vec::new(),
            };
            for person in found {
                if !people.contains(&person) {
                    people.push(person);
                }
            }
        }
        people
    }
}
