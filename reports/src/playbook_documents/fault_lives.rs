//! When each fault's cause was there, from the record.

use firedrill_model::faults::{Fault, Origin};
use firedrill_model::nouns::Action;
use firedrill_scenarios::{Entry, Plan};
use firedrill_sim::Time;
use serde::Serialize;

use super::seconds;
use crate::fault_stays::{self, Stay};
use crate::fault_words;

/// A fault of the plan and the times at which its cause was there: a release brings it again and
/// again.
#[derive(Clone, Debug)]
pub(super) struct FaultLife<'a> {
    /// Its place in the plan.
    pub(super) index: usize,
    pub(super) fault: &'a Fault,
    stays: Vec<Stay>,
}

/// A fault as documents name it.
#[derive(Clone, Debug, Serialize)]
pub(super) struct FaultFacts {
    /// Its place in the plan, from 1.
    pub(super) number: usize,
    pub(super) kind: &'static str,
    /// The kind with its parameters.
    pub(super) words: String,
    pub(super) is_of_a_release: bool,
    #[serde(rename = "began_s", serialize_with = "seconds::of_time")]
    pub(super) began: Time,
    #[serde(rename = "ended_s", serialize_with = "seconds::of_any_time")]
    pub(super) ended: Option<Time>,
    /// The action that ended it; null when it ended by itself, or not at all.
    pub(super) ended_by: Option<&'static str>,
}

/// The faults whose cause was there at some time, in the order of the plan.
pub(super) fn of<'a>(plan: &'a Plan, record: &[Entry]) -> Vec<FaultLife<'a>> {
    let mut stays = fault_stays::of(record);
    let faults = plan.faults.iter().enumerate();
    let lives = faults.filter_map(|(index, fault)| {
        stays.remove(&index).map(|stays| FaultLife { index, fault, stays })
    });
    lives.collect()
}

impl FaultLife<'_> {
    /// Its name in scenario files.
    pub(super) const fn kind(&self) -> &'static str {
        self.fault.kind.name()
    }

    /// The kind with its parameters.
    pub(super) fn words(&self) -> String {
        fault_words::kind(&self.fault.kind)
    }

    /// `fault 2 (background-load, threads 259 %)`
    pub(super) fn name(&self) -> String {
        format!("fault {} ({})", self.index + 1, self.words())
    }

    /// When its cause first came.
    pub(super) fn began(&self) -> Time {
        self.stays.first().map_or(Time::ZERO, |stay| stay.began)
    }

    /// Whether its cause was there at an instant.
    pub(super) fn is_there(&self, at: Time) -> bool {
        self.is_there_between(at, at)
    }

    /// Whether its cause was there at some time from one instant to another.
    pub(super) fn is_there_between(&self, from: Time, to: Time) -> bool {
        let lasts_until = |stay: &Stay| stay.ended.is_none_or(|(ended, _)| ended >= from);
        self.stays.iter().any(|stay| stay.began <= to && lasts_until(stay))
    }

    /// Whether its cause is still there right after an instant.
    pub(super) fn outlasts(&self, at: Time) -> bool {
        let is_left = |stay: &Stay| stay.ended.is_none_or(|(ended, _)| ended > at);
        self.stays.iter().any(|stay| stay.began <= at && is_left(stay))
    }

    /// When its cause last came by an instant.
    pub(super) fn last_began(&self, by: Time) -> Option<Time> {
        self.stays.iter().map(|stay| stay.began).rfind(|began| *began <= by)
    }

    /// When its cause was last gone by an instant, and what ended it.
    pub(super) fn last_ended(&self, by: Time) -> Option<(Time, Option<Action>)> {
        self.stays.iter().filter_map(|stay| stay.ended).rfind(|(ended, _)| *ended <= by)
    }

    /// The last end of its cause, if it did not come again.
    pub(super) fn ended(&self) -> Option<(Time, Option<Action>)> {
        self.stays.last().and_then(|stay| stay.ended)
    }

    pub(super) fn facts(&self) -> FaultFacts {
        let ended = self.ended();
        FaultFacts {
            number: self.index + 1,
            kind: self.kind(),
            words: self.words(),
            is_of_a_release: self.fault.origin == Origin::Release,
            began: self.began(),
            ended: ended.map(|(at, _)| at),
            ended_by: ended.and_then(|(_, by)| by).map(Action::name),
        }
    }
}
