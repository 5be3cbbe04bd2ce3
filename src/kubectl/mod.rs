//! Command lines to replies, and what kubectl prints of an object.

pub mod pod_status;
pub mod print;
