//! The platforms: one folder each. Those of Slack and Teams have the same four folders: what comes in, what goes out, the
//! platform's own API, and installations.
//!
//! What features ask for, and the nearest native means:
//!
//! | a feature says | Slack | Teams | playground |
//! |---|---|---|---|
//! | only you | the answer to the command, `response_url`, ephemeral, else a direct message | a targeted message, else one to one; in a dialog, the dialog | a message only they see |
//! | here, in a place | `chat.postMessage` in the channel or thread | a thread of the channel, a reply below it, a message in a chat | a message |
//! | one person | `conversations.open` and a message | their conversation with the bot, opened where it was not yet | a message |
//! | change, delete | `chat.update`, `chat.delete` | `PUT`, `DELETE` | the message changes |
//! | change what was pressed | `response_url` with `replace_original` | `PUT` on the pressed activity | the message changes |
//! | a form | a modal | a dialog; after typed words, a button that opens one | a dialog |
//! | a person's home page | App Home | nothing: features also answer with the card, and change it where it was pressed | a page |

pub(crate) mod cache;
#[cfg(test)]
mod contract;
pub(crate) mod http;
pub mod playground;
pub mod slack;
pub mod teams;
