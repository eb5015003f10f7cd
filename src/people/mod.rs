//! The company: who its people are, where to reach them, when they work, what they know and what they may.

mod hours;
mod person;
mod settings;
mod store;
mod visibility;

pub use hours::{Holiday, Hours};
pub use person::{
    Account, Availability, Caller, Channel, Colleague, DueAccount, DueRoster, Learned, Person, PersonData,
    Reach, Skill, Topic, WORK_DAYS, name_today,
};
pub use settings::{CompanySettings, SMALLEST_GROUP, Settings};
pub use store::{
    AccountLinks, Accounts, Channels, Company, Correction, Corrections, Erased, Erasures, Knowledge, Linking,
    Members, Newcomers, PERSONAL, People, Turns, Viewers, Whose, is_nobody, nobody,
};
pub use visibility::Viewer;
