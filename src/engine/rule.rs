//! The rules that the engine follows, each with the place it comes from.

/// A rule of Kubernetes. Every record names the one it followed; the page turns it into a
/// sentence and shows the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// A person asked for it.
    UserCommand,
    /// The API server stores what it is given, with defaults.
    ApiCreate,
    ApiUpdate,
    /// Deleting sets a deadline first (graceful deletion).
    GracefulDelete,
    /// Deleting without grace removes at once.
    ImmediateDelete,
    /// The scheduler chose the best node that fits.
    ScheduleBestNode,
    /// No node fits; try again when something changes.
    ScheduleNoFit,
    /// Scheduling waits for gates.
    SchedulingGated,
    /// `spec.nodeName` bypasses the scheduler.
    NodeNameGiven,
    /// The kubelet refused the Pod on its node.
    KubeletAdmission,
    /// The kubelet works through a Pod in one serial worker.
    PodSync,
    /// The kubelet sees runtime changes at its relist, once a second.
    Relist,
    /// A sync publishes what the sync before it found.
    StatusOneSyncLate,
    /// The status manager writes changes to the API.
    StatusPatch,
    /// The phase follows from the container states.
    PhaseFromContainers,
    /// The terminal phase is held back until every container has stopped.
    TerminalPhaseHeldBack,
    ConditionInitialized,
    ConditionContainersReady,
    ConditionReady,
    ConditionReadyToStart,
    ConditionScheduled,
    /// The sandbox comes before all containers.
    SandboxFirst,
    /// When an image is pulled.
    PullPolicy,
    /// One pull at a time on a node.
    SerialPulls,
    /// Failed pulls are retried with growing delays.
    PullBackOff,
    /// Containers are started one after the other, in the order of the spec.
    StartInOrder,
    /// Init containers run one at a time, each to its successful end.
    InitInOrder,
    /// A failed init container is retried or fails the Pod.
    InitFailure,
    /// A sidecar is started and kept running; the next waits for `started` only.
    SidecarStart,
    /// Whether a container that ended is started again.
    RestartPolicy,
    /// The first restart is immediate.
    FirstRestartImmediate,
    /// Restart delays double from 10 s to 5 minutes.
    CrashBackOff,
    /// The delays start over after ten minutes.
    CrashBackOffReset,
    /// Work is looked at again after a while.
    Requeue,
    /// What a process does in its container.
    ProcessRuns,
    ProcessExit,
    /// SIGTERM, grace, SIGKILL.
    TerminationSequence,
    /// The last write before the object goes.
    TerminationFinal,
    /// A replaced image restarts its container.
    DefinitionChanged,
    /// A container counts as started once its postStart hook is done.
    PostStartHook,
    /// A preStop hook runs before the stop signal and uses up grace.
    PreStopHook,
    /// Sidecars are stopped after the regular containers, the last declared first.
    SidecarsLast,
    /// An object with finalizers stays until the last one is taken away.
    Finalizers,
    /// A Pod may run for so long.
    ActiveDeadline,
    /// A container over its memory limit is killed by the kernel.
    MemoryLimit,
    /// A node that runs short evicts Pods.
    NodePressure,
    /// A node that is not heard of becomes unreachable.
    NodeMonitor,
    /// A taint with `NoExecute` deletes Pods that do not tolerate it.
    TaintEviction,
    /// A file on a node is a Pod, and the API shows its mirror.
    StaticPod,
    /// The kubelet stops and starts without its containers.
    KubeletRestart,
    ProbeRun,
    ProbeThreshold,
    /// A ready Pod's address is in the endpoint list.
    EndpointsFollowReadiness,
    /// kube-proxy's rules follow the endpoints, a moment later.
    ProxyFollowsEndpoints,
    /// A connection to a Service goes to one usable endpoint, by chance.
    EndpointByChance,
    /// Equal events are counted, too many are dropped.
    EventCounting,
    /// A decision of this simulation, not of Kubernetes.
    SimulationBound,
}

/// Where a rule comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    /// The name in a trace: `kubelet.crash-back-off`.
    pub id: &'static str,
    /// The file and function in Kubernetes' source.
    pub code: &'static str,
    /// The page of the Kubernetes documentation that tells of it, below `https://kubernetes.io/docs/`.
    pub page: &'static str,
}

const LIFECYCLE: &str = "concepts/workloads/pods/pod-lifecycle/";
const INIT: &str = "concepts/workloads/pods/init-containers/";
const SIDECAR: &str = "concepts/workloads/pods/sidecar-containers/";
const IMAGES: &str = "concepts/containers/images/";
const SCHEDULER: &str = "concepts/scheduling-eviction/kube-scheduler/";
const VIRTUAL_IPS: &str = "reference/networking/virtual-ips/";
const HOOKS: &str = "concepts/containers/container-lifecycle-hooks/";
const PROBES: &str = "tasks/configure-pod-container/configure-liveness-readiness-startup-probes/";

impl Rule {
    /// Id, source file and documentation page.
    pub fn source(self) -> Source {
        let (id, code, page) = match self {
            Rule::UserCommand => ("user.command", "kubectl", "reference/kubectl/"),
            Rule::ApiCreate => (
                "apiserver.create",
                "registry/rest/create.go BeforeCreate",
                "concepts/overview/working-with-objects/",
            ),
            Rule::ApiUpdate => (
                "apiserver.update",
                "registry/rest/update.go BeforeUpdate",
                "concepts/overview/working-with-objects/",
            ),
            Rule::GracefulDelete => (
                "apiserver.graceful-delete",
                "registry/rest/delete.go BeforeDelete",
                LIFECYCLE,
            ),
            Rule::ImmediateDelete => (
                "apiserver.immediate-delete",
                "registry/core/pod/strategy.go CheckGracefulDelete",
                LIFECYCLE,
            ),
            Rule::ScheduleBestNode => (
                "scheduler.best-node",
                "scheduler/schedule_one.go schedulePod",
                SCHEDULER,
            ),
            Rule::ScheduleNoFit => (
                "scheduler.no-fit",
                "scheduler/schedule_one.go handleSchedulingFailure",
                SCHEDULER,
            ),
            Rule::SchedulingGated => (
                "scheduler.gated",
                "plugins/schedulinggates/scheduling_gates.go PreEnqueue",
                "concepts/scheduling-eviction/pod-scheduling-readiness/",
            ),
            Rule::NodeNameGiven => (
                "scheduler.node-name-given",
                "kubelet/config/apiserver.go NewSourceApiserver",
                "concepts/scheduling-eviction/assign-pod-node/",
            ),
            Rule::KubeletAdmission => (
                "kubelet.admission",
                "kubelet/kubelet.go rejectPod",
                "concepts/scheduling-eviction/",
            ),
            Rule::PodSync => (
                "kubelet.pod-sync",
                "kubelet/pod_workers.go podWorkerLoop",
                LIFECYCLE,
            ),
            Rule::Relist => (
                "kubelet.relist",
                "kubelet/pleg/generic.go Relist",
                LIFECYCLE,
            ),
            Rule::StatusOneSyncLate => (
                "kubelet.one-sync-late",
                "kubelet/kubelet.go SyncPod",
                LIFECYCLE,
            ),
            Rule::StatusPatch => (
                "kubelet.status-patch",
                "kubelet/status/status_manager.go syncPod",
                LIFECYCLE,
            ),
            Rule::PhaseFromContainers => (
                "kubelet.phase",
                "kubelet/kubelet_pods.go getPhase",
                LIFECYCLE,
            ),
            Rule::TerminalPhaseHeldBack => (
                "kubelet.terminal-phase",
                "kubelet/status/status_manager.go mergePodStatus",
                LIFECYCLE,
            ),
            Rule::ConditionInitialized => (
                "kubelet.initialized",
                "kubelet/status/generate.go GeneratePodInitializedCondition",
                INIT,
            ),
            Rule::ConditionContainersReady => (
                "kubelet.containers-ready",
                "kubelet/status/generate.go GenerateContainersReadyCondition",
                LIFECYCLE,
            ),
            Rule::ConditionReady => (
                "kubelet.ready",
                "kubelet/status/generate.go GeneratePodReadyCondition",
                LIFECYCLE,
            ),
            Rule::ConditionReadyToStart => (
                "kubelet.ready-to-start-containers",
                "kubelet/status/generate.go GeneratePodReadyToStartContainersCondition",
                LIFECYCLE,
            ),
            Rule::ConditionScheduled => (
                "scheduler.scheduled",
                "registry/core/pod/storage/storage.go assignPod",
                LIFECYCLE,
            ),
            Rule::SandboxFirst => (
                "kubelet.sandbox",
                "kuberuntime/kuberuntime_manager.go SyncPod",
                LIFECYCLE,
            ),
            Rule::PullPolicy => (
                "kubelet.pull-policy",
                "kubelet/images/image_manager.go EnsureImageExists",
                IMAGES,
            ),
            Rule::SerialPulls => (
                "kubelet.serial-pulls",
                "kubelet/images/puller.go processImagePullRequests",
                IMAGES,
            ),
            Rule::PullBackOff => (
                "kubelet.pull-back-off",
                "kubelet/images/image_manager.go pullImage",
                IMAGES,
            ),
            Rule::StartInOrder => (
                "kubelet.start",
                "kuberuntime/kuberuntime_container.go startContainer",
                LIFECYCLE,
            ),
            Rule::InitInOrder => (
                "kubelet.init-order",
                "kuberuntime/kuberuntime_container.go computeInitContainerActions",
                INIT,
            ),
            Rule::InitFailure => (
                "kubelet.init-failure",
                "kuberuntime/kuberuntime_container.go computeInitContainerActions",
                INIT,
            ),
            Rule::SidecarStart => (
                "kubelet.sidecar",
                "kuberuntime/kuberuntime_container.go computeInitContainerActions",
                SIDECAR,
            ),
            Rule::RestartPolicy => (
                "kubelet.restart-policy",
                "container/helpers.go ShouldContainerBeRestarted",
                LIFECYCLE,
            ),
            Rule::FirstRestartImmediate => (
                "kubelet.first-restart",
                "kuberuntime/kuberuntime_manager.go doBackOff",
                LIFECYCLE,
            ),
            Rule::CrashBackOff => (
                "kubelet.crash-back-off",
                "kuberuntime/kuberuntime_manager.go doBackOff",
                LIFECYCLE,
            ),
            Rule::CrashBackOffReset => (
                "kubelet.crash-back-off-reset",
                "util/flowcontrol/backoff.go hasExpired",
                LIFECYCLE,
            ),
            Rule::Requeue => (
                "kubelet.requeue",
                "kubelet/pod_workers.go completeWork",
                LIFECYCLE,
            ),
            Rule::ProcessRuns => (
                "runtime.process",
                "kuberuntime/kuberuntime_container.go startContainer",
                LIFECYCLE,
            ),
            Rule::ProcessExit => (
                "runtime.exit",
                "kuberuntime/helpers.go toKubeContainerState",
                LIFECYCLE,
            ),
            Rule::TerminationSequence => (
                "kubelet.termination",
                "kuberuntime/kuberuntime_container.go killContainer",
                LIFECYCLE,
            ),
            Rule::TerminationFinal => (
                "kubelet.termination-final",
                "kubelet/status/status_manager.go TerminatePod",
                LIFECYCLE,
            ),
            Rule::DefinitionChanged => (
                "kubelet.definition-changed",
                "kuberuntime/kuberuntime_manager.go computePodActions",
                LIFECYCLE,
            ),
            Rule::PostStartHook => (
                "kubelet.post-start",
                "kuberuntime/kuberuntime_container.go startContainer",
                HOOKS,
            ),
            Rule::PreStopHook => (
                "kubelet.pre-stop",
                "kuberuntime/kuberuntime_container.go executePreStopHook",
                HOOKS,
            ),
            Rule::SidecarsLast => (
                "kubelet.sidecars-last",
                "kuberuntime/kuberuntime_termination_order.go waitForTurn",
                SIDECAR,
            ),
            Rule::Finalizers => (
                "apiserver.finalizers",
                "registry/generic/registry/store.go deleteWithoutFinalizers",
                "concepts/overview/working-with-objects/finalizers/",
            ),
            Rule::ActiveDeadline => (
                "kubelet.active-deadline",
                "kubelet/active_deadline.go ShouldEvict",
                LIFECYCLE,
            ),
            Rule::MemoryLimit => (
                "runtime.memory-limit",
                "kuberuntime/kuberuntime_container_linux.go generateLinuxContainerResources",
                "concepts/configuration/manage-resources-containers/",
            ),
            Rule::NodePressure => (
                "kubelet.node-pressure",
                "kubelet/eviction/eviction_manager.go synchronize",
                "concepts/scheduling-eviction/node-pressure-eviction/",
            ),
            Rule::NodeMonitor => (
                "nodes.monitor",
                "controller/nodelifecycle/node_lifecycle_controller.go monitorNodeHealth",
                "concepts/architecture/nodes/",
            ),
            Rule::TaintEviction => (
                "nodes.taint-eviction",
                "controller/tainteviction/taint_eviction.go processPodOnNode",
                "concepts/scheduling-eviction/taint-and-toleration/",
            ),
            Rule::StaticPod => (
                "kubelet.static-pod",
                "kubelet/pod/mirror_client.go CreateMirrorPod",
                "tasks/configure-pod-container/static-pod/",
            ),
            Rule::KubeletRestart => (
                "kubelet.restart",
                "kubelet/kubelet.go HandlePodAdditions",
                "concepts/architecture/nodes/",
            ),
            Rule::ProbeRun => ("kubelet.probe", "kubelet/prober/worker.go doProbe", PROBES),
            Rule::ProbeThreshold => (
                "kubelet.probe-threshold",
                "kubelet/prober/worker.go doProbe",
                PROBES,
            ),
            Rule::EndpointsFollowReadiness => (
                "endpoints.readiness",
                "endpointslice/utils.go podToEndpoint",
                "concepts/services-networking/endpoint-slices/",
            ),
            Rule::ProxyFollowsEndpoints => (
                "proxy.endpoints",
                "proxy/iptables/proxier.go syncProxyRules",
                VIRTUAL_IPS,
            ),
            Rule::EndpointByChance => (
                "proxy.choice",
                "proxy/topology.go CategorizeEndpoints",
                VIRTUAL_IPS,
            ),
            Rule::EventCounting => (
                "events.counting",
                "tools/record/events_cache.go EventCorrelate",
                "reference/kubernetes-api/cluster-resources/event-v1/",
            ),
            Rule::SimulationBound => ("podarium.bound", "", ""),
        };
        Source { id, code, page }
    }
}
