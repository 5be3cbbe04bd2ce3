//! `curl`.

use crate::shell::files::OpenFile;
use crate::shell::host::Outcome;
use crate::shell::machine::Context;
use crate::shell::options::{self, Options};
use crate::shell::path;
use crate::shell::programs::time::duration_ms;
use crate::shell::programs::{Act, Begun};

use super::{CONNECT_MS, DNS_MS, Lookup, Story, Url, ask, look_up, reason};

/// Redirections followed with `-L`.
const MAX_REDIRECTS: u32 = 10;

/// Long names and the letters they stand for; capitals without a meaning of their own in curl's
/// short options serve where curl has none.
const LONG: [(&str, char); 22] = [
    ("silent", 's'),
    ("show-error", 'S'),
    ("fail", 'f'),
    ("output", 'o'),
    ("head", 'I'),
    ("include", 'i'),
    ("verbose", 'v'),
    ("max-time", 'm'),
    ("request", 'X'),
    ("data", 'd'),
    ("header", 'H'),
    ("write-out", 'w'),
    ("location", 'L'),
    ("insecure", 'k'),
    ("connect-timeout", 'C'),
    ("user", 'u'),
    ("user-agent", 'A'),
    ("retry", 'R'),
    ("remote-name", 'O'),
    ("data-raw", 'd'),
    ("http1.1", 'N'),
    ("no-progress-meter", 'N'),
];

pub(super) fn start(context: &mut Context, arguments: &[String]) -> Begun {
    let options = match options::parse(arguments, "sSfo:IivLm:X:d:H:w:kC:u:A:R:ON4#g", &LONG) {
        Ok(options) => options,
        Err(unknown) => {
            let option = match unknown {
                options::Unknown::Letter(letter) | options::Unknown::MissingValue(letter) => {
                    format!("-{letter}")
                }
                options::Unknown::Long(name) => format!("--{name}"),
            };
            context.process.complain(format!(
                "curl: option {option}: is unknown\n\
                 curl: try 'curl --help' or 'curl --manual' for more information\n"
            ));
            return Begun::Done(2);
        }
    };
    if options.operands.is_empty() {
        let text = "curl: try 'curl --help' or 'curl --manual' for more information\n";
        context.process.complain(text);
        return Begun::Done(2);
    }
    let mut transfer = Transfer {
        story: Story::new(context),
        clock_ms: 0,
        status: 0,
        is_silent: options.has('s'),
        tells_errors: !options.has('s') || options.has('S'),
    };
    for operand in options.operands.iter().take(16) {
        transfer.fetch(context, &options, operand);
    }
    let (after_ms, status) = (transfer.clock_ms, transfer.status);
    transfer.story.ends(after_ms, status)
}

struct Transfer {
    story: Story,
    clock_ms: u64,
    status: i32,
    is_silent: bool,
    tells_errors: bool,
}

impl Transfer {
    fn fail(&mut self, status: i32, message: &str) {
        self.status = status;
        if self.tells_errors {
            self.story.at(
                self.clock_ms,
                Act::Complain(format!("curl: ({status}) {message}\n")),
            );
        }
    }

    fn fetch(&mut self, context: &mut Context, options: &Options, operand: &str) {
        let mut target = operand.to_string();
        for _ in 0..=MAX_REDIRECTS {
            match self.exchange(context, options, &target) {
                Some(location) => target = location,
                None => return,
            }
        }
        self.fail(47, &format!("Maximum ({MAX_REDIRECTS}) redirects followed"));
    }

    /// One request; the place to go on to, if the answer was a redirection to follow.
    fn exchange(
        &mut self,
        context: &mut Context,
        options: &Options,
        target: &str,
    ) -> Option<String> {
        let Some(url) = Url::parse(target).filter(|url| !url.host.is_empty()) else {
            match target.split_once("://") {
                Some((scheme, _)) => {
                    self.fail(
                        1,
                        &format!("Protocol \"{scheme}\" not supported or disabled in libcurl"),
                    );
                }
                None => self.fail(3, "URL using bad/illegal format or missing URL"),
            }
            return None;
        };
        let milliseconds = |letter: char| options.value(letter).and_then(duration_ms).flatten();
        let limit_ms = milliseconds('m').into_iter().chain(milliseconds('C')).min();
        let address = match look_up(context, &url.host) {
            Lookup::Address(address) => address,
            Lookup::NotFound => {
                self.clock_ms += DNS_MS;
                self.fail(6, &format!("Could not resolve host: {}", url.host));
                return None;
            }
            Lookup::TimedOut => {
                let waited = limit_ms.unwrap_or(10_000);
                self.clock_ms += waited;
                match limit_ms {
                    Some(limit) => {
                        self.fail(
                            28,
                            &format!("Resolving timed out after {limit} milliseconds"),
                        );
                    }
                    None => self.fail(6, &format!("Could not resolve host: {}", url.host)),
                }
                return None;
            }
        };
        let body = options.values('d').collect::<Vec<_>>().join("&");
        let method = match (options.value('X'), options.has('I'), options.has('d')) {
            (Some(method), ..) => method,
            (None, true, _) => "HEAD",
            (None, false, true) => "POST",
            (None, false, false) => "GET",
        };
        let headers: Vec<(String, String)> = options
            .values('H')
            .filter_map(|header| header.split_once(':'))
            .map(|(name, value)| (name.trim().to_string(), value.trim().to_string()))
            .collect();
        let reply = ask(context, &url, &address, method, &headers, &body);
        let never_answers = reply.outcome == Outcome::TimedOut;
        if let Some(limit) = limit_ms.filter(|limit| never_answers || reply.after_ms > *limit) {
            self.clock_ms += limit;
            let message = match never_answers {
                true => format!("Connection timed out after {limit} milliseconds"),
                false => {
                    format!("Operation timed out after {limit} milliseconds with 0 bytes received")
                }
            };
            self.fail(28, &message);
            self.write_out(options, 0, limit, 0, &address);
            return None;
        }
        let after_ms = if never_answers {
            CONNECT_MS
        } else {
            reply.after_ms
        };
        if options.has('v') {
            let (host, port) = (&url.host, url.port);
            self.story.at(
                self.clock_ms,
                Act::Complain(format!("*   Trying {address}:{port}...\n")),
            );
            if !matches!(reply.outcome, Outcome::Refused | Outcome::TimedOut) {
                self.tell_request(&url, &address, method, &headers, host);
            }
        }
        self.clock_ms += after_ms;
        let (host, port) = (&url.host, url.port);
        match reply.outcome {
            Outcome::Refused | Outcome::TimedOut => {
                let status = if never_answers { 28 } else { 7 };
                let message = format!(
                    "Failed to connect to {host} port {port} after {after_ms} ms: Couldn't connect to server"
                );
                self.fail(status, &message);
                self.write_out(options, 0, after_ms, 0, &address);
                None
            }
            Outcome::Reset => {
                self.fail(56, "Recv failure: Connection reset by peer");
                self.write_out(options, 0, after_ms, 0, &address);
                None
            }
            Outcome::Response {
                status,
                headers,
                body,
            } => {
                let answer = Answer {
                    status,
                    headers,
                    body,
                };
                self.receive(context, options, &url, &address, &answer, after_ms)
            }
        }
    }

    fn tell_request(
        &mut self,
        url: &Url,
        address: &str,
        method: &str,
        headers: &[(String, String)],
        host: &str,
    ) {
        let mut text = format!(
            "* Connected to {host} ({address}) port {} (#0)\n\
             > {method} {} HTTP/1.1\n> Host: {}\n> User-Agent: curl/7.88.1\n> Accept: */*\n",
            url.port, url.path, url.authority
        );
        for (name, value) in headers {
            text.push_str(&format!("> {name}: {value}\n"));
        }
        text.push_str("> \n");
        self.story.at(self.clock_ms, Act::Complain(text));
    }

    fn receive(
        &mut self,
        context: &mut Context,
        options: &Options,
        url: &Url,
        address: &str,
        answer: &Answer,
        after_ms: u64,
    ) -> Option<String> {
        if options.has('v') {
            let head = answer.head().replace('\r', "");
            let lines: String = head.lines().map(|line| format!("< {line}\n")).collect();
            self.story.at(self.clock_ms, Act::Complain(lines));
        }
        if options.has('L')
            && (300..400).contains(&answer.status)
            && let Some(location) = answer.header("location")
        {
            return Some(match location.starts_with('/') {
                true => format!("{}{location}", url.authority),
                false => location.to_string(),
            });
        }
        let is_failure = options.has('f') && answer.status >= 400;
        let mut text = String::new();
        if options.has('i') || options.has('I') {
            text.push_str(&answer.head());
        }
        if !is_failure && !options.has('I') {
            text.push_str(&answer.body);
        }
        self.deliver(context, options, url, text);
        if options.has('v') {
            let host = &url.host;
            let text = format!("* Connection #0 to host {host} left intact\n");
            self.story.at(self.clock_ms, Act::Complain(text));
        }
        if is_failure {
            let status = answer.status;
            self.fail(22, &format!("The requested URL returned error: {status}"));
        } else {
            self.status = 0;
        }
        self.write_out(options, answer.status, after_ms, answer.body.len(), address);
        None
    }

    fn deliver(&mut self, context: &mut Context, options: &Options, url: &Url, text: String) {
        let name = match (options.value('o'), options.has('O')) {
            (Some("-"), _) => None,
            (Some(name), _) => Some(name.to_string()),
            (None, true) => Some(path::base_name(&url.path).to_string()),
            (None, false) => None,
        };
        let standard = context.process.descriptors.get(&1);
        let goes_elsewhere = standard
            .and_then(|id| context.machine.files.file(*id))
            .is_some_and(|file| matches!(file, OpenFile::PipeWriter(_) | OpenFile::Path(_)));
        if !self.is_silent && (name.is_some() || goes_elsewhere) {
            self.story
                .at(self.clock_ms, Act::Complain(meter(text.len())));
        }
        match name {
            Some(name) if name == "/dev/null" => {}
            Some(name) => {
                let path = path::absolute(&context.process.directory, &name);
                self.story.at(self.clock_ms, Act::Write { path, text });
            }
            None => self.story.at(self.clock_ms, Act::Print(text)),
        }
    }

    /// `-w`: the variables that scripts ask for.
    fn write_out(
        &mut self,
        options: &Options,
        code: u16,
        took_ms: u64,
        size: usize,
        address: &str,
    ) {
        let Some(format) = options.value('w') else {
            return;
        };
        let seconds = format!("{}.{:03}000", took_ms / 1000, took_ms % 1000);
        let text = format
            .replace("%{http_code}", &format!("{code:03}"))
            .replace("%{response_code}", &format!("{code:03}"))
            .replace("%{time_total}", &seconds)
            .replace("%{size_download}", &size.to_string())
            .replace("%{remote_ip}", address)
            .replace("%{exitcode}", &self.status.to_string());
        let style = crate::shell::escape::Style::Format;
        let text = crate::shell::escape::unescape(&text, style).text;
        self.story.at(self.clock_ms, Act::Print(text));
    }
}

struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

impl Answer {
    fn header(&self, wanted: &str) -> Option<&str> {
        let found = self
            .headers
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(wanted));
        found.map(|(_, value)| value.as_str())
    }

    fn head(&self) -> String {
        let mut text = format!("HTTP/1.1 {} {}\r\n", self.status, reason(self.status));
        for (name, value) in &self.headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        if self.header("content-length").is_none() {
            text.push_str(&format!("Content-Length: {}\r\n", self.body.len()));
        }
        text.push_str("\r\n");
        text
    }
}

/// The progress meter, in its last state.
fn meter(bytes: usize) -> String {
    format!(
        "  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n\
         \x20                                Dload  Upload   Total   Spent    Left  Speed\n\
         100 {bytes:5}  100 {bytes:5}    0     0  {bytes:5}      0 --:--:-- --:--:-- --:--:-- {bytes:5}\n"
    )
}
