//! The golden traces as data, for the native tests and for the ones that run in a browser.

use podarium::api::Kind;
use podarium::playback::replay::{ReplayError, ReplayOptions, replay};

macro_rules! traces {
    ($($name:literal),* $(,)?) => {
        /// Name, scenario, and what `replay --watch pods` prints.
        pub const TRACES: &[(&str, &str, &str)] = &[$((
            $name,
            include_str!(concat!($name, ".scenario")),
            include_str!(concat!($name, ".expected")),
        )),*];
    };
}

traces!(
    "crash-loop",
    "crash-loop-1.34",
    "crash-loop-faithful",
    "deadline",
    "deletion",
    "finalizers",
    "gated-and-noisy",
    "hooks",
    "image-pull",
    "init-containers",
    "init-containers-1.34",
    "kubectl-words",
    "levers",
    "liveness-probe",
    "manifest-errors",
    "memory",
    "node-lost",
    "probes",
    "prompt",
    "readiness-probe",
    "refused-by-node",
    "restart-policies",
    "running",
    "running-1.34",
    "service-traffic",
    "sidecar-job",
    "sidecars-last",
    "static-pod",
);

/// Digests of the whole traces, every record of them: `NAME DIGEST` a line.
pub const DIGESTS: &str = include_str!("digests.txt");

/// What `replay` prints.
pub fn played(text: &str, options: &ReplayOptions) -> Result<String, ReplayError> {
    let mut lines = String::new();
    replay(text, options, &mut |line| {
        lines.push_str(line);
        lines.push('\n');
    })?;
    Ok(lines)
}

pub fn watching_pods() -> ReplayOptions {
    ReplayOptions {
        watch: vec![Kind::Pod],
        ..ReplayOptions::default()
    }
}

/// One line for every scenario: a digest (FNV-1a) of everything that its run says.
pub fn digests() -> String {
    let everything = ReplayOptions {
        watch: Kind::ALL.to_vec(),
        trace: true,
        ..ReplayOptions::default()
    };
    let mut lines = String::new();
    for (name, scenario, _) in TRACES {
        let trace = played(scenario, &everything).expect("the scenario can be read");
        let digest = trace
            .bytes()
            .fold(0xCBF2_9CE4_8422_2325_u64, |digest, byte| {
                (digest ^ u64::from(byte)).wrapping_mul(0x100_0000_01B3)
            });
        lines.push_str(&format!("{name} {digest:016x} {} bytes\n", trace.len()));
    }
    lines
}
