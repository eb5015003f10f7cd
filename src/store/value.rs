//! What goes into a statement, and the one type of moment that comes out.

use chrono::{DateTime, Utc};

use super::Busy;
use crate::chat::{
    AccountId, DeliveryId, EventKey, MessageId, MessageText, OrgId, PersonId, PlaceId, PostId, TeamId,
    WorkspaceId,
};

/// A value of a statement. Each kind may be NULL and still has its type, which Postgres wants to know.
#[derive(Clone, Debug)]
pub enum Value {
    /// TEXT
    Text(Option<String>),
    /// BIGINT
    Int(Option<i64>),
    /// BOOLEAN
    Bool(Option<bool>),
    /// DOUBLE PRECISION
    Real(Option<f64>),
    /// BYTEA, BLOB
    Bytes(Option<Vec<u8>>),
}

/// A moment as it is stored: milliseconds since 1970, in a `BIGINT`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, sqlx_macros::Type)]
#[sqlx(transparent)]
pub struct Millis(pub i64);

impl Millis {
    /// The moment.
    pub fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }
}

impl From<DateTime<Utc>> for Millis {
    fn from(at: DateTime<Utc>) -> Self {
        Self(at.timestamp_millis())
    }
}

/// Postgres takes no NUL in a text, and SQLite does: neither is given one.
fn storable(text: String) -> String {
    if text.contains('\0') { text.replace('\0', "\u{FFFD}") } else { text }
}

macro_rules! from {
    ($($from:ty => $kind:ident, |$value:ident| $into:expr;)*) => {$(
        impl From<$from> for Value {
            fn from($value: $from) -> Self {
                Self::$kind(Some($into))
            }
        }

        impl From<Option<$from>> for Value {
            fn from(value: Option<$from>) -> Self {
                Self::$kind(value.map(|$value| $into))
            }
        }
    )*};
}

from! {
    String => Text, |value| storable(value);
    &str => Text, |value| storable(value.to_owned());
    &String => Text, |value| storable(value.clone());
    i64 => Int, |value| value;
    i32 => Int, |value| i64::from(value);
    u32 => Int, |value| i64::from(value);
    u16 => Int, |value| i64::from(value);
    bool => Bool, |value| value;
    f64 => Real, |value| value;
    Vec<u8> => Bytes, |value| value;
    DateTime<Utc> => Int, |value| value.timestamp_millis();
    Millis => Int, |value| value.0;
    &OrgId => Text, |value| storable(value.as_str().to_owned());
    &WorkspaceId => Text, |value| storable(value.as_str().to_owned());
    &PersonId => Text, |value| storable(value.as_str().to_owned());
    &AccountId => Text, |value| storable(value.as_str().to_owned());
    &PlaceId => Text, |value| storable(value.as_str().to_owned());
    &TeamId => Text, |value| storable(value.as_str().to_owned());
    &MessageId => Text, |value| storable(value.as_str().to_owned());
    &EventKey => Text, |value| storable(value.as_str().to_owned());
    &PostId => Text, |value| storable(value.as_str().to_owned());
    &MessageText => Text, |value| storable(value.encode());
    &DeliveryId => Text, |value| storable(value.as_str().to_owned());
    &Busy => Text, |value| storable(value.as_str().to_owned());
}

/// Lets a type be read from a column of text: `stored_as_text!(Type, read)`, where `read` makes a `Result<Type, _>` of a
/// `&str`.
#[macro_export]
macro_rules! stored_as_text {
    ($Type:ty, $read:expr) => {
        impl<DB: sqlx::Database> sqlx::Type<DB> for $Type
        where
            String: sqlx::Type<DB>,
        {
            fn type_info() -> DB::TypeInfo {
                <String as sqlx::Type<DB>>::type_info()
            }

            fn compatible(info: &DB::TypeInfo) -> bool {
                <String as sqlx::Type<DB>>::compatible(info)
            }
        }

        impl<'r, DB: sqlx::Database> sqlx::Decode<'r, DB> for $Type
        where
            String: sqlx::Decode<'r, DB>,
        {
            fn decode(value: DB::ValueRef<'r>) -> Result<Self, sqlx::error::BoxDynError> {
                let text = <String as sqlx::Decode<'r, DB>>::decode(value)?;
                $read(&text).map_err(Into::into)
            }
        }
    };
}

stored_as_text!(MessageText, |text: &str| Ok::<_, std::convert::Infallible>(MessageText::decode(text)));
