//! Writing a quiz: by form, one question after another, out of a message, or from text that was written elsewhere.

use super::bring::keep;
use super::cards;
use super::import::{Odd, Wanted, guess, parse, read_answers, test_form};
use super::items::{Flaw, Item, MOST_ITEMS, TestForm};
use super::rules::LONGEST_TITLE;
use super::store::{Placed, Quiz};
use crate::bot::{Answer, Call, Command, Ctx, Failure};
use crate::chat::{FieldError, Form, Message, Press, Reply, Submission};
use crate::people::Caller;

/// `/quiz new`.
pub async fn new(ctx: &mut Ctx, call: Call<Command>) -> Answer {
    let title = call.what.words.rest().words();
    Ok(Reply::open(new_form(ctx, &title).await?))
}

/// "Make a quiz".
pub async fn open_new(ctx: &mut Ctx, _: Call<Press>) -> Answer {
    Ok(Reply::open(new_form(ctx, "").await?))
}

/// "Make a quiz of this": the same, with the words of the message beside it. Nothing of them is kept.
pub async fn make(ctx: &mut Ctx, call: Call<Option<Message>>) -> Answer {
    let form = new_form(ctx, "").await?;
    let Some(message) = call.what else { return Ok(Reply::open(form)) };
    if let Some(author) = &message.author
        && ctx.erasures().is_account_erased(author).await?
    {
        return Err(Failure::Refused(cards::message_is_gone()));
    }
    let words = ctx.readable(&message.text).await?;
    Ok(Reply::open(cards::text_beside(form, &words)))
}

async fn new_form(ctx: &mut Ctx, title: &str) -> Result<Form, Failure> {
    let topics = ctx.knowledge().topics().await?;
    let names: Vec<String> = topics.into_iter().map(|topic| topic.name).collect();
    Ok(cards::new(&names, title))
}

/// The form for a new quiz came back, with its first question.
pub async fn made(ctx: &mut Ctx, call: Call<Submission>) -> Answer {
    let filled = &call.what;
    let (title, item) = (title(filled), item(filled));
    let (title, item) = match (title, item) {
        (Ok(title), Ok(item)) => (title, item),
        (title, item) => {
            let errors = [title.err().into_iter().collect(), item.err().unwrap_or_default()].concat();
            return Ok(Reply { errors, ..Reply::nothing() });
        }
    };
    let topics = ctx.knowledge().topics().await?;
    let topic =
        topics.into_iter().map(|topic| topic.name).find(|name| Some(name.as_str()) == filled.value("topic"));
    let quiz = Quiz::new(ctx.new_id(), &call.by.person, &title, topic, ctx.now);
    ctx.quizzes().add(&quiz).await?;
    ctx.quizzes().put_item(&quiz, 1, &item).await?;
    editor(ctx, &quiz.id).await
}

/// "Open", "Back".
pub async fn show(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let quiz = own(ctx, &call.by, &call.what.value).await?;
    let items = ctx.quizzes().items(&quiz.id, quiz.version).await?;
    Ok(Reply::nothing().replace(cards::editor(&quiz, &items)))
}

/// "Add a question".
pub async fn open_add(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let quiz = own(ctx, &call.by, &call.what.value).await?;
    room(ctx, &quiz).await?;
    Ok(Reply::open(cards::item(&format!("{} new", quiz.id), None)))
}

/// "Change".
pub async fn open_change(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let (quiz, position) = at_item(ctx, &call.by, &call.what.value).await?;
    let items = ctx.quizzes().items(&quiz.id, quiz.version).await?;
    let found = items.into_iter().find(|placed| Some(placed.position) == position);
    let Some(placed) = found else { return Err(Failure::Refused(cards::no_such_quiz())) };
    Ok(Reply::open(cards::item(&call.what.value, Some(&placed.item))))
}

/// The form for one question came back. A version that people were asked stays as it is: the next one begins.
pub async fn kept(ctx: &mut Ctx, call: Call<Submission>) -> Answer {
    let (quiz, position) = at_item(ctx, &call.by, &call.what.context).await?;
    let is_removed = call.what.values("remove").iter().any(|value| value == "out");
    let item = match item(&call.what) {
        Ok(item) => Some(item),
        Err(_) if is_removed => None,
        Err(errors) => return Ok(Reply { errors, ..Reply::nothing() }),
    };
    let quiz = editable(ctx, quiz).await?;
    match (position, item) {
        (Some(position), _) if is_removed => ctx.quizzes().remove_item(&quiz, position).await?,
        (Some(position), Some(item)) => ctx.quizzes().put_item(&quiz, position, &item).await?,
        (None, Some(item)) => {
            let last = room(ctx, &quiz).await?;
            ctx.quizzes().put_item(&quiz, last + 1, &item).await?;
        }
        (_, None) => {}
    }
    editor(ctx, &quiz.id).await
}

/// "Preview": for the author alone, with what is right.
pub async fn preview(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let quiz = own(ctx, &call.by, &call.what.value).await?;
    let items = ctx.quizzes().items(&quiz.id, quiz.version).await?;
    Ok(Reply::nothing().replace(cards::preview(&quiz, &items)))
}

/// "Delete": of a quiz that nobody was asked.
pub async fn delete(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let quiz = own(ctx, &call.by, &call.what.value).await?;
    if !ctx.quizzes().drop_unused(&quiz).await? {
        return Err(Failure::Refused(cards::no_such_quiz()));
    }
    Ok(Reply::nothing().replace(cards::deleted()))
}

/// `/quiz import`.
pub async fn import(_: &mut Ctx, _: Call<Command>) -> Answer {
    Ok(Reply::open(cards::import()))
}

/// "Import one".
pub async fn open_import(_: &mut Ctx, _: Call<Press>) -> Answer {
    Ok(Reply::open(cards::import()))
}

/// The form with questions that were written elsewhere came back. With anything wrong in them nothing is taken.
pub async fn imported(ctx: &mut Ctx, call: Call<Submission>) -> Answer {
    let text = call.what.value("text").unwrap_or_default();
    let parsed = parse(text, guess(text, None));
    let mut errors = Vec::new();
    if !parsed.problems.is_empty() {
        errors.push(FieldError { field: "text".to_owned(), message: cards::problems(&parsed.problems) });
    }
    let title = match title(&call.what) {
        Ok(title) if errors.is_empty() => title,
        other => {
            errors.extend(other.err());
            return Ok(Reply { errors, ..Reply::nothing() });
        }
    };
    let quiz = Quiz::new(ctx.new_id(), &call.by.person, &title, None, ctx.now);
    keep(&mut ctx.quizzes(), &quiz, &parsed.items).await?;
    editor(ctx, &quiz.id).await
}

/// The quiz of somebody who writes it.
///
/// # Errors
/// A refusal for everybody else, which does not say whether there is such a quiz.
pub(super) async fn own(ctx: &mut Ctx, by: &Caller, id: &str) -> Result<Quiz, Failure> {
    let quiz = ctx.quizzes().quiz(id).await?.filter(|quiz| quiz.owner == by.person);
    quiz.ok_or_else(|| Failure::Refused(cards::no_such_quiz()))
}

/// The quiz, and the place in it, that a button or form is about; none for a new place.
async fn at_item(ctx: &mut Ctx, by: &Caller, about: &str) -> Result<(Quiz, Option<i64>), Failure> {
    let (quiz, position) = about.split_once(' ').unwrap_or((about, ""));
    Ok((own(ctx, by, quiz).await?, position.parse().ok()))
}

/// The last place of the newest version.
///
/// # Errors
/// A refusal if it is full.
async fn room(ctx: &mut Ctx, quiz: &Quiz) -> Result<i64, Failure> {
    let items = ctx.quizzes().items(&quiz.id, quiz.version).await?;
    if items.len() >= MOST_ITEMS {
        return Err(Failure::Refused(cards::full(MOST_ITEMS)));
    }
    Ok(items.last().map_or(0, |placed: &Placed| placed.position))
}

/// A version that can be changed: this one, or the one after it.
async fn editable(ctx: &mut Ctx, quiz: Quiz) -> Result<Quiz, Failure> {
    if !quiz.is_used {
        return Ok(quiz);
    }
    ctx.quizzes().next_version(&quiz).await?;
    let next = ctx.quizzes().quiz(&quiz.id).await?;
    next.ok_or_else(|| Failure::Refused(cards::no_such_quiz()))
}

async fn editor(ctx: &mut Ctx, id: &str) -> Answer {
    let Some(quiz) = ctx.quizzes().quiz(id).await? else {
        return Err(Failure::Refused(cards::no_such_quiz()));
    };
    let items = ctx.quizzes().items(&quiz.id, quiz.version).await?;
    Ok(Reply::only_you(cards::editor(&quiz, &items)))
}

fn title(filled: &Submission) -> Result<String, FieldError> {
    let title = filled.value("title").unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    let length = title.chars().count();
    if length > LONGEST_TITLE || !title.chars().any(char::is_alphanumeric) {
        let length = if length > LONGEST_TITLE { length } else { 0 };
        let message = cards::wrong_title(length, LONGEST_TITLE);
        return Err(FieldError { field: "title".to_owned(), message });
    }
    Ok(title)
}

/// The question that was filled in, or everything that is wrong with it.
fn item(filled: &Submission) -> Result<Item, Vec<FieldError>> {
    let wanted = filled.value("kind").and_then(Wanted::named);
    let key = match read_answers(filled.value("answers").unwrap_or_default(), wanted) {
        Ok(key) => key,
        Err(odd) => return Err(vec![error("answers", &odd)]),
    };
    let item = Item {
        question: filled.value("question").unwrap_or_default().to_owned(),
        key,
        explanation: filled.value("explanation").unwrap_or_default().to_owned(),
        points: filled.value("points").map_or(Some(1), |points| points.parse().ok()).unwrap_or_default(),
        form: filled.value("form").and_then(test_form).unwrap_or(TestForm::Both),
    };
    let errors: Vec<FieldError> = item
        .flaws()
        .into_iter()
        .map(|flaw| {
            let field = match &flaw {
                Flaw::NoQuestion | Flaw::Long("question", ..) => "question",
                Flaw::Long("explanation", ..) => "explanation",
                Flaw::Points => "points",
                _ => "answers",
            };
            error(field, &Odd::Item(flaw))
        })
        .collect();
    if errors.is_empty() { Ok(item) } else { Err(errors) }
}

fn error(field: &str, odd: &Odd) -> FieldError {
    FieldError { field: field.to_owned(), message: cards::problem(odd) }
}
