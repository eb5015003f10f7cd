//! What rosters told lately of the people on them, so that not each of them is asked for one by one.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use parking_lot::{Mutex, MutexGuard};

use super::client::Member;
use crate::chat::{AccountId, WorkspaceId};

/// So long it does to ask nobody else.
const LATELY: TimeDelta = TimeDelta::minutes(5);
/// More are not remembered at once.
const MOST: usize = 20_000;

struct Read {
    conversation: String,
    member: Member,
    at: DateTime<Utc>,
}

/// People, as a roster told of them lately.
#[derive(Default)]
pub(in crate::platforms::teams) struct Recent(Mutex<HashMap<(WorkspaceId, AccountId), Read>>);

impl Recent {
    fn lock(&self) -> MutexGuard<'_, HashMap<(WorkspaceId, AccountId), Read>> {
        self.0.lock()
    }

    /// A roster was read, and nobody else is on it.
    pub(in crate::platforms::teams) fn read(
        &self,
        workspace: &WorkspaceId,
        conversation: &str,
        people: impl Iterator<Item = (AccountId, Member)>,
        at: DateTime<Utc>,
    ) {
        let mut all = self.lock();
        all.retain(|(whose, _), read| {
            at - read.at < LATELY && !(whose == workspace && read.conversation == conversation)
        });
        for (account, member) in people {
            if all.len() >= MOST {
                return;
            }
            let read = Read { conversation: conversation.to_owned(), member, at };
            all.insert((workspace.clone(), account), read);
        }
    }

    /// What a roster told of somebody lately; once.
    pub(in crate::platforms::teams) fn take(
        &self,
        workspace: &WorkspaceId,
        account: &AccountId,
        now: DateTime<Utc>,
    ) -> Option<Member> {
        let read = self.lock().remove(&(workspace.clone(), account.clone()))?;
        (now - read.at < LATELY).then_some(read.member)
    }

    /// Somebody left a place: they have to be asked for.
    pub(in crate::platforms::teams) fn forget(&self, workspace: &WorkspaceId, account: &AccountId) {
        self.lock().remove(&(workspace.clone(), account.clone()));
    }
}
