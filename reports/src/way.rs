//! The ways in which a run did not pass, each with its sentence and the command that shows it again.

use firedrill_campaign::{Standing, Trial};
use firedrill_judge::{Property, Verdict};
use firedrill_protocol::BreakdownKind;
use firedrill_scenarios::{Plan, Scenario};

use crate::record;
use crate::report::Report;
use crate::reproduction::quoted;
use crate::substitute::{Substitute, last_words};

/// How a run did not pass, beyond its standing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// It violated this property.
    Violated(Property),
    /// The protocol broke down like this.
    BrokeDown(BreakdownKind),
    /// There is nothing to add.
    Other,
}

impl Way {
    /// Every property that a run violated, or held though it was stated to fail, or the one other way
    /// in which it failed to pass.
    pub(crate) fn all_of(trial: &Trial) -> Vec<Self> {
        let judgement = &trial.outcome.judgement;
        match (&trial.parting, &judgement.verdict) {
            (_, Verdict::Broken { breakdown, .. }) => vec![Self::BrokeDown(breakdown.kind)],
            (None, Verdict::Failed(_) | Verdict::Infeasible { .. }) => {
                let unstated = judgement.stated.unstated(&judgement.violations);
                unstated.map(|violation| Self::Violated(violation.property)).collect()
            }
            (None, Verdict::Contradicted { held }) => {
                held.iter().copied().map(Self::Violated).collect()
            }
            _ => vec![Self::Other],
        }
    }

    /// When, and what; a line each.
    pub(crate) fn told(self, scenario: &Scenario, trial: &Trial) -> Vec<String> {
        let judgement = &trial.outcome.judgement;
        if let Verdict::Broken { at, breakdown } = &judgement.verdict {
            return last_words(*at, breakdown);
        }
        if let Some(parting) = &trial.parting {
            let plan = Plan::draw(scenario, trial.outcome.reference.seed);
            // They are told as part of a block, two blanks in.
            let lines = record::parting(&plan, parting).into_iter();
            return lines.map(|line| line.strip_prefix("  ").unwrap_or(&line).to_owned()).collect();
        }
        let mut violations = judgement.violations.iter();
        match violations.find(|violation| Self::Violated(violation.property) == self) {
            Some(violation) => {
                let at = format!("at {}: {}", violation.at, violation.about);
                match &judgement.verdict {
                    Verdict::Infeasible { why, .. } => vec![format!("{at}; {why}")],
                    _ => vec![at],
                }
            }
            None => match &judgement.verdict {
                Verdict::Unexercised { missing } => vec![missing.clone()],
                Verdict::Contradicted { .. } => {
                    vec!["it held, though the scenario states that it fails".to_owned()]
                }
                verdict => vec![verdict.name().to_owned()],
            },
        }
    }
}

impl Report<'_> {
    /// The command that shows again how a run did not pass.
    pub(crate) fn command(&self, source: &str, trial: &Trial) -> String {
        match Standing::of(trial) {
            Standing::NotDeterministic => {
                let seed = trial.outcome.reference.seed;
                let option = self.protocol.map(Substitute::option).unwrap_or_default();
                format!(
                    "firedrill run {} --seed {seed} --check-determinism{option}",
                    quoted(source)
                )
            }
            _ => self.reproduction(source, trial).replay(),
        }
    }
}
