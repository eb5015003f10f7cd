//! Tokens at rest: XChaCha20-Poly1305, bound to the workspace they belong to.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use secrecy::{ExposeSecret, SecretString};

use crate::chat::WorkspaceId;
use crate::config::EncryptionKey;

/// The first letters of what this version writes, so that a later one can tell.
const VERSION: &str = "1:";
const NONCE: usize = 24;

/// Encrypts and decrypts tokens.
#[derive(Clone)]
pub(super) struct Vault(XChaCha20Poly1305);

impl Vault {
    pub(super) fn new(key: &EncryptionKey) -> Self {
        Self(XChaCha20Poly1305::new(&Key::from(*key.expose())))
    }

    /// None if the machine has no chance to give.
    pub(super) fn lock(&self, workspace: &WorkspaceId, token: &SecretString) -> Option<String> {
        let nonce: [u8; NONCE] = chance();
        let payload = Payload { msg: token.expose_secret().as_bytes(), aad: workspace.as_str().as_bytes() };
        let mut sealed = nonce.to_vec();
        sealed.extend(self.0.encrypt(&XNonce::from(nonce), payload).ok()?);
        Some(format!("{VERSION}{}", STANDARD.encode(sealed)))
    }

    /// None if it was not locked with this key for this workspace.
    pub(super) fn unlock(&self, workspace: &WorkspaceId, locked: &str) -> Option<SecretString> {
        let sealed = STANDARD.decode(locked.strip_prefix(VERSION)?).ok()?;
        let (nonce, sealed) = sealed.split_at_checked(NONCE)?;
        let nonce: [u8; NONCE] = nonce.try_into().ok()?;
        let payload = Payload { msg: sealed, aad: workspace.as_str().as_bytes() };
        let token = self.0.decrypt(&XNonce::from(nonce), payload).ok()?;
        String::from_utf8(token).ok().map(SecretString::from)
    }
}

/// Bytes nobody can guess; not from the seeded generator, whose seed may be known.
fn chance() -> [u8; NONCE] {
    rand::random()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault(line: &str) -> Vault {
        Vault::new(&EncryptionKey::from_base64(line).unwrap())
    }

    #[test]
    fn a_token_opens_with_its_key_and_workspace_only() {
        let (key, other) = (STANDARD.encode([1; 32]), STANDARD.encode([2; 32]));
        let workspace = WorkspaceId::new("slack:T1");
        let locked = vault(&key).lock(&workspace, &SecretString::from("xoxb-1")).unwrap();
        assert!(!locked.contains("xoxb"));
        let opened = vault(&key).unlock(&workspace, &locked).unwrap();
        assert_eq!(opened.expose_secret(), "xoxb-1");
        assert!(vault(&other).unlock(&workspace, &locked).is_none());
        assert!(vault(&key).unlock(&WorkspaceId::new("slack:T2"), &locked).is_none());
        assert!(vault(&key).unlock(&workspace, "1:AAAA").is_none());
        assert!(vault(&key).unlock(&workspace, "plain").is_none());
    }
}
