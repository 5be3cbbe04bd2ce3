//! `kubectl run`, `kubectl expose` and `kubectl create TYPE`: objects out of flags
//! (kubectl.md §10.2, §11).
//!
//! Each writes the manifest that kubectl prints with `--dry-run=client -o yaml`, and that same text
//! is what it creates.

use std::fmt::Write as _;

use crate::api::{Kind, ObjectKey, Pod};
use crate::order;

use super::super::context::{Context, Failed, api_error_text};
use super::super::files;
use super::super::parse::{Arguments, bad_value};
use super::super::print::yaml::scalar;
use super::super::resource::Resource;

use super::targets::{Targets, not_found, targets};
use super::{Status, dry_run, say};

pub(super) const RUN_FLAGS: &str = "annotations= attach! cascade?background command! detach-keys= \
    dry-run?unchanged env= expose! field-manager= f:filename= force! grace-period= image= \
    image-pull-policy= k:kustomize= l:labels= leave-stdin-open! o:output= override-type= \
    overrides= pod-running-timeout= port= privileged! q:quiet! R:recursive! restart= rm! \
    save-config! show-managed-fields! i:stdin! template= timeout= t:tty! wait!";

pub(super) const EXPOSE_FLAGS: &str = "cluster-ip= dry-run?unchanged external-ip= field-manager= \
    f:filename= k:kustomize= l:labels= load-balancer-ip= name= o:output= override-type= \
    overrides= port= protocol= R:recursive! save-config! selector= session-affinity= \
    show-managed-fields! target-port= template= type=";

/// `kubectl run`.
pub(super) fn run(context: &mut Context<'_>, arguments: &Arguments) -> Result<Status, Failed> {
    let command = arguments.command.clone().unwrap_or_default();
    let (name, words) = match arguments.words.split_first() {
        Some((name, rest)) => (name.clone(), [rest.to_vec(), command].concat()),
        // Without a name before `--` the first word after it is the name.
        None => match command.split_first() {
            Some((name, rest)) => (name.clone(), rest.to_vec()),
            None => return Err(context.usage("NAME is required for run")),
        },
    };
    let Some(image) = arguments.value("image") else {
        return Err(context.fail("required flag(s) \"image\" not set"));
    };
    let restart = arguments.value("restart").unwrap_or("Always");
    if !matches!(restart, "Always" | "OnFailure" | "Never") {
        return Err(context.usage(&format!("invalid restart policy: {restart}")));
    }
    let attaches = ["attach", "stdin", "tty"]
        .iter()
        .any(|flag| arguments.is_set(flag, false));
    if arguments.is_set("rm", false) && !attaches {
        return Err(context.usage("--rm should only be used for attached containers"));
    }
    if attaches && !dry_run(arguments).is_empty() {
        return Err(context.usage(
            "--dry-run=[server|client] can't be used with attached containers options (--attach, \
             --stdin, or --tty)",
        ));
    }
    if attaches {
        return Err(context.fail(
            "attaching is not simulated; run the Pod without -i and -t, then: kubectl exec -it",
        ));
    }
    if arguments.is_set("expose", false) && !arguments.has("port") {
        return Err(context.usage("--port must be set when exposing a service"));
    }
    if arguments.is_set("expose", false) {
        return Err(
            context.fail("--expose is not simulated; run the Pod, then: kubectl expose pod")
        );
    }
    let manifest = pod_manifest(context, arguments, &name, image, restart, &words)?;
    make(context, arguments, &manifest)
}

fn pod_manifest(
    context: &mut Context<'_>,
    arguments: &Arguments,
    name: &str,
    image: &str,
    restart: &str,
    words: &[String],
) -> Result<String, Failed> {
    let mut labels = pairs(context, arguments, "labels")?;
    if labels.is_empty() {
        labels.push(("run".to_owned(), name.to_owned()));
    }
    order::sort(&mut labels);
    let mut text = String::from("apiVersion: v1\nkind: Pod\nmetadata:\n");
    let annotations = pairs(context, arguments, "annotations")?;
    map(&mut text, "  annotations", &annotations);
    map(&mut text, "  labels", &labels);
    let _ = write!(
        text,
        "  name: {}\n{}",
        scalar(name),
        in_namespace(arguments)
    );
    text += "spec:\n  containers:\n";
    let mut lines = String::new();
    let key = match arguments.is_set("command", false) {
        true => "command",
        false => "args",
    };
    if !words.is_empty() {
        let _ = writeln!(lines, "{key}:");
        for word in words {
            let _ = writeln!(lines, "- {}", scalar(word));
        }
    }
    for (index, env) in arguments.values("env").enumerate() {
        let Some((name, value)) = env.split_once('=') else {
            return Err(context.fail(&format!("invalid env: {env}")));
        };
        let head = if index == 0 { "env:\n" } else { "" };
        let _ = writeln!(
            lines,
            "{head}- name: {}\n  value: {}",
            scalar(name),
            scalar(value)
        );
    }
    let _ = writeln!(lines, "image: {}", scalar(image));
    if let Some(policy) = arguments.value("image-pull-policy") {
        let _ = writeln!(lines, "imagePullPolicy: {}", scalar(policy));
    }
    let _ = writeln!(lines, "name: {}", scalar(name));
    if let Some(port) = number(context, arguments, "port")? {
        let _ = writeln!(lines, "ports:\n- containerPort: {port}");
    }
    lines += "resources: {}\n";
    for (index, line) in lines.lines().enumerate() {
        let indent = if index == 0 { "  - " } else { "    " };
        let _ = writeln!(text, "{indent}{line}");
    }
    let _ = write!(
        text,
        "  dnsPolicy: ClusterFirst\n  restartPolicy: {restart}\nstatus: {{}}\n"
    );
    Ok(text)
}

/// `kubectl expose pod`.
pub(super) fn expose(context: &mut Context<'_>, arguments: &Arguments) -> Result<Status, Failed> {
    if arguments.words.is_empty() {
        return Err(context.fail(super::delete::NO_RESOURCE));
    }
    let Targets::Named(named) = targets(context, &arguments.words)? else {
        let message = "resource(s) were provided, but no name was specified";
        return Err(context.fail(message));
    };
    let namespace = context.namespace(arguments);
    let Some((resource, name)) = named.first() else {
        return Err(context.fail(super::delete::NO_RESOURCE));
    };
    let key = resource
        .kind
        .map(|kind| ObjectKey::new(kind, &namespace, name));
    let Some(key) = key.filter(|key| context.object(key).is_some()) else {
        return Err(not_found(context, resource, name));
    };
    if !matches!(key.kind, Kind::Pod | Kind::Service) {
        let (types, kind) = (resource.server_name(), key.kind.name());
        let message = format!("cannot expose a {kind}: {types} have no selector");
        return Err(context.fail(&message));
    }
    let Some(pod) = context.world.pod(&namespace, name).cloned() else {
        return Err(context.fail("exposing a Service again is not simulated"));
    };
    let manifest = service_manifest(context, arguments, &pod)?;
    make_and_say(context, arguments, &manifest, "exposed")
}

fn service_manifest(
    context: &mut Context<'_>,
    arguments: &Arguments,
    pod: &Pod,
) -> Result<String, Failed> {
    let labels: Vec<(String, String)> = pod.metadata.labels.clone().into_iter().collect();
    let selector = match pairs(context, arguments, "selector")? {
        given if !given.is_empty() => given,
        _ if labels.is_empty() => {
            return Err(context.fail(
                "couldn't retrieve selectors via --selector flag or introspection: the pod has \
                 no labels and cannot be exposed",
            ));
        }
        _ => labels.clone(),
    };
    let protocol = arguments.value("protocol");
    let mut ports: Vec<(i32, String)> = match number(context, arguments, "port")? {
        Some(port) => vec![(port, protocol.unwrap_or("TCP").to_owned())],
        None => {
            let declared = pod.spec.containers.iter().flat_map(|c| &c.ports);
            let port_of = |port: &crate::api::container::ContainerPort| {
                let own = protocol.unwrap_or(&port.protocol);
                (port.container_port, own.to_owned())
            };
            declared.map(port_of).collect()
        }
    };
    ports.dedup();
    if ports.is_empty() {
        return Err(context.fail("couldn't find port via --port flag or introspection"));
    }
    let name = arguments.value("name").unwrap_or(&pod.metadata.name);
    let mut text = String::from("apiVersion: v1\nkind: Service\nmetadata:\n");
    map(&mut text, "  labels", &labels);
    let _ = write!(
        text,
        "  name: {}\n{}",
        scalar(name),
        in_namespace(arguments)
    );
    text += "spec:\n  ports:\n";
    let is_single = ports.len() == 1;
    for (index, (port, protocol)) in ports.iter().enumerate() {
        let target = arguments
            .value("target-port")
            .map_or(port.to_string(), str::to_owned);
        let mut dash = "  - ";
        if !is_single {
            let _ = writeln!(text, "  - name: port-{}", index + 1);
            dash = "    ";
        }
        let _ = writeln!(
            text,
            "{dash}port: {port}\n    protocol: {protocol}\n    targetPort: {target}"
        );
    }
    map(&mut text, "  selector", &selector);
    if let Some(affinity) = arguments.value("session-affinity") {
        let _ = writeln!(text, "  sessionAffinity: {affinity}");
    }
    if let Some(service_type) = arguments.value("type") {
        let _ = writeln!(text, "  type: {service_type}");
    }
    text += "status:\n  loadBalancer: {}\n";
    Ok(text)
}

/// `kubectl create namespace`.
pub(super) fn namespace(
    context: &mut Context<'_>,
    arguments: &Arguments,
) -> Result<Status, Failed> {
    let name = only_name(context, "namespace", &arguments.words[1..])?;
    let manifest = format!(
        "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: {}\nspec: {{}}\nstatus: {{}}\n",
        scalar(&name)
    );
    make(context, arguments, &manifest)
}

/// `kubectl create configmap --from-literal`.
pub(super) fn config_map(
    context: &mut Context<'_>,
    arguments: &Arguments,
) -> Result<Status, Failed> {
    let name = only_name(context, "configmap", &arguments.words[1..])?;
    let mut text = String::from("apiVersion: v1\n");
    let data = literals(context, arguments)?;
    map(&mut text, "data", &data);
    let _ = write!(
        text,
        "kind: ConfigMap\nmetadata:\n  name: {}\n",
        scalar(&name)
    );
    text += &in_namespace(arguments);
    make(context, arguments, &text)
}

/// `kubectl create secret generic --from-literal`.
pub(super) fn secret(context: &mut Context<'_>, arguments: &Arguments) -> Result<Status, Failed> {
    if arguments.words.get(1).map(String::as_str) != Some("generic") {
        return Err(context.fail("only secrets of the type generic are simulated"));
    }
    let name = only_name(context, "secret generic", &arguments.words[2..])?;
    let mut text = String::from("apiVersion: v1\n");
    let data = literals(context, arguments)?.into_iter();
    let data = data.map(|(key, value)| (key, crate::api::defaults::base64(value.as_bytes())));
    map(&mut text, "data", &data.collect::<Vec<_>>());
    let _ = write!(text, "kind: Secret\nmetadata:\n  name: {}\n", scalar(&name));
    text += &in_namespace(arguments);
    make(context, arguments, &text)
}

fn only_name(context: &mut Context<'_>, what: &str, words: &[String]) -> Result<String, Failed> {
    match words {
        [name] => Ok(name.clone()),
        words => {
            let count = words.len();
            context.fail(&format!("exactly one NAME is required, got {count}"));
            let line = format!("See 'kubectl create {what} -h' for help and examples");
            context.output.error(&line);
            Err(Failed)
        }
    }
}

/// `--from-literal k=v`, sorted.
fn literals(
    context: &mut Context<'_>,
    arguments: &Arguments,
) -> Result<Vec<(String, String)>, Failed> {
    if ["from-file", "from-env-file"]
        .iter()
        .any(|flag| arguments.has(flag))
    {
        return Err(context.fail("only --from-literal is simulated; or write a manifest"));
    }
    let mut found = Vec::new();
    for text in arguments.values("from-literal") {
        let Some((key, value)) = text.split_once('=') else {
            let message = format!("invalid literal source {text}, expected key=value");
            return Err(context.fail(&message));
        };
        found.push((key.to_owned(), value.to_owned()));
    }
    order::sort(&mut found);
    Ok(found)
}

/// `a=b,c=d` of a flag.
fn pairs(
    context: &mut Context<'_>,
    arguments: &Arguments,
    flag: &str,
) -> Result<Vec<(String, String)>, Failed> {
    let mut found = Vec::new();
    for text in arguments.values(flag).flat_map(|list| list.split(',')) {
        match text.split_once('=') {
            Some((key, value)) => found.push((key.to_owned(), value.to_owned())),
            None => return Err(context.fail(&format!("unexpected {flag} spec: {text}"))),
        }
    }
    Ok(found)
}

fn number(
    context: &mut Context<'_>,
    arguments: &Arguments,
    flag: &str,
) -> Result<Option<i32>, Failed> {
    let Some(text) = arguments.value(flag) else {
        return Ok(None);
    };
    text.parse().map(Some).map_err(|_| {
        let error = bad_value(&format!("--{flag}"), text, "ParseInt");
        context.flag_error(&error.message)
    })
}

fn map(text: &mut String, title: &str, entries: &[(String, String)]) {
    if entries.is_empty() {
        return;
    }
    let indent = " ".repeat(title.len() - title.trim_start().len() + 2);
    let _ = writeln!(text, "{title}:");
    for (key, value) in entries {
        let _ = writeln!(text, "{indent}{}: {}", scalar(key), scalar(value));
    }
}

fn in_namespace(arguments: &Arguments) -> String {
    match arguments.value("namespace") {
        Some(namespace) => format!("  namespace: {}\n", scalar(namespace)),
        None => String::new(),
    }
}

/// Creates what a manifest says, or prints the manifest.
fn make(
    context: &mut Context<'_>,
    arguments: &Arguments,
    manifest: &str,
) -> Result<Status, Failed> {
    make_and_say(context, arguments, manifest, "created")
}

/// The same with another word for it.
fn make_and_say(
    context: &mut Context<'_>,
    arguments: &Arguments,
    manifest: &str,
    done: &str,
) -> Result<Status, Failed> {
    if let Some(made) = make_quietly(context, arguments, manifest)? {
        let resource = Resource::of(made.kind);
        say(context, arguments, resource, &made.name, done);
    }
    Ok(Status::Done { exit_code: 0 })
}

/// The key of what was created; `None` if the manifest was printed instead.
fn make_quietly(
    context: &mut Context<'_>,
    arguments: &Arguments,
    manifest: &str,
) -> Result<Option<ObjectKey>, Failed> {
    let namespace = context.namespace(arguments);
    let documents = files::read_generated(manifest, &namespace);
    let Some(document) = documents.documents.into_iter().next() else {
        for error in &documents.errors {
            context.output.error(error);
        }
        return Err(Failed);
    };
    let key = document.object.key();
    let is_dry = !dry_run(arguments).is_empty();
    if !is_dry && let Err(error) = context.create(document.object) {
        let text = api_error_text(&error, None);
        context.output.error(&text);
        return Err(Failed);
    }
    match arguments.value("output") {
        None | Some("name") => Ok(Some(key)),
        Some("yaml") if is_dry => {
            context.output.out(manifest);
            Ok(None)
        }
        Some(format) => Err(context.fail(&format!(
            "the output format {format:?} is simulated here with --dry-run=client -o yaml only"
        ))),
    }
}
