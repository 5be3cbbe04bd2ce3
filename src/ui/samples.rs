//! The manifests that the editor offers. Each is a file that a real cluster accepts as it is.

use crate::text::{Words, frame};

/// A manifest with a title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// Its file name, and what the browser remembers it by.
    pub id: &'static str,
    pub title: Words,
    pub text: &'static str,
}

/// What a first visit shows.
pub const FIRST: Sample = Sample {
    id: "init-containers",
    title: frame::SAMPLE_INIT,
    text: include_str!("samples/init-containers.yaml"),
};

/// Every sample, in the menu's order.
pub const ALL: [Sample; 13] = [
    FIRST,
    Sample {
        id: "web-server",
        title: frame::SAMPLE_WEB,
        text: include_str!("samples/web-server.yaml"),
    },
    Sample {
        id: "crash-loop",
        title: frame::SAMPLE_CRASH,
        text: include_str!("samples/crash-loop.yaml"),
    },
    Sample {
        id: "restart-never",
        title: frame::SAMPLE_NEVER,
        text: include_str!("samples/restart-never.yaml"),
    },
    Sample {
        id: "restart-on-failure",
        title: frame::SAMPLE_ON_FAILURE,
        text: include_str!("samples/restart-on-failure.yaml"),
    },
    Sample {
        id: "failing-init",
        title: frame::SAMPLE_FAILING_INIT,
        text: include_str!("samples/failing-init.yaml"),
    },
    Sample {
        id: "image-pull",
        title: frame::SAMPLE_IMAGE,
        text: include_str!("samples/image-pull.yaml"),
    },
    Sample {
        id: "two-containers",
        title: frame::SAMPLE_TWO,
        text: include_str!("samples/two-containers.yaml"),
    },
    Sample {
        id: "readiness",
        title: frame::SAMPLE_READINESS,
        text: include_str!("samples/readiness.yaml"),
    },
    Sample {
        id: "startup",
        title: frame::SAMPLE_STARTUP,
        text: include_str!("samples/startup.yaml"),
    },
    Sample {
        id: "liveness",
        title: frame::SAMPLE_LIVENESS,
        text: include_str!("samples/liveness.yaml"),
    },
    Sample {
        id: "graceful",
        title: frame::SAMPLE_GRACEFUL,
        text: include_str!("samples/graceful.yaml"),
    },
    Sample {
        id: "out-of-memory",
        title: frame::SAMPLE_OOM,
        text: include_str!("samples/out-of-memory.yaml"),
    },
];

/// The title of the sample that a text is.
pub fn title_of(text: &str) -> Option<Words> {
    if text == FIRST.text {
        return Some(FIRST.title); // no visit loads the other texts for this
    }
    title_among_all(text)
}

#[inline(never)]
fn title_among_all(text: &str) -> Option<Words> {
    let mut samples = ALL.iter();
    let found = samples.find(|sample| sample.text == text);
    found.map(|sample| sample.title)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::api::ObjectKey;
    use crate::engine::time::SimTime;
    use crate::playback::session::Session;
    use crate::playback::timeline::Timeline;
    use crate::text::{Lang, timeline as timeline_words};
    use crate::ui::layout::outline::documents;

    #[test]
    fn every_sample_is_a_pod_with_a_name_of_its_own() {
        let helps = ["Service"];
        let mut names: Vec<String> = Vec::new();
        for sample in ALL {
            let mut documents = documents(sample.text);
            documents.retain(|document| !helps.contains(&document.kind.as_str()));
            let [pod] = documents.as_slice() else {
                panic!("{} holds {} documents", sample.id, documents.len());
            };
            assert_eq!(pod.kind, "Pod", "{}", sample.id);
            assert!(!names.contains(&pod.name), "{} is used twice", pod.name);
            names.push(pod.name.clone());
        }
    }

    /// The chapters of a sample's run, with a command at its 20th second if there is one.
    fn told(id: &str, command: Option<&str>) -> (Arc<Timeline>, Vec<String>) {
        let sample = ALL.iter().find(|sample| sample.id == id);
        let sample = sample.expect("it is offered");
        let mut session = Session::from_manifest(sample.text);
        if let Some(line) = command {
            session.seek(SimTime::from_seconds(20));
            session.command(line);
        }
        let documents = documents(sample.text);
        let pod = documents.iter().find(|document| document.kind == "Pod");
        let pod = pod.map(|pod| ObjectKey::pod("default", &pod.name));
        let timeline = session.timeline(pod.as_ref());
        let flags = timeline.chapters.iter();
        let flags = flags.map(|chapter| timeline_words::flag(Lang::En, &chapter.kind));
        let flags = flags.collect();
        (timeline, flags)
    }

    #[test]
    fn samples_show_what_their_titles_say() {
        let (timeline, flags) = told("readiness", None);
        assert!(flags.contains(&"First Ready".to_owned()), "{flags:?}");
        let service = &timeline.services[0];
        let labels: Vec<&str> = service.endpoints[0]
            .segments
            .iter()
            .map(|segment| segment.label.as_str())
            .collect();
        assert_eq!(labels, ["not ready", "ready"]);
        let failed = service.requests.iter().filter(|request| !request.is_ok());
        assert!(failed.count() > 0 && service.requests.iter().any(|request| request.is_ok()));
        let cases = [
            ("startup", None, "First Ready"),
            ("liveness", None, "Probe failed"),
            ("graceful", Some("kubectl delete pod polite"), "SIGTERM"),
            ("out-of-memory", None, "OOM"),
        ];
        for (id, command, flag) in cases {
            let (_, flags) = told(id, command);
            assert!(flags.contains(&flag.to_owned()), "{id}: {flags:?}");
        }
    }
}
