//! All that is kept about a person: exported as JSON that they can read, and erased so that totals stay.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use super::{Ctx, DomainEvent, Erasure, Failure, Machine};
use crate::chat::{AccountId, OrgId, PersonId, Reply, Standing, WorkspaceId};
use crate::people::{Accounts, Company, Whose};
use crate::store::{Meaning, Millis, NamedBy, PersonalTable, Record, StoreError};

/// What was erased.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ErasedRows {
    /// Rows that were taken out or changed, by table.
    pub tables: Vec<(&'static str, u64)>,
}

/// Why somebody is not erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotErased {
    /// They are not known here.
    Unknown,
    /// Without them the company would have no lead.
    OnlyLead,
}

/// Numbers from here on are moments: nothing that is counted is as large.
const A_MOMENT: i64 = 100_000_000_000;

impl Ctx {
    /// All that is kept about somebody, table by table, with what each field means; without secrets, and without what is
    /// only about others. None for somebody who is not known.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn export(&mut self, person: &PersonId) -> Result<Option<Json>, Failure> {
        let org = self.org.clone();
        let Some(known) = self.people().person(person).await? else { return Ok(None) };
        let (registry, mut tables, mut others) = (self.registry.clone(), Vec::new(), Vec::new());
        for table in registry.personal() {
            let rows = self.personal_records().kept_of(table, person).await?;
            others.extend(named_in(table, &rows).into_iter().filter(|other| other != person));
            if !rows.is_empty() {
                tables.push(described(table, rows));
            }
        }
        others.sort();
        others.dedup();
        let people = if others.is_empty() { Vec::new() } else { self.people().people_by(&others).await? };
        let names: BTreeMap<String, String> =
            people.into_iter().map(|other| (other.id.as_str().to_owned(), other.data.name)).collect();
        Ok(Some(json!({
            "about": "All that Lyceum keeps about you, table by table. \"fields\" says what each field means; a field that \
                      is empty is null. Moments are in UTC. Other people are given by an id; \"people\" says who they are.",
            "person": { "id": person.as_str(), "name": known.data.name },
            "company": org.as_str(),
            "exported_at": moment(self.now.timestamp_millis()),
            "people": names,
            "tables": tables,
        })))
    }

    /// Why somebody cannot be erased as it stands; none if they can.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn cannot_erase(&mut self, person: &PersonId) -> Result<Option<NotErased>, Failure> {
        let Some(known) = self.people().person(person).await? else {
            return Ok(Some(NotErased::Unknown));
        };
        let leads = self.people().leads().await?;
        Ok((known.lead && leads.len() < 2).then_some(NotErased::OnlyLead))
    }

    /// Erases somebody from all tables, of all platforms. Totals stay, under an id that is nobody's; what others wrote and
    /// did stays theirs. Cards that show their words or their name are changed by the reply, which has to be enqueued; what
    /// waits for them goes on without them. What platforms and files tell of them later is not kept.
    ///
    /// # Errors
    /// When the store or a feature fails.
    pub async fn erase(
        &mut self,
        person: &PersonId,
    ) -> Result<Result<(ErasedRows, Reply), NotErased>, Failure> {
        if let Some(why) = self.cannot_erase(person).await? {
            return Ok(Err(why));
        }
        let (org, now) = (self.org.clone(), self.now);
        let Some(known) = self.people().person(person).await? else {
            return Ok(Err(NotErased::Unknown));
        };
        let accounts: Vec<AccountId> = self.accounts().all_accounts_of(person).await?;
        let email = known.data.email.as_deref();
        let whose = Whose {
            accounts: &accounts,
            email,
            person: Some(person),
            colleague: known.standing == Standing::Member || known.standing == Standing::Gone,
        };
        let salt = self.ids.secret();
        self.erasures().keep_erased(&whose, &salt, now).await?;
        // Whoever was never described is called as all of those are.
        let name = if known.standing == Standing::Unknown { "" } else { known.data.name.as_str() };
        let others = self.people().names_like(person).await?;
        let named = NamedBy::of(accounts.iter().map(AccountId::as_str), name, email).apart_from(others);
        let stand_in = PersonId::new(self.new_id());
        let mut rows = ErasedRows::default();
        let written = self.evidence().forget_person(person).await? + self.evidence().unname(&named).await?;
        let registry = self.registry.clone();
        for table in registry.personal() {
            let mut changed = self.personal_records().erase_from(table, person, &stand_in, &named).await?;
            if table.name == "evidence" {
                changed += written;
            }
            rows.tables.push((table.name, changed));
        }
        let erasure = Erasure { stand_in: stand_in.clone() };
        let reply = registry.erase(self, &erasure).await?;
        self.unsend(&reply).await?;
        self.publish(DomainEvent::Left { person: stand_in });
        tracing::info!(%org, "somebody was erased");
        Ok(Ok((rows, reply)))
    }

    /// `from` turns out to be `into`: what all tables keep of them becomes one person's, and `from` is no more. What they
    /// declared is declared anew by the caller.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn merge(&mut self, from: &PersonId, into: &PersonId) -> Result<(), Failure> {
        self.account_links().join(from, into).await?;
        self.merge_tables(from, into).await?;
        Ok(())
    }

    /// What the tables keep of `from`, who is no more, becomes `into`'s; the features hear of it.
    pub(super) async fn merge_tables(&mut self, from: &PersonId, into: &PersonId) -> Result<(), StoreError> {
        let registry = self.registry.clone();
        for table in registry.personal() {
            self.personal_records().merge_into(table, from, into).await?;
        }
        self.publish(DomainEvent::Joined { from: from.clone(), into: into.clone() });
        Ok(())
    }

    /// Nothing that waits to be sent and holds this name of something goes out any more.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn send_nothing_about(&mut self, name: &str) -> Result<(), Failure> {
        self.outbox().drop_about(name).await?;
        Ok(())
    }
}

impl Machine {
    /// All that is kept about somebody: see [`Ctx::export`].
    ///
    /// # Errors
    /// When the store fails.
    pub async fn export_person(&self, org: &OrgId, person: &PersonId) -> anyhow::Result<Option<Json>> {
        let tx = self.setup.db.read().await?;
        let mut ctx = self.ctx(tx, self.setup.clock.now(), org, &WorkspaceId::new(""));
        ctx.export(person).await.map_err(broken)
    }

    /// Erases somebody: see [`Ctx::erase`]. What is to be said about it waits in the outbox.
    ///
    /// # Errors
    /// When the store or a feature fails; then nothing was erased.
    pub async fn erase_person(
        &self,
        org: &OrgId,
        person: &PersonId,
    ) -> anyhow::Result<Result<ErasedRows, NotErased>> {
        let mut tx = self.setup.db.begin().await?;
        // What nobody has a place for goes through the workspace that they were in.
        let accounts = tx.of::<Accounts>(org).accounts_of(person).await?;
        let workspaces = tx.of::<Company>(org).workspaces().await?;
        let here = accounts.into_iter().map(|account| account.workspace).chain(workspaces).next();
        let here = here.unwrap_or_else(|| WorkspaceId::new(""));
        let mut ctx = self.ctx(tx, self.setup.clock.now(), org, &here);
        let (rows, reply) = match ctx.erase(person).await.map_err(broken)? {
            Ok(erased) => erased,
            Err(why) => return Ok(Err(why)),
        };
        let reply = ctx.dispatch_events(&self.setup.registry, reply).await.map_err(broken)?;
        ctx.enqueue(None, reply.outgoing).await?;
        ctx.tx.commit().await?;
        Ok(Ok(rows))
    }
}

#[cfg(test)]
impl Machine {
    /// Both are one: see [`Ctx::merge`].
    pub(crate) async fn merge_people(&self, org: &OrgId, from: &PersonId, into: &PersonId) {
        let tx = self.setup.db.begin().await.unwrap();
        let mut ctx = self.ctx(tx, self.setup.clock.now(), org, &WorkspaceId::new(""));
        ctx.merge(from, into).await.unwrap();
        let reply = ctx.dispatch_events(&self.setup.registry, Reply::nothing()).await.unwrap();
        ctx.enqueue(None, reply.outgoing).await.unwrap();
        ctx.tx.commit().await.unwrap();
    }
}

fn broken(failure: Failure) -> anyhow::Error {
    match failure {
        Failure::Broken(error) => error,
        Failure::Refused(card) => anyhow::anyhow!("refused: {}", card.summary),
    }
}

/// The people whom rows of a table name.
fn named_in(table: &PersonalTable, rows: &[Record]) -> Vec<PersonId> {
    let who = |name: &str| {
        table.columns.iter().any(|(column, meaning)| *column == name && matches!(meaning, Meaning::Who(_)))
    };
    let cells = rows.iter().flat_map(|row| &row.0).filter(|(name, _)| who(name));
    cells.filter_map(|(_, value)| value.as_str().map(PersonId::new)).collect()
}

/// A table as it stands in an export.
fn described(table: &PersonalTable, rows: Vec<Record>) -> Json {
    let told =
        |name: &str| table.columns.iter().find(|(column, _)| *column == name).map(|(_, meaning)| *meaning);
    let rows: Vec<Json> = rows
        .into_iter()
        .map(|Record(columns)| {
            let cells = columns.into_iter().filter(|(name, _)| {
                told(name).is_some_and(|meaning| !matches!(meaning, Meaning::LeftOut(_)))
            });
            cells.map(|(name, value)| (name, readable(value))).collect::<Map<String, Json>>().into()
        })
        .collect();
    let fields = table.columns.iter().filter(|(_, meaning)| !matches!(meaning, Meaning::LeftOut(_)));
    let fields: Map<String, Json> =
        fields.map(|(name, meaning)| ((*name).to_owned(), meaning.words().into())).collect();
    json!({ "table": table.name, "about": table.about, "fields": fields, "rows": rows })
}

/// A value as a person reads it: moments as such, JSON within as JSON, and no way in which somebody could be answered.
fn readable(value: Json) -> Json {
    match value {
        Json::Number(number) => match number.as_i64() {
            Some(millis) if millis >= A_MOMENT => moment(millis).into(),
            _ => Json::Number(number),
        },
        Json::String(text) if text.starts_with(['{', '[']) => {
            serde_json::from_str(&text).map_or(Json::String(text), without_handles)
        }
        other => other,
    }
}

fn without_handles(value: Json) -> Json {
    match value {
        Json::Object(fields) => {
            let kept = fields.into_iter().filter(|(name, _)| name != "handle");
            kept.map(|(name, value)| (name, without_handles(value))).collect::<Map<String, Json>>().into()
        }
        Json::Array(all) => all.into_iter().map(without_handles).collect(),
        other => other,
    }
}

fn moment(millis: i64) -> String {
    Millis(millis).utc().to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}
