//! Installations: which there are, how one is made, whether it works.

pub(super) mod actor;
pub(super) mod directory;
pub(super) mod examine;
pub(super) mod identity;
pub(super) mod installation;
pub(super) mod oauth;
