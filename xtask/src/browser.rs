//! The browser's side of the toolbox: Node.js packages, a Chromium, its driver, and a Korean font
//! for pictures. What is there is used; on Debian and its kin the rest is installed.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::step::{Failure, Outcome, command, find_program, output_of, root, run};

const CHROMIUM_NAMES: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];
const CHROMIUM_APPS: [&str; 2] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
];
const NODE_MAJOR: u32 = 20;

/// The folder of the whole-page journeys.
pub fn journeys_folder() -> PathBuf {
    root().join("tests/e2e")
}

/// A program that one of the journeys' packages brings.
pub fn node_program(name: &str) -> PathBuf {
    journeys_folder().join("node_modules/.bin").join(name)
}

/// Installs the locked packages, unless those very packages are already there.
pub fn ensure_node_packages() -> Outcome {
    ensure_node()?;
    let lock = fs::read(journeys_folder().join("package-lock.json")).unwrap_or_default();
    let stamp = journeys_folder().join("node_modules/.installed-lock");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    println!("Installing the Node.js packages of tests/e2e.");
    let mut npm = command("npm");
    npm.args(["ci", "--no-progress"])
        .current_dir(journeys_folder());
    npm.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    run(&mut npm, "check the network, then run this again.")?;
    fs::write(&stamp, lock).map_err(|error| {
        Failure::new(
            format!("{} cannot be written: {error}.", stamp.display()),
            "free some disk.",
        )
    })
}

fn ensure_node() -> Outcome {
    let said = output_of(command("node").arg("--version")).unwrap_or_default();
    let major: Option<u32> = said
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|text| text.parse().ok());
    match major {
        Some(major) if major >= NODE_MAJOR && find_program("npm").is_some() => Ok(()),
        _ => Err(Failure::new(
            format!("The whole-page tests need Node.js {NODE_MAJOR} or newer, with npm."),
            "install it (https://nodejs.org, or your package manager), then run this again.",
        )),
    }
}

/// A Chromium to drive; `None` stands for the one that Playwright downloaded for itself.
pub fn ensure_chromium() -> Outcome<Option<PathBuf>> {
    if let Some(found) = find_chromium() {
        return Ok(Some(found));
    }
    if install_debian_packages(&["chromium"])
        && let Some(found) = find_chromium()
    {
        return Ok(Some(found));
    }
    println!("No Chromium was found; letting Playwright download its own.");
    let next = "install Chromium or Chrome, or name one in $CHROME, then run this again.";
    run(playwright().args(["install", "chromium"]), next)?;
    Ok(None)
}

fn find_chromium() -> Option<PathBuf> {
    let named = env::var_os("CHROME")
        .map(PathBuf::from)
        .filter(|path| path.is_file());
    let on_path = || CHROMIUM_NAMES.iter().find_map(|name| find_program(name));
    let app = || {
        CHROMIUM_APPS
            .iter()
            .map(PathBuf::from)
            .find(|path| path.is_file())
    };
    named.or_else(on_path).or_else(app)
}

/// The driver through which component tests reach the browser.
pub fn ensure_chromedriver() -> Outcome<PathBuf> {
    if let Some(found) = find_chromedriver() {
        return Ok(found);
    }
    install_debian_packages(&["chromium", "chromium-driver"]);
    find_chromedriver().ok_or_else(|| {
        Failure::new(
            "The component tests need chromedriver, and none was found.",
            "install it (Debian: chromium-driver, Fedora: chromedriver, macOS: brew install \
             chromedriver) or name one in $CHROMEDRIVER.",
        )
    })
}

fn find_chromedriver() -> Option<PathBuf> {
    let named = env::var_os("CHROMEDRIVER")
        .map(PathBuf::from)
        .filter(|path| path.is_file());
    named.or_else(|| find_program("chromedriver"))
}

/// Pictures of Korean text need a Korean font; tests do not, so a lack of one is only said.
pub fn ensure_korean_font() {
    let fonts = output_of(command("fc-list").arg(":lang=ko"));
    let is_present = fonts.as_ref().is_some_and(|fonts| !fonts.trim().is_empty());
    let is_elsewhere = cfg!(target_os = "macos"); // macOS brings one and has no fc-list
    if is_present || is_elsewhere || install_debian_packages(&["fontconfig", "fonts-noto-cjk"]) {
        return;
    }
    println!("Note: no Korean font was found; Korean text in pictures will be empty boxes.");
}

/// Playwright's command line.
pub fn playwright() -> std::process::Command {
    let mut playwright = node_script("node_modules/@playwright/test/cli.js");
    playwright.env("PLAYWRIGHT_SKIP_BROWSER_GC", "1");
    playwright
}

/// A script of the journeys' folder, under Node.js.
pub fn node_script(path: &str) -> std::process::Command {
    let mut node = command("node");
    node.arg(Path::new(path)).current_dir(journeys_folder());
    node
}

/// Whether the packages are there afterwards. Asks nobody: only as root, or where sudo does not ask.
fn install_debian_packages(packages: &[&str]) -> bool {
    if find_program("apt-get").is_none() {
        return false;
    }
    let is_root = output_of(command("id").arg("-u")).is_some_and(|id| id.trim() == "0");
    if !is_root && output_of(command("sudo").args(["-n", "true"])).is_none() {
        return false;
    }
    println!("Installing Debian's {}.", packages.join(", "));
    let apt_get = |words: &[&str]| {
        let mut apt_get = command(if is_root { "env" } else { "sudo" });
        if !is_root {
            apt_get.args(["-n", "env"]);
        }
        apt_get
            .args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"])
            .args(words);
        run(&mut apt_get, "").is_ok()
    };
    let mut install = vec!["install", "-y", "--no-install-recommends"];
    install.extend(packages);
    apt_get(&["update"]) && apt_get(&install)
}
