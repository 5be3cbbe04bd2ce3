//! Words of the page: moment.
