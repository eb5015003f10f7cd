//! The commands and menu entries there are. Help and both manifests are made from these.

/// A command people can type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandSpec {
    /// Its words, without the slash: `ask-expert`, `lyceum me`.
    pub words: &'static str,
    /// What comes after them, as a hint: `how do I ...`. May be empty.
    pub usage: &'static str,
    /// What it does, in one short line.
    pub about: &'static str,
    /// Only leads can do it, so only they are told.
    pub leads_only: bool,
}

/// An entry in the platform's own menus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShortcutSpec {
    /// Which handler: `feature.verb`.
    pub name: &'static str,
    /// What is read, at most 24 characters.
    pub label: &'static str,
    /// What it does, in one short line.
    pub about: &'static str,
    /// It stands on messages; otherwise it can be chosen from anywhere.
    pub on_message: bool,
}
