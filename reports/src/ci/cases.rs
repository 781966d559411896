//! A campaign as suites of cases: a suite a scenario, a case a property.
//!
//! Every format of this folder says the same, because each of them is written from this.

use firedrill_campaign::{ScenarioResult, Standing, Trial};
use firedrill_judge::{Expectation, Property, Verdict};

use super::finding::Finding;
use crate::figures;
use crate::report::Report;
use crate::way::Way;

/// A scenario with its cases.
#[derive(Debug)]
pub(crate) struct Suite<'a> {
    /// The scenario's name; what names it on a command line when it was not run.
    pub(crate) name: &'a str,
    /// What names it on a command line.
    pub(crate) source: &'a str,
    /// Its runs; `None` when the campaign stopped before it.
    pub(crate) result: Option<&'a ScenarioResult<'a>>,
    /// What was asked of them.
    pub(crate) cases: Vec<Case<'a>>,
}

/// One question to all runs of a scenario.
#[derive(Debug)]
pub(crate) struct Case<'a> {
    /// What was asked.
    pub(crate) subject: Subject,
    /// What it came to.
    pub(crate) answer: Answer<'a>,
}

/// What is asked of the runs of a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    /// Whether what the scenario is about happened, and what it demands was reached.
    Exercised,
    /// Whether two runs of a seed are one.
    Deterministic,
    /// Whether a protocol that lives elsewhere answered to the end.
    ProtocolAnswers,
    /// Whether a property held.
    Property(Property),
}

/// What a case came to.
#[derive(Debug)]
pub(crate) enum Answer<'a> {
    /// As it should be in every run that decided it.
    Passed,
    /// It failed in so many runs, as the scenario states.
    FailedAsStated(usize),
    /// It failed in these runs.
    Failed(Finding<'a>),
    /// Nothing can be concluded from these runs, and that is not allowed.
    Error(Finding<'a>),
    /// It is neither good nor bad, for this reason.
    Skipped(String),
}

/// Suites in the order of the scenarios, those that were not run at the end.
pub(crate) fn suites<'a>(report: &Report<'a>) -> Vec<Suite<'a>> {
    let mut suites: Vec<_> =
        report.scenarios().map(|(result, source)| suite(report, result, source)).collect();
    let not_run = report.sources.iter().skip(suites.len());
    suites.extend(not_run.map(|source| Suite {
        name: source,
        source,
        result: None,
        cases: vec![Case {
            subject: Subject::Exercised,
            answer: Answer::Skipped("not run: the campaign stopped at a failure".to_owned()),
        }],
    }));
    suites
}

fn suite<'a>(report: &Report<'a>, result: &'a ScenarioResult<'a>, source: &'a str) -> Suite<'a> {
    let scenario = result.scenario;
    let is_healthy = *scenario.expectation() == Expectation::Healthy;
    // No other run is held to it.
    let held_to = |property: &Property| is_healthy || *property != Property::HealthyStaysHealthy;
    let own = scenario.properties().iter().map(|own| Property::Temporal(own.name));
    let mut properties: Vec<_> = Property::ALL.into_iter().filter(held_to).chain(own).collect();
    // Whatever else was violated is never left out.
    for violation in result.trials.iter().flat_map(|trial| &trial.outcome.judgement.violations) {
        if !properties.contains(&violation.property) {
            properties.push(violation.property);
        }
    }
    let group = Group { report, result, source };
    let mut cases = vec![group.exercised()];
    let some = |standing| !group.standing(standing).is_empty();
    if report.compared || some(Standing::NotDeterministic) {
        cases.push(group.deterministic());
    }
    if report.protocol.is_some() || some(Standing::Broken) {
        cases.push(group.protocol_answers());
    }
    cases.extend(properties.into_iter().map(|property| group.property(property)));
    Suite { name: scenario.name().as_str(), source, result: Some(result), cases }
}

/// All runs of a scenario.
struct Group<'r, 'a> {
    report: &'r Report<'a>,
    result: &'a ScenarioResult<'a>,
    source: &'a str,
}

impl<'a> Group<'_, 'a> {
    fn exercised(&self) -> Case<'a> {
        let trials = self.standing(Standing::Unexercised);
        let never = self.report.never_reached(self.result);
        let never: Vec<_> = never.iter().map(ToString::to_string).collect();
        let answer = if trials.is_empty() && never.is_empty() {
            Answer::Passed
        } else {
            let mut finding = self.finding("was unexercised", Way::Other, trials);
            if !never.is_empty() {
                let runs = figures::plural(self.result.trials.len(), "run");
                finding.add(format!("{} reached in 0 of {runs}", figures::listed(&never)));
            }
            Answer::Error(finding)
        };
        Case { subject: Subject::Exercised, answer }
    }

    fn deterministic(&self) -> Case<'a> {
        let trials = self.standing(Standing::NotDeterministic);
        let answer = self.error_unless_empty("was not the same twice", trials);
        Case { subject: Subject::Deterministic, answer }
    }

    fn protocol_answers(&self) -> Case<'a> {
        let trials = self.standing(Standing::Broken);
        let answer = self.error_unless_empty("broke down", trials);
        Case { subject: Subject::ProtocolAnswers, answer }
    }

    fn property(&self, property: Property) -> Case<'a> {
        let by = |fate: Fate| {
            let trials = self.result.trials.iter();
            trials.filter(|trial| Fate::of(trial, property) == fate).collect::<Vec<_>>()
        };
        let way = Way::Violated(property);
        let failed = by(Fate::Failed);
        if !failed.is_empty() {
            let failed = self.finding("fails", way, failed);
            return Case { subject: Subject::Property(property), answer: Answer::Failed(failed) };
        }
        let infeasible = by(Fate::Infeasible);
        if !infeasible.is_empty() {
            let finding = self.finding("is infeasible: nobody could have kept it", way, infeasible);
            return Case { subject: Subject::Property(property), answer: Answer::Error(finding) };
        }
        let (excused, stated, kept) = (by(Fate::Excused), by(Fate::AsStated), by(Fate::Kept));
        let runs = figures::plural(self.result.trials.len(), "run");
        let answer = match (excused.len(), stated.len(), kept.len()) {
            (0, 0, 0) => Answer::Skipped(format!("undecided: none of {runs} can be judged")),
            (0, 0, _) => Answer::Passed,
            (0, stated, _) => Answer::FailedAsStated(stated),
            (excused, ..) => Answer::Skipped(format!(
                "excused: nobody could have kept it in {} of {runs}, which the scenario allows",
                figures::count(excused as u64)
            )),
        };
        Case { subject: Subject::Property(property), answer }
    }

    fn error_unless_empty(&self, what: &'static str, trials: Vec<&'a Trial>) -> Answer<'a> {
        if trials.is_empty() {
            return Answer::Passed;
        }
        Answer::Error(self.finding(what, Way::Other, trials))
    }

    fn standing(&self, wanted: Standing) -> Vec<&'a Trial> {
        self.result.trials.iter().filter(|trial| Standing::of(trial) == wanted).collect()
    }

    fn finding(&self, what: &'static str, way: Way, trials: Vec<&'a Trial>) -> Finding<'a> {
        Finding::of(self.report, self.result, self.source, what, way, trials)
    }
}

/// What became of a property in one run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Kept,
    /// It failed, as the scenario states.
    AsStated,
    /// Nobody could have kept it, and the scenario allows that.
    Excused,
    /// Nobody could have kept it.
    Infeasible,
    /// It failed, or held though it was stated to fail.
    Failed,
    /// The run cannot be judged: it is unexercised, not deterministic or broken.
    Undecided,
}

impl Fate {
    fn of(trial: &Trial, property: Property) -> Self {
        let judgement = &trial.outcome.judgement;
        let is_violated =
            judgement.violations.iter().any(|violation| violation.property == property);
        let is_stated = judgement.stated.contains(&property);
        if trial.parting.is_some() {
            return Self::Undecided;
        }
        match &judgement.verdict {
            Verdict::Broken { .. } | Verdict::Unexercised { .. } => Self::Undecided,
            Verdict::Contradicted { held } if held.contains(&property) => Self::Failed,
            _ if is_violated && is_stated => Self::AsStated,
            Verdict::Infeasible { allowed: true, .. } if is_violated => Self::Excused,
            Verdict::Infeasible { .. } if is_violated => Self::Infeasible,
            _ if is_violated => Self::Failed,
            _ => Self::Kept,
        }
    }
}

impl Subject {
    /// The word used in files.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Exercised => "exercised",
            Self::Deterministic => "deterministic",
            Self::ProtocolAnswers => "protocol-answers",
            Self::Property(property) => property.name(),
        }
    }
}

impl<'a> Answer<'a> {
    /// What was found, when that is bad.
    pub(crate) const fn finding(&self) -> Option<&Finding<'a>> {
        match self {
            Self::Failed(finding) | Self::Error(finding) => Some(finding),
            Self::Passed | Self::FailedAsStated(_) | Self::Skipped(_) => None,
        }
    }

    /// How many runs failed it as stated, in words; `None` when that is not what it came to.
    pub(crate) fn remark(&self) -> Option<String> {
        let Self::FailedAsStated(runs) = self else { return None };
        Some(format!("fails in {}, as the scenario states", figures::plural(*runs, "run")))
    }
}
