//! A campaign in the OpenMetrics text format, for Prometheus.
//!
//! One sample a scenario, and one a scenario and property; seeds are no labels, for each would be a time
//! series of its own. Nothing measures this machine, and no sample has a time of its own: whoever collects
//! the file gives it one. Written by hand, because the official library keeps its samples in a map of
//! random order.

use std::fmt::{Display, Write as _};

use firedrill_campaign::{ScenarioResult, Standing};
use firedrill_judge::Reading;
use firedrill_sim::ALGORITHM;

use super::cases::{Suite, suites};
use super::metric::{End, Metric, ends};
use super::purpose;
use super::words::number;
use crate::report::Report;

/// The campaign as OpenMetrics text; its last line is `# EOF`.
pub fn open_metrics(report: &Report<'_>) -> String {
    let suites = suites(report);
    let mut text = build();
    text += &purposes(report);
    text += &runs(report);
    text += &problems(&suites);
    text += &clocks(report, "response", |result| Some(result.least_response()?.0));
    text += &clocks(report, "restoration", |result| Some(result.least_restoration()?.0));
    for metric in Metric::ALL {
        text += &at_the_end(report, metric);
    }
    text + &simulated(report) + "# EOF\n"
}

/// A family of samples: its heading, then its samples.
struct Family {
    name: String,
    text: String,
}

impl Family {
    fn gauge(name: &str, unit: Option<&str>, help: &str) -> Self {
        Self::of("gauge", name, unit, help)
    }

    fn of(kind: &str, name: &str, unit: Option<&str>, help: &str) -> Self {
        let mut text = format!("# TYPE {name} {kind}\n");
        if let Some(unit) = unit {
            // The format demands that the name ends in the unit.
            text += &format!("# UNIT {name} {unit}\n");
        }
        text += &format!("# HELP {name} {}\n", escaped(help));
        Self { name: name.to_owned(), text }
    }

    fn add(&mut self, ending: &str, labels: &[(&str, &str)], value: impl Display) {
        let labels = labels.iter().map(|(name, value)| format!("{name}=\"{}\"", escaped(value)));
        let labels = labels.collect::<Vec<_>>().join(",");
        // Writing to a string does not fail.
        let _ = writeln!(self.text, "{}{ending}{{{labels}}} {value}", self.name);
    }
}

/// Text of a label or a help line.
fn escaped(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    firedrill_scenarios::escaped(&text)
}

fn build() -> String {
    let mut family = Family::of("info", "firedrill_build", None, "What made the runs.");
    let labels = [("version", env!("CARGO_PKG_VERSION")), ("algorithm", ALGORITHM)];
    family.add("_info", &labels, 1);
    family.text
}

fn purposes(report: &Report<'_>) -> String {
    let mut family = Family::of("info", "firedrill_suite", None, "What each suite is for.");
    for part in purpose::parts(report) {
        family.add("_info", &[("suite", part.suite.name), ("about", part.suite.about)], 1);
    }
    family.text
}

fn runs(report: &Report<'_>) -> String {
    use Standing::{Broken, Excused, Failed, Infeasible, NotDeterministic, Passed, Unexercised};
    let help = "Runs of a scenario that came to a standing.";
    let mut family = Family::gauge("firedrill_scenario_runs", None, help);
    for (result, source) in report.scenarios() {
        for standing in [Passed, Failed, Unexercised, Infeasible, Excused, NotDeterministic, Broken]
        {
            let trials = result.trials.iter();
            let number = trials.filter(|trial| Standing::of(trial) == standing).count();
            let [suite, scenario] = place(result, source);
            family.add("", &[suite, scenario, ("standing", standing.word())], number);
        }
    }
    family.text
}

fn problems(suites: &[Suite<'_>]) -> String {
    let help = "Runs in which a property failed, or could not be decided, and that is not allowed.";
    let mut family = Family::gauge("firedrill_property_problem_runs", None, help);
    for suite in suites {
        let Some(result) = suite.result else { continue };
        for case in &suite.cases {
            let number = case.answer.finding().map_or(0, |finding| finding.number());
            let [suite, scenario] = place(result, suite.source);
            family.add("", &[suite, scenario, ("property", case.subject.name())], number);
        }
    }
    family.text
}

type Least = fn(&ScenarioResult<'_>) -> Option<Reading>;

/// The clock with the least margin of each scenario that had an incident: its margin, what it took, and
/// what it may take.
fn clocks(report: &Report<'_>, clock: &str, least: Least) -> String {
    let family = |what: &str, unit: &str, help: &str| {
        Family::gauge(&format!("firedrill_least_{clock}_{what}"), Some(unit), help)
    };
    let mut margin = family("margin_ratio", "ratio", "1 at once, 0 at the limit, negative beyond.");
    let mut elapsed = family("seconds", "seconds", "What the clock with the least margin took.");
    let mut limit = family("limit_seconds", "seconds", "What that clock may take.");
    for (result, source) in report.scenarios() {
        let Some(reading) = least(result) else { continue };
        let labels = place(result, source);
        margin.add("", &labels, number(reading.margin()));
        elapsed.add("", &labels, number(reading.elapsed.as_secs_f64()));
        limit.add("", &labels, number(reading.limit.as_secs_f64()));
    }
    margin.text + &elapsed.text + &limit.text
}

/// The worst end of any run of each scenario, and the line of the playbook.
fn at_the_end(report: &Report<'_>, metric: Metric) -> String {
    const BYTES_PER_MB: f64 = 1024.0 * 1024.0;
    let (what, unit, scale) = match metric {
        Metric::PerformanceMultiplier => ("performance_multiplier_ratio", "ratio", 1.0),
        Metric::MemoryUsage => ("memory_usage_bytes", "bytes", BYTES_PER_MB),
        Metric::BatteryDrain => ("battery_drain_percent_per_hour", "percent_per_hour", 1.0),
    };
    let family =
        |of: &str, help: &str| Family::gauge(&format!("firedrill_{of}_{what}"), Some(unit), help);
    let mut worst = family("final", "The worst at the end of any run that counts.");
    let mut threshold = family("threshold", "The playbook's line for it.");
    for (result, source) in report.scenarios() {
        let Some(End { value, threshold: line, .. }) = metric.worst(ends(result, source, metric))
        else {
            continue;
        };
        let labels = place(result, source);
        worst.add("", &labels, number(value * scale));
        threshold.add("", &labels, number(line * scale));
    }
    worst.text + &threshold.text
}

fn simulated(report: &Report<'_>) -> String {
    let help = "Virtual time of all runs of a scenario.";
    let mut family = Family::gauge("firedrill_simulated_seconds", Some("seconds"), help);
    for (result, source) in report.scenarios() {
        let simulated = result.trials.iter().map(|trial| trial.outcome.simulated.as_secs_f64());
        family.add("", &place(result, source), number(simulated.sum()));
    }
    family.text
}

/// Where a sample belongs.
fn place<'a>(result: &'a ScenarioResult<'_>, source: &str) -> [(&'static str, &'a str); 2] {
    let suite = purpose::suite_of(source).map_or("", |suite| suite.name);
    [("suite", suite), ("scenario", result.scenario.name().as_str())]
}
