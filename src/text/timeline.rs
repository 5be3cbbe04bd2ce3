//! Words of the page: timeline.
