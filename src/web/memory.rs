//! Where the program's values lie.

use rlsf::GlobalTlsf;

/// One way through the code for blocks of any size: a sixth of the standard allocator's code, which
/// has many, and which of them a visit comes through would be chance (ARCHITECTURE.md, "The budget").
#[global_allocator]
static MEMORY: GlobalTlsf = GlobalTlsf::new();
