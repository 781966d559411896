//! Who was told, who answered and how soon, and who did not.

use std::collections::BTreeMap;

use firedrill_protocol::Role;
use firedrill_scenarios::Dispatch;
use serde::{Deserialize, Serialize};

use super::findings::reference;
use super::incidents::seconds;
use super::measures::{Rate, Spread};
use crate::ledger::Row;

/// What a month says of one role.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleFindings {
    /// The role.
    pub role: Role,
    /// How many notices to it arrived, of all that were sent.
    pub told: Rate,
    /// How often it answered what called for it.
    pub answered: Rate,
    /// The same in runs without a fault of recovery: with nobody absent and the channel working.
    pub answered_undisturbed: Rate,
    /// Seconds from a notice's arrival to the answer, of those that arrived.
    pub answer_s: Spread,
    /// How often what it was called for was done by the end of the run.
    pub attended: Rate,
}

/// A scenario in which calls went unanswered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MissedHandOvers {
    /// The scenario.
    pub scenario: String,
    /// How many calls were missed.
    pub missed: Rate,
    /// How many of its runs passed all the same.
    pub passed: Rate,
    /// The first run with one.
    pub first: String,
}

/// The family of absences, failing channels and failing steps.
const DISTURBED: &str = "recovery";

impl RoleFindings {
    pub(super) fn all(rows: &[&Row]) -> Vec<Self> {
        Role::ALL.into_iter().map(|role| Self::of(role, rows)).collect()
    }

    fn of(role: Role, rows: &[&Row]) -> Self {
        let to_it = rows.iter().flat_map(|row| &row.dispatches).filter(|it| it.notice.to == role);
        let calls = calls_for(role, rows.iter().copied());
        let calm = rows.iter().copied().filter(|row| row.families.iter().all(|it| it != DISTURBED));
        let arrived = calls.iter().filter_map(|call| Some((call.arrived?, call.answered)));
        let waits = arrived.map(|(told, answered)| answered.map(|at| at.saturating_since(told)));
        Self {
            role,
            told: to_it.map(|dispatch| dispatch.arrived.is_some()).collect(),
            answered: calls.iter().map(|call| !call.is_missed()).collect(),
            answered_undisturbed: calls_for(role, calm).iter().map(|it| !it.is_missed()).collect(),
            answer_s: seconds(waits),
            attended: calls.iter().map(|call| call.attended.is_some()).collect(),
        }
    }
}

impl MissedHandOvers {
    pub(super) fn all(rows: &[&Row]) -> Vec<Self> {
        let mut scenarios: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
        for row in rows {
            scenarios.entry(&row.scenario).or_default().push(row);
        }
        let mut all: Vec<_> = scenarios.into_values().filter_map(|rows| Self::of(&rows)).collect();
        let share = |it: &Self| it.missed.share.unwrap_or_default();
        all.sort_by(|one, other| share(other).total_cmp(&share(one)));
        all
    }

    fn of(rows: &[&Row]) -> Option<Self> {
        let first = rows.iter().find(|row| row.dispatches.iter().any(Dispatch::is_missed))?;
        let all = rows.iter().flat_map(|row| &row.dispatches);
        let calls = all.filter(|dispatch| dispatch.answerer().is_some());
        Some(Self {
            scenario: first.scenario.clone(),
            missed: calls.map(Dispatch::is_missed).collect(),
            passed: rows.iter().map(|it| it.standing == crate::Standing::Passed).collect(),
            first: reference(first),
        })
    }
}

fn calls_for<'a>(role: Role, rows: impl Iterator<Item = &'a Row>) -> Vec<&'a Dispatch> {
    let all = rows.flat_map(|row| &row.dispatches);
    all.filter(|dispatch| dispatch.answerer() == Some(role)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::month::findings::tests::small;

    #[test]
    fn where_nobody_answers_calls_are_missed_and_the_scenario_is_named_first() {
        let (_, rows) = small();
        let rows: Vec<&Row> = rows.iter().collect();
        let missed = MissedHandOvers::all(&rows);
        let first = missed.first().unwrap();
        assert_eq!(first.scenario, "nobody-answers");
        assert_eq!(first.first, "nobody-answers@0x1");
        assert!(first.missed.hits * 2 > first.missed.of, "{:?}", first.missed);
        let lead = &RoleFindings::all(&rows)[Role::EngineeringLead.index()];
        assert!(lead.told.hits > 0 && lead.answered.hits < lead.answered.of);
        assert_eq!(lead.answer_s.never, lead.answer_s.count - lead.answered.hits);
    }
}
