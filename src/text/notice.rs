//! Words of the page: notice.
