//! "Incident Timeline": the moments of an incident, in order.

use firedrill_model::Transition;
use firedrill_sim::Time;
use serde::Serialize;

use super::story::Story;
use super::{answers, seconds};

/// Something that happened, in words.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Moment {
    #[serde(rename = "at_s", serialize_with = "seconds::of_time")]
    pub(super) at: Time,
    pub(super) what: String,
}

/// Onset, detection, response, resolution, and every level and procedure as it was announced.
pub(super) fn of(story: &Story<'_>) -> Vec<Moment> {
    let incident = story.incident;
    let mut moments = vec![Moment { at: incident.onset, what: "onset".to_owned() }];
    let response = response(story);
    let mut mark = |at: Option<Time>, what: &str| {
        moments.extend(at.map(|at| Moment { at, what: what.to_owned() }));
    };
    let detection = match story.was_in_emergency() {
        true => "detection: the protocol was in emergency mode already",
        false => "detection: the protocol first says so",
    };
    mark(incident.detection, detection);
    mark(incident.response, &response);
    mark(incident.restoration, "resolution: all six checklist lines hold from here on");
    moments.extend(announced(story));
    // Stable: what comes to the same moment keeps its order.
    moments.sort_by_key(|moment| moment.at);
    moments
}

/// An action answers one type: where there are several, its name is said.
fn response(story: &Story<'_>) -> String {
    let mut begun = story.entries.iter().filter(|entry| Some(entry.at) == story.incident.response);
    let answered = begun.find_map(|entry| answers::answers(&entry.transition));
    match answered.filter(|_| story.incident.types.len() > 1) {
        Some(incident) => {
            format!("response: the first immediate action of a right type, for {incident}")
        }
        None => "response: the first immediate action of the right type".to_owned(),
    }
}

/// Levels and procedures, each as it begins, and the end of the emergency.
fn announced(story: &Story<'_>) -> Vec<Moment> {
    let mut moments = Vec::new();
    let mut announced = None;
    for entry in story.entries {
        let Transition::StatusAnnounced(status) = entry.transition else { continue };
        let stands = (status.escalation, status.procedure);
        let before = announced.replace(stands);
        let mut say = |what: String| moments.push(Moment { at: entry.at, what });
        if status.incident.is_none() {
            say("the protocol announces normal operation".to_owned());
            announced = None;
            continue;
        }
        if before.is_none_or(|(level, _)| level != status.escalation) {
            let (level, name) = (status.escalation.level(), status.escalation);
            say(format!("escalation level {level}, {name}"));
        }
        if let Some(procedure) = status.procedure
            && before.is_none_or(|(_, running)| running != Some(procedure))
        {
            say(format!("{procedure} begins"));
        }
    }
    moments
}
