//! `/kudos export`: all of somebody's own record, as a file for them alone.

use std::collections::HashMap;

use super::cards;
use super::store::Grant;
use crate::bot::{Answer, Call, Command, ContributionKind, Ctx, Failure, File, cell};
use crate::chat::{PersonId, Reply};

/// The columns.
const HEADER: [&str; 8] = ["date", "direction", "from", "to", "points", "what_for", "topic", "company_value"];

/// What somebody gave and was given, to be saved. Nothing flows to anybody else.
pub async fn export(ctx: &mut Ctx, call: Call<Command>) -> Answer {
    let me = call.by.person;
    let grants = ctx.ledger().record_of(&me).await?;
    let mut people: Vec<PersonId> =
        grants.iter().flat_map(|grant| [grant.giver.clone(), grant.receiver.clone()]).collect();
    people.sort();
    people.dedup();
    let known = if people.is_empty() { Vec::new() } else { ctx.people().people_by(&people).await? };
    let names: HashMap<PersonId, String> =
        known.into_iter().map(|person| (person.id, person.data.name)).collect();
    let body = table(&grants, &me, &names, &ctx.registry.contributions()).map_err(Failure::Broken)?;
    let name = format!("kudos-{}.csv", ctx.now.format("%Y-%m-%d"));
    let file = File { name, media_type: "text/csv; charset=utf-8".to_owned(), body };
    Ok(Reply::only_you(match ctx.link_to(&me, &file).await? {
        Some(link) => cards::exported(grants.len(), &link),
        None => cards::no_files_here(),
    }))
}

fn table(
    grants: &[Grant],
    me: &PersonId,
    names: &HashMap<PersonId, String>,
    kinds: &[&ContributionKind],
) -> anyhow::Result<String> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(HEADER)?;
    for grant in grants {
        let name = |person: &PersonId| cell(names.get(person).map_or("somebody", String::as_str));
        let what_for = match (grant.kind.as_str(), grant.reason.as_str()) {
            ("given", "") if grant.is_for_a_message() => "a message".to_owned(),
            ("given", reason) => cell(reason),
            (kind, _) => cards::earned_by(kind, kinds).to_owned(),
        };
        out.write_record([
            grant.given_at.utc().format("%Y-%m-%dT%H:%M:%SZ").to_string(),
            if grant.giver == *me && grant.receiver != *me { "given" } else { "received" }.to_owned(),
            // Whoever did not show their name is not named here either.
            if grant.giver == grant.receiver { String::new() } else { name(&grant.giver) },
            name(&grant.receiver),
            grant.amount.to_string(),
            what_for,
            cell(grant.topic.as_deref().unwrap_or_default()),
            cell(grant.company_value.as_deref().unwrap_or_default()),
        ])?;
    }
    Ok(String::from_utf8(out.into_inner()?)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_becomes_a_formula() {
        for (words, shown) in [
            ("=HYPERLINK(\"http://x\")", "'=HYPERLINK(\"http://x\")"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("helping, always", "helping, always"),
        ] {
            assert_eq!(cell(words), shown);
        }
    }
}
