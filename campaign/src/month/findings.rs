//! What the rows of a month say, all of it.

use firedrill_scenarios::ScenarioRef;
use firedrill_sim::DigestValue;
use serde::{Deserialize, Serialize};

use super::baselines::BaselineFindings;
use super::communication::{CommunicationRule, NoticeFindings};
use super::coordination::{MissedHandOvers, RoleFindings};
use super::failures::{FailureCell, FailureKind};
use super::incidents::{IncidentFindings, LevelFindings};
use super::measures::Rate;
use super::programme::Programme;
use super::requirements::Requirements;
use super::scenarios::ScenarioFindings;
use super::worth_reading::WorthReading;
use crate::ledger::Row;
use crate::standing::Standing;

/// What the rows of a month say. Whatever rates a protocol leaves the judge's own check out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Findings {
    /// Runs made, those of the judge's own check included.
    pub runs: u64,
    /// Hours that passed in them.
    pub simulated_h: f64,
    /// Events handled in them.
    pub events: u64,
    /// Digest over every run, in order.
    pub digest: DigestValue,
    /// How the runs stand, best first; who has none is left out.
    pub standings: Vec<StandingCount>,
    /// How often the protocol passed.
    pub passed: Rate,
    /// How often it failed.
    pub failed: Rate,
    /// Scenario by scenario.
    pub scenarios: Vec<ScenarioFindings>,
    /// Incidents, by the type that showed first.
    pub incidents: Vec<IncidentFindings>,
    /// Incidents, by the highest escalation level that acted.
    pub escalation: Vec<LevelFindings>,
    /// How often runs failed, by fault family and worst severity.
    pub failures: Vec<FailureCell>,
    /// Every way of failing, the most frequent first.
    pub failure_kinds: Vec<FailureKind>,
    /// Role by role.
    pub roles: Vec<RoleFindings>,
    /// The scenarios in which somebody did not answer, the worst first.
    pub missed_hand_overs: Vec<MissedHandOvers>,
    /// Kind by kind.
    pub notices: Vec<NoticeFindings>,
    /// The rules of communication.
    pub communication: Vec<CommunicationRule>,
    /// Baselines.
    pub baselines: BaselineFindings,
    /// What the App Store is promised.
    pub requirements: Requirements,
    /// The runs that repay reading, in that order.
    pub worth_reading: Vec<WorthReading>,
    /// Whether the judge sees what is stated to fail.
    pub self_check: SelfCheck,
}

/// How many runs stand like this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StandingCount {
    /// How they stand.
    pub standing: Standing,
    /// How many.
    pub runs: u64,
}

/// Runs that fail as stated, or the judge is blind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SelfCheck {
    /// How often each failed as stated.
    pub as_stated: Rate,
    /// The first runs that did not.
    pub otherwise: Vec<String>,
}

/// Of those that did not fail as stated, so many are named.
const MOST_NAMED: usize = 5;

impl Findings {
    /// Of all rows of a month, in the order of its ledger.
    pub fn of(programme: &Programme, rows: &[Row]) -> Self {
        let (checks, rehearsals): (Vec<&Row>, Vec<&Row>) =
            rows.iter().partition(|row| is_check(programme, row));
        let hours = rows.iter().map(|row| row.simulated.as_secs_f64() / 3600.0);
        Self {
            runs: rows.len() as u64,
            simulated_h: hours.sum(),
            events: rows.iter().map(|row| row.events).sum(),
            digest: DigestValue::combine(rows.iter().map(|row| row.digest)),
            standings: StandingCount::of(&rehearsals),
            passed: rehearsals.iter().map(|row| row.standing == Standing::Passed).collect(),
            failed: rehearsals.iter().map(|row| has_failed(row)).collect(),
            scenarios: ScenarioFindings::all(programme, rows),
            incidents: IncidentFindings::all(&rehearsals),
            escalation: LevelFindings::all(&rehearsals),
            failures: FailureCell::all(&rehearsals),
            failure_kinds: FailureKind::all(&rehearsals),
            roles: RoleFindings::all(&rehearsals),
            missed_hand_overs: MissedHandOvers::all(&rehearsals),
            notices: NoticeFindings::all(&rehearsals),
            communication: CommunicationRule::all(&rehearsals),
            baselines: BaselineFindings::of(programme, &rehearsals),
            requirements: Requirements::of(&rehearsals),
            worth_reading: WorthReading::all(&rehearsals),
            self_check: SelfCheck::of(&checks),
        }
    }

    /// The worst standing of any run, the judge's own check included.
    pub fn worst(&self) -> Standing {
        let blind = !self.self_check.otherwise.is_empty();
        let runs = self.standings.iter().map(|count| count.standing);
        Standing::worst(runs.chain(blind.then_some(Standing::Failed)))
    }
}

impl StandingCount {
    pub(super) fn of(rows: &[&Row]) -> Vec<Self> {
        let mut all: Vec<_> = rows.iter().map(|row| row.standing).collect();
        all.sort_unstable();
        let alike = all.chunk_by(|one, other| one == other);
        alike.map(|runs| Self { standing: runs[0], runs: runs.len() as u64 }).collect()
    }
}

impl SelfCheck {
    fn of(rows: &[&Row]) -> Self {
        let is_seen = |row: &&Row| row.standing == Standing::Passed;
        let otherwise = rows.iter().filter(|row| !is_seen(row)).take(MOST_NAMED);
        Self {
            as_stated: rows.iter().map(is_seen).collect(),
            otherwise: otherwise.map(|row| reference(row)).collect(),
        }
    }
}

/// Whether the protocol did not do as it should, or nobody can tell.
pub(super) fn has_failed(row: &Row) -> bool {
    matches!(row.standing, Standing::Failed | Standing::NotDeterministic | Standing::Broken)
}

/// `memory-leak-critical@0x2a`
pub(super) fn reference(row: &Row) -> String {
    let known = row.reference().as_ref().map(ScenarioRef::to_string);
    known.unwrap_or_else(|| format!("{}@{}", row.scenario, row.seed))
}

fn is_check(programme: &Programme, row: &Row) -> bool {
    programme.place(&row.scenario).is_some_and(|place| programme.is_self_check(place))
}

#[cfg(test)]
pub(super) mod tests {
    use std::sync::LazyLock;

    use firedrill_protocol::EmergencyRecoveryProtocol;
    use firedrill_sim::Seed;

    use super::*;
    use crate::ledger::{Heading, Ledger};
    use crate::month::Missing;
    use crate::pool::Flow;

    /// A small month: what it rehearses, and the rows of two seeds.
    pub(in crate::month) fn small() -> (Programme, Vec<Row>) {
        static SMALL: LazyLock<(Programme, Vec<Row>)> = LazyLock::new(rehearse);
        SMALL.clone()
    }

    fn rehearse() -> (Programme, Vec<Row>) {
        let only = ["memory-leak-critical", "nobody-answers", "no-time-to-cool", "hot-day-major"];
        let programme = Programme::built_in(&only.map(str::to_owned)).unwrap();
        let heading = Heading::of(&programme.scenarios, (Seed(1), Seed(2)), None);
        let mut text = heading.to_line() + "\n";
        let places: Vec<u64> = (0..heading.runs()).collect();
        let missing = Missing {
            scenarios: &programme.scenarios,
            heading: &heading,
            places: &places,
            jobs: 2,
        };
        let sink = |row: Row| {
            text += &(row.to_line() + "\n");
            Flow::Continue
        };
        missing.run(EmergencyRecoveryProtocol::briefed, sink).unwrap();
        (programme, Ledger::read(&text, &heading).unwrap().rows)
    }

    #[test]
    fn the_judges_own_check_counts_apart_and_a_judge_that_is_blind_fails_the_month() {
        let (programme, mut rows) = small();
        let findings = Findings::of(&programme, &rows);
        assert_eq!((findings.runs, findings.passed.of), (8, 6));
        assert_eq!((findings.self_check.as_stated.hits, findings.self_check.as_stated.of), (2, 2));
        assert_eq!(findings.worst(), Standing::Passed);
        let check = rows.iter_mut().find(|row| row.scenario == "no-time-to-cool").unwrap();
        check.standing = Standing::Failed;
        let findings = Findings::of(&programme, &rows);
        assert_eq!(findings.self_check.otherwise, ["no-time-to-cool@0x1"]);
        assert_eq!((findings.failed.hits, findings.worst()), (0, Standing::Failed));
    }

    #[test]
    fn findings_are_read_back_as_they_were_to_the_bit() {
        let (programme, rows) = small();
        let findings = Findings::of(&programme, &rows);
        let text = serde_json::to_string(&findings).unwrap();
        assert_eq!(serde_json::from_str::<Findings>(&text).unwrap(), findings);
    }
}
