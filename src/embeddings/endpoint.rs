//! An endpoint that speaks as `OpenAI`'s does: `POST /embeddings`. What it is asked leaves this machine.

use std::time::Duration;

use async_trait::async_trait;
use reqwest::header::AUTHORIZATION;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use url::Url;

use super::{EmbeddingError, EmbeddingModel, WIDEST};

/// How long an answer may take. Whoever cannot wait so long gives up earlier.
const PATIENCE: Duration = Duration::from_secs(30);
/// The largest answer that is read.
const LARGEST: usize = 32 << 20;

/// A model that is asked over the network.
#[derive(Debug)]
pub struct Endpoint {
    http: reqwest::Client,
    url: Url,
    key: Option<SecretString>,
    model: String,
    name: String,
}

#[derive(Deserialize)]
struct Answer {
    data: Vec<One>,
}

#[derive(Deserialize)]
struct One {
    index: usize,
    embedding: Vec<f32>,
}

impl Endpoint {
    /// With its address, to which `/embeddings` is added. Nothing is asked yet.
    ///
    /// # Errors
    /// When no client can be made.
    pub fn new(url: &Url, key: Option<SecretString>, model: &str) -> Result<Self, EmbeddingError> {
        let http = reqwest::Client::builder()
            .timeout(PATIENCE)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| EmbeddingError::Unreached(error.without_url().to_string()))?;
        let mut url = url.clone();
        let path = format!("{}/embeddings", url.path().trim_end_matches('/'));
        url.set_path(&path);
        // A query may hold a secret.
        let name = format!("{model} at {}{path}", url.host_str().unwrap_or_default());
        Ok(Self { http, url, key, model: model.to_owned(), name })
    }
}

#[async_trait]
impl EmbeddingModel for Endpoint {
    fn name(&self) -> &str {
        &self.name
    }

    async fn vectors(&self, texts: &[String]) -> Result<Vec<Option<Vec<f32>>>, EmbeddingError> {
        // Some refuse an empty text; it means nothing anyway.
        let said: Vec<&String> = texts.iter().filter(|text| !text.trim().is_empty()).collect();
        let mut vectors = if said.is_empty() { Vec::new() } else { self.ask(&said).await? };
        vectors.reverse();
        let of = |text: &String| if text.trim().is_empty() { None } else { vectors.pop() };
        Ok(texts.iter().map(of).collect())
    }
}

impl Endpoint {
    async fn ask(&self, texts: &[&String]) -> Result<Vec<Vec<f32>>, EmbeddingError> {
        let unreached = |error: reqwest::Error| EmbeddingError::Unreached(error.without_url().to_string());
        let asked = serde_json::json!({ "model": self.model, "input": texts, "encoding_format": "float" });
        let mut request = self.http.post(self.url.clone()).json(&asked);
        if let Some(key) = &self.key {
            request = request.header(AUTHORIZATION, format!("Bearer {}", key.expose_secret()));
        }
        let mut answer = request.send().await.map_err(unreached)?;
        if !answer.status().is_success() {
            return Err(EmbeddingError::Refused(answer.status().as_u16()));
        }
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(unreached)? {
            if body.len() + chunk.len() > LARGEST {
                return Err(EmbeddingError::Senseless("it is too large"));
            }
            body.extend_from_slice(&chunk);
        }
        in_order(&body, texts.len())
    }
}

/// The vectors of an answer in the order of what was asked.
fn in_order(body: &[u8], count: usize) -> Result<Vec<Vec<f32>>, EmbeddingError> {
    let mut answer: Answer =
        serde_json::from_slice(body).map_err(|_| EmbeddingError::Senseless("these are no vectors"))?;
    answer.data.sort_by_key(|one| one.index);
    if answer.data.len() != count || answer.data.iter().enumerate().any(|(at, one)| one.index != at) {
        return Err(EmbeddingError::Senseless("there is not one vector for each text"));
    }
    let width = answer.data.first().map_or(0, |one| one.embedding.len());
    let sound = |one: &One| one.embedding.len() == width && one.embedding.iter().all(|n| n.is_finite());
    if !(1..=WIDEST).contains(&width) || !answer.data.iter().all(sound) {
        return Err(EmbeddingError::Senseless("the vectors are not of one width"));
    }
    Ok(answer.data.into_iter().map(|one| one.embedding).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;
    use wiremock::matchers::{body_json, header, method, path};
    use wiremock::{Mock, MockServer, ResponseTemplate};

    use super::{Endpoint, in_order};
    use crate::embeddings::EmbeddingModel as _;

    fn texts(of: &[&str]) -> Vec<String> {
        of.iter().map(|text| (*text).to_owned()).collect()
    }

    async fn endpoint(answer: ResponseTemplate) -> (MockServer, Endpoint) {
        rustls::crypto::ring::default_provider().install_default().ok();
        let server = MockServer::start().await;
        Mock::given(method("POST"))
            .and(path("/v1/embeddings"))
            .and(header("authorization", "Bearer shh"))
            .and(body_json(json!({ "model": "small", "input": ["b", "a"], "encoding_format": "float" })))
            .respond_with(answer)
            .mount(&server)
            .await;
        let url = format!("{}/v1/", server.uri()).parse().unwrap();
        (server, Endpoint::new(&url, Some("shh".into()), "small").unwrap())
    }

    #[tokio::test]
    async fn vectors_come_in_the_order_of_the_texts() {
        let answer =
            json!({ "data": [{ "index": 1, "embedding": [0, 1] }, { "index": 0, "embedding": [1, 0.5] }] });
        let (_server, endpoint) = endpoint(ResponseTemplate::new(200).set_body_json(answer)).await;
        let vectors = endpoint.vectors(&texts(&["b", " ", "a"])).await.unwrap();
        assert_eq!(vectors, [Some(vec![1.0, 0.5]), None, Some(vec![0.0, 1.0])]);
        assert_eq!(endpoint.vectors(&texts(&[""])).await.unwrap(), [None], "nothing is asked");
        assert!(
            endpoint.name() == "small at 127.0.0.1/v1/embeddings" && !format!("{endpoint:?}").contains("shh")
        );
    }

    #[tokio::test]
    async fn a_refusal_is_told_without_key_and_text() {
        let (server, endpoint) = endpoint(ResponseTemplate::new(401).set_body_string("no: shh")).await;
        let refused = endpoint.vectors(&texts(&["b", "a"])).await.unwrap_err().to_string();
        assert_eq!(refused, "the endpoint answers with status 401");
        drop(server);
        let gone = Endpoint::new(&"http://127.0.0.1:1/".parse().unwrap(), None, "small").unwrap();
        let gone = gone.vectors(&texts(&["b"])).await.unwrap_err().to_string();
        assert!(gone.starts_with("the endpoint cannot be reached"), "{gone}");
    }

    #[test]
    fn an_answer_that_makes_no_sense_is_refused() {
        for (body, count) in [
            (r#"{"data":[]}"#, 1),
            (r#"{"data":[{"index":0,"embedding":[1]},{"index":0,"embedding":[1]}]}"#, 2),
            (r#"{"data":[{"index":0,"embedding":[1]},{"index":1,"embedding":[1,2]}]}"#, 2),
            (r#"{"data":[{"index":0,"embedding":[]}]}"#, 1),
            (r#"{"data":[{"index":0,"embedding":[1e99]}]}"#, 1),
            ("<html>", 1),
        ] {
            assert!(in_order(body.as_bytes(), count).is_err(), "{body}");
        }
    }

    proptest! {
        #[test]
        fn no_answer_makes_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), count in 0..4_usize) {
            let _ = in_order(&bytes, count);
        }
    }
}
