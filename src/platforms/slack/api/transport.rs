//! Our own connection under slack-morphism's typed calls. Its errors could carry whole bodies; ours never do.

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use reqwest::RequestBuilder;
use serde::{Deserialize, Serialize};
use slack_morphism::errors::{
    SlackClientApiError, SlackClientError, SlackClientHttpError, SlackClientHttpProtocolError,
    SlackClientSystemError, SlackRateLimitError, map_serde_error,
};
use slack_morphism::multipart_form::FileMultipartData;
use slack_morphism::{
    ClientResult, SlackApiToken, SlackClientApiCallContext, SlackClientHttpConnector, SlackClientId,
    SlackClientSecret,
};
use url::Url;

use super::error::ApiError;
use super::response::{lost, read};

/// The connection, and the address of the Web API without a slash at its end.
#[derive(Clone, Debug)]
pub(in crate::platforms::slack) struct HttpTransport {
    pub http: reqwest::Client,
    pub base: String,
}

impl HttpTransport {
    async fn run<RS>(&self, request: RequestBuilder, token: Option<&SlackApiToken>) -> ClientResult<RS>
    where
        RS: for<'de> Deserialize<'de>,
    {
        let request = match token {
            Some(token) => request.bearer_auth(&token.token_value.0),
            None => request,
        };
        let answer = match request.send().await {
            Ok(answer) => read(answer).await,
            Err(error) => Err(lost(&error)),
        };
        answer.map_err(as_theirs)
    }
}

/// In slack-morphism's terms, so that its typed calls can pass it on. Never with a body.
fn as_theirs(trouble: ApiError) -> SlackClientError {
    match trouble {
        ApiError::Throttled(wait) => {
            SlackClientError::RateLimitError(SlackRateLimitError::new().with_retry_after(wait))
        }
        ApiError::Status(status) => match axum::http::StatusCode::from_u16(status) {
            Ok(status) => SlackClientError::HttpError(SlackClientHttpError::new(status)),
            Err(_) => SlackClientError::SystemError(SlackClientSystemError::new()),
        },
        ApiError::Code { code, needed } => SlackClientError::ApiError(
            SlackClientApiError::new(code).with_errors(needed.into_iter().collect()),
        ),
        ApiError::Transport(lost) => SlackClientError::HttpProtocolError(
            SlackClientHttpProtocolError::new().with_cause(Box::new(lost)),
        ),
        ApiError::Garbled => map_serde_error(serde::de::Error::custom("not what was expected"), None),
    }
}

impl SlackClientHttpConnector for HttpTransport {
    fn create_method_uri_path(&self, method: &str) -> ClientResult<Url> {
        Ok(format!("{}/{method}", self.base).parse()?)
    }

    fn http_get_uri<'a, RS>(
        &'a self,
        uri: Url,
        context: SlackClientApiCallContext<'a>,
    ) -> BoxFuture<'a, ClientResult<RS>>
    where
        RS: for<'de> Deserialize<'de> + Send + 'a,
    {
        async move { self.run(self.http.get(uri), context.token).await }.boxed()
    }

    fn http_get_with_client_secret<'a, RS>(
        &'a self,
        uri: Url,
        id: &'a SlackClientId,
        secret: &'a SlackClientSecret,
    ) -> BoxFuture<'a, ClientResult<RS>>
    where
        RS: for<'de> Deserialize<'de> + Send + 'a,
    {
        async move { self.run(self.http.get(uri).basic_auth(&id.0, Some(&secret.0)), None).await }.boxed()
    }

    fn http_post_uri<'a, RQ, RS>(
        &'a self,
        uri: Url,
        body: &'a RQ,
        context: SlackClientApiCallContext<'a>,
    ) -> BoxFuture<'a, ClientResult<RS>>
    where
        RQ: Serialize + Send + Sync,
        RS: for<'de> Deserialize<'de> + Send + 'a,
    {
        async move { self.run(self.http.post(uri).json(body), context.token).await }.boxed()
    }

    fn http_post_uri_multipart_form<'a, 'p, RS, PT, TS>(
        &'a self,
        uri: Url,
        file: Option<FileMultipartData<'p>>,
        params: &'p PT,
        context: SlackClientApiCallContext<'a>,
    ) -> BoxFuture<'a, ClientResult<RS>>
    where
        RS: for<'de> Deserialize<'de> + Send + 'a,
        PT: IntoIterator<Item = (&'p str, Option<TS>)> + Clone,
        TS: AsRef<str> + 'p + Send,
    {
        let mut form = reqwest::multipart::Form::new();
        for (name, value) in params.clone() {
            if let Some(value) = value {
                form = form.text(name.to_owned(), value.as_ref().to_owned());
            }
        }
        if let Some(file) = file {
            let part = reqwest::multipart::Part::bytes(file.data.to_vec()).file_name(file.name);
            form = form.part("file", part);
        }
        async move { self.run(self.http.post(uri).multipart(form), context.token).await }.boxed()
    }

    fn http_post_uri_binary<'a, 'p, RS>(
        &'a self,
        uri: Url,
        content_type: String,
        data: &'a [u8],
        context: SlackClientApiCallContext<'a>,
    ) -> BoxFuture<'a, ClientResult<RS>>
    where
        RS: for<'de> Deserialize<'de> + Send + 'a,
    {
        let request = self.http.post(uri).header("content-type", content_type).body(data.to_vec());
        async move { self.run(request, context.token).await }.boxed()
    }
}
