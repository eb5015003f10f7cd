//! Whom a message mentions. Teams tells an id that only this bot knows, the same for people as for tags, teams and
//! channels: who it is, is looked up before the words are read.

use std::time::Duration;

use serde_json::Value;

use super::http::Inbound;
use crate::platforms::teams::api::activity::{Activity, words};
use crate::platforms::teams::api::ids;
use crate::platforms::teams::install::installation::{Installation, Reference};
use crate::platforms::teams::outbound::people::profile;

/// How long all the asking may hold up an answer.
const LOOK: Duration = Duration::from_millis(1200);
/// Mentions that Teams is asked about for one message.
const MOST: usize = 10;

impl Inbound {
    /// The activity with the people its mentions mean; what means nobody says so. None if there is nothing to find out.
    /// Teams itself is asked only about what is written to the bot.
    pub(in crate::platforms::teams) async fn with_mentions(
        &self,
        through: &Installation,
        activity: &Activity,
    ) -> Option<Activity> {
        let unknown = unknown(activity);
        if unknown.is_empty() {
            return None;
        }
        let to_bot = activity.is_personal() || mentions_bot(activity, &self.adapter.settings.app_id);
        let mut found: Vec<(String, Option<String>)> = Vec::new();
        let asking = async {
            for (at, id) in unknown.iter().enumerate() {
                let user = self.object_of(through, activity, id, to_bot && at < MOST).await;
                found.push((id.clone(), user));
            }
        };
        if tokio::time::timeout(LOOK, asking).await.is_err() {
            tracing::info!("who was mentioned could not all be found out in time");
        }
        let mut known = activity.clone();
        for id in unknown {
            let user = found.iter().find(|(other, _)| *other == id).and_then(|(_, user)| user.clone());
            known.mention(&id, user.as_deref());
        }
        Some(known)
    }

    /// The object id behind a `29:` id; none if that is nobody, or nobody knows.
    async fn object_of(
        &self,
        through: &Installation,
        activity: &Activity,
        id: &str,
        ask: bool,
    ) -> Option<String> {
        if let Some(account) = self.adapter.directory.holder(through, id).await.ok()? {
            return ids::native(&through.workspace, &account).map(str::to_owned);
        }
        let (conversation, _) = ids::split(activity.conversation().filter(|_| ask)?);
        self.adapter.limits.take(&through.workspace, conversation).ok()?;
        let member = self.adapter.connector.member(activity.service_url(), conversation, id).await.ok()?;
        let user = member.object.clone()?;
        let account = ids::account(through.tenant(), &user);
        let seen = Reference {
            about: account.as_str().to_owned(),
            service_url: activity.service_url().to_owned(),
            user: Some(id.to_owned()),
            seen_in: Some(conversation.to_owned()),
            ..Reference::default()
        };
        self.adapter.directory.see(through, seen).await.ok()?;
        self.tell(through, profile(through, &account, &member, None)).await.ok()?;
        Some(user)
    }
}

/// The ids that are mentioned and of which it is not told whose they are, each once: `29:...` of Teams, or whatever an
/// emulator calls people. Programs are nobody's, and an object id needs no looking up.
fn unknown(activity: &Activity) -> Vec<String> {
    let is_object =
        |id: &str| id.len() == 36 && id.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    let own = activity.words("/recipient/id");
    let mut ids: Vec<String> = Vec::new();
    for entity in activity.list("/entities").iter().filter(|entity| words(&entity["type"]) == Some("mention"))
    {
        let who = &entity["mentioned"];
        let told = words(&who["aadObjectId"]).is_some() || words(&who["type"]).is_some();
        let id =
            words(&who["id"]).filter(|id| !told && !ids::is_program(id) && !is_object(id) && own != Some(id));
        if let Some(id) = id.filter(|id| !ids.iter().any(|other| other == id)) {
            ids.push(id.to_owned());
        }
    }
    ids
}

fn mentions_bot(activity: &Activity, app: &str) -> bool {
    activity.list("/entities").iter().any(|entity| {
        let id = words(&entity["mentioned"]["id"]).unwrap_or_default();
        id.strip_prefix("28:") == Some(app) || Some(id) == activity.words("/recipient/id")
    })
}

impl Activity {
    /// Writes down whom a mention means; without a user it means nobody in particular.
    fn mention(&mut self, id: &str, user: Option<&str>) {
        for entity in self.list_mut("/entities") {
            let who = &mut entity["mentioned"];
            if words(&who["id"]) != Some(id) || !who.is_object() {
                continue;
            }
            match user {
                Some(user) => who["aadObjectId"] = Value::from(user),
                None => who["type"] = Value::from("tag"),
            }
        }
    }
}
