//! From what a handler wants said to rows in the outbox: each saying finds its place, its line and its installation.

use serde::{Deserialize, Serialize};

use super::store::{FailedDelivery, Outbox, Post, Posts, Waiting};
use super::{Ctx, cards};
use crate::chat::{
    AccountId, Audience, Card, MessageId, Outgoing, PersonId, Place, PlaceId, PlaceKind, PostId, ReplyHandle,
    Span, Target, WorkspaceId,
};
use crate::people::Account;
use crate::store::StoreError;

/// Who is answered, and where. A job has none of it.
#[derive(Clone, Debug)]
pub(super) struct Origin {
    pub account: AccountId,
    pub place: Place,
    /// The message that was pressed, or that the command stands in.
    pub message: Option<MessageId>,
    pub handle: Option<ReplyHandle>,
}

/// What is to be done, as it waits in the outbox: a place below a post that is not sent yet is found when it is due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum OutboxAction {
    Post { to: Way, card: Card },
    Edit { card: Card },
    Delete,
    Replace { handle: ReplyHandle, card: Card },
    Home { account: AccountId, card: Card },
}

/// Where a new message goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Way {
    To(Target),
    Below(PostId),
}

impl OutboxAction {
    pub(super) fn card(&self) -> Option<&Card> {
        match self {
            Self::Post { card, .. }
            | Self::Edit { card }
            | Self::Replace { card, .. }
            | Self::Home { card, .. } => Some(card),
            Self::Delete => None,
        }
    }
}

impl OutboxAction {
    /// The post that has to be there first: the one it goes below, or links to.
    fn below(&self) -> Option<&PostId> {
        if let Self::Post { to: Way::Below(root), .. } = self {
            return Some(root);
        }
        let mut spans = self.card()?.texts().into_iter().flat_map(|text| &text.0);
        spans.find_map(|span| match span {
            Span::Conversation { post, .. } => Some(post),
            _ => None,
        })
    }
}

impl FailedDelivery {
    /// The channel it was for; none if it was for one person, or if that is not known.
    pub fn place(&self) -> Option<PlaceId> {
        match serde_json::from_str(&self.errand).ok()? {
            OutboxAction::Post { to: Way::To(Target::Place { place, .. }), .. } => Some(place),
            _ => None,
        }
    }

    /// It failed each time so far, and is tried again all the same.
    pub fn is_tried(&self) -> bool {
        self.state == "waiting"
    }

    /// Why it did not arrive and what can be done, in words.
    pub fn why(&self) -> String {
        if self.is_tried() {
            return cards::GOING_ON.to_owned();
        }
        let reason = self.reason.as_deref().and_then(|json| serde_json::from_str(json).ok());
        reason.map_or_else(|| cards::MAY_HAVE_ARRIVED.to_owned(), |reason| cards::reason(&reason))
    }
}

/// A row in the making.
struct Row {
    workspace: WorkspaceId,
    line: String,
    post: Option<PostId>,
    errand: OutboxAction,
}

impl Ctx {
    /// Writes what is to be said into the outbox. What cannot reach anybody (a person without an account, a private
    /// answer to a job) is left out, with a line in the log.
    pub(super) async fn enqueue(
        &mut self,
        origin: Option<&Origin>,
        outgoing: Vec<Outgoing>,
    ) -> Result<(), StoreError> {
        for outgoing in self.addressed(outgoing).await? {
            // What cannot be changed any more may well be gone from sight, and what waits is no message yet.
            let expected = !matches!(outgoing, Outgoing::Post { .. } | Outgoing::Home { .. });
            let Some(row) = self.row(origin, outgoing).await? else {
                if expected {
                    continue;
                }
                tracing::warn!(org = %self.org, "something was to be said that cannot reach anybody");
                continue;
            };
            let id = self.new_id();
            let errand = serde_json::to_string(&row.errand).unwrap_or_default();
            self.tx
                .of::<Outbox>(&self.org)
                .queue(
                    &Waiting {
                        id: &id,
                        workspace: &row.workspace,
                        line: &row.line,
                        post: row.post.as_ref(),
                        is_edit: matches!(row.errand, OutboxAction::Edit { .. } | OutboxAction::Delete),
                        below: row.errand.below(),
                        errand: &errand,
                    },
                    self.now,
                )
                .await?;
        }
        Ok(())
    }

    async fn row(&mut self, origin: Option<&Origin>, outgoing: Outgoing) -> Result<Option<Row>, StoreError> {
        match outgoing {
            Outgoing::Post { post, to, card } => self.posting(origin, post, to, card).await,
            Outgoing::Notify { post, person, card } => {
                if !self.may_tell(&post, &person, &card).await? {
                    return Ok(None);
                }
                self.posting(origin, Some(post), Audience::Person(person), card).await
            }
            Outgoing::Edit { post, card } if self.is_told_instead(&post, &card).await? => Ok(None),
            Outgoing::Edit { post, card } => self.changing(post, OutboxAction::Edit { card }).await,
            Outgoing::Delete { post } if self.is_never_told(&post).await? => Ok(None),
            Outgoing::Delete { post } => self.changing(post, OutboxAction::Delete).await,
            Outgoing::Replace { card } => self.replacing(origin, card).await,
            Outgoing::Home { person, card } => {
                let Some((account, workspace)) = self.account_of(&person).await? else { return Ok(None) };
                let line = format!("home {account}");
                Ok(Some(Row { workspace, line, post: None, errand: OutboxAction::Home { account, card } }))
            }
        }
    }

    async fn posting(
        &mut self,
        origin: Option<&Origin>,
        post: Option<PostId>,
        to: Audience,
        card: Card,
    ) -> Result<Option<Row>, StoreError> {
        let Some((workspace, line, way)) = self.way(origin, to).await? else { return Ok(None) };
        if let Some(post) = &post {
            let (place, thread) = match &way {
                Way::To(Target::Place { place, thread }) => (Some(place.clone()), thread.clone()),
                Way::To(Target::Only { .. } | Target::Direct(_) | Target::Group(_)) => (None, None),
                Way::Below(root) => match self.posts().post(root).await? {
                    Some(root) => (root.place, root.thread.or(root.message)),
                    None => return Ok(None),
                },
            };
            let account = match &way {
                Way::To(Target::Direct(account)) => Some(account.clone()),
                _ => None,
            };
            let workspace = workspace.clone();
            let row = Post { id: post.clone(), workspace, place, thread, message: None, account };
            self.tx.of::<Posts>(&self.org).name_post(&row, self.now).await?;
        }
        Ok(Some(Row { workspace, line, post, errand: OutboxAction::Post { to: way, card } }))
    }

    async fn way(
        &mut self,
        origin: Option<&Origin>,
        to: Audience,
    ) -> Result<Option<(WorkspaceId, String, Way)>, StoreError> {
        let here = self.workspace.clone();
        Ok(match (to, origin) {
            (Audience::Here, Some(origin)) if origin.place.kind != PlaceKind::Nowhere => {
                let (place, thread) = (origin.place.id.clone(), origin.place.thread.clone());
                Some((here, line(&place), Way::To(Target::Place { place, thread })))
            }
            (Audience::Here | Audience::OnlyYou, Some(origin)) => {
                let account = origin.account.clone();
                let line = format!("only {account}");
                if origin.place.kind == PlaceKind::Direct && origin.handle.is_none() {
                    Some((here, line, Way::To(Target::Direct(account))))
                } else {
                    let place =
                        Some(origin.place.id.clone()).filter(|_| origin.place.kind != PlaceKind::Nowhere);
                    let (thread, handle) = (origin.place.thread.clone(), origin.handle.clone());
                    Some((here, line, Way::To(Target::Only { account, place, thread, handle })))
                }
            }
            (Audience::Here | Audience::OnlyYou, None) => None,
            (Audience::Person(person), _) => self.account_of(&person).await?.map(|(account, workspace)| {
                (workspace, format!("direct {account}"), Way::To(Target::Direct(account)))
            }),
            (Audience::PersonIn(person, workspace), _) => {
                let accounts = self.accounts().accounts_of(&person).await?;
                let there = accounts.into_iter().find(|account| account.workspace == workspace);
                there.map(|account| {
                    (workspace, format!("direct {}", account.id), Way::To(Target::Direct(account.id)))
                })
            }
            (Audience::Together(people), _) => self.group_of(&people).await?.map(|(workspace, accounts)| {
                let line =
                    format!("group {}", accounts.iter().map(AccountId::as_str).collect::<Vec<_>>().join(" "));
                (workspace, line, Way::To(Target::Group(accounts)))
            }),
            (Audience::Place(place), _) => {
                let workspace = self.workspace_of(&place).await?;
                Some((workspace, line(&place), Way::To(Target::Place { place, thread: None })))
            }
            (Audience::Below(place, message), _) => {
                let workspace = self.workspace_of(&place).await?;
                let line = line(&place);
                Some((workspace, line, Way::To(Target::Place { place, thread: Some(message) })))
            }
            (Audience::Thread(root), _) => self.posts().post(&root).await?.map(|post| {
                let line = post.place.as_ref().map_or_else(|| format!("post {root}"), line);
                (post.workspace, line, Way::Below(root))
            }),
        })
    }

    async fn changing(&mut self, post: PostId, errand: OutboxAction) -> Result<Option<Row>, StoreError> {
        Ok(self.posts().post(&post).await?.map(|row| Row {
            line: row.place.as_ref().map_or_else(|| format!("post {post}"), line),
            workspace: row.workspace,
            post: Some(post),
            errand,
        }))
    }

    /// The pressed message: one of ours by its name, else through the handle.
    async fn replacing(&mut self, origin: Option<&Origin>, card: Card) -> Result<Option<Row>, StoreError> {
        let Some(origin) = origin else { return Ok(None) };
        if let Some(message) = &origin.message
            && let Some(post) = self.posts().post_at(&origin.place.id, message).await?
        {
            return self.changing(post.id, OutboxAction::Edit { card }).await;
        }
        Ok(origin.handle.clone().map(|handle| Row {
            workspace: self.workspace.clone(),
            line: format!("only {}", origin.account),
            post: None,
            errand: OutboxAction::Replace { handle, card },
        }))
    }

    /// An account to reach a person by: here if they have one, else where they were last active.
    async fn account_of(
        &mut self,
        person: &PersonId,
    ) -> Result<Option<(AccountId, WorkspaceId)>, StoreError> {
        let accounts = self.accounts().accounts_of(person).await?;
        let here = accounts.iter().find(|account| account.workspace == self.workspace);
        Ok(here.or(accounts.first()).map(|account| (account.id.clone(), account.workspace.clone())))
    }

    /// The same, but what is for several people together is for each alone where no platform brings them together.
    async fn addressed(&mut self, outgoing: Vec<Outgoing>) -> Result<Vec<Outgoing>, StoreError> {
        let mut addressed = Vec::with_capacity(outgoing.len());
        for outgoing in outgoing {
            let Outgoing::Post { to: Audience::Together(people), card, .. } = outgoing else {
                addressed.push(outgoing);
                continue;
            };
            let audiences = match self.group_of(&people).await? {
                Some(_) => vec![Audience::Together(people)],
                None => people.into_iter().map(Audience::Person).collect(),
            };
            addressed.extend(audiences.into_iter().map(|to| Outgoing::Post {
                post: None,
                to,
                card: card.clone(),
            }));
        }
        Ok(addressed)
    }

    /// The first workspace, this one before others, in which all of them have accounts and whose platform opens groups; their
    /// accounts there, in order.
    async fn group_of(
        &mut self,
        people: &[PersonId],
    ) -> Result<Option<(WorkspaceId, Vec<AccountId>)>, StoreError> {
        let mut of_each = Vec::with_capacity(people.len());
        for person in people {
            of_each.push(self.accounts().accounts_of(person).await?);
        }
        let mut workspaces: Vec<WorkspaceId> =
            of_each.first().into_iter().flatten().map(|account| account.workspace.clone()).collect();
        workspaces.sort_by_key(|workspace| (*workspace != self.workspace, workspace.to_string()));
        Ok(workspaces.into_iter().filter(|it| self.group_platforms.contains(it.platform())).find_map(|it| {
            let there = |accounts: &Vec<Account>| {
                accounts.iter().find(|account| account.workspace == it).map(|account| account.id.clone())
            };
            let mut accounts = of_each.iter().map(there).collect::<Option<Vec<AccountId>>>()?;
            accounts.sort_by(|a, b| a.as_str().cmp(b.as_str()));
            Some((it, accounts))
        }))
    }

    async fn workspace_of(&mut self, place: &PlaceId) -> Result<WorkspaceId, StoreError> {
        let channel = self.channels().channel(place).await?;
        Ok(channel.map_or_else(|| self.workspace.clone(), |channel| channel.workspace))
    }
}

fn line(place: &PlaceId) -> String {
    format!("place {place}")
}
