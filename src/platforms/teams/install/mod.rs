//! Installations: which tenants may speak, what is known of them, whether it works.

pub(super) mod channels;
pub(super) mod directory;
pub(super) mod examine;
pub(super) mod installation;
