//! What is looked at in the store. One that is not there is not made.

use std::path::Path;

use crate::app::store::StoredTokens;
use crate::app::vault::Vault;
use crate::chat::OrgId;
use crate::config::Config;
use crate::people::People;
use crate::store::{Db, Tx};

use super::Findings;
use super::machine::writable;

/// Whether it opens, is up to date, has a lead for each company, and tokens that open with our key.
pub(super) async fn examine(config: &Config, found: &mut Findings) {
    if let Some(file) = file(&config.database_url) {
        let file = Path::new(file);
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if !folder.is_dir() {
            return found.ill(
                &format!("LYCEUM_DATABASE_URL: there is no folder {}", folder.display()),
                "make it, or correct the path",
            );
        }
        if let Err(error) = writable(folder) {
            return found.ill(
                &format!("LYCEUM_DATABASE_URL: nothing can be written in {}: {error}", folder.display()),
                "allow the bot's user to write there, or choose another folder",
            );
        }
        if !file.exists() {
            return found.note(&format!(
                "there is no store at {} yet: it is made at the first start. If there should be one, correct LYCEUM_DATABASE_URL",
                file.display()
            ));
        }
    }
    let db = match Db::open(&config.database_url).await {
        Ok(db) => db,
        Err(error) => {
            return found.ill(
                &format!("the store does not open: {error}"),
                "see that LYCEUM_DATABASE_URL is right, that the server is up, and that its file may be written to",
            );
        }
    };
    found.well("the store answers");
    match db.is_ready().await {
        Ok(()) => found.well("its schema is up to date"),
        Err(_) => found.note("its schema is brought up to date at the next start"),
    }
    if let Ok(mut tx) = db.read().await
        && let Ok(orgs) = tx.orgs().await
    {
        for org in orgs {
            company(config, &mut tx, &org, found).await;
        }
    }
    db.close().await;
}

async fn company(config: &Config, tx: &mut Tx, org: &OrgId, found: &mut Findings) {
    match tx.of::<People>(org).leads().await {
        Ok(leads) if leads.is_empty() => found.ill(
            &format!("the company {org} has no lead"),
            "name one in LYCEUM_LEADS, by e-mail address or account id",
        ),
        _ => found.well(&format!("the company {org} has a lead")),
    }
    let vault = config.encryption_key.as_ref().map(Vault::new);
    tokens(vault.as_ref(), tx, org, found).await;
}

/// Whether the tokens of a company open.
async fn tokens(vault: Option<&Vault>, tx: &mut Tx, org: &OrgId, found: &mut Findings) {
    for (workspace, token) in tx.of::<StoredTokens>(org).locked_tokens().await.unwrap_or_default() {
        match vault {
            None => found.ill(
                &format!("the token of {workspace} is stored, and there is no key to open it"),
                "set LYCEUM_ENCRYPTION_KEY to the key that it was stored with",
            ),
            Some(vault) if vault.unlock(&workspace, &token).is_none() => found.ill(
                &format!("the token of {workspace} does not open with LYCEUM_ENCRYPTION_KEY"),
                "set it to the key that the token was stored with, or install the app there again",
            ),
            Some(_) => found.well(&format!("the token of {workspace} opens with LYCEUM_ENCRYPTION_KEY")),
        }
    }
}

/// The file of a store on SQLite; none for one in memory.
fn file(address: &str) -> Option<&str> {
    let rest = address.strip_prefix("sqlite:")?;
    let rest = rest.strip_prefix("//").unwrap_or(rest);
    let path = rest.split('?').next().unwrap_or(rest);
    (!path.contains(":memory:")).then_some(path)
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use secrecy::SecretString;

    use super::*;
    use crate::app::store::InstallationRow;
    use crate::chat::WorkspaceId;
    use crate::config::EncryptionKey;
    use crate::people::Company;
    use crate::testing::on_each_store;

    fn vault(byte: u8) -> Vault {
        Vault::new(&EncryptionKey::from_base64(&STANDARD.encode([byte; 32])).unwrap())
    }

    #[tokio::test]
    async fn a_token_that_does_not_open_is_named() {
        on_each_store(async |db| {
            let (org, workspace) = (OrgId::new("o"), WorkspaceId::new("slack:T1"));
            let token = vault(1).lock(&workspace, &SecretString::from("xoxb-1")).unwrap();
            let mut tx = db.begin().await.unwrap();
            tx.of::<Company>(&org).ensure("Company").await.unwrap();
            tx.ensure_workspace(&workspace, &org, "Company").await.unwrap();
            let row = InstallationRow {
                workspace,
                org: org.clone(),
                enterprise: None,
                team: Some("T1".to_owned()),
                token,
                bot_user: "U1".to_owned(),
                bot_id: None,
                app_id: None,
                scopes: String::new(),
            };
            tx.keep_installation(&row).await.unwrap();
            for (vault, expected) in [
                (Some(vault(1)), "ok    the token of slack:T1 opens"),
                (Some(vault(2)), "wrong the token of slack:T1 does not open with LYCEUM_ENCRYPTION_KEY"),
                (None, "wrong the token of slack:T1 is stored, and there is no key"),
            ] {
                let mut found = Findings::default();
                tokens(vault.as_ref(), &mut tx, &org, &mut found).await;
                assert!(found.lines.starts_with(expected), "{}", found.lines);
                assert_eq!(found.ill, expected.starts_with("wrong"));
            }
        })
        .await;
    }
}
