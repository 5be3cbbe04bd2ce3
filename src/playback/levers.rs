//! What a person can do to a Pod from the page: each lever is a command, as it could be typed.

use crate::api::behaviour::ANNOTATION;
use crate::api::{Container, Pod};
use crate::engine::runtime::catalogue;
use crate::order::Set;

use super::snapshot::{ContainerView, NodeView, PodView, Role, RuntimeView, Snapshot};

/// What a lever does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LeverKind {
    /// The app answers every request with 500.
    FailRequests,
    AnswerSlowly,
    /// The app accepts requests and never answers.
    Hang,
    Crash,
    LeakMemory,
    /// The app does again what its image does.
    Heal,
    CreateFile(String),
    RemoveFile(String),
    /// Sets a readiness gate's condition.
    Gate {
        condition: String,
        to: bool,
    },
    Delete,
    DeleteWithGrace(i64),
    DeleteNow,
    DeleteByForce,
    StopKubelet,
    StartKubelet,
    CutNetwork,
    JoinNetwork,
}

/// One lever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lever {
    pub kind: LeverKind,
    /// The container that it is about.
    pub container: Option<String>,
    /// The command line.
    pub command: String,
}

/// The levers of a Pod at this moment, nearest to its containers first. Levers of the lost node
/// are there only while their Pod is.
pub fn levers(pod: &PodView, snapshot: &Snapshot) -> Vec<Lever> {
    let mut levers = Vec::new();
    for view in &pod.containers {
        if matches!(view.runtime, RuntimeView::Running { .. }) {
            of_app(pod, view, &mut levers);
        }
        of_files(pod, view, &mut levers);
    }
    of_gates(pod, &mut levers);
    of_deletion(pod, &mut levers);
    let node = pod.node.as_deref();
    let node = snapshot.nodes.iter().find(|view| Some(&*view.name) == node);
    if let Some(node) = node {
        of_node(node, &mut levers);
    }
    levers
}

/// A server follows an annotation at once; what a command does, its own text says.
fn of_app(pod: &PodView, view: &ContainerView, levers: &mut Vec<Lever>) {
    if view.role != Role::App || !runs_its_image(&view.spec) {
        return;
    }
    let name = &view.spec.name;
    let key = format!("{ANNOTATION}.{name}");
    let target = format!("pod {}", named(pod));
    let mut add = |kind, statement: &str| {
        levers.push(Lever {
            kind,
            container: Some(name.clone()),
            command: format!("kubectl annotate {target} --overwrite {key}='{statement}'"),
        });
    };
    add(LeverKind::FailRequests, "answers 500");
    add(LeverKind::AnswerSlowly, "takes 3s to answer");
    add(LeverKind::Hang, "takes 1h to answer");
    add(LeverKind::Crash, "exits 1 after 100ms");
    add(LeverKind::LeakMemory, "memory grows 20Mi per second");
    if pod.pod.metadata.annotations.contains_key(&key) {
        levers.push(Lever {
            kind: LeverKind::Heal,
            container: Some(name.clone()),
            command: format!("kubectl annotate {target} {key}-"),
        });
    }
}

fn runs_its_image(container: &Container) -> bool {
    container.command.is_empty()
        && catalogue::find(&container.image).is_none_or(|image| image.program.is_some())
}

/// The files that exec probes look for: on the node if they lie in a hostPath volume, else in the
/// container.
fn of_files(pod: &PodView, view: &ContainerView, levers: &mut Vec<Lever>) {
    let probes = [
        &view.spec.startup_probe,
        &view.spec.liveness_probe,
        &view.spec.readiness_probe,
    ];
    let commands = probes
        .into_iter()
        .flatten()
        .filter_map(|probe| probe.exec.as_ref());
    let words = commands.flat_map(|exec| &exec.command);
    let paths: Set<&str> = words
        .flat_map(|word| word.split([' ', ';', '&', '|']))
        .filter(|word| is_plain_path(word))
        .collect();
    let name = &view.spec.name;
    let is_running = matches!(view.runtime, RuntimeView::Running { .. });
    for path in paths {
        let on_node = on_node(&pod.pod, &view.spec, path).zip(pod.node.as_deref());
        let (before, path) = match on_node {
            Some((path, node)) => (format!("ssh {node}"), path),
            None if is_running => (
                format!("kubectl exec {} -c {name} --", named(pod)),
                path.to_owned(),
            ),
            None => continue,
        };
        levers.push(Lever {
            command: format!("{before} touch {path}"),
            kind: LeverKind::CreateFile(path.clone()),
            container: Some(name.clone()),
        });
        levers.push(Lever {
            command: format!("{before} rm -f {path}"),
            kind: LeverKind::RemoveFile(path),
            container: Some(name.clone()),
        });
    }
}

/// A file of some volume or of the container, not a program.
fn is_plain_path(word: &str) -> bool {
    let is_plain =
        |character: char| character.is_ascii_alphanumeric() || "/._-".contains(character);
    let programs = ["/bin/", "/sbin/", "/usr/", "/dev/"];
    word.len() > 1
        && word.starts_with('/')
        && !programs.iter().any(|folder| word.starts_with(folder))
        && word.chars().all(is_plain)
}

/// Where a path of the container is on the node, if it is there at all.
fn on_node(pod: &Pod, container: &Container, path: &str) -> Option<String> {
    container.volume_mounts.iter().find_map(|mount| {
        let rest = path.strip_prefix(mount.mount_path.trim_end_matches('/'))?;
        if !rest.starts_with('/') {
            return None;
        }
        let mut volumes = pod.spec.volumes.iter();
        let volume = volumes.find(|volume| volume.name == mount.name)?;
        let folder = volume.host_path.as_ref()?.path.trim_end_matches('/');
        Some(format!("{folder}{rest}"))
    })
}

fn of_gates(pod: &PodView, levers: &mut Vec<Lever>) {
    for gate in &pod.pod.spec.readiness_gates {
        let condition = &gate.condition_type;
        let to = !pod.pod.status.condition_is_true(condition);
        let status = if to { "True" } else { "False" };
        let patch = format!(
            r#"{{"status":{{"conditions":[{{"type":"{condition}","status":"{status}"}}]}}}}"#
        );
        levers.push(Lever {
            kind: LeverKind::Gate {
                condition: condition.clone(),
                to,
            },
            container: None,
            command: format!(
                "kubectl patch pod {} --subresource=status -p '{patch}'",
                named(pod)
            ),
        });
    }
}

fn of_deletion(pod: &PodView, levers: &mut Vec<Lever>) {
    let ways = [
        (LeverKind::Delete, ""),
        (LeverKind::DeleteWithGrace(5), " --grace-period=5"),
        (LeverKind::DeleteNow, " --now"),
        (LeverKind::DeleteByForce, " --grace-period=0 --force"),
    ];
    for (kind, flags) in ways {
        levers.push(Lever {
            kind,
            container: None,
            command: format!("kubectl delete pod {}{flags}", named(pod)),
        });
    }
}

fn of_node(node: &NodeView, levers: &mut Vec<Lever>) {
    let kubelet = match node.kubelet_runs {
        true => (LeverKind::StopKubelet, "systemctl stop kubelet"),
        false => (LeverKind::StartKubelet, "systemctl start kubelet"),
    };
    let network = match node.network_is_up {
        true => (LeverKind::CutNetwork, "ip link set eth0 down"),
        false => (LeverKind::JoinNetwork, "ip link set eth0 up"),
    };
    for (kind, program) in [kubelet, network] {
        levers.push(Lever {
            kind,
            container: None,
            command: format!("ssh {} {program}", node.name),
        });
    }
}

/// The Pod's name as kubectl wants it, with its namespace unless that is the default one.
fn named(pod: &PodView) -> String {
    match pod.key.namespace.as_str() {
        "default" => pod.key.name.clone(),
        namespace => format!("{} -n {namespace}", pod.key.name),
    }
}

#[cfg(test)]
mod tests {
    use crate::engine::time::SimTime;
    use crate::playback::session::Session;

    use super::*;

    fn commands(session: &Session) -> Vec<String> {
        let snapshot = session.snapshot();
        let pod = snapshot.pods.first().expect("the manifest has a Pod");
        let levers = levers(pod, &snapshot);
        levers.into_iter().map(|lever| lever.command).collect()
    }

    const WEB: &str = "
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  readinessGates: [{conditionType: example.com/ready}]
  containers:
  - name: app
    image: nginx
    readinessProbe: {exec: {command: [cat, /data/ready, /tmp/warm]}}
    volumeMounts: [{name: data, mountPath: /data}]
  volumes: [{name: data, hostPath: {path: /mnt/data}}]
";

    #[test]
    fn every_lever_is_a_command_that_the_terminal_takes() {
        let mut session = Session::from_manifest(WEB);
        session.seek(SimTime::from_millis(20_000));
        let commands = commands(&session);
        for expected in [
            "kubectl annotate pod web --overwrite podarium.dev/behaviour.app='answers 500'",
            "ssh node1 touch /mnt/data/ready",
            "kubectl exec web -c app -- rm -f /tmp/warm",
            "kubectl delete pod web --grace-period=0 --force",
            "ssh node1 systemctl stop kubelet",
        ] {
            assert!(
                commands.iter().any(|line| line == expected),
                "{expected} of {commands:#?}"
            );
        }
        for line in &commands {
            let mut fresh = Session::from_manifest(WEB);
            fresh.seek(SimTime::from_millis(20_000));
            let reply = fresh.command(line);
            assert_eq!(
                (reply.exit_code, reply.stderr.lines().count() < 2),
                (0, true),
                "{line}: {}",
                reply.stderr
            );
        }
    }

    #[test]
    fn a_pulled_lever_gives_its_opposite() {
        let mut session = Session::from_manifest(WEB);
        session.seek(SimTime::from_millis(20_000));
        for (line, opposite) in [
            (
                "ssh node1 systemctl stop kubelet",
                "ssh node1 systemctl start kubelet",
            ),
            (
                "ssh node1 ip link set eth0 down",
                "ssh node1 ip link set eth0 up",
            ),
            (
                "kubectl annotate pod web --overwrite podarium.dev/behaviour.app='answers 500'",
                "kubectl annotate pod web podarium.dev/behaviour.app-",
            ),
        ] {
            assert_eq!(session.command(line).exit_code, 0, "{line}");
            assert!(
                commands(&session).iter().any(|line| line == opposite),
                "{opposite}"
            );
        }
    }
}
