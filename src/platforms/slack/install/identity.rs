//! Whose the one token of the settings is.

use super::installation::{NewInstallation, workspace};
use crate::chat::Undelivered;
use crate::platforms::slack::api::client::Web;
use crate::platforms::slack::api::error::ApiError;
use crate::platforms::slack::settings::SlackSettings;

/// The installation that the one token of the settings speaks for. Stores nothing.
///
/// # Errors
/// `Refused(Revoked)` if the token is missing or does not work; otherwise as the road to Slack failed.
pub async fn who_am_i(settings: &SlackSettings) -> Result<NewInstallation, Undelivered> {
    const METHOD: &str = "auth.test";
    let Some(token) = &settings.bot_token else {
        return Err(Undelivered::Refused(crate::chat::Reason::Revoked));
    };
    let web = Web::new(&settings.api_url).map_err(|error| Undelivered::Unreached(error.to_string()))?;
    let (identity, scopes) =
        web.auth_test(token).await.map_err(|trouble| trouble.undelivered(METHOD, true))?;
    let enterprise = identity.enterprise_id.owned();
    let team = identity.team_id.owned().filter(|_| !identity.is_enterprise_install.is_set());
    let tenant = team.as_ref().or(enterprise.as_ref()).cloned();
    let (Some(tenant), Some(bot_user)) = (tenant, identity.user_id.owned()) else {
        return Err(ApiError::Garbled.undelivered(METHOD, true));
    };
    Ok(NewInstallation {
        workspace: workspace(&tenant),
        name: identity.team.owned(),
        enterprise,
        team,
        bot_token: token.clone(),
        bot_user,
        bot_id: identity.bot_id.owned(),
        app_id: identity.app_id.owned(),
        scopes,
        installer: None,
    })
}
