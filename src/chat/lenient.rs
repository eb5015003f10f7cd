//! JSON read forgivingly: a field of an unexpected shape is a missing field, never a refused payload.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// A string that is not blank.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words(pub Option<String>);

/// A yes or a no; also as the string `"true"`, as slash commands have it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flag(pub Option<bool>);

/// A number of things; what is no such number is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count(pub u64);

/// An object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object<T>(pub Option<T>);

/// A list; what does not fit is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List<T>(pub Vec<T>);

/// Something that is written as its id, or as an object that has one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum IdOr<T> {
    #[default]
    /// Neither.
    Missing,
    /// Its id.
    Id(String),
    /// All of it.
    Whole(Box<T>),
}

impl Words {
    /// The words, if there are any.
    pub fn get(&self) -> Option<&str> {
        self.0.as_deref()
    }

    /// The words as one's own, if there are any.
    pub fn owned(&self) -> Option<String> {
        self.0.clone()
    }
}

impl Flag {
    /// It is there, and says yes.
    pub fn is_set(self) -> bool {
        self.0 == Some(true)
    }
}

impl<T> Object<T> {
    /// The object, if there is one.
    pub fn get(&self) -> Option<&T> {
        self.0.as_ref()
    }
}

impl<T> Default for Object<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

/// A visitor that lets everything pass; each reader overrides what it wants.
macro_rules! passes {
    (@scalars $value:ty) => {
        passes!(@others $value);
        fn visit_u64<E>(self, _: u64) -> Result<$value, E> {
            Ok(<$value>::default())
        }
    };
    (@others $value:ty) => {
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("anything")
        }
        fn visit_i64<E>(self, _: i64) -> Result<$value, E> {
            Ok(<$value>::default())
        }
        fn visit_f64<E>(self, _: f64) -> Result<$value, E> {
            Ok(<$value>::default())
        }
        fn visit_unit<E>(self) -> Result<$value, E> {
            Ok(<$value>::default())
        }
    };
    (@bool $value:ty) => {
        fn visit_bool<E>(self, _: bool) -> Result<$value, E> {
            Ok(<$value>::default())
        }
    };
    (@str $value:ty) => {
        fn visit_str<E>(self, _: &str) -> Result<$value, E> {
            Ok(<$value>::default())
        }
    };
    (@seq $value:ty) => {
        fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<$value, A::Error> {
            while seq.next_element::<IgnoredAny>()?.is_some() {}
            Ok(<$value>::default())
        }
    };
    (@map $value:ty) => {
        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<$value, A::Error> {
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            Ok(<$value>::default())
        }
    };
}

struct Reader<T>(PhantomData<T>);

impl<'de> Visitor<'de> for Reader<Words> {
    type Value = Words;
    passes!(@scalars Words);
    passes!(@bool Words);
    passes!(@seq Words);
    passes!(@map Words);

    fn visit_str<E>(self, text: &str) -> Result<Words, E> {
        Ok(Words((!text.trim().is_empty()).then(|| text.to_owned())))
    }
}

impl<'de> Visitor<'de> for Reader<Flag> {
    type Value = Flag;
    passes!(@scalars Flag);
    passes!(@seq Flag);
    passes!(@map Flag);

    fn visit_bool<E>(self, flag: bool) -> Result<Flag, E> {
        Ok(Flag(Some(flag)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Flag, E> {
        Ok(Flag(text.parse().ok()))
    }
}

impl<'de> Visitor<'de> for Reader<Count> {
    type Value = Count;
    passes!(@others Count);
    passes!(@bool Count);
    passes!(@str Count);
    passes!(@seq Count);
    passes!(@map Count);

    fn visit_u64<E>(self, count: u64) -> Result<Count, E> {
        Ok(Count(count))
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for Reader<Object<T>> {
    type Value = Object<T>;
    passes!(@scalars Object<T>);
    passes!(@bool Object<T>);
    passes!(@str Object<T>);
    passes!(@seq Object<T>);

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Object<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(|object| Object(Some(object)))
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for Reader<List<T>> {
    type Value = List<T>;
    passes!(@scalars List<T>);
    passes!(@bool List<T>);
    passes!(@str List<T>);
    passes!(@map List<T>);

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<List<T>, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(List(items))
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for Reader<IdOr<T>> {
    type Value = IdOr<T>;
    passes!(@scalars IdOr<T>);
    passes!(@bool IdOr<T>);
    passes!(@seq IdOr<T>);

    fn visit_str<E>(self, text: &str) -> Result<IdOr<T>, E> {
        Ok(if text.trim().is_empty() { IdOr::Missing } else { IdOr::Id(text.to_owned()) })
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<IdOr<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(|whole| IdOr::Whole(Box::new(whole)))
    }
}

macro_rules! reads {
    ($($name:ident $(<$inner:ident>)?),*) => {$(
        impl<'de, $($inner: Deserialize<'de>)?> Deserialize<'de> for $name $(<$inner>)? {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any(Reader(PhantomData::<Self>))
            }
        }
    )*};
}

reads!(Words, Flag, Count, Object<T>, List<T>, IdOr<T>);
