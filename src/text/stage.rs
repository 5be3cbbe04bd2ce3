//! Words of the page: stage.
