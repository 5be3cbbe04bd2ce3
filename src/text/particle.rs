//! Words of the page: particle.
