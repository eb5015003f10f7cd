//! Who has as much going on as they may have: claiming statements pass over them.

/// Workspaces or companies, as one value: `REPLACE($1, '|' || workspace || '|', '') = $1` holds for those that are not in
/// it.
#[derive(Clone, Debug, Default)]
pub struct Busy(String);

impl Busy {
    /// These.
    pub fn of<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        Self(names.flat_map(|name| ["|", name, "|"]).collect())
    }

    /// Whether this is one of them.
    #[cfg(test)]
    pub(crate) fn holds(&self, name: &str) -> bool {
        self.0.contains(&format!("|{name}|"))
    }

    /// All of them in one text.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}
