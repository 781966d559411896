//! What people were told, word for word: each notice in the playbook's template, filled from the record.

mod facts;
mod templates;

use firedrill_model::Transition;
use firedrill_model::nouns::{Notice, NoticeId, NoticeKind, Playbook};
use firedrill_scenarios::{Entry, Outcome, Plan};

use self::facts::Facts;
pub(crate) use self::facts::Hindsight;

/// Every notice of a run with a record, in order, retries left out.
pub fn notices(plan: &Plan, outcome: &Outcome) -> String {
    // A plan whose playbook does not hold together was never run.
    let playbook = plan.playbook().unwrap_or_else(|_| Playbook::built_in());
    let record = outcome.record.as_deref().unwrap_or_default();
    let mut told: Vec<NoticeId> = Vec::new();
    let mut texts = Vec::new();
    for (index, entry) in record.iter().enumerate() {
        let Transition::NoticeSent(notice) = entry.transition else { continue };
        if told.contains(&notice.id) {
            continue;
        }
        told.push(notice.id);
        let (at, to) = (entry.at, notice.to.name());
        let text = as_sent(record, index, &notice, &playbook);
        texts.push(format!("── {at}, to {to} ──\n\n{text}\n"));
    }
    match texts.is_empty() {
        true => "nobody was told anything\n".to_owned(),
        false => texts.join("\n"),
    }
}

/// The text of the notice that the entry at `index` sends, with what was known by then.
pub(crate) fn as_sent(
    record: &[Entry],
    index: usize,
    notice: &Notice,
    playbook: &Playbook,
) -> String {
    render(notice, &Facts::at(record, index, notice, playbook))
}

/// The text of a notice that nobody sent, with what is known at the end of an incident.
pub(crate) fn in_hindsight(
    record: &[Entry],
    notice: &Notice,
    playbook: &Playbook,
    hindsight: Hindsight,
) -> String {
    render(notice, &Facts::in_hindsight(record, notice, playbook, hindsight))
}

fn render(notice: &Notice, facts: &Facts) -> String {
    let template = match notice.kind {
        NoticeKind::InternalAlert => templates::INTERNAL_ALERT,
        NoticeKind::AppStoreNotification => templates::APP_STORE_NOTIFICATION,
        NoticeKind::Page => templates::PAGE,
        NoticeKind::UserCommunication => templates::USER_COMMUNICATION,
        NoticeKind::ComplianceReview => templates::COMPLIANCE_REVIEW,
        NoticeKind::PostMortemRequest => templates::POST_MORTEM_REQUEST,
        NoticeKind::Resolved => templates::RESOLVED,
        NoticeKind::InvalidBaseline => templates::INVALID_BASELINE,
    };
    facts.fields().iter().fold(template.to_owned(), |text, (field, value)| {
        text.replace(&format!("{{{field}}}"), value)
    })
}

#[cfg(test)]
mod tests {
    use firedrill_model::nouns::{EscalationLevel, Role};

    use super::*;
    use crate::examples::{self, snapshot};

    /// The alert of a short run, and at its end one notice of every other kind.
    fn everything() -> String {
        let (plan, mut outcome) = examples::short_run();
        let record = outcome.record.as_mut().unwrap();
        let alert = record.iter().find_map(|entry| match entry.transition {
            Transition::NoticeSent(notice) => Some(notice),
            _ => None,
        });
        let end = record.pop().unwrap();
        for (number, kind) in NoticeKind::ALL.into_iter().enumerate().skip(1) {
            let (id, to) = (NoticeId(number as u64 + 1), Role::ALL[number % 6]);
            let escalation = EscalationLevel::FullSystemRecovery;
            let notice = Notice { id, kind, to, escalation, ..alert.unwrap() };
            let sent = Transition::NoticeSent(notice);
            record.push(firedrill_scenarios::Entry { transition: sent, ..end.clone() });
        }
        record.push(end);
        notices(&plan, &outcome)
    }

    #[test]
    fn every_template_reads_well_and_leaves_no_field_open() {
        let text = everything();
        assert!(!text.contains('{') && !text.contains('}'), "{text}");
        snapshot("notices", &text);
    }

    #[test]
    fn a_retry_is_not_told_twice_and_a_run_without_a_record_tells_nothing() {
        let (plan, mut outcome) = examples::short_run();
        let once = notices(&plan, &outcome);
        let record = outcome.record.as_mut().unwrap();
        let is_notice = |entry: &&firedrill_scenarios::Entry| {
            matches!(entry.transition, Transition::NoticeSent(_))
        };
        let again = record.iter().find(is_notice).unwrap().clone();
        record.push(again);
        assert_eq!(notices(&plan, &outcome), once);
        outcome.record = None;
        assert_eq!(notices(&plan, &outcome), "nobody was told anything\n");
    }

    /// The notice of a kind as it is sent in the middle of the emergency, at its begin, and without
    /// any measurement.
    fn sent(kind: NoticeKind) -> [String; 2] {
        let (plan, outcome) = examples::short_run();
        let playbook = plan.playbook().unwrap();
        let mut record = outcome.record.unwrap();
        let is_alert = |entry: &firedrill_scenarios::Entry| {
            matches!(entry.transition, Transition::NoticeSent(_))
        };
        let place = record.iter().position(is_alert).unwrap();
        let Transition::NoticeSent(alert) = record[place].transition else { unreachable!() };
        let notice = Notice { kind, ..alert };
        let last = record.len() - 1;
        record[last].transition = Transition::NoticeSent(notice);
        let later = as_sent(&record, last, &notice, &playbook);
        record.retain(|entry| !matches!(entry.transition, Transition::Sampled(_)));
        let place = record.iter().position(is_alert).unwrap();
        [later, as_sent(&record, place, &notice, &playbook)]
    }

    #[test]
    fn an_emergency_that_begins_right_now_has_not_lasted_and_what_is_not_measured_is_no_figure() {
        for kind in NoticeKind::ALL {
            let [_, at_once] = sent(kind);
            assert!(!at_once.contains(" 0 s"), "{at_once}");
            assert!(!at_once.contains("to not measured"), "{at_once}");
            assert!(!at_once.contains("all targets met"), "{at_once}");
        }
        let [later, at_once] = sent(NoticeKind::AppStoreNotification);
        assert!(later.contains("- Duration: 1 min 11 s\n"), "{later}");
        assert!(
            at_once.contains("- Duration: just begun\n- Impact: performance not measured, memory")
        );
        let [later, at_once] = sent(NoticeKind::Page);
        assert!(
            later.contains("automatic recovery has not been enough after 1 min 11 s."),
            "{later}"
        );
        assert!(at_once.contains("it was escalated as soon as it began."), "{at_once}");
    }

    #[test]
    fn a_level_is_said_to_be_one_of_severity_or_of_escalation() {
        let [alert, _] = sent(NoticeKind::InternalAlert);
        assert!(alert.contains("critical (severity level 4)"), "{alert}");
        assert!(alert.contains("responding, escalation level 1 of 4"), "{alert}");
    }
}
