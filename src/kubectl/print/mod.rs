//! What kubectl prints of objects.

pub mod age;
pub mod describe;
pub mod kinds;
pub mod pod;
pub mod table;
pub mod tabs;
pub mod yaml;
