//! What a company's lead has decided: for the company itself, and for each feature.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// No figure is shown about fewer people than this, whatever the feature.
pub const SMALLEST_GROUP: usize = 5;

/// What a lead decided for one feature, or for the company. Kept as JSON; what is missing has its default.
pub trait Settings: Serialize + DeserializeOwned + Default + Send {
    /// The feature's name, under which it is kept.
    const FEATURE: &'static str;
}

/// What holds for the whole company, whatever the feature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CompanySettings {
    /// Guests may be asked like anybody else.
    pub guests_may_be_experts: bool,
    /// Messages that somebody gets within seven days without having asked, 1 to 50, over all features.
    pub unasked_a_week: u8,
    /// Channels that are open in one workspace of the company are open to the members of all.
    pub open_across_workspaces: bool,
}

impl Default for CompanySettings {
    fn default() -> Self {
        Self { guests_may_be_experts: false, unasked_a_week: 7, open_across_workspaces: false }
    }
}

impl Settings for CompanySettings {
    const FEATURE: &'static str = "company";
}
