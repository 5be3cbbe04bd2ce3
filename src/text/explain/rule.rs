//! The rule that was followed, in a sentence or two, as Kubernetes has it (kubelet.md and
//! control-plane.md; the places are in [`Rule::source`]).

use crate::engine::config::Release;
use crate::engine::rule::Rule;

use crate::text::sentence::say;
use crate::text::{Lang, Sentence, Words};

/// The rule in words. Only [`Rule::Requeue`] differs between the releases.
pub fn rule(rule: Rule, release: Release, lang: Lang) -> Sentence {
    say(lang, words(rule, release))
}

/// One table, so that every rule stands beside its words.
fn words(rule: Rule, release: Release) -> Words {
    match rule {
        Rule::UserCommand => Words::new(
            "명령은 API 서버에 요청을 보낼 뿐입니다. 스케줄러와 kubelet은 저장된 것을 보고 제 할 일을 합니다.",
            "A command only sends a request to the API server. The scheduler and the kubelets act on what is stored there.",
        ),
        Rule::ApiCreate => Words::new(
            "API 서버는 매니페스트를 검사하고 기본값을 채워 저장합니다. 새 파드의 단계는 `Pending`입니다.",
            "The API server checks a manifest, fills in the defaults and stores it. A new Pod's phase is `Pending`.",
        ),
        Rule::ApiUpdate => Words::new(
            "API 서버는 바뀐 객체를 저장하고, 그것을 지켜보는 구성 요소에 알립니다. 파드의 `spec`은 `image` 같은 몇몇 필드만 바꿀 수 있습니다.",
            "The API server stores the changed object and tells every component that watches it. Of a Pod's `spec` only a few fields can change, such as `image`.",
        ),
        Rule::GracefulDelete => Words::new(
            "삭제를 요청하면 먼저 `deletionTimestamp`에 마감 시각이 적힙니다. 객체는 kubelet이 컨테이너를 모두 멈춘 뒤에 사라집니다.",
            "Deleting first writes a deadline into `deletionTimestamp`. The object goes only after the kubelet has stopped every container.",
        ),
        Rule::ImmediateDelete => Words::new(
            "노드에 배정되지 않은 파드, 이미 끝난 파드, 유예 시간 0으로 삭제한 파드는 kubelet을 기다리지 않고 바로 사라집니다.",
            "A Pod without a node, a Pod that has finished and a Pod deleted with no grace go at once, without waiting for a kubelet.",
        ),
        Rule::ScheduleBestNode => Words::new(
            "스케줄러는 조건에 맞지 않는 노드를 걸러 내고, 남은 노드에 점수를 매겨 가장 높은 노드를 고릅니다.",
            "The scheduler filters out the nodes that do not fit, scores the rest and takes the best.",
        ),
        Rule::ScheduleNoFit => Words::new(
            "맞는 노드가 없으면 파드는 `Pending`에 머뭅니다. 노드나 다른 파드가 바뀌면 스케줄러가 다시 시도합니다.",
            "If no node fits, the Pod stays `Pending`. The scheduler tries again when a node or another Pod changes.",
        ),
        Rule::SchedulingGated => Words::new(
            "`spec.schedulingGates`가 빌 때까지 스케줄러는 이 파드의 노드를 고르지 않습니다.",
            "Until `spec.schedulingGates` is empty, the scheduler does not look for a node.",
        ),
        Rule::NodeNameGiven => Words::new(
            "`spec.nodeName`이 적혀 있으면 스케줄러를 거치지 않고 그 노드의 kubelet이 바로 맡습니다.",
            "A Pod with `spec.nodeName` bypasses the scheduler; the kubelet of that node takes it directly.",
        ),
        Rule::KubeletAdmission => Words::new(
            "kubelet은 파드를 처음 볼 때 받을 수 있는지 한 번 검사합니다. 거절한 파드는 `Failed`가 되고 다시 시도하지 않습니다.",
            "The kubelet checks once, when it first sees a Pod, whether it can take it. A refused Pod becomes `Failed` and is never retried.",
        ),
        Rule::PodSync => Words::new(
            "kubelet은 파드마다 한 번에 한 가지 일만 합니다. 이미지를 받거나 컨테이너를 멈추는 동안 그 파드의 다른 일은 기다립니다.",
            "For each Pod the kubelet does one thing at a time. While it pulls an image or stops a container, the rest of that Pod's work waits.",
        ),
        Rule::Relist => Words::new(
            "kubelet은 1초마다 런타임에 컨테이너의 상태를 묻습니다. 그래서 변화를 길면 1초쯤 늦게 압니다.",
            "Once a second the kubelet asks the runtime for the state of all containers. So it learns of a change up to about a second late.",
        ),
        Rule::StatusOneSyncLate => Words::new(
            "kubelet은 동기화를 시작할 때 상태를 정하고 그다음에 일을 합니다. 그 일의 결과는 다음 동기화에서 API에 나타납니다.",
            "A sync first works out the status and then acts. What it did shows in the API at the sync after that.",
        ),
        Rule::StatusPatch => Words::new(
            "kubelet은 파드의 상태가 달라지면 바로 API 서버에 씁니다. 달라지지 않으면 쓰지 않습니다.",
            "The kubelet writes a Pod's status to the API server as soon as it differs, and not at all when it does not.",
        ),
        Rule::PhaseFromContainers => Words::new(
            "단계는 컨테이너 상태의 요약입니다. 처음 시작을 기다리는 컨테이너가 있으면 `Pending`, 하나라도 실행 중이거나 다시 시작되면 `Running`, 모두 끝났으면 `Succeeded`나 `Failed`입니다.",
            "The phase sums up the containers: `Pending` while one waits for its first start, `Running` while one runs or will run again, `Succeeded` or `Failed` when all have ended.",
        ),
        Rule::TerminalPhaseHeldBack => Words::new(
            "`Succeeded`와 `Failed`는 컨테이너가 모두 멈춘 것을 확인한 뒤에야 API에 씁니다. 컨테이너 상태와 컨디션은 그보다 먼저 나타납니다.",
            "`Succeeded` and `Failed` are written only once every container is known to have stopped. Container states and conditions appear earlier.",
        ),
        Rule::ConditionInitialized => Words::new(
            "일반 초기화 컨테이너가 모두 종료 코드 0으로 끝나고 사이드카가 모두 시작되면 `Initialized`가 `True`입니다. 초기화 컨테이너가 없으면 처음부터 `True`입니다.",
            "`Initialized` is `True` once every init container ended with exit code 0 and every sidecar has started. Without init containers it is `True` from the beginning.",
        ),
        Rule::ConditionContainersReady => Words::new(
            "일반 컨테이너와 사이드카의 `ready`가 모두 `true`이면 `ContainersReady`가 `True`입니다.",
            "`ContainersReady` is `True` when all regular containers and sidecars are `ready`.",
        ),
        Rule::ConditionReady => Words::new(
            "`ContainersReady`가 `True`이고 `readinessGates`의 컨디션도 모두 `True`이면 `Ready`가 `True`입니다.",
            "`Ready` is `True` when `ContainersReady` is and every condition in `readinessGates` is too.",
        ),
        Rule::ConditionReadyToStart => Words::new(
            "샌드박스가 떠 있고 IP 주소가 있으면 `PodReadyToStartContainers`가 `True`입니다. 샌드박스가 멈추면 `False`로 돌아갑니다.",
            "`PodReadyToStartContainers` is `True` while the sandbox is up and has an IP address. It goes back to `False` when the sandbox stops.",
        ),
        Rule::ConditionScheduled => Words::new(
            "파드가 노드에 배정되면 `PodScheduled`가 `True`가 되고, 다른 노드로 옮겨 가지 않습니다.",
            "`PodScheduled` becomes `True` when the Pod gets its node. It never moves to another one.",
        ),
        Rule::SandboxFirst => Words::new(
            "컨테이너보다 샌드박스가 먼저입니다. 샌드박스는 파드의 컨테이너가 함께 쓰는 네트워크와 IP 주소를 가집니다.",
            "The sandbox comes before the containers. It holds the network and the IP address that they share.",
        ),
        Rule::PullPolicy => Words::new(
            "`Always`는 매번 레지스트리에 확인하고, `IfNotPresent`는 노드에 없을 때만 받고, `Never`는 받지 않습니다. 적지 않으면 태그가 없거나 `latest`일 때 `Always`, 아니면 `IfNotPresent`입니다.",
            "`Always` asks the registry every time, `IfNotPresent` pulls what the node lacks, `Never` does not pull. The default is `Always` for no tag or `latest`, else `IfNotPresent`.",
        ),
        Rule::SerialPulls => Words::new(
            "노드는 기본 설정에서 이미지를 한 번에 하나씩, 요청받은 순서대로 받습니다.",
            "By default a node pulls one image at a time, in the order in which they were asked for.",
        ),
        Rule::PullBackOff => Words::new(
            "받지 못한 이미지는 10초, 20초, 40초… 두 배씩, 최대 5분을 기다린 뒤 다시 받습니다. kubelet은 10~15초마다 살피므로 실제로는 조금 더 늦습니다.",
            "A failed pull is tried again after 10 s, 20 s, 40 s and so on, doubling up to 5 minutes. The kubelet looks every 10 to 15 s, so it happens a little later.",
        ),
        Rule::StartInOrder => Words::new(
            "일반 컨테이너는 매니페스트에 적힌 순서대로 시작합니다. 앞의 컨테이너가 준비되기를 기다리지는 않습니다.",
            "Regular containers are started in the order of the manifest. None waits for the one before it to be ready.",
        ),
        Rule::InitInOrder => Words::new(
            "초기화 컨테이너는 적힌 순서대로 하나씩 실행합니다. 앞의 것이 종료 코드 0으로 끝나야 다음이 시작합니다.",
            "Init containers run one at a time, in order. The next starts only after the one before it ended with exit code 0.",
        ),
        Rule::InitFailure => Words::new(
            "초기화 컨테이너가 실패하면 `restartPolicy`가 `Never`인 파드는 `Failed`가 됩니다. 그 밖에는 대기 시간을 늘려 가며 성공할 때까지 다시 시도합니다.",
            "If an init container fails, a Pod with `restartPolicy` `Never` becomes `Failed`. Otherwise it is tried until it succeeds, with growing waits.",
        ),
        Rule::SidecarStart => Words::new(
            "`restartPolicy`가 `Always`인 초기화 컨테이너가 사이드카입니다. 끝나기를 기다리지 않고, 시작되면(`started`) 다음 컨테이너로 넘어갑니다.",
            "An init container with `restartPolicy` `Always` is a sidecar. The next container waits until it has `started`, not until it ends.",
        ),
        Rule::RestartPolicy => Words::new(
            "`Always`는 언제나, `OnFailure`는 종료 코드가 0이 아닐 때만 다시 시작하고, `Never`는 다시 시작하지 않습니다. 컨테이너만 다시 시작하며 파드는 그대로입니다.",
            "`Always` restarts in any case, `OnFailure` only after an exit code other than 0, `Never` not at all. Only the container starts again; the Pod stays.",
        ),
        Rule::FirstRestartImmediate => Words::new(
            "첫 종료 뒤에는 바로 다시 시작합니다. 그다음 종료부터 10초, 20초, 40초… 기다립니다.",
            "After the first exit a container starts again at once. From the next exit on it waits 10 s, 20 s, 40 s and so on.",
        ),
        Rule::CrashBackOff => Words::new(
            "첫 종료는 바로 재시작합니다. 그다음부터 10초, 20초, 40초… 두 배씩, 최대 5분을 기다립니다. 10분 넘게 실행되면 처음으로 돌아갑니다.",
            "The first restart is immediate. Then the waits are 10 s, 20 s, 40 s and so on, doubling up to 5 minutes. A run of more than 10 minutes starts them over.",
        ),
        Rule::CrashBackOffReset => Words::new(
            "시작하고 10분이 넘게 지나 끝나면 대기 시간은 처음으로 돌아갑니다. 이번에는 바로 시작하고, 다음 대기는 다시 10초입니다.",
            "A container that ends more than 10 minutes after it was started begins anew: it starts at once, and the next wait is 10 s again.",
        ),
        Rule::Requeue => requeue(release),
        Rule::ProcessRuns => Words::new(
            "컨테이너는 주 프로세스가 살아 있는 동안 실행됩니다. 무엇을 하는지는 이미지와 `command`, `args`가 정합니다.",
            "A container runs as long as its main process lives. What that does is up to the image, `command` and `args`.",
        ),
        Rule::ProcessExit => Words::new(
            "주 프로세스가 끝나면 컨테이너도 끝납니다. 종료 코드 0은 `Completed`, 그 밖에는 `Error`이며, 메모리 한도를 넘으면 `OOMKilled`입니다.",
            "A container ends with its main process. Exit code 0 is `Completed`, any other `Error`, and one that went over its memory limit `OOMKilled`.",
        ),
        Rule::TerminationSequence => Words::new(
            "먼저 `preStop`을 실행하고, SIGTERM을 보내고, 유예 시간이 다하면 SIGKILL을 보냅니다. `preStop`도 유예 시간을 쓰지만 SIGTERM 뒤에 적어도 2초는 남깁니다.",
            "First `preStop` runs, then SIGTERM is sent, and SIGKILL when the grace is over. `preStop` uses up grace too, but at least 2 s are left after SIGTERM.",
        ),
        Rule::TerminationFinal => Words::new(
            "컨테이너가 모두 멈추면 kubelet이 마지막 상태를 씁니다. 삭제 중인 파드라면 그다음 객체를 지웁니다.",
            "When all containers have stopped, the kubelet writes the last status. If the Pod is being deleted, it then removes the object.",
        ),
        Rule::DefinitionChanged => Words::new(
            "`image`를 바꾸면 그 컨테이너만 멈추고 새 이미지로 다시 시작합니다. 파드와 IP 주소는 그대로입니다.",
            "A new `image` stops and restarts that container only. The Pod and its IP address stay.",
        ),
        Rule::PostStartHook => Words::new(
            "`postStart`는 프로세스가 시작된 바로 뒤에 그와 나란히 실행됩니다. 끝날 때까지 컨테이너는 시작된 것으로 치지 않고, 다음 컨테이너도 기다립니다. 실패하면 컨테이너를 멈춥니다.",
            "`postStart` runs right after the start of the process and beside it. Until it is done the container does not count as started, and the next container waits. If it fails, the container is stopped.",
        ),
        Rule::PreStopHook => Words::new(
            "kubelet이 컨테이너를 멈출 때는 먼저 `preStop`을 실행하고 그 뒤에 시그널을 보냅니다. 훅에 걸린 시간은 유예 시간에서 빠지고, 유예 시간이 다하면 더 기다리지 않습니다.",
            "When the kubelet stops a container, `preStop` runs first and the signal comes after it. The time is taken from the grace, and when the grace is over nobody waits any longer.",
        ),
        Rule::SidecarsLast => Words::new(
            "사이드카는 일반 컨테이너가 모두 멈춘 뒤에, 나중에 선언한 것부터 차례로 시그널을 받습니다. 기다린 시간도 유예 시간에서 빠집니다.",
            "Sidecars get their signal after all regular containers have stopped, the last declared first. The waiting is taken from the grace too.",
        ),
        Rule::Finalizers => Words::new(
            "`metadata.finalizers`가 남아 있으면 삭제된 객체도 사라지지 않습니다. 마지막 파이널라이저가 빠지는 순간 사라집니다.",
            "As long as `metadata.finalizers` is not empty, a deleted object stays. It goes the moment the last finalizer is taken away.",
        ),
        Rule::ActiveDeadline => Words::new(
            "`spec.activeDeadlineSeconds`가 지나면 파드는 `Failed`가 되고 컨테이너는 유예 시간을 두고 멈춥니다. 다시 시작하지 않습니다.",
            "After `spec.activeDeadlineSeconds` a Pod becomes `Failed` and its containers are stopped with their grace. It does not start again.",
        ),
        Rule::MemoryLimit => Words::new(
            "`resources.limits.memory`를 넘으면 커널이 컨테이너를 SIGKILL로 끝냅니다. 유예 시간도 `preStop`도 없고, 종료 코드는 137, 사유는 `OOMKilled`입니다.",
            "Beyond `resources.limits.memory` the kernel ends the container with SIGKILL. There is no grace and no `preStop`; the exit code is 137 and the reason `OOMKilled`.",
        ),
        Rule::NodePressure => Words::new(
            "노드의 남은 메모리가 100Mi보다 적으면 kubelet이 파드를 하나씩 축출합니다. 요청량보다 많이 쓰는 파드, 우선순위가 낮은 파드, 초과한 양이 큰 파드의 차례입니다.",
            "When a node has less than 100Mi of memory left, the kubelet evicts Pods one by one: those that use more than they requested, then those of lower priority, then those that are furthest over.",
        ),
        Rule::NodeMonitor => Words::new(
            "kubelet은 10초마다 살아 있음을 알립니다. 50초 동안 소식이 없으면 노드의 `Ready`는 `Unknown`이 되고, 그 노드의 파드는 `Ready`가 아니게 됩니다. 단계(phase)는 그대로입니다.",
            "A kubelet gives a sign of life every 10 s. After 50 s without one, the node's `Ready` becomes `Unknown` and its Pods are not `Ready` any more. Their phase stays as it is.",
        ),
        Rule::TaintEviction => Words::new(
            "`NoExecute` 테인트를 견디지 않는 파드는 삭제됩니다. 모든 파드에는 노드가 끊겨도 300초 동안 견디는 톨러레이션이 자동으로 들어갑니다.",
            "Pods that do not tolerate a `NoExecute` taint are deleted. Every Pod automatically tolerates a lost node for 300 s.",
        ),
        Rule::StaticPod => Words::new(
            "노드의 `/etc/kubernetes/manifests`에 있는 파일은 그 노드의 kubelet이 스스로 실행하는 정적 파드입니다. API에는 그 거울만 보이므로, 거울을 지워도 컨테이너는 멈추지 않고 거울이 다시 생깁니다.",
            "A file in `/etc/kubernetes/manifests` of a node is a static Pod, which that node's kubelet runs by itself. The API only shows its mirror: delete that, and the containers go on and the mirror comes back.",
        ),
        Rule::KubeletRestart => Words::new(
            "kubelet이 멈춰도 컨테이너는 계속 실행됩니다. 다시 시작한 kubelet은 돌고 있는 컨테이너를 그대로 이어받고, 재시작 대기 시간은 잊습니다.",
            "Containers go on without their kubelet. When it starts again it takes over what is running, and it has forgotten all waits before restarts.",
        ),
        Rule::ProbeRun => Words::new(
            "kubelet은 `periodSeconds`마다 프로브를 실행하고, `initialDelaySeconds` 전의 차례는 건너뜁니다. 스타트업 프로브가 성공할 때까지 나머지 두 프로브는 실행하지 않습니다.",
            "The kubelet runs a probe every `periodSeconds` and skips the turns before `initialDelaySeconds`. Until the startup probe succeeds, the other two do not run.",
        ),
        Rule::ProbeThreshold => Words::new(
            "같은 결과가 `failureThreshold`번, 성공은 `successThreshold`번 이어져야 바뀝니다. 활성·스타트업 프로브의 실패는 컨테이너를 멈추고, 준비성 프로브의 실패는 `ready`만 바꿉니다.",
            "A result counts after `failureThreshold` failures or `successThreshold` successes in a row. A failed liveness or startup probe stops the container; a failed readiness probe only changes `ready`.",
        ),
        Rule::EndpointsFollowReadiness => Words::new(
            "서비스는 `Ready`인 파드의 주소로만 트래픽을 보냅니다. 삭제가 요청된 파드는 아직 실행 중이어도 바로 빠집니다.",
            "A Service sends traffic only to the addresses of Pods that are `Ready`. A Pod whose deletion was requested drops out at once, even while it still runs.",
        ),
        Rule::ProxyFollowsEndpoints => Words::new(
            "kube-proxy는 EndpointSlice를 지켜보다가 노드의 규칙을 고칩니다. 고치기 전까지는 예전 주소로 보냅니다.",
            "kube-proxy watches the EndpointSlices and changes the rules on the nodes. Until it has, connections go to the old addresses.",
        ),
        Rule::EndpointByChance => Words::new(
            "서비스로 온 새 연결은 준비된 엔드포인트 가운데 하나로 무작위로 갑니다. kube-proxy는 HTTP를 모르므로 실패해도 다른 파드로 다시 보내지 않습니다.",
            "A new connection to a Service goes to one of its ready endpoints, chosen at random. kube-proxy knows nothing of HTTP: what fails is not sent to another Pod.",
        ),
        Rule::EventCounting => Words::new(
            "같은 이벤트는 새로 만들지 않고 횟수만 늘립니다. 한 객체에 이벤트가 너무 많으면 나머지는 버립니다.",
            "An equal event is not created again but counted up. If there are too many about one object, the rest is dropped.",
        ),
        Rule::SimulationBound => Words::new(
            "이것은 쿠버네티스의 규칙이 아니라 이 시뮬레이션이 정한 것입니다.",
            "This is not a rule of Kubernetes but a decision of this simulation.",
        ),
    }
}

/// When the kubelet comes back to a Pod (kubelet.md §0.3 completeWork).
fn requeue(release: Release) -> Words {
    if release.requeues_at_back_off_expiry() {
        Words::new(
            "문제가 없는 파드는 60~90초 뒤에 다시 봅니다. 재시작을 기다리는 파드는 대기가 끝난 뒤(길어도 60~90초 뒤)에, 다른 오류가 있으면 10~15초 뒤에 봅니다.",
            "A Pod without problems is looked at again after 60 to 90 s. One that waits for a restart, once the wait is over, at most 60 to 90 s later; one with another error, after 10 to 15 s.",
        )
    } else {
        Words::new(
            "문제가 없는 파드는 60~90초 뒤에 다시 봅니다. 재시작을 기다리거나 오류가 있으면 10~15초 뒤에 봅니다.",
            "A Pod without problems is looked at again after 60 to 90 s. One that waits for a restart or has an error, after 10 to 15 s.",
        )
    }
}
