//! What people are told about an incident: as it was sent in the run, or, where nobody was told, as a
//! draft that says so. The words are those of `notices`.

use firedrill_model::Transition;
use firedrill_model::nouns::{Notice, NoticeId, NoticeKind, Role};
use firedrill_sim::Time;
use serde::Serialize;
use serde_json::Value;

use super::seconds;
use super::slack;
use super::story::Story;
use crate::notices;

/// The three communications that an incident may call for.
pub(super) struct Messages {
    pub(super) internal_alerts: Vec<Message>,
    pub(super) app_store_notifications: Vec<Message>,
    pub(super) user_messages: Vec<Message>,
}

/// A text for somebody.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Message {
    /// Whether it was sent in the run; a draft otherwise.
    pub(super) is_sent: bool,
    /// When it was sent, or as of when it is drafted.
    #[serde(rename = "at_s", serialize_with = "seconds::of_time")]
    pub(super) at: Time,
    pub(super) to: Vec<&'static str>,
    /// Who was told, or why nobody was.
    pub(super) about: String,
    pub(super) text: String,
    /// The same for Slack, as Block Kit; only alerts have it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) slack: Option<Value>,
}

impl Messages {
    pub(super) fn of(story: &Story<'_>) -> Self {
        let all = |kind| {
            let sent = sent(story, kind);
            if sent.is_empty() { vec![draft(story, kind)] } else { sent }
        };
        let mut internal_alerts = all(NoticeKind::InternalAlert);
        for alert in &mut internal_alerts {
            alert.slack = Some(slack::blocks(&alert.text, &story.plan.reference().to_string()));
        }
        Self {
            internal_alerts,
            app_store_notifications: all(NoticeKind::AppStoreNotification),
            user_messages: all(NoticeKind::UserCommunication),
        }
    }
}

/// What was sent from the onset to the next incident's, retries counted; what several roles were told
/// at once is one message.
fn sent(story: &Story<'_>, kind: NoticeKind) -> Vec<Message> {
    let mut ids: Vec<(NoticeId, usize)> = vec![];
    let mut messages: Vec<Message> = vec![];
    let mut again: Vec<Vec<Time>> = vec![];
    let before = story.record.partition_point(|entry| entry.at < story.incident.onset);
    for (place, entry) in story.entries.iter().enumerate() {
        let Transition::NoticeSent(notice) = entry.transition else { continue };
        if notice.kind != kind {
            continue;
        }
        if let Some((_, message)) = ids.iter().find(|(id, _)| *id == notice.id) {
            // What several roles are told again at once is told again once.
            if again[*message].last() != Some(&entry.at) {
                again[*message].push(entry.at);
            }
            continue;
        }
        let text = notices::as_sent(story.record, before + place, &notice, &story.playbook);
        let same = messages.iter().position(|told| told.at == entry.at && told.text == text);
        let message = same.unwrap_or_else(|| {
            let (at, to, about) = (entry.at, vec![], String::new());
            messages.push(Message { is_sent: true, at, to, about, text, slack: None });
            again.push(vec![]);
            messages.len() - 1
        });
        messages[message].to.push(notice.to.name());
        ids.push((notice.id, message));
    }
    for (message, again) in messages.iter_mut().zip(&again) {
        let again = again.last().map_or_else(String::new, |last| {
            let often = match again.len() {
                1 => String::new(),
                times => format!(" {times} times, last"),
            };
            format!(", and again{often} at {last}, as it was not known to have arrived")
        });
        message.about = format!("Sent at {} to {}{again}.", message.at, message.to.join(", "));
    }
    messages
}

/// What would have been said at the end of the incident.
fn draft(story: &Story<'_>, kind: NoticeKind) -> Message {
    let incident = story.incident;
    let (severity, escalation) = (story.severity(), incident.escalation);
    let rule = story.playbook.notice(kind);
    let about = if rule.is_due(escalation, severity) {
        "Nobody was sent this in the run, though the playbook calls for it.".to_owned()
    } else {
        let (from, level) = (rule.from_level, escalation.level());
        format!(
            "The playbook does not call for it: it is for level {}, {from}, and above, and the \
             incident came to level {level}.",
            from.level()
        )
    };
    let at = story.end();
    // An incident without a type has no symptom, and would be none.
    let kind_of_incident = incident.types.first().map(|showing| showing.incident);
    let notice = Notice {
        id: NoticeId(0),
        kind,
        to: rule.to.first().copied().unwrap_or(Role::EngineeringLead),
        incident: kind_of_incident.unwrap_or(firedrill_model::nouns::IncidentType::ALL[0]),
        severity,
        escalation,
    };
    let hindsight = notices::Hindsight { begin: incident.onset, at, over: incident.restoration };
    Message {
        is_sent: false,
        at,
        to: rule.to.iter().map(|role| role.name()).collect(),
        about: format!("Draft, as things stood at {at}. {about}"),
        text: notices::in_hindsight(story.record, &notice, &story.playbook, hindsight),
        slack: None,
    }
}
