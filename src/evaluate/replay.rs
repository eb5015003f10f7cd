//! Real questions, asked again in the order of time: each sees what had been written before it, and nothing else.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::history::{Asked, History, Post};
use super::mentions::People;
use crate::chat::{MessageId, OrgId, PersonId, PlaceId};
use crate::embeddings::EmbeddingModel;
use crate::search::{Conversations, Evidence, EvidenceId, EvidenceLog, Found, Kind, Question, Scope, Search};
use crate::store::{Db, Tx};

/// When a question's answer was accepted is not told: after so long it surely was.
const ACCEPTED_AFTER: TimeDelta = TimeDelta::days(2);
/// Posts that are recorded in one transaction.
const AT_A_TIME: usize = 500;
/// Earlier threads that fit less are not looked at: far below what is shown, so that it can be seen what else would do.
const LEAST_FIT: f32 = 0.15;

/// A company for each workspace, growing as time goes by.
pub struct Replay {
    db: Db,
    search: Search,
    people: People,
    /// The first post of each thread that has begun, by company, and where that is: a thread is in one place.
    threads: HashMap<(OrgId, String), (MessageId, PlaceId)>,
    /// Answers that will be accepted, in the order of time.
    to_accept: VecDeque<(DateTime<Utc>, OrgId, EvidenceId)>,
    /// Posts since the index last read all.
    unread: usize,
    /// What may speak.
    scope: Scope,
    /// Companies in which somebody asked.
    known: HashSet<OrgId>,
}

impl Replay {
    /// With nothing in it yet, in memory. Of the history only the names of the people are taken. What teaches is up to the
    /// scope.
    ///
    /// # Errors
    /// When the store cannot be opened.
    pub async fn begin(
        history: &History,
        model: Option<Arc<dyn EmbeddingModel>>,
        scope: Scope,
    ) -> anyhow::Result<Self> {
        let db = Db::open("sqlite::memory:").await?;
        db.migrate().await?;
        let search = Search::kept(None, model);
        let people = People::of(history);
        let (threads, to_accept, known) = (HashMap::new(), VecDeque::new(), HashSet::new());
        Ok(Self { db, search, people, threads, to_accept, unread: 0, scope, known })
    }

    /// Records what was written, in the order of time.
    ///
    /// # Errors
    /// When the store refuses.
    pub async fn write(&mut self, posts: &[Post]) -> anyhow::Result<()> {
        for posts in posts.chunks(AT_A_TIME) {
            let mut tx = self.db.begin().await?;
            for post in posts {
                let (org, evidence) = self.evidence(post);
                if post.accepted.is_some_and(|accepted| accepted > 0) {
                    let (when, id) = (evidence.sent + ACCEPTED_AFTER, evidence.id.clone());
                    self.to_accept.push_back((when, org.clone(), id));
                }
                tx.of::<Conversations>(&org).hear(evidence).await?;
            }
            tx.commit().await?;
            self.unread += posts.len();
        }
        Ok(())
    }

    /// Asks as a person would: with the words, the tags, the asker, the channel and the moment, through the search
    /// that serves people. [`Self::catch_up`] comes first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn ask(&self, asked: &Asked) -> anyhow::Result<Found> {
        let question = self.question(asked);
        let mut tx: Tx = self.db.read().await?;
        Ok(self.search.find(&mut tx, &company(asked.ws.as_deref()), &question).await?)
    }

    /// Does what a running program does in between: reads what was written, and hears what was accepted.
    ///
    /// # Errors
    /// When the store refuses.
    pub async fn catch_up(&mut self, asked: &Asked) -> anyhow::Result<()> {
        let now = moment(asked.ts);
        if self.to_accept.front().is_some_and(|(when, _, _)| *when <= now) {
            let mut tx = self.db.begin().await?;
            while let Some((_, org, id)) = self.to_accept.pop_front_if(|(when, _, _)| *when <= now) {
                tx.of::<EvidenceLog>(&org).accept(&id, true).await?;
                self.unread += 1;
            }
            tx.commit().await?;
        }
        // In a company in use somebody had asked before, so that it has taught what it could.
        let is_first = self.known.insert(company(asked.ws.as_deref()));
        if is_first {
            self.ask(asked).await?;
        }
        // What is little is read when the question is asked; vectors are made in between only.
        if is_first || self.unread > AT_A_TIME / 2 || (self.unread > 0 && self.search.has_embeddings()) {
            while self.search.maintain(&self.db, now).await? {}
            self.unread = 0;
        }
        Ok(())
    }

    fn evidence(&mut self, post: &Post) -> (OrgId, Evidence) {
        let company = company(post.ws.as_deref());
        let message = MessageId::new(post.id.as_str());
        let begun = self.threads.entry((company.clone(), post.thread.clone()));
        let (root, place) = begun.or_insert_with(|| (message.clone(), place(post.channel.as_deref())));
        let author = post.author.as_deref().map(PersonId::new);
        let sent = moment(post.ts);
        let text = self.people.read(&post.text);
        let kind = if *root == message { Kind::Message } else { Kind::Answer };
        let mut evidence = Evidence::message(kind, place, &message, author.as_ref(), sent, text);
        if *root != message {
            evidence.thread = Some(root.clone());
        }
        evidence.title.clone_from(&post.title);
        evidence.topics = post.tags.clone().unwrap_or_default();
        (company, evidence)
    }

    /// A question as the search is asked it. Everybody is wanted, however little is known of them.
    fn question(&self, asked: &Asked) -> Question {
        let text = self.people.read(&asked.text);
        Question {
            topics: asked.tags.clone().unwrap_or_default(),
            asker: asked.asker.as_deref().map(PersonId::new),
            place: Some(place(asked.channel.as_deref())),
            mentioned: self.people.mentioned(&text),
            least: 0.0,
            least_fit: Some(LEAST_FIT),
            most: usize::MAX,
            ..Question::new(text.words(), self.scope.clone(), moment(asked.ts))
        }
    }
}

/// The posts of a history that come before a question; the rest stays.
pub fn before<'a>(posts: &mut &'a [Post], asked: &Asked) -> &'a [Post] {
    let count = posts.partition_point(|post| post.ts < asked.ts);
    let (earlier, later) = posts.split_at(count);
    *posts = later;
    earlier
}

/// The name of the company that a workspace is.
pub fn company(workspace: Option<&str>) -> OrgId {
    OrgId::new(workspace.unwrap_or("company"))
}

fn place(channel: Option<&str>) -> PlaceId {
    PlaceId::new(format!("history:{}", channel.unwrap_or("everywhere")))
}

fn moment(seconds: f64) -> DateTime<Utc> {
    #[expect(clippy::cast_possible_truncation, reason = "saturates, and is checked by the conversion")]
    let millis = (seconds * 1_000.0) as i64;
    DateTime::from_timestamp_millis(millis).unwrap_or(DateTime::<Utc>::MIN_UTC)
}
