//! The tables behind the platforms' ports.

mod platforms;
mod tenants;

pub(super) use platforms::{InstallationRow, StoredTokens};
pub(super) use tenants::TeamsReferences;
