//! What is looked at between Slack and us.

use crate::config::Config;
use crate::platforms::slack::{self, DiagnosticError, SlackSettings};

use super::Findings;
use super::machine::clock;

/// Secrets, tokens and scopes, and the clock that signatures need.
pub(super) async fn examine(config: &Config, found: &mut Findings) {
    let Some(settings) = &config.slack else {
        return found.note("Slack is off: SLACK_SIGNING_SECRET is not set");
    };
    secret(settings, found);
    match slack::examine(settings).await {
        Ok(None) => {}
        Ok(Some(name)) => found.well(&format!("Slack accepts the token, for the workspace {name}")),
        Err(DiagnosticError::OfAPerson) => found.ill(
            "SLACK_BOT_TOKEN is a person's token",
            "take the Bot User OAuth Token from your app's page, OAuth & Permissions; it begins with xoxb-",
        ),
        Err(DiagnosticError::Scopes(missing)) => found.ill(
            &format!("SLACK_BOT_TOKEN may not do all that is needed; these scopes are missing: {}", missing.join(", ")),
            "give your app the manifest that `lyceum manifest slack` writes, install it again, and copy the token again",
        ),
        Err(DiagnosticError::Token(why)) => {
            found.ill(&format!("Slack does not accept SLACK_BOT_TOKEN: {why}"), mend(&why));
        }
        Err(error) => unreached(settings, &error, found),
    }
    if settings.app_token.is_some() {
        match slack::examine_socket(settings).await {
            Ok(()) => found.well("Slack accepts SLACK_APP_TOKEN"),
            Err(DiagnosticError::Token(why)) => found.ill(
                &format!("Slack does not accept SLACK_APP_TOKEN: {why}"),
                "make one under Basic Information, App-Level Tokens, with connections:write, and switch Socket Mode on",
            ),
            Err(DiagnosticError::Scopes(_)) => found.ill(
                "SLACK_APP_TOKEN may not open a socket",
                "make one under Basic Information, App-Level Tokens, with connections:write",
            ),
            Err(error) => unreached(settings, &error, found),
        }
    }
    clock(settings.api_url.as_str(), found).await;
}

fn secret(settings: &SlackSettings, found: &mut Findings) {
    let (what, mend) = (
        "SLACK_SIGNING_SECRET does not look like one: Slack's are 32 of the characters 0-9 and a-f",
        "copy it from your app's page, Basic Information, App Credentials, without quotation marks or blanks",
    );
    let is_real = settings.api_url.host_str().is_some_and(|host| host.starts_with("slack"));
    if slack::looks_like_a_signing_secret(&settings.signing_secret) {
        found.well(
            "SLACK_SIGNING_SECRET looks like one; whether it is the right one shows at the first request",
        );
    } else if is_real {
        found.ill(what, mend);
    } else {
        found.note(&format!("{what}; an emulator's may be another"));
    }
}

fn unreached(settings: &SlackSettings, error: &DiagnosticError, found: &mut Findings) {
    if matches!(error, DiagnosticError::NotSlack(_)) {
        return found.ill(
            &format!("what answers at SLACK_API_URL, {}, is not Slack: {error}", settings.api_url),
            "take the setting away; it is for emulators, whose address often ends in /api",
        );
    }
    found.ill(
        &format!("Slack cannot be reached at {}: {error}", settings.api_url),
        "see that this machine may open connections to it",
    );
}

/// Slack's word for why a token does not work, and what helps.
fn mend(why: &str) -> &'static str {
    match why {
        "token_expired" => {
            "switch token rotation off under OAuth & Permissions, install the app again, and copy the token again"
        }
        "account_inactive" | "token_revoked" | "app_uninstalled" => {
            "the app was taken out of the workspace: install it again, and copy the token again"
        }
        _ => "copy it again from your app's page, OAuth & Permissions",
    }
}
