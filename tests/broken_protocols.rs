//! The judge can fail: the shipped protocol, weakened in ways that `firedrill ablate` knows, and a
//! property that each weakness breaks, whatever the seed.

#![allow(clippy::unwrap_used, reason = "a test that cannot run its scenario fails")]

use firedrill_campaign::ablation;
use firedrill_judge::{Property, Verdict};
use firedrill_protocol::{Briefing, EmergencyRecoveryProtocol, RecoveryProtocol};
use firedrill_scenarios::{Outcome, Plan, Recording, run, suites};
use firedrill_sim::Seed;

/// Seeds each weakness is tried on: it must be caught on every one.
const SEEDS: u64 = 5;

fn rehearse<P: RecoveryProtocol>(
    scenario: &str,
    seed: u64,
    protocol: impl FnOnce(&Briefing) -> P,
) -> Outcome {
    let scenario = suites::scenario(scenario).unwrap();
    run(&Plan::draw(&scenario, Seed(seed)), protocol, Recording::Discard).unwrap()
}

/// Checks that the whole protocol passes, and that the weakness makes this property fail.
#[track_caller]
fn check(weakness: &str, scenario: &str, property: Property) {
    let weakness = ablation::find(weakness).unwrap();
    for seed in 1..=SEEDS {
        let whole = rehearse(scenario, seed, EmergencyRecoveryProtocol::briefed);
        assert_eq!(whole.judgement.verdict, Verdict::Passed, "whole, {}", whole.reference);
        let weakened = rehearse(scenario, seed, |briefing| weakness.weaken(briefing));
        let judgement = weakened.judgement;
        assert!(matches!(judgement.verdict, Verdict::Failed(_)), "{}", weakened.reference);
        let fails = judgement.violations.iter().any(|violation| violation.property == property);
        assert!(fails, "{}: {:?}", weakened.reference, judgement.violations);
    }
}

#[test]
fn a_protocol_that_never_responds_fails_to_respond_in_time() {
    for scenario in ["engine-reload-critical", "memory-leak-critical", "battery-runaway-critical"] {
        check("never-responds", scenario, Property::RespondsInTime);
    }
}

#[test]
fn a_protocol_that_responds_but_never_cleans_up_fails_to_restore_in_time() {
    check("clean-up-is-empty", "memory-leak-moderate", Property::RestoresInTime);
    check("clean-up-is-empty", "memory-leak-critical", Property::RestoresInTime);
}

#[test]
fn a_protocol_that_ignores_heat_fails_to_respond_in_time() {
    check("blind-to-heat", "hot-day-major", Property::RespondsInTime);
}

#[test]
fn a_protocol_that_never_leaves_emergency_mode_fails_to_end_it() {
    for scenario in ["memory-spike-major", "lock-hold-critical", "radio-drain-critical"] {
        check("never-resolved", scenario, Property::EmergencyModeEnds);
    }
}

#[test]
fn a_protocol_that_declares_the_end_at_once_gives_a_false_all_clear() {
    check("resolved-too-early", "engine-leak-needs-rollback", Property::AllClearIsTrue);
}

#[test]
fn a_protocol_that_takes_the_immediate_actions_in_reverse_does_not_follow_the_playbook() {
    for scenario in ["memory-leak-critical", "battery-runaway-critical", "deadlock-critical"] {
        check("immediate-actions-in-reverse", scenario, Property::FollowsThePlaybook);
    }
}

#[test]
fn a_protocol_that_leaves_the_failsafe_on_fails_to_restore_quality() {
    for scenario in ["engine-reload-critical", "battery-runaway-critical"] {
        check("quality-kept-low", scenario, Property::QualityIsRestored);
    }
}

#[test]
fn a_protocol_that_keeps_background_operations_suspended_fails_to_bring_everything_back() {
    check("background-kept-off", "engine-reload-critical", Property::QualityIsRestored);
}

#[test]
fn a_protocol_that_responds_half_a_minute_late_fails_to_respond_in_time() {
    for scenario in ["engine-reload-critical", "battery-runaway-critical", "deadlock-critical"] {
        check("late-by-a-response-time", scenario, Property::RespondsInTime);
    }
}

#[test]
fn a_protocol_that_lowers_the_escalation_level_is_caught() {
    let property = Property::EscalationNeverGoesDown;
    check("escalation-goes-down", "engine-leak-needs-rollback", property);
}

#[test]
fn a_protocol_that_uses_a_command_number_twice_breaks_the_contract() {
    for scenario in ["memory-spike-major", "radio-drain-critical"] {
        check("command-id-reused", scenario, Property::KeepsContract);
    }
}

#[test]
fn a_protocol_that_asks_for_more_than_the_playbook_declares_an_emergency_in_a_healthy_hour() {
    check("false-alarm", "healthy-hour", Property::HealthyStaysHealthy);
}

#[test]
fn a_protocol_that_never_alerts_fails_to_tell_everybody_in_time() {
    for scenario in ["memory-leak-critical", "hot-day-major"] {
        check("alert-never-sent", scenario, Property::TellsEverybodyInTime);
    }
}

#[test]
fn a_protocol_that_alerts_twice_fails_to_tell_everybody_once() {
    check("alert-sent-twice", "memory-leak-critical", Property::TellsEverybodyOnce);
}

#[test]
fn a_protocol_that_alerts_the_wrong_role_or_users_at_level_1_tells_somebody_else() {
    for weakness in ["alert-to-the-wrong-role", "users-told-at-once"] {
        check(weakness, "memory-leak-critical", Property::TellsNobodyElse);
    }
}

#[test]
fn a_protocol_that_alerts_late_by_the_response_time_fails_to_tell_everybody_in_time() {
    check("alert-late", "memory-leak-critical", Property::TellsEverybodyInTime);
}

#[test]
fn a_protocol_that_never_repeats_what_was_lost_fails_to_tell_everybody_in_time() {
    let property = Property::TellsEverybodyInTime;
    check("failed-notice-not-retried", "alert-channel-comes-back", property);
}

#[test]
fn a_protocol_that_repeats_under_another_id_fails_to_tell_everybody_once() {
    let property = Property::TellsEverybodyOnce;
    check("repeated-under-another-id", "nobody-hears-that-it-arrived", property);
}

#[test]
fn a_protocol_that_never_says_that_it_is_over_fails_to_tell_everybody_in_time() {
    check("all-clear-never-sent", "memory-leak-critical", Property::TellsEverybodyInTime);
}

#[test]
fn a_protocol_that_learns_from_a_degraded_app_has_a_baseline_that_is_not_healthy() {
    let property = Property::BaselineIsHealthy;
    check("baseline-learnt-while-degraded", "memory-leak-critical", property);
}

#[test]
fn a_protocol_that_is_deaf_to_triggers_does_not_answer_the_drill() {
    for kind in ["battery", "memory", "performance", "stability"] {
        let scenario = format!("drill-{kind}-triggered");
        check("drill-trigger-ignored", &scenario, Property::AnswersTheDrill);
    }
}

#[test]
fn a_protocol_that_skips_an_immediate_action_does_not_answer_the_drill() {
    let property = Property::AnswersTheDrill;
    check("failsafe-dropped", "drill-performance-triggered", property);
    check("flush-skipped", "drill-memory-triggered", property);
    check("fallbacks-dropped", "drill-stability-triggered", property);
    check("immediate-actions-in-reverse", "drill-memory-triggered", property);
    // A step of the procedure makes up for these, too early.
    let property = Property::FollowsThePlaybook;
    check("last-performance-action-dropped", "drill-performance-triggered", property);
    check("last-battery-action-dropped", "drill-battery-triggered", property);
    check("bypass-dropped", "drill-stability-triggered", property);
}

#[test]
fn a_protocol_that_never_ends_a_drill_fails_to_end_emergency_mode() {
    for kind in ["battery", "memory", "performance", "stability"] {
        let scenario = format!("drill-{kind}-triggered");
        check("never-resolved", &scenario, Property::EmergencyModeEnds);
    }
}

#[test]
fn a_protocol_that_ends_a_drill_before_a_checklist_can_hold_does_not_answer_it() {
    check("resolved-too-early", "drill-performance-triggered", Property::AnswersTheDrill);
}

#[test]
fn a_protocol_that_keeps_what_a_drill_suspended_fails_to_bring_it_back() {
    let property = Property::QualityIsRestored;
    check("quality-kept-low", "drill-performance-triggered", property);
    check("background-kept-off", "drill-performance-triggered", property);
}

#[test]
fn a_drill_excuses_no_emergency_that_nobody_triggered() {
    for kind in ["battery", "memory", "stability"] {
        let scenario = format!("drill-{kind}-triggered");
        check("false-alarm", &scenario, Property::HealthyStaysHealthy);
    }
}

#[test]
fn a_protocol_that_tells_nobody_of_a_drill_fails_to_tell_everybody_in_time() {
    for weakness in ["alert-never-sent", "all-clear-never-sent"] {
        check(weakness, "drill-memory-triggered", Property::TellsEverybodyInTime);
    }
}
