//! A card as Block Kit: within every limit of Slack's, since one block too long and the whole message is refused.

use slack_morphism::SlackMessageContent;
use slack_morphism::blocks::{
    SlackActionBlockElement, SlackActionsBlock, SlackBlock, SlackBlockButtonElement, SlackBlockButtonStyle,
    SlackBlockConfirmItem, SlackBlockMarkDownText, SlackBlockPlainTextOnly, SlackBlockText,
    SlackContextBlock, SlackContextBlockElement, SlackDividerBlock, SlackHeaderBlock, SlackSectionBlock,
    SlackSectionBlockElement,
};

use super::text;
use crate::chat::{Button, Card, Confirm, Faces, Look, Part, Text};

/// Blocks in a message.
pub(in crate::platforms::slack) const MESSAGE_BLOCKS: usize = 50;
/// Blocks in a form or on a home page.
pub(in crate::platforms::slack) const VIEW_BLOCKS: usize = 100;
/// Characters over all blocks of a message: Slack refuses at about 13,200 without saying so anywhere.
const MESSAGE_CHARACTERS: usize = 12_000;
/// Characters over all blocks of a home page, well below its 250 KB.
const VIEW_CHARACTERS: usize = 40_000;
/// Characters in the text that stands in for the blocks.
const SUMMARY: usize = 3_000;
const HEADING: usize = 150;
const SECTION: usize = 3_000;
const FIELD: usize = 2_000;
const FIELD_NAME: usize = 200;
const FIELDS: usize = 10;
const NOTE: usize = 2_000;
const BUTTONS: usize = 25;
const BUTTON: usize = 75;
const VALUE: usize = 2_000;
const CONFIRM_TITLE: usize = 100;
const CONFIRM_TEXT: usize = 300;
const CONFIRM_BUTTON: usize = 30;
const MORE: &str = "There is more than fits here.";

/// The card as a message: blocks, and the summary for whoever sees no blocks.
pub(in crate::platforms::slack) fn message(card: &Card, faces: &Faces) -> SlackMessageContent {
    let blocks = Page::fill(card, faces, MESSAGE_BLOCKS, MESSAGE_CHARACTERS);
    let content = SlackMessageContent::new().with_text(summary(card));
    // An empty list, too: an edit without one would leave the old blocks standing.
    content.with_blocks(blocks)
}

/// The card as a home page.
pub(in crate::platforms::slack) fn page(card: &Card, faces: &Faces) -> Vec<SlackBlock> {
    let blocks = Page::fill(card, faces, VIEW_BLOCKS, VIEW_CHARACTERS);
    if blocks.is_empty() { vec![section(summary(card))] } else { blocks }
}

/// The summary, escaped; never empty, which Slack refuses.
fn summary(card: &Card) -> String {
    let words = text::text(&Text::from(card.summary.trim()), &Faces::new(), SUMMARY);
    if words.is_empty() { "…".to_owned() } else { words }
}

/// Words in a block of their own.
pub(in crate::platforms::slack) fn paragraph(text: &Text, faces: &Faces) -> Option<SlackBlock> {
    let words = text::text(text, faces, SECTION);
    (!words.trim().is_empty()).then(|| section(words))
}

/// Words without notation, never empty.
pub(in crate::platforms::slack) fn label(words: &str, most: usize) -> SlackBlockPlainTextOnly {
    let words = text::plain(words, most);
    if words.is_empty() { "…".into() } else { words.into() }
}

struct Page<'a> {
    faces: &'a Faces,
    blocks: Vec<SlackBlock>,
    most: usize,
    left: usize,
    full: bool,
    buttons: usize,
}

impl<'a> Page<'a> {
    fn fill(card: &Card, faces: &'a Faces, most: usize, characters: usize) -> Vec<SlackBlock> {
        // One block is kept free for saying that there is more.
        let mut page =
            Self { faces, blocks: Vec::new(), most: most - 1, left: characters, full: false, buttons: 0 };
        for part in &card.parts {
            page.part(part);
            if page.full {
                page.blocks.push(note(MORE.to_owned()));
                break;
            }
        }
        page.blocks
    }

    fn part(&mut self, part: &Part) {
        match part {
            Part::Heading(words) if words.trim().is_empty() => {}
            Part::Heading(words) => {
                let block = SlackHeaderBlock::new(label(words, HEADING));
                self.add(words.chars().count().min(HEADING), block.into());
            }
            Part::Text(text) => {
                let words = self.text(text, SECTION);
                self.words(words, section);
            }
            Part::Quote(text) => {
                let mut room = SECTION;
                let mut whole = quoted(&self.text(text, room));
                while whole.chars().count() > SECTION {
                    room -= whole.chars().count() - SECTION;
                    whole = quoted(&self.text(text, room));
                }
                self.words(whole, section);
            }
            Part::Note(text) => {
                let words = self.text(text, NOTE);
                self.words(words, note);
            }
            Part::Item { text, button } => {
                let words = self.text(text, SECTION);
                let words = if words.trim().is_empty() { "·".to_owned() } else { words };
                let length = words.chars().count() + button.label.chars().count();
                let button = self.button(button);
                let block = SlackSectionBlock::new()
                    .with_text(mark(words))
                    .with_accessory(SlackSectionBlockElement::Button(button));
                self.add(length, block.into());
            }
            Part::Fields(fields) => {
                for chunk in fields.chunks(FIELDS) {
                    self.fields(chunk);
                }
            }
            Part::Rule => self.add(0, SlackDividerBlock::new().into()),
            Part::Buttons(buttons) => self.actions(buttons),
        }
    }

    /// What is left of the message's budget bounds every text.
    fn text(&self, text: &Text, most: usize) -> String {
        text::text(text, self.faces, most.min(self.left.max(100)))
    }

    fn words(&mut self, words: String, block: impl FnOnce(String) -> SlackBlock) {
        if !words.trim().is_empty() {
            self.add(words.chars().count(), block(words));
        }
    }

    fn fields(&mut self, fields: &[(String, Text)]) {
        let written: Vec<String> = fields
            .iter()
            .map(|(name, value)| {
                let name = text::text(&Text::new().strong(name.clone()), self.faces, FIELD_NAME);
                format!("{name}\n{}", self.text(value, FIELD - FIELD_NAME - 1))
            })
            .filter(|field| !field.trim().is_empty())
            .collect();
        let length = written.iter().map(|field| field.chars().count()).sum();
        if !written.is_empty() {
            let fields = written.into_iter().map(mark).collect();
            self.add(length, SlackSectionBlock::new().with_fields(fields).into());
        }
    }

    fn actions(&mut self, buttons: &[Button]) {
        let elements: Vec<SlackActionBlockElement> =
            buttons.iter().take(BUTTONS).map(|button| self.button(button).into()).collect();
        if !elements.is_empty() {
            let length = buttons.iter().map(|button| button.label.chars().count()).sum();
            self.add(length, SlackActionsBlock::new(elements).into());
        }
        self.full |= buttons.len() > BUTTONS;
    }

    /// An `action_id` must be unique within a message, so each gets a number, taken off again on the way in.
    fn button(&mut self, button: &Button) -> SlackBlockButtonElement {
        self.buttons += 1;
        let element = SlackBlockButtonElement::new(label(&button.label, BUTTON))
            .with_action_id(format!("{}#{}", button.action, self.buttons).into())
            .opt_confirm(button.confirm.as_ref().map(confirm))
            .opt_style(match button.look {
                Look::Plain => None,
                Look::Primary => Some(SlackBlockButtonStyle::Primary),
                Look::Danger => Some(SlackBlockButtonStyle::Danger),
            });
        let value: String = button.value.chars().take(VALUE).collect();
        if value.is_empty() { element } else { element.with_value(value) }
    }

    fn add(&mut self, length: usize, block: SlackBlock) {
        if self.full || self.blocks.len() >= self.most || length > self.left {
            self.full = true;
        } else {
            self.left -= length;
            self.blocks.push(block);
        }
    }
}

fn confirm(confirm: &Confirm) -> SlackBlockConfirmItem {
    SlackBlockConfirmItem::new(
        label(&confirm.question, CONFIRM_TITLE),
        SlackBlockText::from(label(&confirm.detail, CONFIRM_TEXT)),
        label(&confirm.yes, CONFIRM_BUTTON),
        label(&confirm.no, CONFIRM_BUTTON),
    )
}

/// Every line gets a mark, and the marks count too.
fn quoted(words: &str) -> String {
    let lines = words.lines().filter(|line| !line.trim().is_empty()).take(SECTION / 10);
    lines.map(|line| format!("> {line}")).collect::<Vec<_>>().join("\n")
}

fn section(words: String) -> SlackBlock {
    SlackSectionBlock::new().with_text(mark(words)).into()
}

fn note(words: String) -> SlackBlock {
    let text = SlackBlockMarkDownText::new(words).with_verbatim(true);
    SlackContextBlock::new(vec![SlackContextBlockElement::MarkDown(text)]).into()
}

fn mark(words: String) -> SlackBlockText {
    SlackBlockText::MarkDown(SlackBlockMarkDownText::new(words).with_verbatim(true))
}
