//! A form as a modal view: a block is named like its field, and what is in it is called `value`.

use slack_morphism::blocks::{
    SlackBlock, SlackBlockCheckboxesElement, SlackBlockChoiceItem, SlackBlockConversationFilter,
    SlackBlockConversationsSelectElement, SlackBlockDatePickerElement, SlackBlockMultiUsersSelectElement,
    SlackBlockNumberInputElement, SlackBlockPlainTextInputElement, SlackBlockPlainTextOnly,
    SlackBlockStaticSelectElement, SlackBlockText, SlackBlockUsersSelectElement,
    SlackConversationFilterInclude, SlackInputBlock, SlackInputBlockElement, SlackModalView, SlackView,
};

use super::cards::{VIEW_BLOCKS, label, paragraph};
use super::text::cut;
use crate::chat::{Choice, Faces, Field, FieldError, Form, Input, PersonId, Text};
use crate::platforms::slack::install::installation::native;

const TITLE: usize = 24;
const LABEL: usize = 2_000;
const HINT: usize = 2_000;
const LONGEST: u16 = 3_000;
const OPTIONS: usize = 100;
const CHECKBOXES: usize = 10;
const OPTION: usize = 75;
const OPTION_VALUE: usize = 150;
/// What a view may carry along.
const CONTEXT: usize = 3_000;
const ERROR: usize = 2_000;
/// What an input is called within its block.
const VALUE: &str = "value";

/// The form.
pub(in crate::platforms::slack) fn modal(form: &Form, faces: &Faces) -> SlackView {
    let mut blocks: Vec<SlackBlock> = Vec::new();
    blocks.extend(form.intro.as_ref().and_then(|intro| paragraph(intro, faces)));
    for field in form.fields.iter().take(VIEW_BLOCKS - 1) {
        blocks.extend(self::field(field, faces));
    }
    if blocks.is_empty() {
        blocks.extend(paragraph(&Text::from(form.title.as_str()), faces));
    }
    let view = SlackModalView::new(label(&form.title, TITLE), blocks)
        .with_close(label("Cancel", TITLE))
        .with_submit(label(&form.submit, TITLE))
        .with_callback_id(form.name.clone().into());
    let context: String = form.context.chars().take(CONTEXT).collect();
    SlackView::Modal(if context.is_empty() { view } else { view.with_private_metadata(context) })
}

/// Errors by block. Slack takes them only at blocks the form has: what is said of any other field stands at the first.
pub(in crate::platforms::slack) fn errors(errors: &[FieldError], fields: &[&str]) -> Vec<(String, String)> {
    let mut by_field: Vec<(String, String)> = Vec::new();
    for error in errors {
        let known = fields.iter().find(|field| **field == error.field).or(fields.first());
        let name = known.map_or(error.field.as_str(), |field| field);
        match by_field.iter_mut().find(|(field, _)| field == name) {
            Some((_, said)) => *said = cut(&format!("{said} {}", error.message), ERROR),
            None => by_field.push((name.to_owned(), cut(&error.message, ERROR))),
        }
    }
    by_field
}

fn options(choices: &[Choice]) -> Vec<SlackBlockChoiceItem<SlackBlockPlainTextOnly>> {
    choices.iter().filter_map(option).take(OPTIONS).collect()
}

fn option(choice: &Choice) -> Option<SlackBlockChoiceItem<SlackBlockPlainTextOnly>> {
    let fits = !choice.value.is_empty() && choice.value.chars().count() <= OPTION_VALUE;
    fits.then(|| SlackBlockChoiceItem::new(label(&choice.label, OPTION), choice.value.clone()))
}

/// A field; words in its place where there is nothing to choose from, since Slack takes no empty lists.
fn field(field: &Field, faces: &Faces) -> Option<SlackBlock> {
    let Some(element) = element(&field.input, faces) else {
        let words = Text::new().strong(field.label.clone()).and("\nThere is nothing to choose from yet.");
        return paragraph(&words, faces);
    };
    let block = SlackInputBlock::new(label(&field.label, LABEL), element)
        .with_block_id(field.name.clone().into())
        .with_optional(field.optional)
        .opt_hint(field.hint.as_deref().map(|hint| label(hint, HINT)));
    Some(block.into())
}

fn element(input: &Input, faces: &Faces) -> Option<SlackInputBlockElement> {
    Some(match input {
        Input::Line { value, most } => typed(value, *most, false),
        Input::Paragraph { value, most } => typed(value, *most, true),
        Input::Number { value, least, most } => SlackBlockNumberInputElement::new(false)
            .with_action_id(VALUE.into())
            .with_min_value(least.to_string())
            .with_max_value(most.to_string())
            .opt_initial_value(value.filter(|it| (least..=most).contains(&it)).map(|it| it.to_string()))
            .into(),
        Input::Choice { options, value } => {
            let options = self::options(options);
            let chosen = options.iter().find(|option| Some(&option.value) == value.as_ref()).cloned();
            (!options.is_empty()).then_some(())?;
            SlackBlockStaticSelectElement::new()
                .with_action_id(VALUE.into())
                .with_options(options)
                .opt_initial_option(chosen)
                .into()
        }
        Input::Choices { options, values } => checkboxes(options, values)?,
        Input::Person { value } => SlackBlockUsersSelectElement::new()
            .with_action_id(VALUE.into())
            .opt_initial_user(value.as_ref().and_then(|person| user(person, faces)))
            .into(),
        Input::People { values } => {
            let users: Vec<String> = values.iter().filter_map(|person| user(person, faces)).collect();
            SlackBlockMultiUsersSelectElement::new()
                .with_action_id(VALUE.into())
                .opt_initial_users((!users.is_empty()).then_some(users))
                .into()
        }
        Input::Channel { value } => {
            let channels = [SlackConversationFilterInclude::Public, SlackConversationFilterInclude::Private];
            let initial = value.as_ref().and_then(|place| native(place.as_str()));
            SlackBlockConversationsSelectElement::new()
                .with_action_id(VALUE.into())
                .with_filter(SlackBlockConversationFilter::new().with_include(channels.into()))
                .opt_initial_conversation(initial.map(|channel| channel.to_owned().into()))
                .into()
        }
        Input::Day { value } => SlackBlockDatePickerElement::new()
            .with_action_id(VALUE.into())
            .opt_initial_date(value.clone().filter(|day| is_day(day)))
            .into(),
    })
}

fn typed(value: &str, most: u16, multiline: bool) -> SlackInputBlockElement {
    let most = most.clamp(1, LONGEST);
    let value: String = value.chars().take(usize::from(most)).collect();
    SlackBlockPlainTextInputElement::new()
        .with_action_id(VALUE.into())
        .with_multiline(multiline)
        .with_max_length(most.into())
        .opt_initial_value((!value.is_empty()).then_some(value))
        .into()
}

fn checkboxes(options: &[Choice], values: &[String]) -> Option<SlackInputBlockElement> {
    let options: Vec<SlackBlockChoiceItem<SlackBlockText>> = options
        .iter()
        .filter_map(option)
        .take(CHECKBOXES)
        .map(|option| SlackBlockChoiceItem::new(option.text.into(), option.value))
        .collect();
    let chosen: Vec<_> = options.iter().filter(|option| values.contains(&option.value)).cloned().collect();
    (!options.is_empty()).then(|| {
        SlackBlockCheckboxesElement::new(options)
            .with_action_id(VALUE.into())
            .opt_initial_options((!chosen.is_empty()).then_some(chosen))
            .into()
    })
}

fn user(person: &PersonId, faces: &Faces) -> Option<String> {
    native(faces.get(person)?.account.as_ref()?.as_str()).map(str::to_owned)
}

fn is_day(day: &str) -> bool {
    chrono::NaiveDate::parse_from_str(day, "%Y-%m-%d").is_ok()
}
