//! The browser's edge: frames, timers, storage, clipboard, address.
