//! The list of known images. A new one is one entry here.

use crate::shell::Dialect;

use super::server::{Server, SignalHabit};

/// One image.
#[derive(Debug)]
pub struct Image {
    /// Names without tag; the first is the one to show.
    pub repositories: &'static [&'static str],
    pub size_bytes: u64,
    /// Which programs and wordings the image has; `None` for an image without a shell.
    pub dialect: Option<Dialect>,
    /// What starts when the manifest gives no `command`.
    pub entrypoint: &'static [&'static str],
    /// What follows it when the manifest gives no `args`.
    pub default_args: &'static [&'static str],
    /// The image's own program, if it has one.
    pub program: Option<Program>,
    /// The highest minor version of the newest major version that has a tag.
    pub newest: (u32, u32),
}

/// A program that only this image has.
#[derive(Debug)]
pub struct Program {
    /// Names by which it is started, without directory.
    pub names: &'static [&'static str],
    pub server: Server,
}

const MB: u64 = 1_000_000;

const fn shell(
    repositories: &'static [&'static str],
    size_bytes: u64,
    dialect: Dialect,
    entrypoint: &'static [&'static str],
    newest: (u32, u32),
) -> Image {
    Image {
        repositories,
        size_bytes,
        dialect: Some(dialect),
        entrypoint,
        default_args: &[],
        program: None,
        newest,
    }
}

const fn server(
    repositories: &'static [&'static str],
    size_bytes: u64,
    entrypoint: &'static [&'static str],
    names: &'static [&'static str],
    newest: (u32, u32),
    server: Server,
) -> Image {
    Image {
        repositories,
        size_bytes,
        dialect: Some(Dialect::Gnu),
        entrypoint,
        default_args: &[],
        program: Some(Program { names, server }),
        newest,
    }
}

const fn serves(ports: &'static [u16], listens_after_ms: u64, on_term: SignalHabit) -> Server {
    Server {
        ports,
        listens_after_ms,
        on_term,
        ends_after_ms: None,
    }
}

const STOPS: SignalHabit = SignalHabit::Ends {
    after_ms: 200,
    exit_code: 0,
};
const ANY: (u32, u32) = (99, 99);

pub(super) static IMAGES: &[Image] = &[
    shell(
        &[
            "busybox",
            "registry.k8s.io/busybox",
            "k8s.gcr.io/busybox",
            "gcr.io/google_containers/busybox",
        ],
        2_200_000,
        Dialect::Busybox,
        &["sh"],
        (1, 37),
    ),
    shell(
        &["alpine"],
        3_700_000,
        Dialect::Busybox,
        &["/bin/sh"],
        (3, 23),
    ),
    shell(&["ubuntu"], 30 * MB, Dialect::Gnu, &["/bin/bash"], (25, 10)),
    shell(&["debian"], 49 * MB, Dialect::Gnu, &["bash"], (13, 9)),
    shell(&["fedora"], 65 * MB, Dialect::Gnu, &["/bin/bash"], (44, 0)),
    shell(&["centos"], 80 * MB, Dialect::Gnu, &["/bin/bash"], (8, 4)),
    shell(&["bash"], 6 * MB, Dialect::Busybox, &["bash"], (5, 3)),
    shell(
        &["curlimages/curl"],
        9 * MB,
        Dialect::Busybox,
        &["curl"],
        (8, 99),
    ),
    shell(
        &["nicolaka/netshoot"],
        180 * MB,
        Dialect::Busybox,
        &["zsh"],
        ANY,
    ),
    shell(&["python"], 360 * MB, Dialect::Gnu, &["python3"], (3, 14)),
    shell(&["node"], 390 * MB, Dialect::Gnu, &["node"], (25, 9)),
    shell(&["golang"], 300 * MB, Dialect::Gnu, &["bash"], (1, 26)),
    shell(
        &["openjdk", "eclipse-temurin"],
        240 * MB,
        Dialect::Gnu,
        &["jshell"],
        (25, 9),
    ),
    shell(&["gcc"], 500 * MB, Dialect::Gnu, &["bash"], (15, 9)),
    Image {
        repositories: &["perl"],
        size_bytes: 330 * MB,
        dialect: Some(Dialect::Gnu),
        entrypoint: &["perl"],
        default_args: &[],
        program: Some(Program {
            names: &["perl"],
            server: Server {
                ports: &[],
                listens_after_ms: 0,
                on_term: SignalHabit::Default,
                ends_after_ms: Some((100, 0)),
            },
        }),
        newest: (5, 42),
    },
    server(
        &[
            "nginx",
            "registry.k8s.io/nginx",
            "registry.k8s.io/nginx-slim",
            "k8s.gcr.io/nginx-slim",
        ],
        72 * MB,
        &["/docker-entrypoint.sh", "nginx", "-g", "daemon off;"],
        &["nginx", "docker-entrypoint.sh"],
        (1, 29),
        serves(&[80], 100, STOPS),
    ),
    server(
        &["httpd"],
        59 * MB,
        &["httpd-foreground"],
        &["httpd", "httpd-foreground"],
        (2, 4),
        serves(&[80], 200, STOPS),
    ),
    server(
        &["redis", "registry.k8s.io/redis"],
        48 * MB,
        &["docker-entrypoint.sh", "redis-server"],
        &["redis-server", "docker-entrypoint.sh"],
        (8, 4),
        serves(&[6379], 100, STOPS),
    ),
    server(
        &["memcached"],
        33 * MB,
        &["docker-entrypoint.sh", "memcached"],
        &["memcached", "docker-entrypoint.sh"],
        (1, 6),
        serves(&[11211], 100, STOPS),
    ),
    server(
        &["mysql", "mariadb"],
        220 * MB,
        &["docker-entrypoint.sh", "mysqld"],
        &["mysqld", "docker-entrypoint.sh"],
        (9, 5),
        serves(
            &[3306],
            12_000,
            SignalHabit::Ends {
                after_ms: 1_500,
                exit_code: 0,
            },
        ),
    ),
    server(
        &["postgres"],
        160 * MB,
        &["docker-entrypoint.sh", "postgres"],
        &["postgres", "docker-entrypoint.sh"],
        (18, 9),
        serves(
            &[5432],
            3_000,
            SignalHabit::Ends {
                after_ms: 500,
                exit_code: 0,
            },
        ),
    ),
    server(
        &["mongo"],
        280 * MB,
        &["docker-entrypoint.sh", "mongod"],
        &["mongod", "docker-entrypoint.sh"],
        (8, 2),
        serves(&[27017], 2_000, STOPS),
    ),
    server(
        &["rabbitmq"],
        120 * MB,
        &["docker-entrypoint.sh", "rabbitmq-server"],
        &["rabbitmq-server", "docker-entrypoint.sh"],
        (4, 2),
        serves(
            &[5672],
            8_000,
            SignalHabit::Ends {
                after_ms: 2_000,
                exit_code: 0,
            },
        ),
    ),
    server(
        &["tomcat"],
        180 * MB,
        &["catalina.sh", "run"],
        &["catalina.sh"],
        (11, 0),
        serves(
            &[8080],
            4_000,
            SignalHabit::Ends {
                after_ms: 500,
                exit_code: 143,
            },
        ),
    ),
    server(
        &["jenkins/jenkins"],
        260 * MB,
        &["/usr/bin/tini", "--", "/usr/local/bin/jenkins.sh"],
        &["tini", "jenkins.sh"],
        ANY,
        serves(
            &[8080, 50_000],
            20_000,
            SignalHabit::Ends {
                after_ms: 1_000,
                exit_code: 143,
            },
        ),
    ),
    Image {
        dialect: Some(Dialect::Busybox),
        ..server(
            &["kubetm/app"],
            24 * MB,
            &["/app"],
            &["app", "node"],
            ANY,
            serves(&[8080], 100, SignalHabit::Ignored),
        )
    },
    server(
        &["kubetm/init", "tmkube/init"],
        24 * MB,
        &["/app"],
        &["app", "node"],
        ANY,
        serves(&[8080], 100, SignalHabit::Ignored),
    ),
    server(
        &["gasbugs/http-go"],
        22 * MB,
        &["/http-go"],
        &["http-go", "main"],
        ANY,
        serves(&[8080], 100, STOPS),
    ),
    server(
        &["registry.k8s.io/echoserver", "k8s.gcr.io/echoserver"],
        40 * MB,
        &["/usr/local/bin/run.sh"],
        &["run.sh"],
        (1, 10),
        serves(&[8080], 200, STOPS),
    ),
    server(
        &[
            "gcr.io/google-samples/hello-app",
            "gcr.io/google-samples/node-hello",
            "hashicorp/http-echo",
            "traefik/whoami",
        ],
        12 * MB,
        &["/hello-app"],
        &["hello-app", "http-echo", "whoami"],
        ANY,
        serves(&[8080, 5678, 80], 50, STOPS),
    ),
    server(
        &["registry.k8s.io/goproxy", "k8s.gcr.io/goproxy"],
        2 * MB,
        &["/goproxy"],
        &["goproxy"],
        ANY,
        serves(&[8080], 50, SignalHabit::Default),
    ),
    server(
        &[
            "registry.k8s.io/liveness",
            "k8s.gcr.io/liveness",
            "registry.k8s.io/e2e-test-images/agnhost",
        ],
        55 * MB,
        &["/agnhost", "pause"],
        &["agnhost", "server"],
        ANY,
        serves(&[8080], 50, SignalHabit::Default),
    ),
    server(
        &["registry.k8s.io/etcd", "quay.io/coreos/etcd"],
        58 * MB,
        &["etcd"],
        &["etcd"],
        (3, 6),
        serves(&[2379], 500, STOPS),
    ),
    Image {
        repositories: &["registry.k8s.io/pause", "k8s.gcr.io/pause"],
        size_bytes: 320_000,
        dialect: None,
        entrypoint: &["/pause"],
        default_args: &[],
        program: Some(Program {
            names: &["pause"],
            server: serves(
                &[],
                0,
                SignalHabit::Ends {
                    after_ms: 10,
                    exit_code: 0,
                },
            ),
        }),
        newest: (3, 10),
    },
    Image {
        repositories: &["hello-world"],
        size_bytes: 13_000,
        dialect: None,
        entrypoint: &["/hello"],
        default_args: &[],
        program: Some(Program {
            names: &["hello"],
            server: Server {
                ports: &[],
                listens_after_ms: 0,
                on_term: SignalHabit::Default,
                ends_after_ms: Some((10, 0)),
            },
        }),
        newest: ANY,
    },
];

#[cfg(test)]
mod tests {
    use crate::order::Set;

    use super::IMAGES;

    #[test]
    fn no_repository_stands_twice() {
        let mut seen = Set::new();
        for name in IMAGES.iter().flat_map(|image| image.repositories) {
            assert!(seen.insert(name), "{name}");
        }
    }
}
