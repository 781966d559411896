//! The documents of one incident.

use firedrill_judge::{IncidentSummary, Reading};
use firedrill_model::nouns::{IncidentType, Severity};
use firedrill_sim::{Span, Time};
use serde::Serialize;

use super::actions::{Actions, Taken};
use super::analysis::PostIncidentAnalysis;
use super::answers::{self, Answer};
use super::cause::RootCause;
use super::executive_summary;
use super::impact::Impact;
use super::lessons::{ActionItem, Lessons};
use super::messages::{Message, Messages};
use super::moments::{self, Moment};
use super::seconds;
use super::story::Story;
use crate::figures;

/// One incident: what is known of it, and each document that the playbook asks for.
#[derive(Clone, Debug, Serialize)]
pub(super) struct IncidentDocuments {
    /// Its place in the run, from 1.
    pub(super) number: usize,
    pub(super) types: Vec<TypeFacts>,
    #[serde(rename = "onset_s", serialize_with = "seconds::of_time")]
    pub(super) onset: Time,
    pub(super) escalation_level: u8,
    pub(super) response_clock: Option<ClockFacts>,
    pub(super) restoration_clock: Option<ClockFacts>,
    pub(super) report: IncidentReport,
    /// "Internal Alert (Slack/Teams)".
    pub(super) internal_alerts: Vec<Message>,
    /// "App Store Team Notification".
    pub(super) app_store_notifications: Vec<Message>,
    /// "Emergency communication to users".
    pub(super) user_messages: Vec<Message>,
    pub(super) analysis: PostIncidentAnalysis,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct TypeFacts {
    incident: IncidentType,
    #[serde(rename = "onset_s", serialize_with = "seconds::of_time")]
    onset: Time,
    worst: Severity,
    /// The first immediate action of this very type.
    #[serde(rename = "answered_s", serialize_with = "seconds::of_any_time")]
    answered: Option<Time>,
    response_clock: Option<ClockFacts>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct ClockFacts {
    severity: Severity,
    #[serde(rename = "elapsed_s", serialize_with = "seconds::of_span")]
    elapsed: Span,
    #[serde(rename = "limit_s", serialize_with = "seconds::of_span")]
    limit: Span,
    margin: f64,
}

/// "Incident Report Template".
#[derive(Clone, Debug, Serialize)]
pub(super) struct IncidentReport {
    /// A run has no date: whoever files the report knows it.
    pub(super) date: Option<String>,
    pub(super) executive_summary: String,
    pub(super) incident_details: IncidentDetails,
    pub(super) timeline: Vec<Moment>,
    pub(super) performance_impact: Impact,
    pub(super) recovery_actions: Vec<Taken>,
    pub(super) root_cause: RootCause,
    pub(super) lessons_learned: Vec<String>,
    pub(super) action_items: Vec<ActionItem>,
}

/// "Incident Details". What never happened is null.
#[derive(Clone, Debug, Serialize)]
pub(super) struct IncidentDetails {
    #[serde(rename = "detection_s", serialize_with = "seconds::of_any_time")]
    pub(super) detection: Option<Time>,
    #[serde(rename = "resolution_s", serialize_with = "seconds::of_any_time")]
    pub(super) resolution: Option<Time>,
    /// From onset to resolution.
    #[serde(rename = "total_duration_s", serialize_with = "seconds::of_any_span")]
    pub(super) total_duration: Option<Span>,
    pub(super) severity: Severity,
}

impl IncidentDocuments {
    pub(super) fn of(story: &Story<'_>) -> Self {
        let incident = story.incident;
        let types = answers::of(story).into_iter().map(|Answer { showing, at, clock }| TypeFacts {
            incident: showing.incident,
            onset: showing.onset,
            worst: showing.worst,
            answered: at,
            response_clock: clock.map(ClockFacts::of),
        });
        let messages = Messages::of(story);
        let (root_cause, lessons) = (RootCause::of(story), Lessons::of(story));
        let (impact, actions) = (Impact::of(story), Actions::of(story.entries).into_taken());
        let analysis = PostIncidentAnalysis::of(story, &root_cause, &lessons, &impact);
        Self {
            number: story.number,
            types: types.collect(),
            onset: incident.onset,
            escalation_level: incident.escalation.level(),
            response_clock: incident.response_clock.map(ClockFacts::of),
            restoration_clock: incident.restoration_clock.map(ClockFacts::of),
            report: IncidentReport {
                date: None,
                executive_summary: executive_summary::of(story, &root_cause),
                incident_details: IncidentDetails::of(story, incident),
                timeline: moments::of(story),
                performance_impact: impact,
                recovery_actions: actions,
                root_cause,
                lessons_learned: lessons.learned(),
                action_items: lessons.action_items(story),
            },
            internal_alerts: messages.internal_alerts,
            app_store_notifications: messages.app_store_notifications,
            user_messages: messages.user_messages,
            analysis,
        }
    }
}

impl IncidentDocuments {
    /// `memory-leak-emergency from 01m24.687s`
    pub(super) fn name(&self) -> String {
        let types: Vec<_> = self.types.iter().map(|showing| showing.incident.to_string()).collect();
        format!("{} from {}", figures::listed(&types), self.onset)
    }
}

impl IncidentDetails {
    fn of(story: &Story<'_>, incident: &IncidentSummary) -> Self {
        Self {
            detection: incident.detection,
            resolution: incident.restoration,
            total_duration: incident.restoration.map(|restored| story.since_onset(restored)),
            severity: story.severity(),
        }
    }
}

impl ClockFacts {
    fn of(reading: Reading) -> Self {
        let Reading { severity, elapsed, limit, .. } = reading;
        Self { severity, elapsed, limit, margin: reading.margin() }
    }
}
