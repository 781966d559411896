//! What is wrong with some runs of a scenario, in words: how many, which seeds, how far, and the line
//! that shows it again.

use core::cmp::Ordering;

use firedrill_campaign::{ScenarioResult, Trial};
use firedrill_judge::temporal::Measure;
use firedrill_judge::{Property, Reading};
use firedrill_scenarios::Scenario;

use crate::figures;
use crate::report::Report;
use crate::way::Way;

/// Runs that are told at length.
const TOLD_MAX: usize = 5;

/// Lines of each.
const LINES_MAX: usize = 12;

/// Further seeds that are named.
const SEEDS_MAX: usize = 20;

/// Something is wrong with these runs.
#[derive(Debug)]
pub(crate) struct Finding<'a> {
    report: Report<'a>,
    scenario: &'a Scenario,
    source: &'a str,
    /// What they do: `fails`.
    what: &'static str,
    way: Way,
    /// The worst first; of equals, in the order of the seeds.
    sightings: Vec<Sighting<'a>>,
    runs: usize,
    /// What is wrong with all runs together.
    remarks: Vec<String>,
}

/// One of the runs.
#[derive(Clone, Copy, Debug)]
struct Sighting<'a> {
    trial: &'a Trial,
    margin: Option<Margin>,
}

/// By how much a property failed in a run.
#[derive(Clone, Copy, Debug)]
enum Margin {
    /// Of an SLA clock.
    Clock(Reading),
    /// Of a formula.
    Robustness(f64, Option<Measure>),
}

impl<'a> Finding<'a> {
    pub(crate) fn of(
        report: &Report<'a>,
        result: &'a ScenarioResult<'a>,
        source: &'a str,
        what: &'static str,
        way: Way,
        trials: Vec<&'a Trial>,
    ) -> Self {
        let mut sightings: Vec<_> = trials
            .into_iter()
            .map(|trial| Sighting { trial, margin: Margin::of(trial, way) })
            .collect();
        sightings.sort_by(Sighting::worse_first);
        let (runs, scenario) = (result.trials.len(), result.scenario);
        let report = *report;
        Self { report, scenario, source, what, way, sightings, runs, remarks: vec![] }
    }

    /// Adds what is wrong with all runs together.
    pub(crate) fn add(&mut self, remark: String) {
        self.remarks.push(remark);
    }

    /// How many runs it is wrong with.
    pub(crate) const fn number(&self) -> usize {
        self.sightings.len()
    }

    /// The share of the runs it is wrong with.
    pub(crate) fn share(&self) -> f64 {
        if self.runs == 0 { 0.0 } else { self.number() as f64 / self.runs as f64 }
    }

    /// The margin of the worst run, as a share of its limit; `None` when it is of no clock.
    pub(crate) fn worst_margin(&self) -> Option<f64> {
        match self.sightings.first()?.margin? {
            Margin::Clock(reading) => Some(reading.margin()),
            Margin::Robustness(..) => None,
        }
    }

    /// The command that shows the worst run again.
    pub(crate) fn command(&self) -> Option<String> {
        self.sightings.first().map(|worst| self.report.command(self.source, worst.trial))
    }

    /// The worst run's seed.
    pub(crate) fn worst_seed(&self) -> Option<String> {
        self.sightings.first().map(|worst| worst.trial.outcome.reference.seed.to_string())
    }

    /// What happened in the worst run, in a few lines.
    pub(crate) fn worst_told(&self) -> Vec<String> {
        self.sightings.first().map(|worst| self.told(worst)).unwrap_or_default()
    }

    /// One line: in how many runs, and the worst.
    pub(crate) fn message(&self) -> String {
        let Some(worst) = self.sightings.first() else { return self.remarks.join("; ") };
        let (these, runs) = (self.number() as u64, figures::plural(self.runs, "run"));
        let seed = worst.trial.outcome.reference.seed;
        let worst = match worst.margin {
            Some(margin) => format!("worst seed {seed}: {}", margin.in_words()),
            None => format!("first seed {seed}"),
        };
        let first = format!("{} in {} of {runs}, {worst}", self.what, figures::count(these));
        core::iter::once(first).chain(self.remarks.iter().cloned()).collect::<Vec<_>>().join("; ")
    }

    /// The worst runs at length, each with the command that shows it again, then the other seeds. The
    /// text has as many lines as that takes, however many runs there are.
    pub(crate) fn text(&self) -> String {
        let mut lines = vec![self.message()];
        for sighting in self.sightings.iter().take(TOLD_MAX) {
            let seed = sighting.trial.outcome.reference.seed;
            let margin = sighting.margin.map(|margin| format!(", {}", margin.in_words()));
            lines.push(format!("\nseed {seed}{}", margin.unwrap_or_default()));
            lines.extend(self.told(sighting).iter().map(|line| format!("  {line}")));
            lines.push(format!("  {}", self.report.command(self.source, sighting.trial)));
        }
        let further = self.sightings.iter().skip(TOLD_MAX);
        let seeds = further.map(|sighting| sighting.trial.outcome.reference.seed.to_string());
        let named: Vec<_> = seeds.take(SEEDS_MAX).collect();
        let rest = self.number().saturating_sub(TOLD_MAX + named.len());
        if !named.is_empty() {
            let more = if rest > 0 {
                format!(" and {} more", figures::count(rest as u64))
            } else {
                String::new()
            };
            lines.push(format!("\nalso in {}{more}", named.join(" ")));
        }
        lines.join("\n") + "\n"
    }
}

impl Finding<'_> {
    fn told(&self, sighting: &Sighting<'_>) -> Vec<String> {
        let told = self.way.told(self.scenario, sighting.trial);
        told.iter().take(LINES_MAX).map(|line| line.trim_start().to_owned()).collect()
    }
}

impl Sighting<'_> {
    fn worse_first(&self, other: &Self) -> Ordering {
        let of = |sighting: &Self| sighting.margin.map(Margin::size);
        match (of(self), of(other)) {
            (Some(a), Some(b)) => a.total_cmp(&b),
            _ => Ordering::Equal,
        }
    }
}

impl Margin {
    fn of(trial: &Trial, way: Way) -> Option<Self> {
        let judgement = &trial.outcome.judgement;
        match way {
            Way::Violated(Property::RespondsInTime) => judgement.response_clock.map(Self::Clock),
            Way::Violated(Property::RestoresInTime) => judgement.restoration_clock.map(Self::Clock),
            Way::Violated(Property::Temporal(name)) => {
                let found = judgement.properties.iter().find(|found| found.name == name)?;
                Some(Self::Robustness(found.robustness, found.measure))
            }
            Way::Violated(_) | Way::BrokeDown(_) | Way::Other => None,
        }
    }

    fn size(self) -> f64 {
        match self {
            Self::Clock(reading) => reading.margin(),
            Self::Robustness(robustness, _) => robustness,
        }
    }

    fn in_words(self) -> String {
        match self {
            Self::Clock(reading) => {
                let limit = figures::of_limit(&reading);
                format!("margin {}, {limit}", figures::margin(reading.margin()))
            }
            Self::Robustness(robustness, measure) => {
                format!("robustness {}", figures::robustness(robustness, measure))
            }
        }
    }
}
