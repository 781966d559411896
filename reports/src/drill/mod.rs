//! The weekly drill: each incident type once triggered by hand and once simulated, and how it was
//! detected, answered, recovered from and ended.

mod document;
mod exercise;
mod markdown;
mod schema;
mod stages;
#[cfg(test)]
mod tests;
mod text;

use core::fmt;

use firedrill_campaign::Standing;
use firedrill_protocol::IncidentType;
use firedrill_scenarios::{Outcome, Plan};
use firedrill_sim::Seed;

pub use document::drill_document;
pub use markdown::drill_markdown;
pub use schema::drill_schema;
pub use text::drill_text;

use exercise::Exercise;

use crate::substitute::Substitute;

/// A drill that was held.
#[derive(Clone, Copy, Debug)]
pub struct DrillReport<'a> {
    /// Its runs, each with its record.
    pub runs: &'a [DrillRun],
    /// The seed that all were run with.
    pub seed: Seed,
    /// The week that the seed is of, if it is.
    pub week: Option<Week>,
    /// What was tested, when it is not the shipped protocol.
    pub protocol: Option<&'a Substitute>,
}

/// One run of a drill.
#[derive(Clone, Debug)]
pub struct DrillRun {
    /// What was to happen.
    pub plan: Plan,
    /// What it came to, with its record.
    pub outcome: Outcome,
}

/// A week of ISO 8601.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Week {
    /// The year that it belongs to.
    pub year: u16,
    /// Its number, 1 to 53.
    pub number: u8,
}

impl Week {
    /// The seed of its drill: `202648` for week 48 of 2026, which anybody can type.
    pub const fn seed(self) -> Seed {
        Seed(self.year as u64 * 100 + self.number as u64)
    }
}

/// `2026-W48`
impl fmt::Display for Week {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-W{:02}", self.year, self.number)
    }
}

impl DrillReport<'_> {
    /// The worst standing of any run.
    pub fn standing(&self) -> Standing {
        Standing::worst(self.runs.iter().map(DrillRun::standing))
    }

    /// Each incident type with its runs, in the playbook's order; one that was not rehearsed is left
    /// out.
    fn sections(&self) -> Vec<(IncidentType, Vec<Exercise<'_>>)> {
        let exercises: Vec<_> = self.runs.iter().map(|run| Exercise::of(run, self)).collect();
        let of = |incident: IncidentType| {
            let own = exercises.iter().filter(|exercise| exercise.incident == incident);
            let mut own: Vec<_> = own.cloned().collect();
            // Said first, then seen.
            own.sort_by_key(|exercise| exercise.trigger.is_none());
            (incident, own)
        };
        let sections = IncidentType::ALL.into_iter().map(of);
        sections.filter(|(_, exercises)| !exercises.is_empty()).collect()
    }

    /// `8 of 8 exercises passed in the drill of 2026-W48, seed 0x31798`
    fn last_line(&self) -> String {
        let passed = self.runs.iter().filter(|run| run.standing() <= Standing::Excused).count();
        let drill = match self.week {
            Some(week) => format!("the drill of {week}"),
            None => "the drill".to_owned(),
        };
        format!("{passed} of {} exercises passed in {drill}, seed {}", self.runs.len(), self.seed)
    }
}

impl DrillRun {
    fn standing(&self) -> Standing {
        Standing::of_verdict(&self.outcome.judgement.verdict)
    }
}

/// The playbook's heading of a type.
const fn heading(incident: IncidentType) -> &'static str {
    match incident {
        IncidentType::CriticalPerformanceDegradation => "Critical performance degradation",
        IncidentType::MemoryLeakEmergency => "Memory leak emergency",
        IncidentType::BatteryDrainCrisis => "Battery drain crisis",
        IncidentType::SystemInstability => "System instability",
    }
}
