//! Words of the page: explain.
