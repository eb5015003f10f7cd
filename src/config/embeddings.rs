//! The settings of the model of what questions mean.

use std::path::PathBuf;

use secrecy::SecretString;

use super::Raw;
use super::checks::Checks;
use crate::embeddings::EmbeddingSettings;
use crate::platforms::http::is_loopback;

impl Checks {
    /// The model, if one is set: a file, or an endpoint, never both.
    pub(super) fn embeddings(&mut self, raw: &Raw) -> Option<EmbeddingSettings> {
        let path = raw.lyceum_embeddings_path.as_ref();
        let address = raw.lyceum_embeddings_url.as_deref();
        if path.is_some() && address.is_some() {
            self.wrong(
                "LYCEUM_EMBEDDINGS_URL",
                "cannot be set together with LYCEUM_EMBEDDINGS_PATH: there is one model; remove one of the two",
            );
            return None;
        }
        let Some(address) = address else {
            for (field, value) in [
                ("LYCEUM_EMBEDDINGS_KEY", &raw.lyceum_embeddings_key),
                ("LYCEUM_EMBEDDINGS_MODEL", &raw.lyceum_embeddings_model),
            ] {
                if value.is_some() {
                    self.wrong(field, "is of no use without LYCEUM_EMBEDDINGS_URL");
                }
            }
            return path.map(|path| EmbeddingSettings::Words(PathBuf::from(path)));
        };
        let url = self.url("LYCEUM_EMBEDDINGS_URL", address);
        if url.as_ref().is_some_and(|url| url.scheme() != "https" && !is_loopback(url)) {
            self.wrong("LYCEUM_EMBEDDINGS_URL", "must begin with https://, unless it is on this machine");
        }
        if url.as_ref().is_some_and(|url| !url.username().is_empty() || url.password().is_some()) {
            self.wrong(
                "LYCEUM_EMBEDDINGS_URL",
                "must have no name and password in it; LYCEUM_EMBEDDINGS_KEY is for that",
            );
        }
        let model = raw.lyceum_embeddings_model.as_deref();
        self.needed("LYCEUM_EMBEDDINGS_MODEL", model, "it is the model's name at LYCEUM_EMBEDDINGS_URL");
        Some(EmbeddingSettings::Endpoint {
            url: url?,
            key: raw
                .lyceum_embeddings_key
                .clone()
                .filter(|key| !key.trim().is_empty())
                .map(SecretString::from),
            model: model?.to_owned(),
        })
    }
}
