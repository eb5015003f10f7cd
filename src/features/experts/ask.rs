//! A question comes in: it is looked at, and only the asker is shown what may help and whom it would reach.

use super::asleep::sleeper;
use super::cards::{self, Offer, Plan, Suggested};
use super::eligibility::{exclusion_of, wish};
use super::facts::{facts, topics_of};
use super::order::candidates_of;
use super::personal;
use super::policy::QuestionSettings;
use super::question::{Candidate, CandidateState, Question, Role, Source, Stage, State};
use super::rules::{self, Exclusion};
use super::typed::{newest, parsed};
use crate::bot::{Answer, Call, Command, Ctx, Failure};
use crate::chat::{
    AccountId, Circle, MessageId, MessageText, PersonId, Place, PlaceId, PlaceKind, Reply, Standing, Text,
};
use crate::people::Caller;
use crate::search::Found;

/// Earlier answers shown at the most.
const OFFERS: usize = 3;

/// What is asked for.
#[derive(Clone, Debug)]
pub(super) struct Asking {
    pub body: MessageText,
    pub named: Option<AccountId>,
    pub urgent: bool,
    pub anonymous: bool,
    /// Where it is to be asked; none where nobody but the asker would see it.
    pub place: Option<PlaceId>,
    /// Where it was typed: an event of the asker's came from there.
    pub here: Option<PlaceId>,
    pub thread: Option<MessageId>,
    /// The message that its words come from.
    pub source: Option<Source>,
}

impl Asking {
    /// A question asked where it was typed; in no place yet, if it was typed to the bot alone.
    pub fn here(at: &Place, body: MessageText) -> Self {
        let asked_here = matches!(at.kind, PlaceKind::Channel | PlaceKind::Private);
        Self {
            body,
            named: None,
            urgent: false,
            anonymous: false,
            place: asked_here.then(|| at.id.clone()),
            here: Some(at.id.clone()).filter(|_| at.kind != PlaceKind::Nowhere),
            thread: at.thread.clone().filter(|_| asked_here),
            source: None,
        }
    }
}

/// `/ask-expert how do I ...`, `/ask-expert @somebody how do I ...`, `/ask-expert urgent: ...`, and the same in words
/// to the bot.
pub async fn ask(ctx: &mut Ctx, call: Call<Command>) -> Answer {
    let (urgent, named, body) = parsed(call.what.words);
    let source = call.what.message.clone().map(|message| Source::whole(&call.at.id, message));
    let mut asking = Asking { named, urgent, source, ..Asking::here(&call.at, body) };
    if let Some(source) = &mut asking.source
        && let Some(newest) = newest(ctx, source).await?
    {
        asking.body = newest;
    }
    // A mention of the bot in a channel, outside a thread: the answer belongs below that message.
    if asking.place.is_some() && asking.thread.is_none() {
        asking.thread = call.what.message;
    }
    suggest(ctx, &call.by, asking).await
}

/// Keeps the question and shows the asker what would happen; whom to turn to first, if it reads as personal.
pub(super) async fn suggest(ctx: &mut Ctx, by: &Caller, asking: Asking) -> Answer {
    let body = rules::askable(asking.body).map_err(|why| Failure::refused(cards::unaskable(why)))?;
    let (org, now) = (ctx.org.clone(), ctx.now);
    if let Some(Source { place, message, version, .. }) = &asking.source
        && !ctx.handed_messages().hand_over(place, message, *version).await?
    {
        return Err(Failure::Refused(cards::message_is_gone()));
    }
    let settings: QuestionSettings = ctx.settings().await?;
    let text = body.words().trim().to_owned();
    let q = Question {
        id: ctx.new_id(),
        org: org.clone(),
        workspace: ctx.workspace.clone(),
        asker: by.person.clone(),
        place: asking.place,
        thread: asking.thread,
        root: None,
        body: ctx.readable(&body).await?,
        source_place: asking.source.as_ref().map(|source| source.place.clone()),
        source: asking.source.as_ref().map(|source| source.message.clone()),
        source_follows: asking.source.as_ref().is_some_and(|source| source.follows),
        source_author: asking.source.as_ref().and_then(|source| source.author.clone()),
        is_deleted: false,
        topic: topics_of(ctx, &text).await?.into_iter().next(),
        urgent: asking.urgent,
        anonymous: asking.anonymous && settings.anonymous_questions,
        state: State::Suggested,
        stage: Stage::First,
        nobody: false,
        holder: None,
        suggested_at: now.into(),
        opened_at: None,
        taken_at: None,
        active_at: now.into(),
        accepted_at: None,
        accepted_by: None,
        answered_by: None,
        answer: None,
        answer_message: None,
        answer_follows: false,
        answer_deleted: false,
        saved_minutes: None,
        closed_because: None,
        followed_up: false,
        version: 0,
    };
    let (named, warning) = match &asking.named {
        Some(account) => name(ctx, &q, account).await.map(|(named, note)| (Some(named), note)),
        None => Ok((None, None)),
    }
    .map_err(Failure::refused)?;
    if personal::is_personal(&text, &settings.personal_words) {
        ctx.questions().keep_question(&q).await?;
        ctx.candidates().propose(&q.id, named.as_slice()).await?;
        return Ok(Reply::only_you(cards::personal(&q, settings.personal_contact.as_deref())));
    }
    let mentioned = whom(ctx, &body).await?;
    let looked = Looked { text, mentioned, warning, here: asking.here };
    let (plan, q, candidates) = plan(ctx, by, q, looked, named).await?;
    // All that is looked up comes before: see `Feature::looks_around`.
    ctx.questions().keep_question(&q).await?;
    ctx.candidates().propose(&q.id, &candidates).await?;
    Ok(Reply::only_you(cards::suggestion(&plan)))
}

/// With what it is looked for who knows.
pub(super) struct Looked {
    /// The words of the question, without mentions.
    pub text: String,
    /// Whom its words mention.
    pub mentioned: Vec<PersonId>,
    /// The asker named somebody who may take a while.
    pub warning: Option<Text>,
    /// Where an event of the asker's came from.
    pub here: Option<PlaceId>,
}

/// Looks for who knows, as far as the asker may know it: what would happen, the question as it is to be kept, and who was
/// considered, somebody who was named before all others.
pub(super) async fn plan(
    ctx: &mut Ctx,
    by: &Caller,
    mut q: Question,
    looked: Looked,
    named: Option<Candidate>,
) -> Result<(Plan, Question, Vec<Candidate>), Failure> {
    let (org, now) = (ctx.org.clone(), ctx.now);
    let settings: QuestionSettings = ctx.settings().await?;
    let viewer = ctx.viewers().viewer(&by.person, looked.here.as_ref(), now).await?;
    let is_shared = match q.place.clone() {
        Some(place) => {
            let workspace = q.workspace.clone();
            ctx.members().want_roster(&workspace, &Circle::Place(place.clone()), now).await?;
            ctx.is_shared(&place).await?
        }
        None => false,
    };
    let scope = ctx.scope(&viewer).await?;
    let question = crate::search::Question {
        asker: Some(by.person.clone()),
        place: q.place.clone(),
        topics: q.topic.iter().cloned().collect(),
        mentioned: looked.mentioned,
        about: topics_of(ctx, &looked.text).await?,
        ..crate::search::Question::new(looked.text, scope, now)
    };
    let found = ctx.search.find(&mut ctx.tx, &org, &question).await?;
    // Where people from other companies read, nobody is named, and nothing is shown that was not said before them.
    let hidden = q.place.clone().filter(|_| is_shared || by.standing == Standing::Stranger);
    let mut candidates = Vec::from_iter(named);
    let chance = settings.rising_star && ctx.ids.once_in(rules::RISING_ONCE_IN);
    let ranked = candidates_of(ctx, &q, &found, chance).await?;
    let named = candidates.first().map(|named: &Candidate| named.person.clone());
    candidates.extend(ranked.into_iter().filter(|other| named.as_ref() != Some(&other.person)));
    if named.is_some() {
        demote(&mut candidates);
    }
    q.nobody =
        !candidates.iter().any(|candidate| candidate.exclusion.is_none() || candidate.part == Role::Named);
    let first = suggested(ctx, &candidates, &[Role::Named, Role::First]).await?;
    let standby = suggested(ctx, &candidates, &[Role::Standby]).await?;
    let both: Vec<PersonId> =
        first.iter().chain(&standby).map(|suggested| suggested.person.clone()).collect();
    let known = facts(ctx, &q, &both).await?;
    let one_to_one = known.into_iter().filter(|known| known.relay_to.is_some());
    let plan = Plan {
        id: q.id.clone(),
        body: q.body.clone(),
        offers: offers(ctx, &found, hidden.as_ref()).await?,
        first,
        standby,
        one_to_one: one_to_one.map(|known| known.facts.person).collect(),
        hide_people: hidden.is_some(),
        may_hide_name: settings.anonymous_questions && !q.anonymous,
        manager: if settings.anonymous_questions { manager_among(ctx, &q, &candidates).await? } else { None },
        sleeper: sleeper(ctx, &q, &candidates).await?,
        warning: looked.warning,
        asks_where: q.place.is_none(),
        is_new: by.standing == Standing::Unknown,
    };
    Ok((plan, q, candidates))
}

/// The asker's own manager, if they may come to be asked.
async fn manager_among(
    ctx: &mut Ctx,
    q: &Question,
    candidates: &[Candidate],
) -> Result<Option<PersonId>, Failure> {
    let asker = ctx.people().person(&q.asker).await?;
    let Some(manager) = asker.and_then(|asker| asker.data.manager) else { return Ok(None) };
    let is_candidate = |candidate: &Candidate| {
        candidate.person == manager && (candidate.part != Role::Excluded || is_quiet(candidate))
    };
    let is_champion = match &q.topic {
        Some(topic) => ctx.knowledge().champions(topic).await?.contains(&manager),
        None => false,
    };
    Ok(Some(manager.clone()).filter(|_| is_champion || candidates.iter().any(is_candidate)))
}

/// Whom the words mention.
async fn whom(ctx: &mut Ctx, text: &MessageText) -> Result<Vec<PersonId>, Failure> {
    let mut people = Vec::new();
    for account in text.mentioned() {
        people.extend(ctx.accounts().person_of(&account).await?);
    }
    Ok(people)
}

/// With somebody named, the best of the others stands by.
fn demote(candidates: &mut [Candidate]) {
    let has_first = candidates.iter().any(|candidate| candidate.part == Role::First);
    for candidate in candidates {
        candidate.part = match candidate.part {
            Role::Standby if has_first => Role::Reserve,
            Role::First => Role::Standby,
            // Whoever is named is asked first, whoever knows best.
            Role::Asleep => Role::Excluded,
            other => other,
        };
    }
}

fn is_quiet(candidate: &Candidate) -> bool {
    exclusion_of(candidate) == Some(Exclusion::QuietHours)
}

async fn suggested(
    ctx: &mut Ctx,
    candidates: &[Candidate],
    parts: &[Role],
) -> Result<Option<Suggested>, Failure> {
    let Some(candidate) = candidates.iter().find(|candidate| parts.contains(&candidate.part)) else {
        return Ok(None);
    };
    let why =
        if candidate.part == Role::Named { "the one you named".to_owned() } else { candidate.why.clone() };
    let person = candidate.person.clone();
    let name = ctx.people().person(&person).await?.map(|person| person.data.name).unwrap_or_default();
    Ok(Some(Suggested { person, name, why }))
}

/// Somebody who was named, if they can be asked at all; with a word if it may take a while.
///
/// # Errors
/// Why they cannot be asked, in words.
pub(super) async fn name(
    ctx: &mut Ctx,
    q: &Question,
    account: &AccountId,
) -> Result<(Candidate, Option<Text>), String> {
    let unknown = || cards::cannot_be_named(Exclusion::Unknown);
    let person = ctx.accounts().person_of(account).await.ok().flatten().ok_or_else(unknown)?;
    let mut known = facts(ctx, q, std::slice::from_ref(&person)).await.map_err(|_| unknown())?;
    let known = known.pop().ok_or_else(unknown)?;
    let wish = wish(ctx, q).await.map_err(|_| unknown())?;
    let now = ctx.now;
    let exclusion = rules::exclusion(&known.facts, wish.of(q), now);
    if let Some(why) = exclusion.filter(|why| !rules::may_be_named(*why)) {
        return Err(cards::cannot_be_named(why));
    }
    let candidate = Candidate {
        person,
        place_in_ranking: 0,
        part: Role::Named,
        rising: false,
        exclusion: exclusion.and_then(|why| serde_json::to_string(&why).ok()),
        why: String::new(),
        state: CandidateState::Waiting,
        declined_because: None,
        tagged_at: None,
        tag: None,
        snoozed: false,
    };
    Ok((candidate, exclusion.map(cards::may_take_a_while)))
}

async fn offers(ctx: &mut Ctx, found: &Found, only_from: Option<&PlaceId>) -> Result<Vec<Offer>, Failure> {
    let mut offers = Vec::new();
    let shown =
        found.earlier.iter().filter(|earlier| only_from.is_none() || earlier.place.as_ref() == only_from);
    for earlier in shown.take(OFFERS) {
        offers.push(Offer {
            conversation: earlier.thread.as_ref().map(ToString::to_string).unwrap_or_default(),
            question: ctx.readable(&earlier.question).await?,
            answer: ctx.readable(&earlier.answer).await?,
            by: earlier.author.clone().filter(|_| only_from.is_none()),
            place: earlier.place.clone().filter(|_| only_from.is_none()),
            at: earlier.when,
            accepted: earlier.accepted,
        });
    }
    Ok(offers)
}
