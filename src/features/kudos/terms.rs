//! On what terms somebody gives: what the lead decided, and what of it goes for them.

use super::cards;
use super::policy::{Allowance, Policy, Roles};
use crate::bot::{Ctx, Failure};
use crate::chat::{PersonId, Standing};
use crate::people::{Caller, Person};
use crate::search::KnownTopics;

/// The terms for one person.
#[derive(Clone, Debug)]
pub struct Terms {
    /// What the lead decided.
    pub policy: Policy,
    /// What this person may give.
    pub allowance: Allowance,
    /// They are on boards, and see them.
    pub boards: bool,
}

/// The terms for a person.
pub async fn terms(ctx: &mut Ctx, who: &PersonId) -> Result<Terms, Failure> {
    let policy: Policy = ctx.settings().await?;
    if policy.exceptions.is_empty() && policy.no_boards_for.is_empty() {
        return Ok(Terms { allowance: policy.allowance, boards: policy.boards, policy });
    }
    let person = ctx.people().person(who).await?;
    let champion = !ctx.knowledge().champion_of(who).await?.is_empty();
    let manager = ctx.people().is_manager(who).await?;
    let roles = person.map_or_else(Roles::default, |person| roles(&person, champion, manager));
    Ok(Terms { allowance: policy.allowance_of(&roles), boards: policy.has_boards_for(&roles), policy })
}

/// The company's topic that the first of these hashtags names which names one.
pub async fn topic_called(
    ctx: &mut Ctx,
    mut hashtags: impl Iterator<Item = impl AsRef<str>>,
) -> Result<Option<String>, Failure> {
    let topics = ctx.named_topics().await?;
    let known = KnownTopics::of(&topics);
    let at = hashtags.find_map(|hashtag| known.called(&hashtag.as_ref().replace(['-', '_'], " ")));
    Ok(at.map(|at| topics[at].name.clone()))
}

/// Refuses guests and whoever is from outside; who is not known yet may turn out to be a colleague.
pub fn no_outsiders(by: &Caller) -> Result<(), Failure> {
    match by.standing {
        Standing::Member | Standing::Unknown => Ok(()),
        _ => Err(Failure::Refused(cards::only_colleagues())),
    }
}

/// What a person is, as far as decisions go by it.
pub fn roles(person: &Person, champion: bool, manager: bool) -> Roles {
    Roles {
        lead: person.lead,
        champion,
        manager,
        department: person.data.department.clone(),
        country: person.data.country.clone(),
        title: person.data.title.clone(),
    }
}
