//! Which of the embedded suites a campaign ran, and what they are for.

use firedrill_scenarios::suites::{self, EmbeddedFile, EmbeddedSuite};

use crate::report::Report;

/// An embedded suite, and how much of it was asked for.
#[derive(Debug)]
pub(crate) struct Part {
    /// The suite.
    pub(crate) suite: &'static EmbeddedSuite,
    /// How many of its scenarios.
    pub(crate) scenarios: usize,
}

/// The embedded suites that the scenarios are from, in order. Scenarios from files are of none.
pub(crate) fn parts(report: &Report<'_>) -> Vec<Part> {
    let mut parts: Vec<Part> = vec![];
    for suite in report.sources.iter().filter_map(|source| suite_of(source)) {
        match parts.iter_mut().find(|part| part.suite.name == suite.name) {
            Some(part) => part.scenarios += 1,
            None => parts.push(Part { suite, scenarios: 1 }),
        }
    }
    parts
}

/// What the campaign is called after: the suites in it, or `scenarios` when it has others.
pub(crate) fn name(report: &Report<'_>) -> String {
    let parts = parts(report);
    let embedded: usize = parts.iter().map(|part| part.scenarios).sum();
    if embedded < report.sources.len() || parts.is_empty() {
        return "scenarios".to_owned();
    }
    parts.iter().map(|part| part.suite.name).collect::<Vec<_>>().join("+")
}

/// The embedded suite that a scenario is from; `None` when it is from a file.
pub(crate) fn suite_of(source: &str) -> Option<&'static EmbeddedSuite> {
    let file = suites::file(source)?;
    suites::ALL.iter().find(|suite| suite.files.iter().any(|other| other.label == file.label))
}

/// The file of a scenario: its path, or where an embedded one stands in firedrill's own repository.
pub(crate) fn file_of(source: &str) -> String {
    let embedded =
        suites::file(source).map(|EmbeddedFile { label, .. }| format!("scenarios/{label}"));
    embedded.unwrap_or_else(|| source.to_owned())
}
