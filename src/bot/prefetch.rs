//! What the store is asked of several events at once, before any of them is handled.

use std::collections::HashMap;
use std::vec::IntoIter;

use chrono::{DateTime, Utc};

use crate::chat::{AccountId, Event, EventKey, OrgId, Receipt, What};
use crate::people::Caller;
use crate::store::{StoreError, Tx};

/// How an event is handled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Something was written where the bot may be allowed to read. Nobody waits for an answer.
    Read,
    /// Somebody wants something of the bot.
    Asked,
    /// The platform tells how something is now.
    Told,
}

impl Kind {
    pub(super) fn of(what: &What) -> Self {
        match what {
            What::Overheard(_) | What::Edited(_) | What::Deleted(_) => Self::Read,
            What::Command { .. }
            | What::Shortcut { .. }
            | What::Press(_)
            | What::Submission(_)
            | What::Home => Self::Asked,
            What::Reaction(_) | What::Profile(_) | What::Channel(_) | What::Membership(_) | What::Arrived => {
                Self::Told
            }
        }
    }
}

impl Kind {
    /// Whoever does this wants something of the bot: somebody who was erased is somebody new from then on. To look is not
    /// to do.
    pub(super) fn is_own_act(what: &What) -> bool {
        matches!(what, What::Command { .. } | What::Shortcut { .. } | What::Press(_) | What::Submission(_))
    }

    /// Somebody is met by it: whoever changes or deletes what they wrote before is not.
    pub(super) fn is_acting(what: &What) -> bool {
        !matches!(what, What::Edited(_) | What::Deleted(_))
    }

    /// It would be kept as theirs. What they take away is taken away all the same, and a channel is what it is.
    pub(super) fn is_about_them(what: &What) -> bool {
        !matches!(what, What::Deleted(_) | What::Channel(_) | What::Membership(_) | What::Arrived)
    }
}

/// What is known of a run of events of one kind. What a handler changes may make it untrue: see [`Prefetched::forget`].
pub(super) struct Prefetched {
    new: IntoIter<bool>,
    callers: HashMap<(OrgId, AccountId), Caller>,
    places: Vec<bool>,
    at: usize,
    refused: Vec<EventKey>,
}

impl Prefetched {
    /// Keeps the events' keys, and looks up who is acting and where.
    ///
    /// Privacy first: of what is written where nobody opted in, nothing is kept, not even that it was there. What is kept
    /// follows its author, wherever it is from.
    pub(super) async fn look(tx: &mut Tx, run: &[Event], now: DateTime<Utc>) -> Result<Self, StoreError> {
        let kind = run.first().map_or(Kind::Told, |event| Kind::of(&event.what));
        let new = match kind {
            Kind::Read => tx.remember_if_read(run, now).await?,
            Kind::Asked | Kind::Told => tx.remember(run, now).await?,
        };
        let mut known = Self {
            new: new.clone().into_iter(),
            callers: HashMap::new(),
            places: Vec::new(),
            at: 0,
            refused: Vec::new(),
        };
        // What the platform tells may change who somebody is.
        if kind != Kind::Told {
            let acting = run.iter().zip(&new).filter(|(event, new)| **new && Kind::is_acting(&event.what));
            let acting = acting.map(|(event, _)| event);
            let acting: Vec<_> = acting.map(|event| (event.org.clone(), event.from.clone())).collect();
            known.callers = tx.callers(acting, now).await?;
        }
        if kind == Kind::Asked {
            known.places = tx.are_channels_known(run.iter().map(|event| (&event.org, &event.at.id))).await?;
        }
        Ok(known)
    }

    /// The next event of the run was not handled before, and may be looked at.
    pub(super) fn is_new(&mut self) -> bool {
        self.at += 1;
        self.new.next().unwrap_or_default()
    }

    /// A form that was refused may come again as it is: nothing is kept of it.
    pub(super) async fn refuses(
        &mut self,
        tx: &mut Tx,
        event: &Event,
        receipt: &Receipt,
    ) -> Result<(), StoreError> {
        if matches!(receipt, Receipt::Errors(_)) {
            tx.forget_event(event).await?;
            self.refused.push(event.key.clone());
        }
        Ok(())
    }

    /// It counted as handled only because it came together with one that was refused since.
    pub(super) async fn comes_again(
        &mut self,
        tx: &mut Tx,
        event: &Event,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        if !self.refused.contains(&event.key) {
            return Ok(false);
        }
        Ok(tx.remember(std::slice::from_ref(event), now).await?.contains(&true))
    }

    /// Who did it; none if that has to be asked.
    pub(super) fn caller(&self, event: &Event) -> Option<Caller> {
        self.callers.get(&(event.org.clone(), event.from.clone())).cloned()
    }

    /// The place of the event at hand is known.
    pub(super) fn place(&self) -> bool {
        self.places.get(self.at - 1).copied().unwrap_or_default()
    }

    /// A handler has written something: who people are has to be asked anew.
    pub(super) fn forget(&mut self) {
        self.callers.clear();
    }
}
