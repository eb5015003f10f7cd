//! The app package: what Teams is told about us, made from the registered commands, with the icons, as a ZIP file.

use std::io::{Cursor, Write as _};

use serde_json::{Value, json};
use url::Url;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::chat::{CommandSpec, ShortcutSpec};

const SCHEMA: &str =
    "https://developer.microsoft.com/en-us/json-schemas/teams/v1.29/MicrosoftTeams.schema.json";
const COLOR: &[u8] = include_bytes!("../../../manifests/teams/color.png");
const OUTLINE: &[u8] = include_bytes!("../../../manifests/teams/outline.png");
const ACCENT: &str = "#0D6E68";
/// Teams shows so many commands in one list, and so many signs of each.
const MOST_COMMANDS: usize = 12;
const TITLE: usize = 32;
const MOST_ACTIONS: usize = 10;
const ACTION_ABOUT: usize = 128;

/// What cannot be put into a package.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PackageError {
    /// Teams sends only to https addresses.
    #[error("`{0}` is not an https address")]
    Url(String),
    /// The app id is a GUID.
    #[error("`{0}` is not an app id: it looks like 11111111-2222-3333-4444-555555555555")]
    AppId(String),
    /// It could not be written.
    #[error("the package could not be written: {0}")]
    Unwritable(String),
}

/// What a package is made for.
#[derive(Clone, Debug)]
pub struct Package<'a> {
    /// Where the bot is reached from outside.
    pub url: &'a Url,
    /// The bot's app id.
    pub app_id: &'a str,
    /// Asks each team and chat, when the app is added to it, for the permission to read all messages there. Without it only what
    /// mentions the bot, or is written to it, is ever seen.
    pub reads_channels: bool,
}

impl Package<'_> {
    /// The manifest alone.
    ///
    /// # Errors
    /// An address or an app id that is none.
    pub fn manifest(
        &self,
        commands: &[CommandSpec],
        shortcuts: &[ShortcutSpec],
    ) -> Result<Value, PackageError> {
        let host = self.url.host_str().filter(|_| self.url.scheme() == "https");
        let host = host.ok_or_else(|| PackageError::Url(self.url.to_string()))?;
        if !is_guid(self.app_id) {
            return Err(PackageError::AppId(self.app_id.to_owned()));
        }
        let base = self.url.as_str().trim_end_matches('/');
        let mut manifest = json!({
            "$schema": SCHEMA,
            "manifestVersion": "1.29",
            "version": env!("CARGO_PKG_VERSION"),
            "id": self.app_id,
            "developer": {
                "name": "Lyceum",
                "websiteUrl": base,
                "privacyUrl": format!("{base}/#privacy"),
                "termsOfUseUrl": format!("{base}/#terms"),
            },
            "name": { "short": "Lyceum", "full": "Lyceum, the peer-learning bot" },
            "description": {
                "short": "Finds the colleague who knows, and keeps the answer.",
                "full": "Ask a question, and Lyceum finds the colleague who really knows, asks them in your thread, and keeps the \
                         answer for whoever asks next. It reads only channels that opted in.",
            },
            "icons": { "color": "color.png", "outline": "outline.png" },
            "accentColor": ACCENT,
            "bots": [{
                "botId": self.app_id,
                "scopes": ["personal", "team", "groupChat"],
                "supportsFiles": false,
                "isNotificationOnly": false,
                "supportsTargetedMessages": true,
                "commandLists": lists(commands),
            }],
            "composeExtensions": [{
                "botId": self.app_id,
                "commands": actions(shortcuts),
            }],
            "permissions": ["identity", "messageTeamMembers"],
            "validDomains": [host],
            "supportsChannelFeatures": "tier1",
            "defaultInstallScope": "team",
            "defaultGroupCapability": { "team": "bot", "groupchat": "bot" },
        });
        if self.reads_channels {
            manifest["webApplicationInfo"] =
                json!({ "id": self.app_id, "resource": format!("api://botid-{}", self.app_id) });
            manifest["authorization"] = json!({ "permissions": { "resourceSpecific": [
                { "name": "ChannelMessage.Read.Group", "type": "Application" },
                { "name": "ChatMessage.Read.Chat", "type": "Application" },
            ] } });
        }
        Ok(manifest)
    }

    /// The package: the manifest and both icons. The same bytes for the same input.
    ///
    /// # Errors
    /// As [`Package::manifest`].
    pub fn zip(&self, commands: &[CommandSpec], shortcuts: &[ShortcutSpec]) -> Result<Vec<u8>, PackageError> {
        let manifest = self.manifest(commands, shortcuts)?;
        let unwritable = |error: &dyn std::fmt::Display| PackageError::Unwritable(error.to_string());
        let text = serde_json::to_vec_pretty(&manifest).map_err(|error| unwritable(&error))?;
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        for (name, bytes) in
            [("manifest.json", text.as_slice()), ("color.png", COLOR), ("outline.png", OUTLINE)]
        {
            zip.start_file(name, options).map_err(|error| unwritable(&error))?;
            zip.write_all(bytes).map_err(|error| unwritable(&error))?;
        }
        Ok(zip.finish().map_err(|error| unwritable(&error))?.into_inner())
    }
}

/// What is suggested to whoever mentions the bot, writes to it alone, or types a slash. Teams has no room for a hint of
/// what follows, so it stands in the description.
fn lists(commands: &[CommandSpec]) -> Value {
    let shown = commands.iter().filter(|spec| spec.words.chars().count() <= TITLE).take(MOST_COMMANDS);
    let commands: Vec<Value> = shown
        .map(|spec| {
            let about = match spec.usage {
                "" => spec.about.to_owned(),
                usage => format!("{}: {} {usage}", spec.about, spec.words),
            };
            json!({ "title": spec.words, "description": about })
        })
        .collect();
    json!([
        { "scopes": ["team", "groupChat"], "triggers": ["mention", "slash"], "commands": commands },
        { "scopes": ["personal"], "commands": commands },
    ])
}

/// The entries of Teams' menus: those with the same words on a message and elsewhere are one.
fn actions(shortcuts: &[ShortcutSpec]) -> Value {
    let mut actions: Vec<Value> = Vec::new();
    for spec in shortcuts {
        let elsewhere = |label: &str| shortcuts.iter().any(|other| other.label == label && !other.on_message);
        let on_message = |label: &str| shortcuts.iter().any(|other| other.label == label && other.on_message);
        if spec.on_message && elsewhere(spec.label) {
            continue;
        }
        let mut action = json!({
            "id": spec.name,
            "type": "action",
            "title": spec.label,
            "description": spec.about.chars().take(ACTION_ABOUT).collect::<String>(),
            "fetchTask": true,
            "context": match (spec.on_message, on_message(spec.label)) {
                (true, _) => json!(["message"]),
                (false, true) => json!(["compose", "commandBox", "message"]),
                (false, false) => json!(["compose", "commandBox"]),
            },
        });
        if !spec.on_message {
            action["triggers"] = json!(["slash"]);
        }
        actions.push(action);
    }
    actions.truncate(MOST_ACTIONS);
    Value::Array(actions)
}

fn is_guid(id: &str) -> bool {
    let pieces: Vec<&str> = id.split('-').collect();
    pieces.iter().map(|piece| piece.len()).eq([8, 4, 4, 4, 12])
        && pieces.iter().all(|piece| piece.bytes().all(|byte| byte.is_ascii_hexdigit()))
}
