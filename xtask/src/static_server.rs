//! A small file server for the built page: 127.0.0.1 only, plain files, the right content types.
//! It stands in for any static host, in a sub-folder too, and is no more than the tests and
//! `serve` need.

use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use crate::step::{Failure, Outcome};

const HEAD_LIMIT_BYTES: u64 = 16 * 1024;
const IDLE_LIMIT: Duration = Duration::from_secs(10);

/// A folder of files, seen under a path such as `/` or `/some/folder/`.
pub struct Site {
    pub folder: PathBuf,
    pub mount: &'static str,
}

/// Takes the port, or says who to ask. Port 0 takes any free one.
pub fn listen(port: u16) -> Outcome<TcpListener> {
    TcpListener::bind(("127.0.0.1", port)).map_err(|error| {
        let what = match error.kind() {
            io::ErrorKind::AddrInUse => format!("Port {port} is taken by another program."),
            _ => format!("Port {port} cannot be opened: {error}."),
        };
        Failure::new(
            what,
            format!(
                "stop that program, or choose a port: --port {}.",
                port.saturating_add(1)
            ),
        )
    })
}

/// The address to open in a browser.
pub fn address(listener: &TcpListener, site: &Site) -> Outcome<String> {
    let local = listener.local_addr().map_err(|error| {
        Failure::new(
            format!("The server has no address: {error}."),
            "run this again.",
        )
    })?;
    Ok(format!("http://{local}{}", site.mount))
}

/// Answers until the process ends.
pub fn serve(listener: &TcpListener, site: Site) {
    let site = Arc::new(site);
    for stream in listener.incoming().flatten() {
        let site = Arc::clone(&site);
        // A browser that hangs up early is its own business.
        thread::spawn(move || answer(stream, &site).ok());
    }
}

fn answer(mut stream: TcpStream, site: &Site) -> io::Result<()> {
    stream.set_read_timeout(Some(IDLE_LIMIT))?;
    let mut lines = BufReader::new((&stream).take(HEAD_LIMIT_BYTES)).lines();
    let request = lines.next().transpose()?.unwrap_or_default();
    // The rest of the head does not matter, but hanging up on unread bytes would reset the line.
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let mut words = request.split(' ');
    let (method, target) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
    let (status, kind, body) = reply(method, target, site);
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\
         X-Content-Type-Options: nosniff\r\nCache-Control: no-cache\r\nConnection: close\r\n\r\n",
        body.len()
    )?;
    if method != "HEAD" {
        stream.write_all(&body)?;
    }
    stream.flush()
}

fn reply(method: &str, target: &str, site: &Site) -> (&'static str, &'static str, Vec<u8>) {
    let plain = "text/plain; charset=utf-8";
    if method != "GET" && method != "HEAD" {
        return (
            "405 Method Not Allowed",
            plain,
            b"only GET and HEAD\n".to_vec(),
        );
    }
    let found = file_for(target, site).and_then(|path| {
        let body = fs::read(&path).ok()?;
        Some(("200 OK", content_type(&path), body))
    });
    found.unwrap_or(("404 Not Found", plain, b"no such file\n".to_vec()))
}

/// The file that a request target names; nothing outside the folder, whatever it says.
fn file_for(target: &str, site: &Site) -> Option<PathBuf> {
    let path = target.split(['?', '#']).next()?;
    let inside = percent_decoded(path.strip_prefix(site.mount)?)?;
    let inside = Path::new(&inside);
    if !inside
        .components()
        .all(|part| matches!(part, Component::Normal(_)))
    {
        return None;
    }
    let file = site.folder.join(inside);
    Some(if file.is_dir() {
        file.join("index.html")
    } else {
        file
    })
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            let digits = std::str::from_utf8(&digits).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

fn content_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("json") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("yaml" | "md" | "txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(target: &str, mount: &'static str) -> Option<String> {
        let site = Site {
            folder: PathBuf::from("dist"),
            mount,
        };
        file_for(target, &site).map(|path| path.to_string_lossy().into_owned())
    }

    #[test]
    fn files_are_found_under_the_mount_only() {
        assert_eq!(found("/boot.js?x=1", "/").as_deref(), Some("dist/boot.js"));
        assert_eq!(
            found("/a/b/boot.js", "/a/b/").as_deref(),
            Some("dist/boot.js")
        );
        assert_eq!(found("/a%20b.svg", "/").as_deref(), Some("dist/a b.svg"));
        assert_eq!(found("/boot.js", "/a/b/"), None);
    }

    #[test]
    fn nothing_outside_the_folder_is_served() {
        for target in [
            "/../Cargo.toml",
            "/%2e%2e/Cargo.toml",
            "//etc/passwd",
            "/a/../../b",
            "/%2",
        ] {
            assert_eq!(found(target, "/"), None, "{target}");
        }
    }
}
