//! Controllers: each watches some objects and keeps others, one file a controller.

mod endpoints;
