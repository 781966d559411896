//! What must be true of a playbook as a whole: each rule, and that what lies just within it is allowed.

#![allow(clippy::unwrap_used, reason = "a test that cannot build its case fails")]

use core::time::Duration;

use firedrill_protocol::{
    Action, Bytes, EscalationLevel, IncidentType, Playbook, RecoveryProcedure, Severity,
    SeverityLines, ThermalState,
};

const DAY: Duration = Duration::from_secs(24 * 3600);
const NANOSECOND: Duration = Duration::from_nanos(1);

/// The sentence with which the built-in playbook is refused once it is changed, or nothing.
fn refused(change: impl FnOnce(&mut Playbook)) -> String {
    let mut playbook = Playbook::built_in();
    change(&mut playbook);
    playbook.validate().err().map(|error| error.to_string()).unwrap_or_default()
}

fn of(severity: Severity, change: impl FnOnce(&mut SeverityLines)) -> String {
    refused(|playbook| change(&mut playbook.severities[severity.index()]))
}

#[test]
fn the_built_in_playbook_breaks_no_rule() {
    assert_eq!(refused(|_| {}), "");
}

#[test]
fn a_target_is_more_than_nothing() {
    const RULE: &str = "must be finite, greater than zero and, for a time, at most 24h";
    let is_refused = |key: &str, sentence: String| assert_eq!(sentence, format!("`{key}` {RULE}"));
    for number in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let sentence = refused(|p| p.targets.performance_multiplier = number);
        is_refused("targets.performance_multiplier", sentence);
        let sentence = refused(|p| p.targets.battery_drain_pct_per_hour = number);
        is_refused("targets.battery_drain_pct_per_hour", sentence);
    }
    for span in [Duration::ZERO, DAY + NANOSECOND] {
        is_refused("targets.reference_latency", refused(|p| p.targets.reference_latency = span));
        is_refused("targets.ui_blocked", refused(|p| p.targets.ui_blocked = span));
        is_refused("targets.hold", refused(|p| p.targets.hold = span));
    }
    is_refused("targets.memory_usage", refused(|p| p.targets.memory_usage = Bytes::ZERO));
    for span in [NANOSECOND, DAY] {
        assert_eq!(refused(|p| p.targets.hold = span), "");
    }
    assert_eq!(refused(|p| p.targets.memory_usage = Bytes::new(1)), "");
}

#[test]
fn a_severitys_line_is_more_than_nothing() {
    const RULE: &str = "must be finite, greater than zero and, for a time, at most 24h";
    let is_refused = |key: &str, change: fn(&mut SeverityLines)| {
        let sentence = of(Severity::Critical, change);
        assert_eq!(sentence, format!("`severities.critical.{key}` {RULE}"));
    };
    is_refused("performance_below", |lines| lines.performance_below = 0.0);
    is_refused("performance_below", |lines| lines.performance_below = f64::NAN);
    is_refused("memory_above", |lines| lines.memory_above = Bytes::ZERO);
    is_refused("response_time", |lines| lines.response_time = Duration::ZERO);
    is_refused("battery_drain_above_pct_per_hour", |lines| {
        lines.battery_drain_above_pct_per_hour = Some(0.0);
    });
    is_refused("unresponsive_for", |lines| lines.unresponsive_for = Some(Duration::ZERO));
    is_refused("unresponsive_for", |lines| lines.unresponsive_for = Some(DAY + NANOSECOND));
    assert_eq!(of(Severity::Critical, |lines| lines.response_time = NANOSECOND), "");
    assert_eq!(of(Severity::Critical, |lines| lines.unresponsive_for = Some(DAY)), "");
    assert_eq!(of(Severity::Critical, |lines| lines.battery_drain_above_pct_per_hour = None), "");
}

#[test]
fn an_error_rate_is_a_share() {
    for rate in [-0.001, 1.001, f64::NAN] {
        let sentence = refused(|playbook| playbook.targets.error_rate = rate);
        assert_eq!(sentence, "`targets.error_rate` must be between 0 % and 100 %");
        let sentence = of(Severity::Major, |lines| lines.error_rate_above = Some(rate));
        assert_eq!(sentence, "`severities.major.error_rate_above` must be between 0 % and 100 %");
    }
    assert_eq!(refused(|playbook| playbook.targets.error_rate = 0.0), "");
    assert_eq!(of(Severity::Major, |lines| lines.error_rate_above = Some(1.0)), "");
}

#[test]
fn every_severity_is_worse_than_the_one_below_it() {
    for (index, worse) in Severity::ALL.into_iter().enumerate().skip(1) {
        let milder = Severity::ALL[index - 1];
        let built_in = Playbook::built_in();
        let mild = built_in.lines(milder);
        let says = |key: &str, relation: &str| {
            format!("`severities.{worse}.{key}` must {relation} `severities.{milder}.{key}`")
        };
        let beyond = [
            of(worse, |lines| lines.performance_below = mild.performance_below),
            of(worse, |lines| lines.memory_above = mild.memory_above),
            of(worse, |lines| lines.response_time = mild.response_time),
        ];
        let expected = [
            says("performance_below", "lie below"),
            says("memory_above", "lie above"),
            says("response_time", "be shorter than"),
        ];
        assert_eq!(beyond, expected, "equal is not worse");
        let just_within = [
            of(worse, |lines| lines.performance_below = mild.performance_below - 0.001),
            of(worse, |lines| lines.memory_above = mild.memory_above + Bytes::new(1)),
            of(worse, |lines| lines.response_time = mild.response_time - NANOSECOND),
        ];
        assert_eq!(just_within, ["", "", ""]);
    }
}

#[test]
fn lines_that_some_severities_lack_rise_over_those_that_have_them() {
    let refuses = |key: &str, change: fn(&mut Playbook)| {
        let expected =
            format!("`severities.critical.{key}` must lie above `severities.moderate.{key}`");
        assert_eq!(refused(change), expected);
    };
    fn on_both(playbook: &mut Playbook, change: impl Fn(&mut SeverityLines, bool)) {
        let [_, moderate, major, critical] = &mut playbook.severities;
        change(moderate, false);
        change(critical, true);
        major.error_rate_above = None;
        major.thermal_state_from = None;
    }
    refuses("battery_drain_above_pct_per_hour", |playbook| {
        on_both(playbook, |lines, _| lines.battery_drain_above_pct_per_hour = Some(5.0));
    });
    refuses("error_rate_above", |playbook| {
        on_both(playbook, |lines, _| lines.error_rate_above = Some(0.06));
    });
    refuses("thermal_state_from", |playbook| {
        on_both(playbook, |lines, _| lines.thermal_state_from = Some(ThermalState::Serious));
    });
    refuses("unresponsive_for", |playbook| {
        on_both(playbook, |lines, _| lines.unresponsive_for = Some(Duration::from_secs(2)));
    });
    let rising = refused(|playbook| {
        on_both(playbook, |lines, is_worse| {
            let (heat, seconds) = match is_worse {
                true => (ThermalState::Critical, 3),
                false => (ThermalState::Serious, 2),
            };
            lines.thermal_state_from = Some(heat);
            lines.unresponsive_for = Some(Duration::from_secs(seconds));
        });
    });
    assert_eq!(rising, "");
    let falling = of(Severity::Minor, |lines| lines.error_rate_above = Some(0.2));
    assert_eq!(
        falling,
        "`severities.moderate.error_rate_above` must lie above `severities.minor.error_rate_above`"
    );
}

#[test]
fn what_is_on_target_is_no_incident() {
    let says = |line: &str, target: &str| {
        format!("`severities.{line}` must not lie on the good side of `targets.{target}`")
    };
    let refuses = |change: fn(&mut Playbook), line: &str, target: &str| {
        assert_eq!(refused(change), says(line, target));
    };
    refuses(
        |playbook| playbook.targets.battery_drain_pct_per_hour = 10.1,
        "critical.battery_drain_above_pct_per_hour",
        "battery_drain_pct_per_hour",
    );
    refuses(|playbook| playbook.targets.error_rate = 0.011, "minor.error_rate_above", "error_rate");
    refuses(
        |playbook| playbook.targets.thermal_state = ThermalState::Serious,
        "major.thermal_state_from",
        "thermal_state",
    );
    let above = refused(|playbook| playbook.targets.performance_multiplier = 356.9);
    let (line, target) = ("severities.minor.performance_below", "targets.performance_multiplier");
    assert_eq!(above, format!("`{line}` must not lie above `{target}`"));
    let at_the_line = refused(|playbook| {
        playbook.targets.battery_drain_pct_per_hour = 10.0;
        playbook.targets.performance_multiplier = 357.0;
        playbook.targets.error_rate = 0.01;
    });
    assert_eq!(at_the_line, "", "a target may be the line itself, all but a thermal state's");
}

#[test]
fn an_incident_is_answered_by_something_and_by_nothing_twice() {
    let change = |change: fn(&mut Playbook)| refused(change);
    const KEY: &str = "`incidents.memory-leak-emergency";
    fn memory(playbook: &mut Playbook) -> &mut firedrill_protocol::IncidentResponse {
        &mut playbook.incidents[IncidentType::MemoryLeakEmergency.index()]
    }
    assert_eq!(
        change(|playbook| memory(playbook).immediate_actions.clear()),
        format!(
            "{KEY}.immediate_actions` must be at least one action: an incident without a response has none"
        )
    );
    assert_eq!(
        change(|playbook| {
            let actions = &mut memory(playbook).immediate_actions;
            actions.push(actions[0]);
        }),
        format!("{KEY}.immediate_actions` must be a list that names nothing twice")
    );
    assert_eq!(
        change(|playbook| {
            memory(playbook).procedures = vec![RecoveryProcedure::ThermalCooldown; 2];
        }),
        format!("{KEY}.procedures` must be a list that names nothing twice")
    );
    assert_eq!(change(|playbook| memory(playbook).procedures.clear()), "");
    let every = change(|playbook| memory(playbook).immediate_actions = Action::ALL.to_vec());
    assert_eq!(every, "", "every action once is a list that names nothing twice");
}

#[test]
fn times_are_granted_within_a_day() {
    for (index, procedure) in RecoveryProcedure::ALL.into_iter().enumerate() {
        let says =
            format!("`procedure_durations.{procedure}` must be longer than zero and at most 24h");
        for span in [Duration::ZERO, DAY + NANOSECOND] {
            assert_eq!(refused(|playbook| playbook.procedure_durations[index] = span), says);
        }
        assert_eq!(refused(|playbook| playbook.procedure_durations[index] = DAY), "");
    }
    for (index, level) in EscalationLevel::ALL.into_iter().enumerate() {
        let beyond = refused(|playbook| playbook.escalation_budgets[index] = DAY + NANOSECOND);
        assert_eq!(beyond, format!("`escalation_budgets.{level}` must be at most 24h"));
        for span in [Duration::ZERO, DAY] {
            assert_eq!(refused(|playbook| playbook.escalation_budgets[index] = span), "");
        }
    }
}

#[test]
fn the_monitor_samples_ten_times_a_second_at_most_and_once_a_minute_at_least() {
    let (shortest, longest) = (Duration::from_millis(100), Duration::from_secs(60));
    for period in [shortest - NANOSECOND, longest + NANOSECOND] {
        let sentence = refused(|playbook| playbook.monitor_period = period);
        assert_eq!(sentence, "`monitor.period` must be between 100ms and 1min");
    }
    for period in [shortest, longest] {
        assert_eq!(refused(|playbook| playbook.monitor_period = period), "");
    }
}
