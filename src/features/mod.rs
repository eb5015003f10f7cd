//! The features: one folder each; no feature knows another.

pub mod badges;
pub mod experts;
pub mod home;
pub mod kudos;
pub mod mentorship;
pub mod profile;
pub mod quiz;
pub mod topics;

/// The registrations of all features, in the order in which they are to be shown.
pub fn all() -> Vec<crate::bot::Feature> {
    vec![
        experts::feature(),
        kudos::feature(),
        badges::feature(),
        topics::feature(),
        quiz::feature(),
        mentorship::feature(),
        profile::feature(),
        home::feature(),
    ]
}

#[cfg(test)]
mod tests;
