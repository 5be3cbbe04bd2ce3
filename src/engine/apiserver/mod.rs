//! The API server: the store, what it writes on every object, deletion with grace, and events.

mod events;
mod pods;
mod request;
mod store;

pub use events::EventText;
pub(crate) use events::SpamBuckets;
pub use request::{ApiError, DeleteOptions};
pub use store::Store;
