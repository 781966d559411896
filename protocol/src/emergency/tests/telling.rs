//! Who is told, how often, and what is done when the channel is down.

use super::host::{Host, at, healthy, mb, noise};
use crate::boundary::{OperatorEvent, Output};
use crate::metrics::HealthMetrics;
use crate::notice::{Delivery, Notice, NoticeKind, Role};

/// A leak that nothing but time ends.
fn sick_until(end: u64) -> impl Fn(u64, &Host) -> Option<HealthMetrics> {
    move |second, _| {
        let usage = if (10..end).contains(&second) { 280.0 } else { 185.0 };
        let memory_usage = Some(mb(usage + noise(second, 9)));
        Some(HealthMetrics { memory_usage, ..healthy(second) })
    }
}

/// Everything that was sent, retries included, with its second.
fn sent(host: &Host) -> Vec<(u64, Notice)> {
    let sent = host.outputs.iter().filter_map(|(when, output)| match output {
        Output::Notify(notice) => Some(((*when - at(0)).as_secs(), *notice)),
        _ => None,
    });
    sent.collect()
}

/// Who was sent a kind of notice, first attempts only.
fn told(host: &Host, kind: NoticeKind) -> Vec<Role> {
    let mut notices: Vec<_> = sent(host).into_iter().map(|(_, notice)| notice).collect();
    notices.retain(|notice| notice.kind == kind);
    notices.sort_by_key(|notice| notice.id);
    notices.dedup_by_key(|notice| notice.id);
    notices.iter().map(|notice| notice.to).collect()
}

#[test]
fn an_alert_that_cannot_get_through_is_repeated_under_its_id_until_the_channel_is_back() {
    let mut host = Host::new();
    host.channel = |second| {
        let is_up = second >= 100;
        Some(if is_up { Delivery::Delivered } else { Delivery::Failed })
    };
    host.run(400, &sick_until(60));
    let alerts: Vec<_> = sent(&host);
    let alerts = alerts.iter().filter(|(_, notice)| notice.kind == NoticeKind::InternalAlert);
    let (times, ids): (Vec<_>, Vec<_>) = alerts.map(|(when, notice)| (*when, notice.id)).unzip();
    assert!(ids.iter().all(|id| *id == ids[0]), "{}", host.transcript());
    assert!(times.len() >= 4, "{times:?}");
    assert!(times.windows(2).all(|pair| pair[1] - pair[0] >= 10), "one attempt at a time");
    // It is history by then, and told all the same, with the end.
    assert!(*times.last().unwrap() >= 100);
    assert_eq!(told(&host, NoticeKind::Resolved), [Role::EngineeringLead]);
}

#[test]
fn a_page_that_never_got_through_is_not_repeated_once_it_is_over() {
    let mut host = Host::new();
    host.channel = |_| Some(Delivery::Failed);
    host.run(200, &sick_until(160));
    assert!(!told(&host, NoticeKind::Page).is_empty());
    host.run(600, &sick_until(160));
    assert!(!host.is_in_emergency_mode());
    let end = host.outputs.iter().rev().find_map(|(when, output)| match output {
        Output::Status(_) => Some((*when - at(0)).as_secs()),
        _ => None,
    });
    let late = sent(&host);
    let mut late = late.iter().filter(|(when, _)| *when > end.unwrap());
    assert!(late.clone().any(|(_, notice)| notice.kind == NoticeKind::InternalAlert));
    assert!(late.all(|(_, notice)| notice.kind != NoticeKind::Page), "{}", host.transcript());
}

#[test]
fn nobody_answers_so_the_page_goes_from_one_to_the_next_and_each_is_told_of_the_end() {
    let mut host = Host::new();
    host.run(900, &sick_until(400));
    let roles = [Role::EngineeringLead, Role::Platform, Role::Product];
    assert_eq!(told(&host, NoticeKind::Page), roles);
    assert!(!host.is_in_emergency_mode());
    let mut resolved = told(&host, NoticeKind::Resolved);
    resolved.retain(|role| roles.contains(role));
    assert_eq!(resolved, roles);
}

#[test]
fn who_answers_ends_the_paging() {
    let mut host = Host::new();
    host.run(140, &sick_until(400));
    host.operator(OperatorEvent::Acknowledged(Role::EngineeringLead));
    host.run(300, &sick_until(400));
    assert_eq!(told(&host, NoticeKind::Page), [Role::EngineeringLead]);
}

#[test]
fn everybody_who_was_told_is_told_of_the_end() {
    let mut host = Host::new();
    host.run(2000, &sick_until(900));
    assert!(!host.is_in_emergency_mode());
    assert_eq!(told(&host, NoticeKind::Resolved), Role::ALL);
    for kind in [NoticeKind::UserCommunication, NoticeKind::ComplianceReview] {
        assert_eq!(told(&host, kind).len(), 1, "{kind:?}");
    }
}

#[test]
fn a_channel_that_never_answers_is_not_flooded() {
    let mut host = Host::new();
    host.channel = |_| None;
    host.run(600, &sick_until(60));
    let attempts = sent(&host).len();
    assert!((10..80).contains(&attempts), "{attempts}");
}
