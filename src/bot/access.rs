//! Who may come in by a command, a menu entry, a button or a form. Declared where the feature registers it, and checked
//! in one place before its handler is called.

use super::handler::Handler;
use super::{Answer, Call, Ctx, Failure};
use crate::chat::{Card, Standing};
use crate::people::Caller;

/// Who may, and what everybody else is told. It knows the caller only: who may do something to one question or one award
/// is for its handler to say.
#[derive(Clone, Copy, Debug, Default)]
pub(super) enum Access {
    /// Anybody whom the bot speaks with.
    #[default]
    Everybody,
    /// Leads.
    Leads(fn() -> Card),
    /// Colleagues. Whoever is not known yet is none so far, which the words may tell from the standing.
    Members(fn(Standing) -> Card),
    /// Colleagues, and whoever is not known yet, who may turn out to be one.
    Insiders(fn() -> Card),
}

impl Access {
    /// What this person is told who may not come in; none if they may.
    pub(super) fn refusal(self, by: &Caller) -> Option<Card> {
        match self {
            Self::Everybody => None,
            Self::Leads(refusal) => (!by.lead).then(refusal),
            Self::Members(refusal) => (by.standing != Standing::Member).then(|| refusal(by.standing)),
            Self::Insiders(refusal) => {
                (!matches!(by.standing, Standing::Member | Standing::Unknown)).then(refusal)
            }
        }
    }

    /// It is for leads alone.
    pub(super) fn is_for_leads(self) -> bool {
        matches!(self, Self::Leads(_))
    }
}

/// A handler, and who may come in to it.
#[derive(Debug)]
pub(super) struct Guarded<A> {
    access: Access,
    handler: Handler<Call<A>>,
}

impl<A: 'static> Guarded<A> {
    pub(super) fn new(access: Access, handler: Handler<Call<A>>) -> Self {
        Self { access, handler }
    }

    /// Calls the handler for whoever may come in.
    ///
    /// # Errors
    /// A refusal with the words that were declared, for everybody else; else as the handler says.
    pub(super) async fn call(&self, ctx: &mut Ctx, call: Call<A>) -> Answer {
        match self.access.refusal(&call.by) {
            Some(refusal) => Err(Failure::Refused(refusal)),
            None => self.handler.call(ctx, call).await,
        }
    }
}
