//! busybox `wget`.

use crate::shell::host::Outcome;
use crate::shell::machine::Context;
use crate::shell::options;
use crate::shell::path;
use crate::shell::programs::{self, Act, Begun};

use super::{CONNECT_MS, DNS_MS, Lookup, Story, Url, ask, look_up, reason};

pub(super) fn start(context: &mut Context, arguments: &[String]) -> Begun {
    let long = [
        ("quiet", 'q'),
        ("output-document", 'O'),
        ("timeout", 'T'),
        ("spider", 's'),
        ("post-data", 'D'),
        ("header", 'H'),
        ("no-check-certificate", 'k'),
        ("tries", 't'),
        ("server-response", 'S'),
        ("user-agent", 'U'),
    ];
    let options = match options::parse(arguments, "qO:T:sD:H:kcSP:U:t:Y:o:n:", &long) {
        Ok(options) => options,
        Err(unknown) => return Begun::Done(programs::unknown_option(context, "wget", &unknown)),
    };
    let Some(operand) = options.operands.first() else {
        context.process.complain(programs::usage("wget"));
        return Begun::Done(1);
    };
    let Some(url) = Url::parse(operand) else {
        context
            .process
            .complain(format!("wget: not an http or ftp url: {operand}\n"));
        return Begun::Done(1);
    };
    let is_loud = !options.has('q');
    let limit_ms = options
        .value('T')
        .and_then(|text| text.parse::<u64>().ok())
        .map(|s| s * 1000);
    let mut story = Story::new(context);
    let address = match look_up(context, &url.host) {
        Lookup::Address(address) => address,
        Lookup::NotFound | Lookup::TimedOut => {
            let text = format!("wget: bad address '{}'\n", url.authority);
            story.at(DNS_MS, Act::Complain(text));
            return story.ends(DNS_MS, 1);
        }
    };
    if is_loud {
        let (host, port) = (&url.authority, url.port);
        story.at(
            0,
            Act::Complain(format!("Connecting to {host} ({address}:{port})\n")),
        );
    }
    let headers: Vec<(String, String)> = options
        .values('H')
        .filter_map(|header| header.split_once(':'))
        .map(|(name, value)| (name.trim().to_string(), value.trim().to_string()))
        .collect();
    let body = options.value('D').unwrap_or("");
    let method = match (options.has('s'), options.value('D')) {
        (true, _) => "HEAD",
        (false, Some(_)) => "POST",
        (false, None) => "GET",
    };
    let reply = ask(context, &url, &address, method, &headers, body);
    let never_answers = reply.outcome == Outcome::TimedOut;
    if let Some(limit_ms) = limit_ms.filter(|limit| never_answers || reply.after_ms > *limit) {
        story.at(
            limit_ms,
            Act::Complain("wget: download timed out\n".to_string()),
        );
        return story.ends(limit_ms, 1);
    }
    let after_ms = if never_answers {
        CONNECT_MS
    } else {
        reply.after_ms
    };
    let problem = match reply.outcome {
        Outcome::Refused => Some(format!(
            "can't connect to remote host ({address}): Connection refused"
        )),
        Outcome::TimedOut => Some(format!(
            "can't connect to remote host ({address}): Connection timed out"
        )),
        Outcome::Reset => Some("error getting response: Connection reset by peer".to_string()),
        Outcome::Response { status, .. } if status >= 400 => Some(format!(
            "server returned error: HTTP/1.1 {status} {}",
            reason(status)
        )),
        Outcome::Response { body, .. } => {
            return save(context, story, &options, &url, &body, after_ms);
        }
    };
    if let Some(problem) = problem {
        story.at(after_ms, Act::Complain(format!("wget: {problem}\n")));
    }
    story.ends(after_ms, 1)
}

fn save(
    context: &Context,
    mut story: Story,
    options: &options::Options,
    url: &Url,
    body: &str,
    after_ms: u64,
) -> Begun {
    let is_loud = !options.has('q');
    if options.has('s') {
        if is_loud {
            story.at(after_ms, Act::Complain("remote file exists\n".to_string()));
        }
        return story.ends(after_ms, 0);
    }
    let file = match options.value('O') {
        Some(name) => name.to_string(),
        None => match path::base_name(url.path.split('?').next().unwrap_or("")) {
            "" | "/" => "index.html".to_string(),
            name => name.to_string(),
        },
    };
    let is_standard = file == "-" || file == "/dev/stdout";
    if is_loud {
        let text = match is_standard {
            true => "writing to stdout\n".to_string(),
            false => format!("saving to '{file}'\n"),
        };
        story.at(after_ms, Act::Complain(text));
    }
    match (is_standard, file.as_str()) {
        (true, _) => story.at(after_ms, Act::Print(body.to_string())),
        (false, "/dev/null") => {}
        (false, _) => {
            let path = path::absolute(&context.process.directory, &file);
            story.at(
                after_ms,
                Act::Write {
                    path,
                    text: body.to_string(),
                },
            );
        }
    }
    if is_loud {
        let label = if is_standard {
            "-"
        } else {
            path::base_name(&file)
        };
        let bar = "*".repeat(32);
        let size = body.len();
        let text = format!("{label:<20.20} 100% |{bar}| {size:5}  0:00:00 ETA\n");
        story.at(after_ms, Act::Complain(text));
        let text = match is_standard {
            true => "written to stdout\n".to_string(),
            false => format!("'{file}' saved\n"),
        };
        story.at(after_ms, Act::Complain(text));
    }
    story.ends(after_ms, 0)
}
