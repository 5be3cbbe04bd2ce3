//! Objects on the wire: what a real cluster printed is read and printed again byte for byte
//! (`tests/wire/*.yaml`, recordings with `hostIPs` added where they are older than it), and every
//! object of a run survives the way out and back.

use std::fs;

use podarium::api::wire::WireError;
use podarium::api::{Kind, Object, Value};
use podarium::engine::World;
use podarium::engine::config::Config;
use podarium::engine::time::SimTime;
use podarium::kubectl::print::yaml;
use podarium::manifest::{self, read};

fn value(text: &str) -> Value {
    read(text).documents[0].node.to_value()
}

#[test]
fn real_output_is_printed_again() {
    let mut files = 0;
    for file in fs::read_dir("tests/wire").expect("the folder is part of the project") {
        let path = file.expect("it can be listed").path();
        let text = fs::read_to_string(&path).expect("it is text");
        let object = Object::from_value(&value(&text)).expect("it is an object");
        assert_eq!(yaml::write(&object.to_value()), text, "{}", path.display());
        files += 1;
    }
    assert!(files >= 5, "{files}");
}

/// A Pod that fails, one that is pulled in vain and all that the cluster holds besides.
const MANIFEST: &str = "
apiVersion: v1
kind: Pod
metadata: {name: fails, labels: {app: web}, annotations: {note: 'a: b'}}
spec:
  initContainers:
  - {name: first, image: 'busybox:1.36', command: [sh, -c, 'true']}
  - {name: side, image: 'busybox:1.36', command: [sleep, '100'], restartPolicy: Always}
  containers:
  - name: web
    image: busybox:1.36
    command: [sh, -c, 'sleep 1; exit 3']
    env:
    - {name: NODE, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}
    resources: {requests: {cpu: 50m, memory: 1.5Gi}}
    livenessProbe: {tcpSocket: {port: web}, timeoutSeconds: 2}
    lifecycle: {preStop: {sleep: {seconds: 1}}}
  volumes:
  - {name: scratch, emptyDir: {}}
---
apiVersion: v1
kind: Pod
metadata: {name: waits}
spec:
  containers: [{name: c, image: 'nginx:no-such-tag'}]
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: web}]}
---
apiVersion: v1
kind: Secret
metadata: {name: key}
stringData: {password: hunter2}
";

#[test]
fn every_object_of_a_run_reads_back() {
    let mut world = World::new(Config::default());
    world.begin_command("kubectl apply -f all.yaml");
    for object in read(MANIFEST).objects() {
        let stored = match object.clone() {
            manifest::Object::Pod(pod) => Object::Pod(pod),
            manifest::Object::Service(service) => Object::Service(service),
            manifest::Object::Secret(secret) => Object::Secret(secret),
            other => panic!("{other:?}"),
        };
        world.create(stored).expect("it is valid");
    }
    world.step_until(SimTime::from_seconds(60));
    let mut kinds = 0;
    for kind in Kind::ALL {
        let mut objects = world.store().list(kind).peekable();
        kinds += usize::from(objects.peek().is_some());
        for object in objects {
            let wire = object.to_value();
            assert_eq!(wire.get("kind").and_then(Value::as_text), Some(kind.name()));
            assert_eq!(Object::from_value(&wire).as_ref(), Ok(object));
            assert_eq!(value(&yaml::write(&wire)), sorted(&wire));
        }
    }
    assert!(kinds >= 6, "{kinds}");
}

/// The same tree with its maps in the order of their keys.
fn sorted(value: &Value) -> Value {
    match value {
        Value::List(items) => Value::List(items.iter().map(sorted).collect()),
        Value::Map(_) => {
            let entries = value.sorted_entries().into_iter();
            Value::Map(
                entries
                    .map(|(key, item)| (key.clone(), sorted(item)))
                    .collect(),
            )
        }
        other => other.clone(),
    }
}

#[test]
fn what_does_not_fit_is_named_with_its_place() {
    let cases = [
        (
            "kind: Pod\nspec: {containers: [{name: a}, {image: [x]}]}",
            "spec.containers[1].image",
            "text",
        ),
        ("kind: Pod\nspec: [a]", "spec", "map"),
        (
            "kind: Pod\nspec: {containers: x}",
            "spec.containers",
            "list",
        ),
        (
            "kind: Pod\nspec: {hostNetwork: maybe}",
            "spec.hostNetwork",
            "boolean",
        ),
        (
            "kind: Pod\nspec: {priority: 3000000000}",
            "spec.priority",
            "32-bit number",
        ),
        (
            "kind: Pod\nspec: {priority: high}",
            "spec.priority",
            "number",
        ),
        (
            "kind: Pod\nspec: {restartPolicy: Sometimes}",
            "spec.restartPolicy",
            "known word",
        ),
        (
            "kind: Pod\nspec: {nodeSelector: {disk: 1}}",
            "spec.nodeSelector.disk",
            "text",
        ),
        (
            "kind: Pod\nspec: {containers: [{resources: {limits: {cpu: 1x}}}]}",
            "spec.containers[0].resources.limits.cpu",
            "known word",
        ),
        (
            "kind: Service\nspec: {ports: [{targetPort: 1.5}]}",
            "spec.ports[0].targetPort",
            "number or text",
        ),
        ("kind: Deployment", "kind", "known kind"),
        (
            "kind: Pod\nstatus: {startTime: today}",
            "status.startTime",
            "known word",
        ),
    ];
    for (text, path, expected) in cases {
        let error = WireError {
            path: path.to_owned(),
            expected,
        };
        assert_eq!(Object::from_value(&value(text)), Err(error), "{text}");
    }
}

#[test]
fn null_is_nothing_said() {
    let text = "kind: Pod\nmetadata: {name: null, labels: null}\nspec: {containers: [null], priority: null}";
    let object = Object::from_value(&value(text)).expect("null fits anywhere here");
    let pod = object.as_pod().expect("it is a Pod");
    assert_eq!(pod.spec.containers.len(), 1);
    assert_eq!(pod.spec.priority, None);
    assert_eq!(pod.metadata.name, "");
}
