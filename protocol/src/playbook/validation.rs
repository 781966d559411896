//! What must be true of a playbook as a whole, however it was written.

use core::time::Duration;

use super::error::{PlaybookError, PlaybookProblem};
use super::{Playbook, SeverityLines};
use crate::action::Action;
use crate::escalation::EscalationLevel;
use crate::incident::IncidentType;
use crate::notice::NoticeKind;
use crate::procedure::RecoveryProcedure;
use crate::severity::Severity;

type Check = Result<(), PlaybookError>;

/// No run is longer, so no longer span means anything.
const LONGEST_SPAN: Duration = Duration::from_secs(24 * 3600);
const POSITIVE: &str = "finite, greater than zero and, for a time, at most 24h";
const SPAN: &str = "longer than zero and at most 24h";
const SHORTEST_PERIOD: Duration = Duration::from_millis(100);
const LONGEST_PERIOD: Duration = Duration::from_secs(60);

/// Says the first thing that is wrong, without a position: that is the file's business.
pub(super) fn check(playbook: &Playbook) -> Check {
    targets(playbook)?;
    for severity in Severity::ALL {
        severity_alone(playbook, severity)?;
    }
    for pair in Severity::ALL.windows(2) {
        let &[milder, worse] = pair else { continue };
        severity_order(playbook, milder, worse)?;
    }
    mildest_against_targets(playbook)?;
    for incident in IncidentType::ALL {
        responses(playbook, incident)?;
    }
    for procedure in RecoveryProcedure::ALL {
        let key = format!("procedure_durations.{}", procedure.name());
        range(is_span(playbook.duration(procedure)), key, SPAN)?;
    }
    for level in EscalationLevel::ALL {
        let key = format!("escalation_budgets.{}", level.name());
        range(playbook.escalation_budget(level) <= LONGEST_SPAN, key, "at most 24h")?;
    }
    baseline(playbook)?;
    // Descriptions of the app name 0.1 s to 5 s; beyond that a monitor either costs more than what it
    // watches or misses a critical response time.
    let can_be_kept = (SHORTEST_PERIOD..=LONGEST_PERIOD).contains(&playbook.monitor_period);
    range(can_be_kept, "monitor.period".to_owned(), "between 100ms and 1min")?;
    NoticeKind::ALL.into_iter().try_for_each(|kind| communication(playbook, kind))
}

/// A notice goes to somebody, in a time that can be kept, and what is critical is not told later
/// than what is not.
fn communication(playbook: &Playbook, kind: NoticeKind) -> Check {
    let rule = playbook.notice(kind);
    let key = |name: &str| format!("communication.{}.{name}", kind.name());
    let named = !rule.to.is_empty() && names_nothing_twice(&rule.to);
    range(named, key("to"), "at least one role, and none twice")?;
    range(rule.within.is_none_or(is_span), key("within"), SPAN)?;
    range(rule.unanswered_for.is_none_or(is_span), key("unanswered_for"), SPAN)?;
    let earlier = rule.critical_from_level.is_none_or(|level| level <= rule.from_level);
    order(earlier, key("critical_from_level"), "not lie above", key("from_level"))
}

fn targets(playbook: &Playbook) -> Check {
    let targets = &playbook.targets;
    let positive = [
        ("performance_multiplier", is_positive(targets.performance_multiplier)),
        ("reference_latency", is_span(targets.reference_latency)),
        ("memory_usage", targets.memory_usage.get() > 0),
        ("battery_drain_pct_per_hour", is_positive(targets.battery_drain_pct_per_hour)),
        ("ui_blocked", is_span(targets.ui_blocked)),
        ("hold", is_span(targets.hold)),
    ];
    for (name, holds) in positive {
        range(holds, format!("targets.{name}"), POSITIVE)?;
    }
    let share = (0.0..=1.0).contains(&targets.error_rate);
    range(share, "targets.error_rate".to_owned(), "between 0 % and 100 %")
}

fn baseline(playbook: &Playbook) -> Check {
    let rules = &playbook.baseline;
    let spans = [
        ("validity", rules.validity),
        ("consistency", rules.consistency),
        ("observation", rules.observation),
    ];
    for (name, span) in spans {
        range(is_span(span), format!("baseline.{name}"), SPAN)?;
    }
    // A gain of nothing would be learnt from noise.
    let shares = [
        ("performance_gain", rules.performance_gain),
        ("memory_gain", rules.memory_gain),
        ("performance_regression", rules.performance_regression),
        ("memory_regression", rules.memory_regression),
        ("error_regression", rules.error_regression),
    ];
    for (name, share) in shares {
        let is_share = share > 0.0 && share <= 1.0;
        range(is_share, format!("baseline.{name}"), "more than 0 % and at most 100 %")?;
    }
    Ok(())
}

fn severity_alone(playbook: &Playbook, severity: Severity) -> Check {
    let lines = playbook.lines(severity);
    let share = lines.error_rate_above.is_none_or(|rate| (0.0..=1.0).contains(&rate));
    range(share, key(severity, "error_rate_above"), "between 0 % and 100 %")?;
    let drain = lines.battery_drain_above_pct_per_hour.is_none_or(is_positive);
    let positive = [
        ("performance_below", is_positive(lines.performance_below)),
        ("memory_above", lines.memory_above.get() > 0),
        ("battery_drain_above_pct_per_hour", drain),
        ("unresponsive_for", lines.unresponsive_for.is_none_or(is_span)),
        ("response_time", is_span(lines.response_time)),
    ];
    for (name, holds) in positive {
        range(holds, key(severity, name), POSITIVE)?;
    }
    Ok(())
}

fn severity_order(playbook: &Playbook, milder: Severity, worse: Severity) -> Check {
    let (mild, bad) = (playbook.lines(milder), playbook.lines(worse));
    let relations = [
        ("performance_below", "lie below", bad.performance_below < mild.performance_below),
        ("memory_above", "lie above", bad.memory_above > mild.memory_above),
        ("response_time", "be shorter than", bad.response_time < mild.response_time),
    ];
    for (name, relation, holds) in relations {
        order(holds, key(worse, name), relation, key(milder, name))?;
    }
    optional_order(playbook, milder, worse)
}

/// Lines that not every severity has: whichever there are must rise with the severity.
fn optional_order(playbook: &Playbook, milder: Severity, worse: Severity) -> Check {
    fn rises<T: PartialOrd>(milder: Option<T>, worse: Option<T>) -> bool {
        match (milder, worse) {
            (Some(milder), Some(worse)) => worse > milder,
            _ => true,
        }
    }
    for milder in Severity::ALL.into_iter().filter(|severity| *severity <= milder) {
        let (mild, bad) = (playbook.lines(milder), playbook.lines(worse));
        let drain = |lines: &SeverityLines| lines.battery_drain_above_pct_per_hour;
        let relations = [
            ("battery_drain_above_pct_per_hour", rises(drain(mild), drain(bad))),
            ("error_rate_above", rises(mild.error_rate_above, bad.error_rate_above)),
            ("thermal_state_from", rises(mild.thermal_state_from, bad.thermal_state_from)),
            ("unresponsive_for", rises(mild.unresponsive_for, bad.unresponsive_for)),
        ];
        for (name, holds) in relations {
            order(holds, key(worse, name), "lie above", key(milder, name))?;
        }
    }
    Ok(())
}

/// A system on target must not be an incident by a line other than memory's, where the playbook
/// warns on the way up: "approaching 200MB".
fn mildest_against_targets(playbook: &Playbook) -> Check {
    let (targets, minor) = (&playbook.targets, playbook.lines(Severity::Minor));
    let on_target = minor.performance_below <= targets.performance_multiplier;
    let other = "targets.performance_multiplier".to_owned();
    order(on_target, key(Severity::Minor, "performance_below"), "not lie above", other)?;
    for severity in Severity::ALL {
        let lines = playbook.lines(severity);
        let drain = lines
            .battery_drain_above_pct_per_hour
            .is_none_or(|line| line >= targets.battery_drain_pct_per_hour);
        let errors = lines.error_rate_above.is_none_or(|line| line >= targets.error_rate);
        let heat = lines.thermal_state_from.is_none_or(|line| line > targets.thermal_state);
        let relations = [
            ("battery_drain_above_pct_per_hour", "battery_drain_pct_per_hour", drain),
            ("error_rate_above", "error_rate", errors),
            ("thermal_state_from", "thermal_state", heat),
        ];
        for (line, target, holds) in relations {
            let target = format!("targets.{target}");
            order(holds, key(severity, line), "not lie on the good side of", target)?;
        }
    }
    Ok(())
}

/// What an incident type calls for: something at once, and nothing twice.
fn responses(playbook: &Playbook, incident: IncidentType) -> Check {
    let response = playbook.response(incident);
    let key = |list: &str| format!("incidents.{}.{list}", incident.name());
    let given = !response.immediate_actions.is_empty();
    let expected = "at least one action: an incident without a response has none";
    range(given, key("immediate_actions"), expected)?;
    let once = "a list that names nothing twice";
    range(names_nothing_twice(&response.immediate_actions), key("immediate_actions"), once)?;
    range(names_nothing_twice(&response.procedures), key("procedures"), once)
}

fn names_nothing_twice<T: PartialEq>(list: &[T]) -> bool {
    // More entries than there are words must repeat one; this bounds the search below.
    list.len() <= Action::ALL.len()
        && list.iter().enumerate().all(|(index, item)| !list[..index].contains(item))
}

fn is_span(span: Duration) -> bool {
    !span.is_zero() && span <= LONGEST_SPAN
}

fn is_positive(value: f64) -> bool {
    value.is_finite() && value > 0.0
}

fn key(severity: Severity, name: &str) -> String {
    format!("severities.{}.{name}", severity.name())
}

fn range(holds: bool, key: String, expected: &'static str) -> Check {
    if holds {
        return Ok(());
    }
    Err(PlaybookError { key, position: None, problem: PlaybookProblem::OutOfRange { expected } })
}

fn order(holds: bool, key: String, relation: &'static str, other: String) -> Check {
    if holds {
        return Ok(());
    }
    let problem = PlaybookProblem::OutOfOrder { relation, other };
    Err(PlaybookError { key, position: None, problem })
}
