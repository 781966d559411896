//! What is wrong, as GitHub's workflow commands: each a line that becomes an annotation.

use firedrill_scenarios::escaped;

use crate::ci::cases::suites;
use crate::ci::purpose;
use crate::ci::ranking::{Problem, ranked};
use crate::ci::validation::{Validation, validations};
use crate::figures;
use crate::report::Report;

/// Annotations of one step that GitHub shows.
const ANNOTATIONS_MAX: usize = 10;

/// The annotations, a line each, at most ten; nothing when all is well.
///
/// What is wrong with a scenario is an error, the worst first. A validation that failed while every
/// property held is a warning: no exit code follows from it. When there is more than ten lines can say, the
/// last one says how much.
pub fn annotations(report: &Report<'_>) -> String {
    let suites = suites(report);
    let validations = validations(report);
    let failed = validations.iter().filter(|validation| validation.has_failed());
    let problems = ranked(&suites);
    let mut lines: Vec<_> = problems.iter().map(error).chain(failed.map(warning)).collect();
    if lines.len() > ANNOTATIONS_MAX {
        let rest = lines.len() - (ANNOTATIONS_MAX - 1);
        lines.truncate(ANNOTATIONS_MAX - 1);
        let more = format!("{} more: the job's summary has them", figures::count(rest as u64));
        lines.push(command("error", &[("title", "firedrill")], &more));
    }
    lines.concat()
}

fn error(problem: &Problem<'_, '_>) -> String {
    let (name, case) = (problem.suite.name, problem.case.subject.name());
    let properties =
        [("file", purpose::file_of(problem.suite.source)), ("title", format!("{name}: {case}"))];
    let properties = properties.each_ref().map(|(name, value)| (*name, value.as_str()));
    let finding = problem.finding;
    let mut said = vec![finding.message()];
    said.extend(finding.worst_told());
    said.extend(finding.command());
    command("error", &properties, &said.join("\n"))
}

fn warning(validation: &Validation<'_>) -> String {
    command("warning", &[("title", validation.name)], &validation.message())
}

/// A workflow command, with a newline at its end.
fn command(name: &str, properties: &[(&str, &str)], message: &str) -> String {
    let properties = properties.iter().map(|(name, value)| format!("{name}={}", property(value)));
    let properties = properties.collect::<Vec<_>>().join(",");
    let lines: Vec<_> = message.split('\n').map(escaped).collect();
    format!("::{name} {properties}::{}\n", data(&lines.join("\n")))
}

/// The message of a command: it ends with the line.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a command: it ends with a comma or a colon, too.
fn property(text: &str) -> String {
    data(&escaped(text)).replace(':', "%3A").replace(',', "%2C")
}
