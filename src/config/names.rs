//! The names of all settings, and names that are nearly one.

use figment::providers::Env;

use super::Config;

pub(super) const NAMES: [&str; 29] = [
    "lyceum_listen",
    "lyceum_database_url",
    "lyceum_index_dir",
    "lyceum_public_url",
    "lyceum_trusted_proxies",
    "lyceum_encryption_key",
    "lyceum_log",
    "lyceum_log_format",
    "lyceum_leads",
    "lyceum_embeddings_path",
    "lyceum_embeddings_url",
    "lyceum_embeddings_key",
    "lyceum_embeddings_model",
    "slack_signing_secret",
    "slack_bot_token",
    "slack_client_id",
    "slack_client_secret",
    "slack_app_token",
    "slack_api_url",
    "teams_app_id",
    "teams_app_password",
    "teams_app_password_expires",
    "teams_tenant_id",
    "teams_other_tenants",
    "teams_cloud",
    "teams_login_url",
    "teams_openid_url",
    "teams_allowed_hosts",
    "teams_unauthenticated",
];

/// Names that begin as ours do and are others': what the program's own tests are told by, and what Kubernetes tells
/// everybody of a service that is called as we are.
const OF_OTHERS: [&str; 3] = ["LYCEUM_TEST_", "LYCEUM_SERVICE_", "LYCEUM_PORT"];
/// So many letters may be wrong in a name that was meant to be another one.
const WRONG: usize = 2;

/// A variable of the environment that looks like a setting and is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misspelt {
    /// The setting's name, as it is written in the environment.
    pub name: String,
    /// The setting that was meant, if there is one like it.
    pub meant: Option<String>,
}

impl Config {
    /// What stands in the environment, looks like a setting, and is none. In `lyceum.toml` that is an error.
    pub fn misspelt() -> Vec<Misspelt> {
        let names = Env::raw().iter().map(|(name, _)| name.as_str().to_uppercase()).collect::<Vec<_>>();
        names.into_iter().filter_map(misspelt).collect()
    }
}

/// A variable that begins as ours do, or that is nearly one of ours; others are other programs'.
fn misspelt(name: String) -> Option<Misspelt> {
    let known = || NAMES.iter().map(|name| name.to_uppercase());
    if known().any(|known| known == name) || OF_OTHERS.iter().any(|others| name.starts_with(others)) {
        return None;
    }
    let near = known().map(|known| (strsim::damerau_levenshtein(&known, &name), known));
    let meant = near.filter(|(wrong, _)| *wrong <= WRONG).min().map(|(_, known)| known);
    (meant.is_some() || name.starts_with("LYCEUM_")).then_some(Misspelt { name, meant })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_nearly_settings_are_told_and_those_of_others_are_not() {
        let meant = |name: &str| misspelt(name.to_owned()).map(|found| found.meant);
        assert_eq!(meant("SLACK_SIGNIN_SECRET"), Some(Some("SLACK_SIGNING_SECRET".to_owned())));
        assert_eq!(meant("LYCUEM_LISTEN"), Some(Some("LYCEUM_LISTEN".to_owned())));
        assert_eq!(meant("LYCEUM_DATABASE"), Some(None));
        for fine in [
            "SLACK_BOT_TOKEN",
            "SLACK_WEBHOOK",
            "PATH",
            "LYCEUM_TEST_POSTGRES",
            "TEAMS_HOME",
            "LYCEUM_PORT_80_TCP",
        ] {
            assert_eq!(meant(fine), None, "{fine}");
        }
    }
}
