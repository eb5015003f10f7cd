//! What goes out: deliveries, and what the machine asks of Teams.

pub(super) mod cards;
pub(super) mod deliver;
pub(super) mod dialogs;
pub(super) mod links;
pub(super) mod lookups;
pub(super) mod people;
pub(super) mod personal_view;
pub(super) mod reply_handle;
pub(super) mod rosters;
pub(super) mod text;
pub(super) mod ways;
