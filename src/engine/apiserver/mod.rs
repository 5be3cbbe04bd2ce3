//! The API server: the store, what it writes on every object, deletion with grace, and events.

mod ephemeral;
mod events;
mod finalizers;
mod nodes;
mod pods;
mod request;
mod store;

pub use events::EventText;
pub(crate) use events::SpamBuckets;
pub(in crate::engine) use pods::WATCH_DELAY;
pub use request::{ApiError, DeleteOptions};
pub use store::Store;
