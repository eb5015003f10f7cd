//! Stores that belong to one company: each borrows a transaction and the company, and knows some of its tables.

use super::Tx;
use crate::chat::OrgId;

/// A store of one company: see [`company_store`](crate::company_store).
pub trait Scoped<'t> {
    /// In this transaction, of this company.
    fn of(tx: &'t mut Tx, org: &'t OrgId) -> Self;
}

impl Tx {
    /// One of the stores of a company: `tx.of::<Ledger>(&org)`. A handler has shorter words for it: `ctx.ledger()`.
    pub fn of<'t, S: Scoped<'t>>(&'t mut self, org: &'t OrgId) -> S {
        S::of(self, org)
    }
}

/// Makes a store that is bound to a company. Whatever it asks of the transaction it asks in the name of `self.org`, so that
/// none of its statements can be given another company's.
#[macro_export]
macro_rules! company_store {
    ($(#[$doc:meta])* $vis:vis $Store:ident) => {
        $(#[$doc])*
        #[derive(Debug)]
        $vis struct $Store<'t> {
            tx: &'t mut $crate::store::Tx,
            org: &'t $crate::chat::OrgId,
        }

        impl<'t> $crate::store::Scoped<'t> for $Store<'t> {
            fn of(tx: &'t mut $crate::store::Tx, org: &'t $crate::chat::OrgId) -> Self {
                Self { tx, org }
            }
        }
    };
}
