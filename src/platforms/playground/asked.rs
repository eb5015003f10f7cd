//! The words from the page to the server.

use std::collections::BTreeMap;

use serde::Deserialize;

/// What a person does on the page.
#[derive(Debug, Deserialize)]
pub(super) struct DeliveryAction {
    /// The key of the person.
    #[serde(rename = "as")]
    pub(super) who: String,
    #[serde(flatten)]
    pub(super) deed: Deed,
}

/// What they do.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Deed {
    Say {
        place: String,
        thread: Option<String>,
        text: String,
    },
    Press {
        place: Option<String>,
        message: Option<String>,
        handle: Option<String>,
        action: String,
        value: String,
    },
    Shortcut {
        name: String,
        place: Option<String>,
        message: Option<String>,
    },
    Submit {
        form: String,
        context: String,
        values: BTreeMap<String, Vec<String>>,
        place: Option<String>,
    },
    Home(bool),
    React {
        place: String,
        message: String,
        emoji: String,
        on: bool,
    },
    Edit {
        place: String,
        message: String,
        text: String,
    },
    Delete {
        place: String,
        message: String,
    },
}

/// Which person the page is; empty while it does not know whom there is.
#[derive(Debug, Deserialize)]
pub(super) struct Viewer {
    #[serde(rename = "as", default)]
    pub(super) who: String,
}

/// Which messages the page wants.
#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    #[serde(rename = "as")]
    pub(super) who: String,
    pub(super) place: String,
    pub(super) thread: Option<String>,
}

/// A place was looked at.
#[derive(Debug, Deserialize)]
pub(super) struct Looked {
    #[serde(rename = "as")]
    pub(super) who: String,
    pub(super) place: String,
}

/// How far the clock is to go.
#[derive(Debug, Deserialize)]
pub(super) struct Advance {
    pub(super) by: By,
    #[serde(rename = "as")]
    pub(super) who: Option<String>,
}

/// How far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum By {
    Hour,
    Day,
    /// To nine o'clock of the next Monday.
    Monday,
}
