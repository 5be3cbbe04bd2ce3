//! Words of the page: diagnostic.
