//! Whose turn it is: the named one, the first, the standby, the champions, everybody. Each step is told in the thread.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::aloud;
use super::asleep::{LONGEST_WAIT, morning};
use super::cards::{self, Because};
use super::eligibility::{exclusion_of, wish};
use super::facts::{Known, facts};
use super::policy::QuestionSettings;
use super::question::{Candidate, CandidateState, Question, Role, Stage};
use super::relay;
use super::rules::{self, Exclusion};
use super::timers::{self, ESCALATE, REMIND, Waiting};
use crate::bot::{Ctx, Failure};
use crate::chat::{Audience, PersonId, PostId, Reply, Text};

/// People asked from the ranking before it goes on to the champions: the first and the standby.
const ASKED_OF_RANKING: usize = 2;
/// Asks whoever is next, and says so in the thread. The question must be open.
pub(super) async fn ask_next(
    ctx: &mut Ctx,
    q: &mut Question,
    because: Because<'_>,
) -> Result<Reply, Failure> {
    if q.stage < Stage::Champions {
        let candidates = ctx.candidates().of_question(&q.id).await?;
        let mut queue: Vec<Candidate> = candidates
            .into_iter()
            .filter(|candidate| {
                candidate.state == CandidateState::Waiting && candidate.part != Role::Champion
            })
            .filter(|candidate| candidate.part != Role::Excluded || is_only_quiet(candidate))
            .collect();
        queue.sort_by_key(|candidate| (turn_of(candidate.part), candidate.place_in_ranking));
        let people: Vec<PersonId> = queue.iter().map(|candidate| candidate.person.clone()).collect();
        let known = facts(ctx, q, &people).await?;
        if let Some(reply) = ask_one(ctx, q, &queue, &known, because).await? {
            return Ok(reply);
        }
        if let Some(reply) = ask_champions(ctx, q).await? {
            return Ok(reply);
        }
    }
    ask_everybody(ctx, q).await
}

fn turn_of(part: Role) -> u8 {
    match part {
        Role::Named => 0,
        Role::First => 1,
        Role::Asleep => 2,
        Role::Standby => 3,
        Role::Reserve => 4,
        Role::Excluded | Role::Champion => 5,
    }
}

/// Came from the ranking, not by name or as a champion.
fn ranked(part: Role) -> bool {
    matches!(part, Role::First | Role::Asleep | Role::Standby | Role::Reserve | Role::Excluded)
}

fn is_only_quiet(candidate: &Candidate) -> bool {
    exclusion_of(candidate) == Some(Exclusion::QuietHours)
}

/// Asks the first of the queue who can be asked now. If all that keeps them is the night where they are, the morning
/// is waited for. None if there is nobody to ask or wait for.
async fn ask_one(
    ctx: &mut Ctx,
    q: &mut Question,
    queue: &[Candidate],
    known: &[Known],
    because: Because<'_>,
) -> Result<Option<Reply>, Failure> {
    let asked = ctx.candidates().of_question(&q.id).await?;
    let asked = asked.iter().filter(|other| other.tagged_at.is_some() && ranked(other.part)).count();
    let allowed = wish(ctx, q).await?;
    let now = ctx.now;
    let mut morning = Morning::default();
    // The first and one standby are asked; whoever is in reserve only stands in for one of them.
    for candidate in queue.iter().filter(|candidate| !ranked(candidate.part) || asked < ASKED_OF_RANKING) {
        let Some(known) = known.iter().find(|known| known.facts.person == candidate.person) else { continue };
        let exclusion = rules::exclusion(&known.facts, allowed.of(q), now);
        let honoured = candidate.part == Role::Named && exclusion.is_some_and(rules::may_be_named);
        match exclusion {
            None => return Ok(Some(tag(ctx, q, candidate, known, because, None).await?)),
            Some(why) if honoured => {
                let warning = cards::may_take_a_while(why);
                return Ok(Some(tag(ctx, q, candidate, known, because, Some(warning)).await?));
            }
            Some(Exclusion::QuietHours) => {
                morning.or(known, now);
            }
            Some(_) => {}
        }
    }
    wait_for(ctx, q, morning).await
}

/// The first morning of those who are only kept by the night where they are.
#[derive(Default)]
struct Morning(Option<(DateTime<Utc>, Tz)>);

impl Morning {
    /// Theirs, if it is earlier.
    fn or(&mut self, known: &Known, now: DateTime<Utc>) {
        let next = morning(&known.hours, now).map(|at| (at, known.hours.zone()));
        if let Some((at, zone)) = next
            && self.0.is_none_or(|(earlier, _)| at < earlier)
        {
            self.0 = Some((at, zone));
        }
    }
}

/// Waits for the morning, if it comes soon enough, and says so.
async fn wait_for(ctx: &mut Ctx, q: &mut Question, morning: Morning) -> Result<Option<Reply>, Failure> {
    let Some((morning, zone)) = morning.0 else { return Ok(None) };
    ctx.schedule(morning, ESCALATE, &q.id, &Waiting::for_those(Vec::new())).await?;
    q.holder = None;
    let reply = keep(ctx, q).await?;
    let Some(root) = q.root.clone() else { return Ok(Some(reply)) };
    let asker = ctx.people().person(&q.asker).await?.map(|asker| asker.time_zone);
    // Where somebody is is not told before people from other companies.
    let is_told = asker != Some(zone) && !is_before_outsiders(ctx, q).await?;
    let there = is_told.then(|| cards::clock_in(morning, zone));
    Ok(Some(reply.say(Audience::Thread(root), cards::waits_for_morning(morning, there))))
}

async fn tag(
    ctx: &mut Ctx,
    q: &mut Question,
    candidate: &Candidate,
    known: &Known,
    because: Because<'_>,
    warning: Option<Text>,
) -> Result<Reply, Failure> {
    let post = ctx.new_post_id();
    let settings: QuestionSettings = ctx.settings().await?;
    let hours = TimeDelta::hours(i64::from(settings.reply_hours));
    let due = known.hours.add_working(ctx.now, hours).unwrap_or(ctx.now + LONGEST_WAIT);
    let tagged = Candidate {
        state: CandidateState::Tagged,
        tagged_at: Some(ctx.now.into()),
        tag: Some(post.clone()),
        ..candidate.clone()
    };
    ctx.candidates().keep_candidate(q, &tagged).await?;
    ctx.schedule(due, ESCALATE, &q.id, &Waiting::for_those(vec![candidate.person.clone()])).await?;
    q.holder = Some(candidate.person.clone());
    q.stage = if matches!(candidate.part, Role::Named | Role::First) { Stage::First } else { Stage::Standby };
    let reply = keep(ctx, q).await?;
    let why = aloud::reason(ctx, q, &candidate.person).await?;
    let hides_warning = is_before_outsiders(ctx, q).await?;
    if let Some(there) = &known.relay_to {
        let asked = relay::ask(ctx, q, &tagged, (post, there), because, (why.as_deref(), warning)).await?;
        return Ok(reply.with(asked));
    }
    let Some(root) = q.root.clone() else { return Ok(reply) };
    // Why it may take a while is for the asker alone: it is what somebody set for themselves.
    let warning = warning.filter(|_| !hides_warning).map(|_| cards::TAKES_A_WHILE.into());
    let card = cards::tag(q, &candidate.person, why.as_deref(), because, warning);
    let reply = reply.post(post.clone(), Audience::Thread(root), card);
    Ok(if known.is_there { reply } else { reply.with(tell_one_to_one(q, &post, &candidate.person)) })
}

/// Somebody was tagged in a channel that they can open and are not in: they are told one to one, with the way there.
fn tell_one_to_one(q: &Question, tag: &PostId, person: &PersonId) -> Reply {
    Reply::nothing().post(told(tag, person), Audience::Person(person.clone()), cards::asked_in_channel(q))
}

/// What tells somebody one to one that they were tagged.
pub(super) fn told(tag: &PostId, person: &PersonId) -> PostId {
    PostId::new(format!("{tag} {person}"))
}

/// Tags all champions of the topic who can be asked; none if there are none.
async fn ask_champions(ctx: &mut Ctx, q: &mut Question) -> Result<Option<Reply>, Failure> {
    let Some(topic) = q.topic.clone() else { return Ok(None) };
    let champions = ctx.knowledge().champions(&topic).await?;
    let allowed = wish(ctx, q).await?;
    let now = ctx.now;
    let mut morning = Morning::default();
    let mut known = facts(ctx, q, &champions).await?;
    known.retain(|known| {
        let exclusion = rules::exclusion(&known.facts, allowed.of(q), now);
        if exclusion == Some(Exclusion::QuietHours) {
            morning.or(known, now);
        }
        exclusion.is_none()
    });
    if known.is_empty() {
        return wait_for(ctx, q, morning).await;
    }
    q.stage = Stage::Champions;
    let post = ctx.new_post_id();
    let settings: QuestionSettings = ctx.settings().await?;
    let hours = TimeDelta::hours(i64::from(settings.reply_hours));
    let due = known.iter().filter_map(|known| known.hours.add_working(now, hours)).max();
    let people: Vec<PersonId> = known.iter().map(|known| known.facts.person.clone()).collect();
    let mut asked = Reply::nothing();
    for Known { facts, relay_to, is_there, .. } in &known {
        let own_post = relay_to.as_ref().map(|_| ctx.new_post_id());
        let champion = Candidate {
            person: facts.person.clone(),
            place_in_ranking: 0,
            part: Role::Champion,
            rising: false,
            exclusion: None,
            why: String::new(),
            state: CandidateState::Tagged,
            declined_because: None,
            tagged_at: Some(now.into()),
            tag: Some(own_post.clone().unwrap_or_else(|| post.clone())),
            snoozed: false,
        };
        ctx.candidates().keep_candidate(q, &champion).await?;
        if let Some(there) = relay_to.as_ref().zip(own_post) {
            let (there, own_post) = there;
            let one = relay::ask(ctx, q, &champion, (own_post, there), Because::First, (None, None)).await?;
            asked = asked.with(one);
        } else if !is_there {
            asked = asked.with(tell_one_to_one(q, &post, &facts.person));
        }
    }
    let waiting = Waiting::for_those(people.clone());
    ctx.schedule(due.unwrap_or(now + LONGEST_WAIT), ESCALATE, &q.id, &waiting).await?;
    q.holder = None;
    let reply = keep(ctx, q).await?;
    let Some(root) = q.root.clone() else { return Ok(Some(reply)) };
    let card = cards::champions(q, &people, topic_aloud(ctx, q).await?.as_deref());
    Ok(Some(reply.post(post, Audience::Thread(root), card).with(asked)))
}

/// The topic of a question, where it may be named: not where people from other companies read.
pub(super) async fn topic_aloud(ctx: &mut Ctx, q: &Question) -> Result<Option<String>, Failure> {
    Ok(if is_before_outsiders(ctx, q).await? { None } else { q.topic.clone() })
}

async fn is_before_outsiders(ctx: &mut Ctx, q: &Question) -> Result<bool, Failure> {
    Ok(match &q.place {
        Some(place) => ctx.is_shared(place).await?,
        None => false,
    })
}

async fn ask_everybody(ctx: &mut Ctx, q: &mut Question) -> Result<Reply, Failure> {
    q.stage = Stage::Everybody;
    q.holder = None;
    ctx.cancel(ESCALATE, &q.id).await?;
    let reply = keep(ctx, q).await?;
    Ok(match q.root.clone() {
        Some(root) => reply.say(Audience::Thread(root), cards::everybody(q)),
        None => reply,
    })
}

/// Keeps the question as it is now and brings its card up to date.
pub(super) async fn keep(ctx: &mut Ctx, q: &mut Question) -> Result<Reply, Failure> {
    q.active_at = ctx.now.into();
    ctx.questions().keep_asking(q).await?;
    Ok(redraw(q))
}

/// Brings the question's card up to date.
pub(super) fn redraw(q: &Question) -> Reply {
    match &q.root {
        Some(root) => Reply::nothing().edit(root.clone(), cards::question(q)),
        None => Reply::nothing(),
    }
}

/// Nobody is waited for any more: jobs are dropped, and whoever was tagged is told that it is not needed. `keeper`
/// stays as they are.
pub(super) async fn release(
    ctx: &mut Ctx,
    q: &mut Question,
    keeper: Option<&PersonId>,
) -> Result<Reply, Failure> {
    timers::stop(ctx, q).await?;
    let mut reply = Reply::nothing();
    if !q.is_going_on() && q.followed_up {
        reply = reply.delete(timers::was_it_solved(q));
    }
    let candidates = ctx.candidates().of_question(&q.id).await?;
    let kept = candidates.iter().find(|candidate| keeper == Some(&candidate.person));
    let kept = kept.and_then(|keeper| keeper.tag.clone());
    for candidate in candidates {
        if candidate.state != CandidateState::Tagged || keeper == Some(&candidate.person) {
            continue;
        }
        // Asked together with the keeper: the tag tells of them.
        if candidate.tag.is_some() && candidate.tag == kept {
            if candidate.snoozed {
                ctx.cancel(REMIND, &timers::reminder(&q.id, &candidate.person)).await?;
            }
            let released = Candidate { state: CandidateState::Released, ..candidate };
            ctx.candidates().keep_candidate(q, &released).await?;
            if let Some(tag) = &released.tag {
                reply = reply.edit(told(tag, &released.person), cards::tagged(cards::not_needed()));
            }
            continue;
        }
        reply = reply.with(untag(ctx, q, candidate, CandidateState::Released, cards::not_needed()).await?);
    }
    Ok(reply)
}

/// Whoever took it, for whatever reason somebody else is asked now, has it no more. `again` is asked anew instead.
pub(super) async fn none_has_it(
    ctx: &mut Ctx,
    q: &mut Question,
    again: Option<&PersonId>,
) -> Result<Reply, Failure> {
    let mut reply = Reply::nothing();
    for candidate in ctx.candidates().of_question(&q.id).await? {
        if candidate.state == CandidateState::Took && again != Some(&candidate.person) {
            reply = reply.with(untag(ctx, q, candidate, CandidateState::Released, cards::went_on()).await?);
        }
    }
    Ok(reply)
}

/// Ends a tag: the candidate's progress is kept, and the tag shows the line in place of its buttons, unless others are
/// still asked by the same tag.
pub(super) async fn untag(
    ctx: &mut Ctx,
    q: &mut Question,
    mut candidate: Candidate,
    progress: CandidateState,
    line: Text,
) -> Result<Reply, Failure> {
    let tag = candidate.tag.clone();
    candidate.state = progress;
    if candidate.snoozed {
        ctx.cancel(REMIND, &timers::reminder(&q.id, &candidate.person)).await?;
    }
    ctx.candidates().keep_candidate(q, &candidate).await?;
    let Some(tag) = tag else { return Ok(Reply::nothing()) };
    let one_to_one = told(&tag, &candidate.person);
    let others = ctx.candidates().of_question(&q.id).await?;
    let others = others.into_iter().filter(|other| other.state == CandidateState::Tagged);
    let others: Vec<PersonId> =
        others.filter(|other| other.tag.as_ref() == Some(&tag)).map(|other| other.person).collect();
    let one_to_one = Reply::nothing().edit(one_to_one, cards::tagged(line.clone()));
    Ok(one_to_one.edit(
        tag,
        if others.is_empty() { cards::tagged(line) } else { cards::still_asked(q, line, &others) },
    ))
}
