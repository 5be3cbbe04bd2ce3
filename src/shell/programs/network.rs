//! Programs that ask the network: nslookup, wget, curl, getent. What comes back is asked of the host
//! at once and told when it arrives. Texts: BusyBox 1.36 (and 1.28's nslookup), curl 7.88.

mod curl;
mod wget;

use std::collections::VecDeque;

use crate::shell::host::{Dns, NetworkReply, NetworkRequest, Protocol};
use crate::shell::machine::Context;

use super::{Act, Begun, Program};

/// How long a DNS answer takes.
const DNS_MS: u64 = 2;
/// Linux gives up connecting after six SYNs (tcp_syn_retries).
const CONNECT_MS: u64 = 131_000;

pub(super) fn start(context: &mut Context, name: &str, arguments: &[String]) -> Begun {
    match name {
        "nslookup" => nslookup(context, arguments),
        "wget" => wget::start(context, arguments),
        "curl" => curl::start(context, arguments),
        _ => getent(context, arguments),
    }
}

/// Acts on a timeline that starts now.
struct Story {
    started_ms: u64,
    acts: VecDeque<(u64, Act)>,
}

impl Story {
    fn new(context: &Context) -> Story {
        Story {
            started_ms: context.host.now_ms(),
            acts: VecDeque::new(),
        }
    }

    fn at(&mut self, after_ms: u64, act: Act) {
        self.acts
            .push_back((self.started_ms.saturating_add(after_ms), act));
    }

    fn ends(mut self, after_ms: u64, status: i32) -> Begun {
        self.at(after_ms, Act::Exit(status));
        Begun::Goes(Program::Timeline(self.acts))
    }
}

/// A URL taken apart; the scheme may be missing.
struct Url {
    protocol: Protocol,
    /// With the port, as typed.
    authority: String,
    host: String,
    port: u16,
    path: String,
}

impl Url {
    /// `None` for a scheme that is not HTTP, or a bad port.
    fn parse(text: &str) -> Option<Url> {
        let (protocol, rest) = match text.split_once("://") {
            Some(("http", rest)) => (Protocol::Http, rest),
            Some(("https", rest)) => (Protocol::Https, rest),
            Some(_) => return None,
            None => (Protocol::Http, text),
        };
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        let authority = authority.rsplit('@').next().unwrap_or(authority);
        let default = if protocol == Protocol::Https { 443 } else { 80 };
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => (host, port.parse().ok()?),
            _ => (authority, default),
        };
        let path = path.split('#').next().unwrap_or("");
        let path = match path.starts_with('/') {
            true => path.to_string(),
            false => format!("/{path}"),
        };
        Some(Url {
            protocol,
            authority: authority.to_string(),
            host: host.to_string(),
            port,
            path,
        })
    }
}

/// The address a client connects to: literal addresses need no DNS.
enum Lookup {
    Address(String),
    NotFound,
    TimedOut,
}

fn look_up(context: &mut Context, name: &str) -> Lookup {
    if name == "localhost" {
        return Lookup::Address("127.0.0.1".to_string());
    }
    let is_literal = name.contains(':')
        || (name.split('.').count() == 4 && name.split('.').all(|part| part.parse::<u8>().is_ok()));
    if is_literal {
        return Lookup::Address(name.to_string());
    }
    match context.host.resolve(name) {
        Dns::Addresses { addresses, .. } => match addresses.into_iter().next() {
            Some(address) => Lookup::Address(address),
            None => Lookup::NotFound,
        },
        Dns::NxDomain => Lookup::NotFound,
        Dns::TimedOut => Lookup::TimedOut,
    }
}

fn ask(
    context: &mut Context,
    url: &Url,
    address: &str,
    method: &str,
    headers: &[(String, String)],
    body: &str,
) -> NetworkReply {
    context.host.request(&NetworkRequest {
        protocol: url.protocol,
        host: url.host.clone(),
        address: address.to_string(),
        port: url.port,
        method: method.to_string(),
        path: url.path.clone(),
        headers: headers.to_vec(),
        body: body.to_string(),
    })
}

/// The words after an HTTP status.
fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        204 => "No Content",
        301 => "Moved Permanently",
        302 => "Found",
        304 => "Not Modified",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "Unknown",
    }
}

fn nslookup(context: &mut Context, arguments: &[String]) -> Begun {
    let mut operands = arguments
        .iter()
        .filter(|argument| !argument.starts_with('-'));
    let Some(name) = operands.next().cloned() else {
        context.process.complain(super::usage("nslookup"));
        return Begun::Done(1);
    };
    let server = operands
        .next()
        .cloned()
        .unwrap_or_else(|| context.host.dns_server());
    let answer = context.host.resolve(&name);
    let is_old = context.host.busybox_minor() < 29;
    let mut story = Story::new(context);
    let (after_ms, status) = match (&answer, is_old) {
        (Dns::TimedOut, false) => {
            let text = ";; connection timed out; no servers could be reached\n\n";
            story.at(10_000, Act::Print(text.to_string()));
            (10_000, 1)
        }
        (answer, false) => {
            let header = format!("Server:\t\t{server}\nAddress:\t{server}:53\n\n");
            story.at(DNS_MS, Act::Print(header));
            match answer {
                Dns::Addresses {
                    canonical,
                    addresses,
                } => {
                    let lines: Vec<String> = addresses
                        .iter()
                        .map(|address| format!("Name:\t{canonical}\nAddress: {address}\n"))
                        .collect();
                    story.at(DNS_MS, Act::Print(format!("{}\n", lines.concat())));
                    (DNS_MS, 0)
                }
                Dns::NxDomain | Dns::TimedOut => {
                    let full = qualified(context, &name);
                    let text = format!("** server can't find {full}: NXDOMAIN\n\n");
                    story.at(DNS_MS, Act::Print(text));
                    (DNS_MS, 1)
                }
            }
        }
        (answer, true) => {
            let header = format!(
                "Server:    {server}\nAddress 1: {server} kube-dns.kube-system.svc.cluster.local\n\n"
            );
            match answer {
                Dns::Addresses {
                    canonical,
                    addresses,
                } => {
                    story.at(DNS_MS, Act::Print(header));
                    let mut text = format!("Name:      {name}\n");
                    for (index, address) in addresses.iter().enumerate() {
                        text.push_str(&format!("Address {}: {address} {canonical}\n", index + 1));
                    }
                    story.at(DNS_MS, Act::Print(text));
                    (DNS_MS, 0)
                }
                Dns::NxDomain | Dns::TimedOut => {
                    let after_ms = if *answer == Dns::TimedOut {
                        60_000
                    } else {
                        DNS_MS
                    };
                    story.at(after_ms, Act::Print(header));
                    let text = format!("nslookup: can't resolve '{name}'\n");
                    story.at(after_ms, Act::Complain(text));
                    (after_ms, 1)
                }
            }
        }
    };
    story.ends(after_ms, status)
}

/// The name as the resolver completes it, for the message.
fn qualified(context: &Context, name: &str) -> String {
    if name.ends_with('.') || name.matches('.').count() >= 5 {
        return name.trim_end_matches('.').to_string();
    }
    let domains = context.host.search_domains();
    match domains.first() {
        Some(_)
            if domains
                .iter()
                .any(|domain| name.ends_with(&format!(".{domain}"))) =>
        {
            name.to_string()
        }
        Some(domain) => format!("{name}.{domain}"),
        None => name.to_string(),
    }
}

fn getent(context: &mut Context, arguments: &[String]) -> Begun {
    let [database, name, ..] = arguments else {
        context
            .process
            .complain("getent: wrong number of arguments\n");
        return Begun::Done(1);
    };
    if !matches!(database.as_str(), "hosts" | "ahosts") {
        return Begun::Done(2);
    }
    match context.host.resolve(name) {
        Dns::Addresses {
            canonical,
            addresses,
        } => {
            for address in addresses {
                context
                    .process
                    .print(format!("{address:<15} {canonical}  {canonical} {name}\n"));
            }
            Begun::Done(0)
        }
        Dns::NxDomain | Dns::TimedOut => Begun::Done(2),
    }
}
