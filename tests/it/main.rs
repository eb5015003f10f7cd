//! What is true of the whole house: its tree, its statements, its migrations, what it is built on.

mod architecture;
mod engines;
mod licences;
mod migrations;
mod source;
mod sql;
