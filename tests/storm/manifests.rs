//! Manifests of every temper: sound ones, odd ones, broken ones.

use super::dice::Dice;

const IMAGES: &[&str] = &[
    "busybox:1.28",
    "busybox:1.28",
    "busybox:1.36",
    "busybox",
    "busybox:1.28",
    "nginx:1.27",
    "nginx",
    "kubetm/app",
    "gasbugs/http-go",
    "busybox:99.9",
    "Nginx:UPPER",
    "quay.invalid/a/b:c",
    "example.org/own/thing:v1",
    "busybox@sha256:0000000000000000000000000000000000000000000000000000000000000000",
];

/// The first few end well.
const SCRIPTS: &[&str] = &[
    "exit 0",
    "sleep 2",
    "echo ready",
    "sleep 3600",
    "sleep 3; exit 1",
    "exit 300",
    "exit -1",
    "nosuchprogram",
    "trap 'exit 0' TERM; while true; do sleep 1; done",
    "trap '' TERM; sleep 1000",
    "trap 'sleep 100; exit 3' TERM INT; sleep 20; exit 2",
    "while true; do :; done",
    "while true; do echo x; sleep 0.01; done",
    "yes | head -c 100000",
    "i=0; while [ $i -lt 500 ]; do i=$((i+1)); echo $i; done; exit $i",
    "sleep 5 & sleep 2 & wait; kill -9 $$",
    "echo $((9223372036854775807 + 1)) $((-9223372036854775808 / -1)) $((1 << 70))",
    "echo $((1 / 0)); echo $((1 % 0))",
    "x=한글🙂; echo ${x#한} ${#x} ${x%🙂} \"$x\" | cut -c2-3 | tr a-z A-Z",
    "printf '%s %d %x %5.2s' 한글 99999999999999999999 -1 🙂",
    "kill -9 -1; kill -TERM 1; kill -0 99999; kill",
    "exec sleep 2",
    "nc -l -p 8080 -e cat; wget -qO- localhost:8080",
    "cat /etc/resolv.conf /etc/hosts; env | sort; hostname -i; ls -la / | awk '{print $NF}'",
    "f() { f; }; f",
    "sleep 99999999999999999999",
    "sleep -1; sleep 0; sleep 0.000001; sleep inf",
    "echo bye > /dev/termination-log; exit 4",
    "touch /tmp/healthy; sleep 7; rm -f /tmp/healthy; sleep 600",
    "date +%s; seq 1 100000 | tail -1; dd if=/dev/zero of=/tmp/x bs=1M count=99",
    "echo a > /x; cat < /x > /x; cat /proc/1/status; sed 's/\\(a/b/' /x; grep '[' /x; expr 1 / 0",
    "set -e; false; echo never",
    "((",
    "case $1 in",
    "$(printf 'sleep 1')",
    "echo {1..9} ~ * ? [a-z] | wc -lcw",
];

const BEHAVIOURS: &[&str] = &[
    "listens after 3s",
    "listens on 8080 after 0ms",
    "answers /health 200, 500 after 20s, 200 after 40s",
    "answers 500 until 10s",
    "takes 3s to answer",
    "exits 0 after 2s",
    "exits 137 after 0ms",
    "on SIGTERM exits 0 after 2s",
    "ignores SIGTERM",
    "pull takes 4s",
    "pull fails",
    "pull fails \"한글 <b>\" 2 times",
    "memory grows 10Mi per second up to 1Gi",
];

/// Statements that are refused.
const BAD_BEHAVIOURS: &[&str] = &[
    "exits 256 after 999999h",
    "listens on 0",
    "listens listens",
    "한글",
];

/// One to four documents; some are no Pods.
pub fn manifest(dice: &mut Dice, index: u64) -> String {
    let mut text = pod(dice, index);
    for _ in 0..dice.below(3) {
        text += "---\n";
        text += &match dice.below(8) {
            0 => service(dice),
            1 => configuration(dice),
            2 => format!(
                "apiVersion: v1\nkind: Namespace\nmetadata: {{name: {}}}\n",
                dice.text(&["team-a"])
            ),
            3 => format!(
                "apiVersion: {}\nkind: {}\nmetadata: {{name: x}}\n",
                dice.text(&["v1", "apps/v1"]),
                dice.text(&["Deployment", "Job", "pod", "List", "Node", "Event"])
            ),
            _ => {
                let other = dice.below(5);
                pod(dice, other)
            }
        };
    }
    dice.spoilt(text)
}

fn service(dice: &mut Dice) -> String {
    format!(
        "apiVersion: v1\nkind: Service\nmetadata: {{name: {}}}\nspec:\n  selector: {{app: {}}}\n  type: {}\n  \
         ports: [{{port: {}, targetPort: {}}}]\n",
        dice.text(&["svc", "web"]),
        dice.text(&["a", "b"]),
        dice.text(&["ClusterIP", "NodePort", "ExternalName"]),
        dice.number(9000),
        dice.text(&["8080", "80", "http"]),
    )
}

fn configuration(dice: &mut Dice) -> String {
    format!(
        "apiVersion: v1\nkind: {}\nmetadata: {{name: {}}}\ndata: {{k: {}, a.b: {}}}\n",
        dice.text(&["ConfigMap", "Secret"]),
        dice.text(&["cm", "config"]),
        dice.text(&["'1'", "dmFsdWU=", "|-\n  x"]),
        dice.text(&["'2'", "aGk="]),
    )
}

/// Puts `line` in with its indent, half of the time.
fn maybe(
    dice: &mut Dice,
    text: &mut String,
    indent: usize,
    line: impl FnOnce(&mut Dice) -> String,
) {
    if dice.once_in(2) {
        let line = line(dice);
        *text += &format!("{:indent$}{line}\n", "");
    }
}

fn pod(dice: &mut Dice, index: u64) -> String {
    let name = dice.text(&[&format!("p{index}")]);
    let mut text = format!("apiVersion: v1\nkind: Pod\nmetadata:\n  name: {name}\n");
    maybe(dice, &mut text, 2, |dice| {
        format!("labels: {{app: {}}}", dice.text(&["a", "b"]))
    });
    if dice.once_in(3) {
        text += "  annotations:\n    podarium.dev/behaviour: |\n";
        for _ in 0..dice.below(4) {
            let odd = dice.once_in(20);
            let choices = if odd { BAD_BEHAVIOURS } else { BEHAVIOURS };
            text += &format!("      {}\n", dice.pick(choices));
        }
        text += "      # end\n";
    }
    if dice.once_in(6) {
        text += &format!("  namespace: {}\n", dice.text(&["default", "team-a"]));
    }
    if dice.once_in(8) {
        text += &format!("  finalizers: [{}]\n", dice.text(&["example.org/hold"]));
    }
    text += "spec:\n";
    maybe(dice, &mut text, 2, |dice| {
        format!(
            "restartPolicy: {}",
            dice.text(&["Always", "OnFailure", "Never"])
        )
    });
    maybe(dice, &mut text, 2, |dice| {
        format!("terminationGracePeriodSeconds: {}", dice.number(12))
    });
    let rare: [fn(&mut Dice) -> String; 10] = [
        |dice| format!("activeDeadlineSeconds: {}", dice.number(60)),
        |dice| format!("nodeName: {}", dice.text(&["node1", "node99"])),
        |dice| {
            format!(
                "nodeSelector: {{kubernetes.io/hostname: {}}}",
                dice.text(&["node1", "node2", "x"])
            )
        },
        |dice| {
            format!(
                "readinessGates: [{{conditionType: {}}}]",
                dice.text(&["a.b/c"])
            )
        },
        |dice| format!("schedulingGates: [{{name: {}}}]", dice.text(&["a.b/c"])),
        |dice| format!("hostNetwork: {}", dice.text(&["true", "false"])),
        |dice| format!("priority: {}", dice.number(100)),
        |dice| format!("hostname: {}", dice.text(&["h"])),
        |dice| {
            format!(
                "tolerations: [{{key: {}, operator: Exists, effect: NoExecute, tolerationSeconds: {}}}]",
                dice.text(&["k"]),
                dice.number(9)
            )
        },
        |dice| format!("affinity: {}", dice.text(&["{nodeAffinity: {}}"])),
    ];
    for line in rare {
        if dice.once_in(12) {
            text += &format!("  {}\n", line(dice));
        }
    }
    let volumes = dice.once_in(3);
    if volumes {
        text += "  volumes:\n  - {name: v, emptyDir: {}}\n";
        text += &format!(
            "  - {{name: w, hostPath: {{path: {}, type: DirectoryOrCreate}}}}\n",
            dice.text(&["/tmp/w"])
        );
        text += &format!(
            "  - {{name: c, configMap: {{name: {}, optional: true}}}}\n",
            dice.text(&["cm"])
        );
    }
    let init = [0, 0, 1, 2][dice.below(4) as usize];
    if init > 0 {
        text += "  initContainers:\n";
        for number in 0..init {
            text += &container(dice, &format!("i{number}"), volumes, true);
        }
    }
    text += "  containers:\n";
    let count = match dice.below(60) {
        0 => 40,
        number => 1 + number % 3,
    };
    for number in 0..count {
        text += &container(dice, &format!("c{number}"), volumes, false);
    }
    text
}

fn container(dice: &mut Dice, name: &str, volumes: bool, is_init: bool) -> String {
    let mut text = format!(
        "  - name: {}\n    image: {}\n",
        dice.text(&[name]),
        dice.text(IMAGES)
    );
    if dice.below(4) > 0 {
        let script = dice
            .pick(SCRIPTS)
            .replace('\\', "\\\\")
            .replace('"', "\\\"");
        text += &format!(
            "    command: [{}, -c, \"{script}\"]\n",
            dice.text(&["sh", "sh", "/bin/sh"])
        );
    }
    maybe(dice, &mut text, 4, |dice| {
        format!(
            "imagePullPolicy: {}",
            dice.text(&["Always", "IfNotPresent", "Never"])
        )
    });
    maybe(dice, &mut text, 4, |dice| {
        format!(
            "ports: [{{containerPort: {}, name: http}}]",
            dice.text(&["8080", "80"])
        )
    });
    if volumes {
        maybe(dice, &mut text, 4, |dice| {
            format!(
                "volumeMounts: [{{name: v, mountPath: {}}}, {{name: c, mountPath: /c}}]",
                dice.text(&["/v"])
            )
        });
    }
    maybe(dice, &mut text, 4, |dice| {
        let limit = dice.quantity(&["64Mi", "1Gi"]);
        format!(
            "resources: {{requests: {{cpu: {}}}, limits: {{memory: {limit}}}}}",
            dice.quantity(&["100m", "10m", "0", "100m", "10m", "64"])
        )
    });
    if dice.once_in(4) {
        let source = dice.pick(&[
            "value: $(A)$(B)",
            "valueFrom: {fieldRef: {fieldPath: status.podIP}}",
            "valueFrom: {fieldRef: {fieldPath: \"metadata.labels['app']\"}}",
            "valueFrom: {configMapKeyRef: {name: cm, key: k}}",
            "valueFrom: {secretKeyRef: {name: nope, key: k, optional: true}}",
            "valueFrom: {resourceFieldRef: {resource: limits.cpu, divisor: 1m}}",
        ]);
        text += &format!(
            "    env: [{{name: A, value: {}}}, {{name: B, {source}}}]\n",
            dice.text(&["'1'"])
        );
    }
    if is_init && dice.once_in(3) {
        text += &format!("    restartPolicy: {}\n", dice.text(&["Always"]));
    }
    for probe in ["readinessProbe", "livenessProbe", "startupProbe"] {
        if dice.once_in(if is_init { 60 } else { 6 }) {
            text += &format!("    {probe}: {}\n", probe_of(dice));
        }
    }
    if dice.once_in(if is_init { 60 } else { 6 }) {
        let hook = dice.pick(&[
            "{exec: {command: [sleep, '3']}}",
            "{httpGet: {port: 8080}}",
            "{sleep: {seconds: 4}}",
            "{exec: {command: [sh, -c, 'exit 1']}}",
        ]);
        text += &format!(
            "    lifecycle: {{{}: {hook}}}\n",
            dice.text(&["preStop", "postStart"])
        );
    }
    text
}

fn probe_of(dice: &mut Dice) -> String {
    let action = dice.pick(&[
        "exec: {command: [cat, /tmp/healthy]}",
        "exec: {command: ['false']}",
        "exec: {command: [sleep, '9']}",
        "httpGet: {path: /health, port: 8080}",
        "httpGet: {path: /status500, port: http}",
        "tcpSocket: {port: 8080}",
        "grpc: {port: 9000}",
        "httpGet: {port: nosuch}",
    ]);
    format!(
        "{{{action}, initialDelaySeconds: {}, periodSeconds: {}, timeoutSeconds: {}, failureThreshold: {}, successThreshold: {}}}",
        dice.number(6),
        dice.number(12),
        dice.number(4),
        dice.number(4),
        dice.text(&["1", "1", "1", "1", "3"]),
    )
}
