//! Words of the page: frame.
