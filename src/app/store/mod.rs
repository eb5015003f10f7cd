//! The tables behind the platforms' ports.

mod platforms;
mod tenants;

pub(super) use platforms::{InstallationRow, PlatformsStore};
pub(super) use tenants::TenantsStore;
