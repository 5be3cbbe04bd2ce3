//! Which part of the page an address names.

/// What is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Route {
    #[default]
    Sandbox,
    /// The list of lessons.
    List,
    /// A lesson, at a step; without one where the learner was.
    Lesson { id: String, step: Option<String> },
}

impl Route {
    /// Reads the path behind the `#`; whatever is unknown is the sandbox.
    pub fn read(path: &str) -> Route {
        let mut names = path.split('/').filter(|name| !name.is_empty());
        if names.next() != Some("learn") {
            return Route::Sandbox;
        }
        match names.next() {
            None => Route::List,
            Some(id) => Route::Lesson {
                id: id.to_owned(),
                step: names.next().map(str::to_owned),
            },
        }
    }

    /// The path behind the `#`.
    pub fn path(&self) -> String {
        match self {
            Route::Sandbox => "/".to_owned(),
            Route::List => "/learn".to_owned(),
            Route::Lesson { id, step: None } => format!("/learn/{id}"),
            Route::Lesson {
                id,
                step: Some(step),
            } => format!("/learn/{id}/{step}"),
        }
    }

    /// A lesson at a step.
    pub fn step(id: &str, step: &str) -> Route {
        Route::Lesson {
            id: id.to_owned(),
            step: Some(step.to_owned()),
        }
    }

    /// What a link to it names.
    pub fn link(&self) -> String {
        format!("#{}", self.path())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_back() {
        let lesson = |step: Option<&str>| Route::Lesson {
            id: "readiness".to_owned(),
            step: step.map(str::to_owned),
        };
        let cases = [
            ("", Route::Sandbox),
            ("/", Route::Sandbox),
            ("/elsewhere", Route::Sandbox),
            ("/learn", Route::List),
            ("/learn/", Route::List),
            ("/learn/readiness", lesson(None)),
            ("/learn/readiness/when", lesson(Some("when"))),
        ];
        for (path, route) in cases {
            assert_eq!(Route::read(path), route, "{path}");
            assert_eq!(Route::read(&route.path()), route, "{path}");
        }
    }
}
