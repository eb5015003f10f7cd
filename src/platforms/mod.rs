//! The doors to the street: one folder a platform, the same file names in each.

pub mod playground;
pub mod slack;
pub mod teams;
