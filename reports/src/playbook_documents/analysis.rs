//! "Post-Incident Analysis": the playbook's "Required Documentation", heading by heading.

use firedrill_model::Transition;
use firedrill_model::nouns::RecoveryProcedure;
use firedrill_sim::Time;
use serde::Serialize;

use super::answers;
use super::cause::RootCause;
use super::impact::Impact;
use super::lessons::{self, Lessons};
use super::seconds;
use super::story::Story;
use crate::{figures, limits};

/// Four headings, each with the fields that the playbook names under it.
#[derive(Clone, Debug, Serialize)]
pub(super) struct PostIncidentAnalysis {
    pub(super) incident_timeline: TimelineFacts,
    pub(super) performance_impact_analysis: ImpactAnalysis,
    pub(super) root_cause_analysis: CauseAnalysis,
    pub(super) lessons_learned: Lessons,
}

/// "Incident Timeline". What never happened is null.
#[derive(Clone, Debug, Serialize)]
pub(super) struct TimelineFacts {
    #[serde(rename = "detection_time_s", serialize_with = "seconds::of_any_time")]
    pub(super) detection: Option<Time>,
    #[serde(rename = "response_time_s", serialize_with = "seconds::of_any_time")]
    pub(super) response: Option<Time>,
    /// How each type was answered, where there are several.
    pub(super) response_by_type: Option<String>,
    pub(super) recovery_procedures_executed: Vec<String>,
    #[serde(rename = "resolution_time_s", serialize_with = "seconds::of_any_time")]
    pub(super) resolution: Option<Time>,
}

/// "Performance Impact Analysis", in words; the figures are in the report.
#[derive(Clone, Debug, Serialize)]
pub(super) struct ImpactAnalysis {
    pub(super) performance_degradation_magnitude: String,
    pub(super) memory_usage_patterns: String,
    pub(super) battery_impact_assessment: String,
    pub(super) user_experience_impact: String,
}

/// "Root Cause Analysis".
#[derive(Clone, Debug, Serialize)]
pub(super) struct CauseAnalysis {
    pub(super) technical_root_cause: Vec<String>,
    pub(super) contributing_factors: Vec<String>,
    pub(super) prevention_measures: Option<Vec<String>>,
}

impl PostIncidentAnalysis {
    pub(super) fn of(
        story: &Story<'_>,
        cause: &RootCause,
        lessons: &Lessons,
        impact: &Impact,
    ) -> Self {
        let incident = story.incident;
        let prevention = lessons.prevention.iter();
        let mut prevention: Vec<_> = prevention.map(|prevention| prevention.sentence()).collect();
        prevention.extend(closest_clock(story));
        Self {
            incident_timeline: TimelineFacts {
                detection: incident.detection,
                response: incident.response,
                response_by_type: answers::sentences(story),
                recovery_procedures_executed: procedures(story),
                resolution: incident.restoration,
            },
            performance_impact_analysis: ImpactAnalysis {
                performance_degradation_magnitude: impact.degradation(),
                memory_usage_patterns: impact.memory(),
                battery_impact_assessment: impact.battery(),
                user_experience_impact: impact.experience(),
            },
            root_cause_analysis: CauseAnalysis {
                technical_root_cause: cause.sentences(),
                contributing_factors: cause.contributing_factors.clone(),
                prevention_measures: (!prevention.is_empty()).then_some(prevention),
            },
            lessons_learned: lessons.clone(),
        }
    }
}

/// `immediate-memory-cleanup, 2 times`, in the order of their first time.
fn procedures(story: &Story<'_>) -> Vec<String> {
    let mut executed: Vec<(RecoveryProcedure, usize)> = vec![];
    let mut running = None;
    for entry in story.entries {
        let Transition::StatusAnnounced(status) = entry.transition else { continue };
        if let Some(procedure) = status.procedure.filter(|now| running != Some(*now)) {
            match executed.iter_mut().find(|(known, _)| *known == procedure) {
                Some((_, times)) => *times += 1,
                None => executed.push((procedure, 1)),
            }
        }
        running = status.procedure;
    }
    let words = executed.iter().map(|(procedure, times)| match times {
        1 => procedure.to_string(),
        times => format!("{procedure}, {times} times"),
    });
    words.collect()
}

/// Which clock an incident like this would break first.
fn closest_clock(story: &Story<'_>) -> Option<String> {
    let (name, clock) = lessons::closest(story)?;
    let (of_limit, margin) = (figures::of_limit(&clock), figures::margin(clock.margin()));
    let whose = limits::whose(&clock, story.incident);
    let limit = limits::sentences(&clock, story.incident).filter(|_| name == "restoration");
    let limit = limit.map(|limit| format!(" {limit}")).unwrap_or_default();
    Some(format!(
        "Watch the {name} clock first: it had least left, {of_limit} ({whose}, {margin}).{limit}"
    ))
}
