//! Something to fill in. Opened in answer to a command, a shortcut or a button; comes back as a submission.

use serde::{Deserialize, Serialize};

use super::{PersonId, PlaceId, Text};

/// A form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// Which handler gets it: `feature.verb`.
    pub name: String,
    /// What about: comes back with the submission. It never leaves: the machine keeps it, for two days, and an id that
    /// cannot be guessed goes out in its place, good for this form and for whoever opened it.
    pub context: String,
    /// At most 24 characters.
    pub title: String,
    /// The button that sends it, at most 24 characters.
    pub submit: String,
    /// Said before the fields.
    pub intro: Option<Text>,
    /// From top to bottom.
    pub fields: Vec<Field>,
}

/// One thing to fill in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// Its name in the submission.
    pub name: String,
    /// What is asked.
    pub label: String,
    /// A word of help under it.
    pub hint: Option<String>,
    /// May stay empty.
    pub optional: bool,
    /// How it is filled in, and what stands there already.
    pub input: Input,
}

/// How a field is filled in. In a submission every field is a list of strings, as said at each kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Input {
    /// One line: one string.
    Line {
        /// What stands there already.
        value: String,
        /// The most characters.
        most: u16,
    },
    /// Some lines: one string.
    Paragraph {
        /// What stands there already.
        value: String,
        /// The most characters, 3,000 at the most.
        most: u16,
    },
    /// A whole number: its digits.
    Number {
        /// What stands there already.
        value: Option<i64>,
        /// The smallest allowed.
        least: i64,
        /// The largest allowed.
        most: i64,
    },
    /// One of several: the choice's value.
    Choice {
        /// What can be chosen, at most 100.
        options: Vec<Choice>,
        /// The value chosen already.
        value: Option<String>,
    },
    /// Some of several: the choices' values.
    Choices {
        /// What can be chosen, at most 10.
        options: Vec<Choice>,
        /// The values chosen already.
        values: Vec<String>,
    },
    /// A person: their account id.
    Person {
        /// Who stands there already.
        value: Option<PersonId>,
    },
    /// Some people: their account ids.
    People {
        /// Who stands there already.
        values: Vec<PersonId>,
    },
    /// A channel: its place id.
    Channel {
        /// Which stands there already.
        value: Option<PlaceId>,
    },
    /// A date: `YYYY-MM-DD`.
    Day {
        /// What stands there already.
        value: Option<String>,
    },
}

/// One thing to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// What is read, at most 75 characters.
    pub label: String,
    /// What comes back, at most 150 bytes.
    pub value: String,
}

impl Choice {
    /// A choice.
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self { label: label.into(), value: value.into() }
    }
}

/// What is wrong with one field, said to the person who filled it in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The field's name.
    pub field: String,
    /// What is wrong and how to put it right.
    pub message: String,
}

impl Form {
    /// A form without fields.
    pub fn new(name: impl Into<String>, title: impl Into<String>, submit: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            context: String::new(),
            title: title.into(),
            submit: submit.into(),
            intro: None,
            fields: Vec::new(),
        }
    }

    /// What comes back as it is.
    #[must_use]
    pub fn context(mut self, context: impl Into<String>) -> Self {
        self.context = context.into();
        self
    }

    /// Said before the fields.
    #[must_use]
    pub fn intro(mut self, intro: impl Into<Text>) -> Self {
        self.intro = Some(intro.into());
        self
    }

    /// Adds a field that must be filled in.
    #[must_use]
    pub fn field(mut self, name: &str, label: &str, input: Input) -> Self {
        self.fields.push(Field {
            name: name.to_owned(),
            label: label.to_owned(),
            hint: None,
            optional: false,
            input,
        });
        self
    }

    /// Adds a field that may stay empty.
    #[must_use]
    pub fn optional(self, name: &str, label: &str, input: Input) -> Self {
        let mut form = self.field(name, label, input);
        if let Some(field) = form.fields.last_mut() {
            field.optional = true;
        }
        form
    }

    /// Adds a word of help under the last field.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        if let Some(field) = self.fields.last_mut() {
            field.hint = Some(hint.into());
        }
        self
    }

    /// Everybody who is named in it, in order, each once.
    pub fn people(&self) -> Vec<&PersonId> {
        let mut people = self.intro.as_ref().map(Text::people).unwrap_or_default();
        for field in &self.fields {
            match &field.input {
                Input::Person { value } => people.extend(value),
                Input::People { values } => people.extend(values),
                _ => {}
            }
        }
        let mut seen = Vec::new();
        people.retain(|person| {
            !seen.contains(person) && {
                seen.push(person);
                true
            }
        });
        people
    }
}
