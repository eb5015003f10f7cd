//! A house with people in it: they say, press and fill in, time passes, and what they then see is text.

mod drawing;
mod engines;
mod failing;
mod faults;
mod gate;
mod house;
mod kept;
mod matrix;
mod person;
mod rows;
mod street;

pub(crate) use engines::{on_each_engine, on_each_store, on_postgres_behind_a_gate};
pub(crate) use failing::{Failing, Fault};
pub(crate) use house::House;
pub(crate) use street::Shown;

/// Makes words full of what mentions, escapes and markup are made of.
pub(crate) const MARKED: &str = "([<>@#!|%\\\\&;/ \n]|&lt;|&gt;|&amp;lt;|lt;|3E|<@|<#|<\\\\@|<@U1>|<!channel>|<at>Bob</at>|test:acme:bob|slack:T1:U1|\\PC){0,40}";

/// What somebody sees is this, on each engine. The text is an inline snapshot.
macro_rules! assert_sees {
    ($seen:expr, @$text:literal) => {{
        let seen = $seen;
        insta::allow_duplicates! {
            insta::assert_snapshot!(seen, @$text);
        }
    }};
}
pub(crate) use assert_sees;
