//! The feature's tables.

mod answers;
mod drafts;
mod members;
mod pairs;
mod personal;
mod programmes;
mod requests;
mod retention;
mod words;

pub use answers::{Answer, Story};
pub use drafts::{Drafted, Ruling};
pub use members::{Member, Profile, ProfileBody};
pub use pairs::{Meeting, Pair};
pub use personal::PERSONAL;
pub use programmes::{Programme, ProgrammeRules};
pub use requests::MentorRequest;
pub use retention::RETENTION;
pub use words::{Asked, Consent, Ending, Kind, PairState, RequestState, Role, State};
