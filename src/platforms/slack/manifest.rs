//! The app manifest: what Slack is told about us, made from the registered commands.

use serde_json::{Value, json};
use url::Url;

use crate::chat::{CommandSpec, ShortcutSpec};

/// What the product cannot do without. Direct messages to the bot are commands, so it reads those; no others.
const SCOPES: &[&str] = &[
    "app_mentions:read",
    "channels:read",
    "chat:write",
    "commands",
    "groups:read",
    "im:history",
    "im:write",
    "mpim:read",
    "mpim:write",
    "users:read",
];
/// What a workspace may leave out: posting where the bot is not a member, reading channels that opt in, reactions,
/// e-mail addresses for joining accounts, groups.
const OPTIONAL: &[&str] = &[
    "channels:history",
    "chat:write.public",
    "groups:history",
    "mpim:history",
    "reactions:read",
    "usergroups:read",
    "users:read.email",
];
/// What happens in a workspace that we want to hear of.
const EVENTS: &[&str] = &[
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "channel_archive",
    "channel_deleted",
    "channel_left",
    "channel_rename",
    "channel_shared",
    "channel_unarchive",
    "channel_unshared",
    "group_archive",
    "group_deleted",
    "group_left",
    "group_rename",
    "group_unarchive",
    "member_joined_channel",
    "member_left_channel",
    "message.channels",
    "message.groups",
    "message.im",
    "message.mpim",
    "reaction_added",
    "reaction_removed",
    "team_join",
    "tokens_revoked",
    "user_change",
    "user_profile_changed",
];

const MOST_COMMANDS: usize = 50;
const MOST_SHORTCUTS: usize = 10;
const COMMAND_NAME: usize = 32;
const USAGE: usize = 1000;
const SHORTCUT_LABEL: usize = 24;
const SHORTCUT_ABOUT: usize = 150;

/// Door specs that Slack would not take.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ManifestError {
    /// Slack sends only to real addresses.
    #[error("`{0}` is not an http or https address")]
    Url(String),
    /// A command's or shortcut's name is too long, or empty.
    #[error("`{0}` is empty or too long for Slack")]
    Name(String),
    /// More commands or shortcuts than an app may have.
    #[error("{0} {1}, and Slack takes {2} at most")]
    TooMany(usize, &'static str, usize),
    /// It could not be written down.
    #[error("the manifest could not be written")]
    Unwritable,
}

/// The manifest as YAML, for an app that is reached at `url`. Slash commands are the distinct first words of the specs.
///
/// # Errors
/// An address that is none, or specs beyond Slack's limits.
pub fn manifest(
    url: &str,
    commands: &[CommandSpec],
    shortcuts: &[ShortcutSpec],
) -> Result<String, ManifestError> {
    let base = Url::parse(url)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
        .ok_or_else(|| ManifestError::Url(url.to_owned()))?;
    let base = base.as_str().trim_end_matches('/');
    let events = format!("{base}/slack/events");
    let mut features = json!({
        "app_home": {
            "home_tab_enabled": true,
            "messages_tab_enabled": true,
            "messages_tab_read_only_enabled": false,
        },
        "bot_user": { "display_name": "Lyceum", "always_online": true },
    });
    let slash_commands = slash_commands(&events, commands)?;
    if !slash_commands.is_empty() {
        features["slash_commands"] = Value::Array(slash_commands);
    }
    let shortcuts = menu(shortcuts)?;
    if !shortcuts.is_empty() {
        features["shortcuts"] = Value::Array(shortcuts);
    }
    let manifest = json!({
        "_metadata": { "major_version": 2 },
        "display_information": {
            "name": "Lyceum",
            "description": "Finds the colleague who knows, and keeps the answer.",
            "background_color": "#2b3a55",
        },
        "features": features,
        "oauth_config": {
            "redirect_urls": [format!("{base}/slack/oauth")],
            "scopes": { "bot": scopes(), "bot_optional": OPTIONAL },
        },
        "settings": {
            "event_subscriptions": { "request_url": events, "bot_events": EVENTS },
            "interactivity": {
                "is_enabled": true,
                "request_url": events,
                "message_menu_options_url": events,
            },
            "org_deploy_enabled": true,
            "socket_mode_enabled": false,
            "token_rotation_enabled": false,
        },
    });
    serde_yaml_ng::to_string(&manifest).map_err(|_| ManifestError::Unwritable)
}

/// All that is asked for. An optional scope stands here too: `bot_optional` only marks it.
pub(super) fn scopes() -> Vec<&'static str> {
    let mut scopes: Vec<&str> = SCOPES.iter().chain(OPTIONAL).copied().collect();
    scopes.sort_unstable();
    scopes
}

/// The scopes an installation cannot do without, for whoever checks what was granted.
pub fn required_scopes() -> &'static [&'static str] {
    SCOPES
}

fn slash_commands(url: &str, specs: &[CommandSpec]) -> Result<Vec<Value>, ManifestError> {
    let mut names: Vec<&str> = Vec::new();
    for spec in specs {
        let name = spec.words.split_whitespace().next().unwrap_or_default();
        if name.is_empty() || name.chars().count() + 1 > COMMAND_NAME {
            return Err(ManifestError::Name(spec.words.to_owned()));
        }
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if names.len() > MOST_COMMANDS {
        return Err(ManifestError::TooMany(names.len(), "commands", MOST_COMMANDS));
    }
    Ok(names.into_iter().map(|name| slash_command(url, name, specs)).collect())
}

fn slash_command(url: &str, name: &str, specs: &[CommandSpec]) -> Value {
    let under = |spec: &&CommandSpec| spec.words.split_whitespace().next() == Some(name);
    let own = specs.iter().find(|spec| spec.words.trim() == name);
    let about = own.or_else(|| specs.iter().find(under)).map_or("", |spec| spec.about);
    let verbs = specs.iter().filter(under).filter(|spec| !spec.leads_only);
    let verbs: Vec<&str> =
        verbs.filter_map(|spec| spec.words.trim().strip_prefix(name)).map(str::trim).collect();
    let verbs: Vec<&str> = verbs.into_iter().filter(|verb| !verb.is_empty()).collect();
    let usage = own.map(|spec| spec.usage).filter(|usage| !usage.is_empty());
    let usage = usage.map_or_else(|| verbs.join(" | "), str::to_owned);
    let mut command = json!({
        "command": format!("/{name}"),
        "url": url,
        "description": if about.is_empty() { name } else { about },
        "should_escape": true,
    });
    if !usage.is_empty() {
        command["usage_hint"] = Value::String(usage.chars().take(USAGE).collect());
    }
    command
}

fn menu(specs: &[ShortcutSpec]) -> Result<Vec<Value>, ManifestError> {
    if specs.len() > MOST_SHORTCUTS {
        return Err(ManifestError::TooMany(specs.len(), "shortcuts", MOST_SHORTCUTS));
    }
    specs
        .iter()
        .map(|spec| {
            let length = spec.label.chars().count();
            if length == 0 || length > SHORTCUT_LABEL || spec.name.is_empty() || spec.about.is_empty() {
                return Err(ManifestError::Name(spec.label.to_owned()));
            }
            Ok(json!({
                "name": spec.label,
                "type": if spec.on_message { "message" } else { "global" },
                "callback_id": spec.name,
                "description": spec.about.chars().take(SHORTCUT_ABOUT).collect::<String>(),
            }))
        })
        .collect()
}
