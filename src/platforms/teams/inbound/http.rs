//! `POST /api/messages`: size, then token, then shape, then tenant, then meaning. What the store did not take is not
//! acknowledged.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;

use super::answer::{Answer, asked};
use super::context::{InboundContext, Translated};
use super::sightings::sightings;
use super::translate::translate;
use super::verify::{Denied, Refused, Tokens, forbidden};
use crate::chat::{Inbox, Unavailable, What};
use crate::platforms::http;
use crate::platforms::teams::adapter::TeamsAdapter;
use crate::platforms::teams::api::activity::Activity;
use crate::platforms::teams::api::hosts::host_is_allowed;
use crate::platforms::teams::api::ids;
use crate::platforms::teams::install::channels::{self, ChannelType};
use crate::platforms::teams::install::installation::Installation;

/// The channel, in Bot Framework's sense, that this adapter is for.
const TEAMS: &str = "msteams";

/// What comes in: the adapter that reads it, and the inbox that it goes to.
#[derive(Clone)]
pub(in crate::platforms::teams) struct Inbound {
    pub adapter: Arc<TeamsAdapter>,
    pub inbox: Arc<dyn Inbox>,
    pub tokens: Arc<Tokens>,
}

/// The one route of Teams. What happened goes to the inbox.
pub fn router(adapter: Arc<TeamsAdapter>, inbox: Arc<dyn Inbox>) -> Router {
    // Emulators look whether somebody is there before they speak.
    let look = || async { StatusCode::OK };
    let tokens = Tokens::new(&adapter.settings, adapter.http.clone(), adapter.clock.clone());
    Router::new().route("/api/messages", post(receive).head(look)).with_state(Inbound {
        adapter,
        inbox,
        tokens: Arc::new(tokens),
    })
}

async fn receive(State(inbound): State<Inbound>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let answer = match read(&inbound, &parts.headers, body).await {
        Ok(activity) => inbound.changes(activity).await.unwrap_or_else(|Unavailable| {
            tracing::warn!("the store did not answer: Teams is to deliver again");
            Answer::Status(StatusCode::SERVICE_UNAVAILABLE)
        }),
        Err(status) => Answer::Status(status),
    };
    match answer {
        Answer::Status(status) => status.into_response(),
        Answer::Json(value) => axum::Json(value).into_response(),
    }
}

/// The activity, once it is sure to come from Teams.
async fn read(inbound: &Inbound, headers: &HeaderMap, body: Body) -> Result<Activity, StatusCode> {
    let Inbound { adapter, inbox, tokens } = inbound;
    if http::is_too_long(headers) {
        return Err(StatusCode::PAYLOAD_TOO_LARGE);
    }
    let denied = |denied: Denied| {
        inbox.turned_away("teams", denied.why);
        match denied.refused {
            Refused::Unauthorized => StatusCode::UNAUTHORIZED,
            Refused::Forbidden => StatusCode::FORBIDDEN,
            Refused::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    };
    // Nobody's body is read who has nothing to show.
    let pass = if adapter.settings.unauthenticated {
        None
    } else {
        Some(tokens.open(token(headers), TEAMS).await.map_err(denied)?)
    };
    let activity = Activity::read(&http::request_body(body).await?).ok_or(StatusCode::BAD_REQUEST)?;
    if let Some(pass) = pass {
        pass.is_for(activity.service_url()).map_err(denied)?;
        if activity.channel() != TEAMS {
            return Err(denied(forbidden("other_channel")));
        }
    }
    // Our own token would go there.
    if !host_is_allowed(activity.service_url(), &adapter.settings) {
        tracing::warn!("an activity that names a service URL we do not write to");
        return Err(StatusCode::FORBIDDEN);
    }
    Ok(activity)
}

/// The one header with a token; none if there are several.
fn token(headers: &HeaderMap) -> Option<&str> {
    let mut all = headers.get_all(header::AUTHORIZATION).iter();
    let (first, second) = (all.next()?, all.next());
    second.is_none().then(|| first.to_str().ok())?
}

impl Inbound {
    /// Handles the changes that an activity tells, one after the other; all of them come again when one was not taken.
    async fn changes(&self, activity: Activity) -> Result<Answer, Unavailable> {
        let app = self.adapter.settings.app_id.clone();
        let called = activity.words("/recipient/id").map(str::to_owned);
        let is_bot = |id: &str| id.strip_prefix("28:").unwrap_or(id) == app || called.as_deref() == Some(id);
        let mut answer = Answer::Status(StatusCode::OK);
        for change in activity.changes(is_bot) {
            answer = self.handle(&change).await?;
        }
        Ok(answer)
    }

    /// Handles an activity whole: what it answers holds once the inbox has committed.
    async fn handle(&self, activity: &Activity) -> Result<Answer, Unavailable> {
        let Some(through) = self.adapter.installation(activity).await? else {
            return Ok(Answer::Status(StatusCode::FORBIDDEN));
        };
        let completed = self.with_mentions(&through, activity).await;
        let activity = completed.as_ref().unwrap_or(activity);
        let told = channels::told(&through, activity);
        let kept = match &told {
            Some(told) => self.adapter.directory.statement(&through, &told.place).await?,
            None => None,
        };
        let kind = told.as_ref().and_then(|told| told.kind).or(kept.as_ref().and_then(ChannelType::of));
        let context =
            InboundContext { installation: &through, bot: &self.adapter.settings.app_id, activity, kind };
        let heard = translate(&context);
        if !matches!(heard, Translated::Removed) {
            self.look_around(&context).await?;
        }
        if let Translated::Event(..) | Translated::Installed(Some(_)) = &heard {
            self.state(&context, told.as_ref(), kept.as_ref()).await?;
        }
        match heard {
            Translated::Event(event, way) => {
                let key = event.key.clone();
                let question = asked(&through, activity, &event, way);
                tracing::debug!(event = %key, "an activity of Teams");
                let stated = matches!(event.what, What::Channel(_)).then(|| event.at.id.clone());
                let receipt = self.inbox.receive(*event).await?;
                if let Some(place) = stated {
                    self.adapter.directory.forget_statement(&place);
                }
                self.adapter.answer(question, receipt).await
            }
            Translated::Installed(event) => {
                tracing::info!(workspace = %through.workspace, "the app was installed, or is there still");
                if let Some(event) = event {
                    self.inbox.receive(*event).await?;
                }
                Ok(Answer::Status(StatusCode::OK))
            }
            Translated::Removed => {
                tracing::info!(workspace = %through.workspace, "the app was taken out of a conversation");
                for seen in sightings(&through, activity) {
                    let own = activity.is_personal() || seen.user.is_none();
                    if own {
                        self.adapter.directory.lose(&through, &seen.about).await?;
                    }
                }
                Ok(Answer::Status(StatusCode::OK))
            }
            Translated::Members(movement) => {
                self.moved(&through, activity, movement).await?;
                Ok(Answer::Status(StatusCode::OK))
            }
            Translated::Channels(words) => self.adapter.channels(&context, &words).await,
            Translated::View(answer) => Ok(Answer::Json(answer)),
            Translated::Acknowledged => Ok(Answer::Json(serde_json::json!({}))),
            Translated::Nothing(why) => {
                tracing::info!(kind = activity.kind(), why, "nothing to do for an activity of Teams");
                Ok(Answer::Status(StatusCode::OK))
            }
            Translated::UnknownInvoke => Ok(Answer::Status(StatusCode::NOT_IMPLEMENTED)),
        }
    }

    /// Keeps what an activity teaches about where people and places are reached.
    async fn look_around(&self, context: &InboundContext<'_>) -> Result<(), Unavailable> {
        let (through, activity) = (context.installation, context.activity);
        let actor = context.account();
        for seen in sightings(through, activity) {
            let actor = actor.as_ref().filter(|actor| actor.as_str() == seen.about);
            let sight = self.adapter.directory.see(through, seen).await?;
            match actor {
                Some(actor) if sight.is_back => self.welcome_back(through, actor).await,
                Some(_) if sight.moved => self.look_again(through, activity),
                _ => {}
            }
        }
        Ok(())
    }
}

impl TeamsAdapter {
    /// The installation of the tenant that an activity says it is from. A tenant that may install the app is taken in
    /// when it does; any other is turned away, with one line in the log.
    pub(in crate::platforms::teams) async fn installation(
        &self,
        activity: &Activity,
    ) -> Result<Option<Installation>, Unavailable> {
        let tenant = activity.tenant().filter(|tenant| is_tenant(tenant) && !activity.contradicts_itself());
        let Some(tenant) = tenant else { return Ok(None) };
        let workspace = ids::workspace(tenant);
        if let Some(found) = self.directory.find(&workspace).await? {
            return Ok(Some(found));
        }
        let installs = matches!(activity.kind(), "installationUpdate" | "conversationUpdate");
        if self.settings.may_install(tenant) && (installs || self.settings.unauthenticated) {
            return self.directory.install(&workspace).await.map(Some);
        }
        if self.directory.is_first_refusal(tenant) {
            tracing::warn!(tenant, "an activity of a tenant where the app is not installed; said once");
        }
        Ok(None)
    }
}

/// It can stand in names, which are put together with colons.
fn is_tenant(tenant: &str) -> bool {
    tenant.len() <= 100
        && tenant.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}
