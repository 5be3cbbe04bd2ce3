//! Command lines of every verb with any arguments, and the scenarios around them.

use super::dice::Dice;
use super::manifests::manifest;

/// Lines that a person would type; `NAME` becomes a Pod's name, `N` a number.
const LINES: &[&str] = &[
    "kubectl delete pod NAME",
    "kubectl delete pod NAME --now --wait=false",
    "kubectl delete pod NAME --force",
    "kubectl delete pod NAME --force --grace-period=0",
    "kubectl delete pod NAME --grace-period=N",
    "kubectl delete pods --all",
    "kubectl delete -f FILE",
    "kubectl apply -f FILE",
    "kubectl create -f FILE",
    "kubectl replace --force -f FILE",
    "kubectl get pods -o wide",
    "kubectl get pods -w",
    "kubectl get all -A",
    "kubectl get pods -l app=a --show-labels",
    "kubectl get pod NAME -o yaml",
    "kubectl get pod NAME -o jsonpath={.status.phase}",
    "kubectl get events --sort-by=.lastTimestamp",
    "kubectl get nodes,svc,ep,cm,secrets",
    "kubectl describe pod NAME",
    "kubectl describe node node1",
    "kubectl logs NAME",
    "kubectl logs NAME -c c0 --tail=N -f",
    "kubectl logs NAME -p",
    "kubectl exec NAME -- sh -c 'kill 1; echo $?'",
    "kubectl exec NAME -c c1 -- cat /tmp/healthy",
    "kubectl label pod NAME app=b --overwrite",
    "kubectl label pod NAME app-",
    "kubectl annotate pod NAME a=한글",
    "kubectl patch pod NAME -p '{\"spec\":{\"terminationGracePeriodSeconds\":N}}'",
    "kubectl run NAME --image=busybox -- sleep N",
    "kubectl wait pod/NAME --for=condition=Ready --timeout=Ns",
    "kubectl label node node1 disk=ssd",
    "kubectl version",
    "ssh node1 touch /tmp/healthy",
    "ssh node1 rm -rf /",
    "ssh node2 cat /tmp/w/x",
    "ssh nowhere ls",
    "curl NAME:8080/status500",
    "wget -qO- 10.244.1.2:80",
    "cat FILE",
    "sleep N",
    "echo $((N/0)) > x.yaml",
    "ls | grep y | wc -l",
];

const WORDS: &[&str] = &[
    "kubectl",
    "k",
    "get",
    "describe",
    "logs",
    "delete",
    "apply",
    "create",
    "edit",
    "scale",
    "rollout",
    "top",
    "pod",
    "pods",
    "po",
    "pod/p0",
    "svc",
    "nodes",
    "node/node1",
    "all",
    "p0",
    "p1",
    "nope",
    "''",
    "한글",
    "🙂",
    "-f",
    "-",
    "--",
    "-o",
    "-oyaml",
    "-n",
    "-A",
    "-w",
    "-l",
    "--watch",
    "--all",
    "--force",
    "--tail",
    "--now",
    "--grace-period=-9223372036854775808",
    "--tail=99999999999999999999",
    "--since=1h",
    "--previous=maybe",
    "-l=a in (b,c),!d",
    "-l=((",
    "--sort-by={.a[",
    "-o=jsonpath={range .items[*]}",
    "-o=custom-columns=A:",
    "--dry-run=client",
    "--output",
    "|",
    ">",
    ">>",
    "<",
    "&&",
    "||",
    ";",
    "&",
    "\"",
    "'",
    "\\",
    "$(",
    "`",
    "#",
    "*",
    "../../x",
    "/dev/zero",
    "p0.yaml",
    "p1.yaml",
    "<<END",
    "ssh",
    "node1",
    "sudo",
    "systemctl",
    "stop",
    "kubelet",
    "reboot",
    "poweroff",
];

/// A scenario of that seed.
pub fn scenario(seed: u64) -> String {
    let mut dice = Dice::new(seed);
    let mut text = format!(
        "seed {}\nnodes {}\n",
        dice.number(1_000_000),
        dice.text(&["1", "2", "3"])
    );
    for line in [
        "jitter on",
        "release 1.34",
        "waiting faithful",
        "images present",
    ] {
        if dice.once_in(2) {
            text += &format!("{line}\n");
        }
    }
    let files = 1 + dice.below(3);
    for index in 0..files {
        text += &format!(
            "file p{index}.yaml <<END\n{}END\n",
            ended(manifest(&mut dice, index))
        );
    }
    for index in 0..files {
        text += &format!("@{}s kubectl apply -f p{index}.yaml\n", index * 2);
    }
    for _ in 0..dice.below(12) {
        text += &format!("@+{}s {}\n", dice.below(40), line(&mut dice, files));
    }
    let seconds = match dice.below(400) {
        0 => 7_200,
        number => 10 * (1 + number % 12),
    };
    text += &format!("@+{seconds}s end\n");
    if dice.once_in(4) {
        dice.spoilt(text)
    } else {
        text
    }
}

/// One command line, perhaps with a here-document.
pub fn line(dice: &mut Dice, files: u64) -> String {
    if dice.once_in(12) {
        let text = manifest(dice, files);
        return format!("kubectl apply -f - <<END\n{}END", ended(text));
    }
    let index = dice.below(files + 1);
    let sound = || format!("p{index}");
    if dice.once_in(5) {
        let mut words = vec!["kubectl"];
        words.extend((0..dice.below(7)).map(|_| dice.pick(WORDS)));
        return words.join(" ");
    }
    let name = dice.text(&[&sound()]);
    let number = dice.number(40);
    let line = dice.pick(LINES);
    line.replace("NAME", &name)
        .replace("FILE", &format!("{}.yaml", sound()))
        .replace('N', &number)
}

/// A document in a here-document ends its last line.
fn ended(mut text: String) -> String {
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}
