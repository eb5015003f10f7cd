//! Whom the company lets be asked, and why a candidate is not.

use super::question::{Candidate, Question};
use super::rules::{Eligibility, Exclusion};
use crate::bot::{Ctx, Failure};
use crate::people::CompanySettings;

/// What the lead allows, for one question.
#[derive(Clone, Copy, Debug)]
pub(super) struct Allowed {
    pub guests: bool,
}

impl Allowed {
    pub fn of(self, q: &Question) -> Eligibility<'_> {
        Eligibility { asker: &q.asker, urgent: q.urgent, guests: self.guests }
    }
}

pub(super) async fn wish(ctx: &mut Ctx, _q: &Question) -> Result<Allowed, Failure> {
    Ok(Allowed { guests: ctx.settings::<CompanySettings>().await?.guests_may_be_experts })
}

/// Why a candidate is not to be asked.
pub(super) fn exclusion_of(candidate: &Candidate) -> Option<Exclusion> {
    serde_json::from_str(candidate.exclusion.as_deref()?).ok()
}
