//! What goes out: deliveries, and what the machine asks of Slack.

pub(super) mod cards;
pub(super) mod channels;
pub(super) mod deliver;
pub(super) mod fate;
pub(super) mod modals;
pub(super) mod people;
pub(super) mod reply_url;
pub(super) mod text;
