//! The life of a question: what may happen to it in which state, and what becomes of it. One table, which every handler
//! asks before it changes anything.

use super::cards;
use super::question::{Question, State};
use crate::bot::{Ctx, Failure};
use crate::chat::{Card, PersonId};

/// Something that happens to a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Event {
    /// The asker has it asked.
    Asked,
    /// The asker has it asked when somebody's day begins.
    AskedLater,
    /// The asker lets it be.
    LetBe,
    /// An earlier answer was enough.
    SolvedBefore,
    /// Somebody says that they take it.
    Taken,
    /// Whoever is or was asked writes in its thread.
    Answered,
    /// Whoever is asked puts it off.
    PutOff,
    /// Whoever is asked or has it says that it is not for them.
    PassedOn,
    /// Somebody else is to be asked.
    Redirected,
    /// An answer is accepted.
    Accepted,
    /// The accepted answer was none.
    Reopened,
    /// The asker takes it back.
    TakenBack,
    /// The time of whoever is asked is over.
    TurnOver,
    /// Whoever put it off is to be reminded.
    Reminder,
    /// Nothing happened for days.
    Silence,
    /// Whoever is asked or has it is not there any more.
    HelperGone,
    /// Whoever asked is not there any more.
    AskerGone,
    /// Its words were deleted by whoever wrote them.
    Deleted,
    /// Nothing can be posted where it stands.
    NoPlace,
}

/// All of them.
#[cfg(test)]
pub(super) const EVENTS: [Event; 19] = [
    Event::Asked,
    Event::AskedLater,
    Event::LetBe,
    Event::SolvedBefore,
    Event::Taken,
    Event::Answered,
    Event::PutOff,
    Event::PassedOn,
    Event::Redirected,
    Event::Accepted,
    Event::Reopened,
    Event::TakenBack,
    Event::TurnOver,
    Event::Reminder,
    Event::Silence,
    Event::HelperGone,
    Event::AskerGone,
    Event::Deleted,
    Event::NoPlace,
];

/// What an event does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// It is in this state from now on.
    Becomes(State),
    /// It stays in its state; what else changes is for whoever handles the event.
    Stays,
    /// Nothing happens.
    Passes,
    /// Nothing happens, and whoever did it is told why.
    Refused(Refusal),
}

/// Why somebody cannot do it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The asker has decided about it already.
    Decided,
    /// It is over.
    Settled,
    /// Somebody has it.
    Taken,
}

/// What this event does to a question in this state.
#[expect(clippy::match_same_arms, reason = "a table, event by event")]
pub(super) fn step(state: State, event: Event) -> Step {
    use Event as E;
    use Refusal::{Decided, Settled};
    use State as S;
    use Step::{Becomes, Passes, Refused, Stays};
    match (event, state) {
        (E::Asked, S::Suggested | S::Later) => Becomes(S::Open),
        (E::AskedLater, S::Suggested) => Becomes(S::Later),
        (E::LetBe, S::Suggested | S::Later) => Becomes(S::Dropped),
        (E::SolvedBefore, S::Suggested) => Becomes(S::Deflected),
        (E::Asked | E::AskedLater | E::LetBe | E::SolvedBefore, _) => Refused(Decided),

        (E::Taken | E::Answered, S::Open) => Becomes(S::Taken),
        (E::Taken | E::PutOff, S::Taken) => Refused(Refusal::Taken),
        (E::PutOff, S::Open) => Stays,
        (E::Answered, _) => Passes,

        // What was taken is looked for anew.
        (E::PassedOn | E::Redirected | E::HelperGone, S::Taken) => Becomes(S::Open),
        (E::PassedOn | E::Redirected | E::HelperGone, S::Open) => Stays,

        (E::Accepted, S::Open | S::Taken) => Becomes(S::Accepted),
        (E::Reopened, S::Accepted) => Becomes(S::Open),
        (E::Reopened, _) => Refused(Decided),
        (E::TakenBack, S::Open | S::Taken) => Becomes(S::Withdrawn),

        (E::TurnOver | E::Reminder, S::Open) => Stays,
        (E::Silence, S::Open | S::Taken) => Stays,

        (E::AskerGone | E::Deleted, S::Suggested | S::Later) => Becomes(S::Dropped),
        (E::AskerGone | E::Deleted | E::NoPlace, S::Open | S::Taken) => Becomes(S::Withdrawn),

        (E::TurnOver | E::Reminder | E::Silence, _) => Passes,
        (E::HelperGone | E::AskerGone | E::Deleted | E::NoPlace, _) => Passes,
        (E::Taken | E::PutOff | E::PassedOn | E::Redirected | E::Accepted | E::TakenBack, _) => {
            Refused(Settled)
        }
    }
}

/// It does something to the question as it is: it may go on.
pub(super) fn concerns(q: &Question, event: Event) -> bool {
    matches!(step(q.state, event), Step::Becomes(_) | Step::Stays)
}

/// Somebody may do this to the question as it is.
///
/// # Errors
/// Refused, with why.
pub(super) fn allowed(q: &Question, event: Event) -> Result<(), Failure> {
    match step(q.state, event) {
        Step::Refused(why) => Err(Failure::Refused(refusal(why, q.holder.as_ref()))),
        Step::Becomes(_) | Step::Stays | Step::Passes => Ok(()),
    }
}

/// The question goes into the state that the event brings it to, if it brings it to another; false if it does nothing.
///
/// # Errors
/// Refused, with why; or when the store fails, which it does, too, when somebody else was quicker.
pub(super) async fn goes(ctx: &mut Ctx, q: &mut Question, event: Event) -> Result<bool, Failure> {
    allowed(q, event)?;
    let now = ctx.now;
    match step(q.state, event) {
        Step::Becomes(to) => {
            ctx.questions().move_question(q, to, now).await?;
            Ok(true)
        }
        Step::Stays => Ok(true),
        Step::Passes | Step::Refused(_) => Ok(false),
    }
}

fn refusal(why: Refusal, holder: Option<&PersonId>) -> Card {
    match (why, holder) {
        (Refusal::Decided, _) => cards::already_decided(),
        (Refusal::Taken, Some(holder)) => cards::taken_already(holder),
        (Refusal::Settled | Refusal::Taken, _) => cards::settled_already(),
    }
}
