//! The Rust side of the toolbox: the wasm target, Trunk and wasm-bindgen, each at the version this
//! repository asks for. What is there is used; what is missing is installed beside, never over,
//! a version that another project may need.

use std::fs;
use std::path::PathBuf;

use crate::step::{Failure, Outcome, cargo_home, command, find_program, output_of, root, run};

pub const WASM_TARGET: &str = "wasm32-unknown-unknown";
/// Trunk.toml names the same number.
const TRUNK_VERSION: &str = "0.21.14";

/// Everything that building the page needs, and the crates for building it offline.
pub fn ensure_page_tools() -> Outcome {
    ensure_wasm_target()?;
    ensure_tool("trunk", "trunk", TRUNK_VERSION)?;
    ensure_wasm_bindgen()?;
    fetch_crates()
}

pub fn ensure_wasm_target() -> Outcome {
    let sysroot = output_of(command("rustc").args(["--print", "sysroot"])).unwrap_or_default();
    let library = PathBuf::from(sysroot.trim())
        .join("lib/rustlib")
        .join(WASM_TARGET);
    if library.is_dir() {
        return Ok(());
    }
    println!("Adding the compiler's {WASM_TARGET} target.");
    let next =
        "install rustup (https://rustup.rs), or the wasm32 target of your Rust by other means.";
    run(command("rustup").args(["target", "add", WASM_TARGET]), next)
}

/// A minimal rustup profile brings neither.
pub fn ensure_linters() -> Outcome {
    for (component, program) in [("clippy", "cargo-clippy"), ("rustfmt", "cargo-fmt")] {
        if output_of(command(program).arg("--version")).is_none() {
            println!("Adding the compiler's {component}.");
            let next = "install rustup (https://rustup.rs), or this tool by other means.";
            run(
                command("rustup").args(["component", "add", component]),
                next,
            )?;
        }
    }
    Ok(())
}

/// The command line tool and the crate must carry the same number, so the lock decides.
pub fn ensure_wasm_bindgen() -> Outcome {
    let lock = fs::read_to_string(root().join("Cargo.lock")).unwrap_or_default();
    let version = locked_version(&lock, "wasm-bindgen").ok_or_else(|| {
        Failure::new(
            "Cargo.lock does not name wasm-bindgen.",
            "restore Cargo.lock from git.",
        )
    })?;
    ensure_tool("wasm-bindgen-cli", "wasm-bindgen", version)
}

/// Trunk builds offline, so every crate must lie on the disk first.
fn fetch_crates() -> Outcome {
    let next = "check the network, and that Cargo.lock fits Cargo.toml.";
    run(
        command("cargo").args(["fetch", "--quiet", "--locked"]),
        next,
    )
}

fn ensure_tool(package: &str, program: &str, version: &str) -> Outcome {
    if has_version(program, version) {
        return Ok(());
    }
    println!("Installing {package} {version}; it may take some minutes, once.");
    let exact = format!("{package}@{version}");
    let folder = own_folder(&exact);
    if find_program("cargo-binstall").is_some() {
        let mut binstall = command("cargo");
        binstall
            .args(["binstall", "--no-confirm", "--root"])
            .arg(&folder)
            .arg(&exact);
        if run(&mut binstall, "").is_ok() && has_version(program, version) {
            return Ok(());
        }
        println!("No ready-made {package} was found; compiling it.");
    }
    compile_tool(&exact, &folder)?;
    if has_version(program, version) {
        return Ok(());
    }
    Err(Failure::new(
        format!(
            "{program} {version} was installed into {} but does not run.",
            folder.display()
        ),
        format!("run `{program} --version` there and read what it says."),
    ))
}

/// With the package's own lock first; a lock that no longer resolves is set aside.
fn compile_tool(exact: &str, folder: &PathBuf) -> Outcome {
    let build_folder = root().join("target/tool-build");
    let install = |extra: &[&str]| {
        let mut install = command("cargo");
        install.args(["install", exact, "--root"]).arg(folder);
        install.arg("--target-dir").arg(&build_folder).args(extra);
        let next =
            "check the network and that a C compiler (`cc`) is installed, then run this again.";
        run(&mut install, next)
    };
    install(&["--locked"]).or_else(|_| {
        println!("The locked install did not work; trying without the lock.");
        install(&[])
    })?;
    // Only the programs are needed; the build is large, and leaving it behind harms nothing.
    let _ = fs::remove_dir_all(build_folder);
    Ok(())
}

fn has_version(program: &str, version: &str) -> bool {
    let said = output_of(command(program).arg("--version").env_remove("NO_COLOR"));
    said.is_some_and(|said| said.split_whitespace().any(|word| word == version))
}

/// Where our own installs live: shared by every clone, one folder a version.
fn own_folder(exact: &str) -> PathBuf {
    cargo_home().join("podarium-tools").join(exact)
}

/// The program folders of our own installs, for the search path.
pub fn own_folders() -> Vec<PathBuf> {
    let lock = fs::read_to_string(root().join("Cargo.lock")).unwrap_or_default();
    let wasm_bindgen = locked_version(&lock, "wasm-bindgen").unwrap_or_default();
    let packages = [
        format!("trunk@{TRUNK_VERSION}"),
        format!("wasm-bindgen-cli@{wasm_bindgen}"),
    ];
    packages
        .iter()
        .map(|exact| own_folder(exact).join("bin"))
        .filter(|path| path.is_dir())
        .collect()
}

/// The version that a Cargo.lock gives to a package.
fn locked_version<'lock>(lock: &'lock str, package: &str) -> Option<&'lock str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines
        .nth(1)?
        .strip_prefix("version = \"")?
        .strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_names_exactly_the_asked_package() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"1.0.0\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked_version(lock, "wasm"), None);
    }

    #[test]
    fn trunk_toml_asks_for_the_version_that_is_installed() {
        let settings =
            fs::read_to_string(root().join("Trunk.toml")).expect("Trunk.toml is committed");
        assert!(settings.contains(&format!("trunk-version = \"{TRUNK_VERSION}\"")));
    }
}
