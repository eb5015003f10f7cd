//! What this feature's buttons, menu entries and forms are called. They stand in messages that were sent: a button of
//! which the id is changed here does nothing any more where it was drawn before.

/// "Take it back".
pub const UNDO: &str = "kudos.undo";
/// "Remove it".
pub const REMOVE: &str = "kudos.remove";
/// "Leave it".
pub const LEAVE: &str = "kudos.leave";
/// "Keep them from giving".
pub const KEEP: &str = "kudos.keep";
/// "Let them give again", in place of what a lead decided.
pub const LET: &str = "kudos.let";
/// The same, on the page of a lead, which stays.
pub const LET_ON_PAGE: &str = "kudos.let_on_page";
/// "Change kudos settings".
pub const POLICY: &str = "kudos.policy";
/// "Leave the boards".
pub const LEAVE_BOARDS: &str = "kudos.leave_boards";
/// "Join the boards again".
pub const JOIN_BOARDS: &str = "kudos.join_boards";

/// The menu entry "Thank".
pub const THANK: &str = "kudos.thank";
/// The menu entry "Report kudos".
pub const REPORT: &str = "kudos.report";

/// The form that thanks whoever wrote a message.
pub const THANK_FORM: &str = "kudos.thank_form";
/// The form for what the lead decides.
pub const POLICY_FORM: &str = "kudos.policy_form";
