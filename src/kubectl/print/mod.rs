//! What kubectl prints of objects.

pub mod age;
