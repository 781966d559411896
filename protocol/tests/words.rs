//! The words that people read are those of files, and the numbers are the playbook's.

#![allow(clippy::unwrap_used, reason = "a test that cannot write a word fails")]

use core::time::Duration;

use firedrill_protocol::{
    Action, Bytes, EmergencyStatus, EscalationLevel, IncidentType, NoticeKind, Phase, Playbook,
    RecoveryProcedure, Role, Severity, ThermalState, Timestamp, TriggerCondition,
};
use serde::Serialize;

/// The word that a file has for a value.
fn in_a_file(value: impl Serialize) -> String {
    toml::Value::try_from(value).unwrap().as_str().unwrap().to_owned()
}

#[test]
fn each_word_is_the_same_on_screens_and_in_files() {
    for action in Action::ALL {
        assert_eq!(action.name(), in_a_file(action));
        assert_eq!(Action::from_name(action.name()), Some(*action));
    }
    assert_eq!(Action::from_name("enable-by-pass"), None);
    for incident in IncidentType::ALL {
        assert_eq!(incident.name(), in_a_file(incident));
    }
    for severity in Severity::ALL {
        assert_eq!(severity.name(), in_a_file(severity));
    }
    for level in EscalationLevel::ALL {
        assert_eq!(level.name(), in_a_file(level));
    }
    for procedure in RecoveryProcedure::ALL {
        assert_eq!(procedure.name(), in_a_file(procedure));
    }
    let states =
        [ThermalState::Nominal, ThermalState::Fair, ThermalState::Serious, ThermalState::Critical];
    for state in states {
        assert_eq!(state.name(), in_a_file(state));
    }
    let phases = [Phase::Normal, Phase::Responding, Phase::Verifying, Phase::Escalated];
    for phase in phases {
        assert_eq!(phase.name(), in_a_file(phase));
    }
    let notices = [NoticeKind::InternalAlert, NoticeKind::Page, NoticeKind::Resolved];
    for notice in notices {
        assert_eq!(notice.name(), in_a_file(notice));
    }
    let roles = [Role::EngineeringLead, Role::AppStoreTeam, Role::Users];
    for role in roles {
        assert_eq!(role.name(), in_a_file(role));
    }
}

#[test]
fn words_stand_in_columns() {
    assert_eq!(format!("[{:<20}]", Action::RestartApp), "[restart-app         ]");
    assert_eq!(format!("[{:>20}]", IncidentType::SystemInstability), "[  system-instability]");
    assert_eq!(format!("[{:^9}]", Severity::Major), "[  major  ]");
    assert_eq!(format!("[{:>20}]", EscalationLevel::EmergencyRollback), "[  emergency-rollback]");
    assert_eq!(format!("[{:>17}]", RecoveryProcedure::ThermalCooldown), "[ thermal-cooldown]");
    assert_eq!(format!("[{:>5}]", ThermalState::Fair), "[ fair]");
    assert_eq!(format!("[{:>7}]", Phase::Normal), "[ normal]");
    assert_eq!(format!("[{:>7}]", TriggerCondition::Manual), "[ manual]");
}

#[test]
fn levels_and_places_count_as_the_playbook_does() {
    assert_eq!(Severity::ALL.map(Severity::level), [1, 2, 3, 4]);
    assert_eq!(Severity::ALL.map(Severity::index), [0, 1, 2, 3]);
    assert_eq!(EscalationLevel::ALL.map(EscalationLevel::level), [1, 2, 3, 4]);
    assert_eq!(IncidentType::ALL.map(IncidentType::index), [0, 1, 2, 3]);
    assert_eq!(RecoveryProcedure::ALL.map(RecoveryProcedure::index), [0, 1, 2, 3]);
    let above: Vec<_> = EscalationLevel::ALL.into_iter().map(EscalationLevel::next).collect();
    let levels = EscalationLevel::ALL;
    assert_eq!(above, [Some(levels[1]), Some(levels[2]), Some(levels[3]), None]);
}

#[test]
fn the_playbook_grants_each_level_and_procedure_its_time() {
    let playbook = Playbook::built_in();
    let budgets = EscalationLevel::ALL.map(|level| playbook.escalation_budget(level).as_secs());
    assert_eq!(budgets, [0, 300, 180, 180]);
    let durations = RecoveryProcedure::ALL.map(|procedure| playbook.duration(procedure).as_secs());
    assert_eq!(durations, [60, 30, 120, 60]);
    let first = IncidentType::ALL.map(|incident| playbook.response(incident).immediate_actions[0]);
    assert_eq!(first[IncidentType::MemoryLeakEmergency.index()], Action::FlushDataBuffers);
    assert!(Playbook::built_in_text().contains("memory_usage = \"200MB\""));
}

#[test]
fn only_the_normal_phase_is_no_emergency_and_a_status_says_what_is_being_done() {
    let responding = EmergencyStatus {
        phase: Phase::Responding,
        incident: Some(IncidentType::BatteryDrainCrisis),
        ..EmergencyStatus::NORMAL
    };
    assert!(responding.is_in_emergency_mode());
    assert!(!EmergencyStatus::NORMAL.is_in_emergency_mode());
    assert_eq!(EmergencyStatus::NORMAL.to_string(), "normal operation");
    assert_eq!(responding.to_string(), "responding: battery-drain-crisis, escalation level 1");
    let recovering = EmergencyStatus {
        phase: Phase::Recovering,
        severity: Some(Severity::Critical),
        procedure: Some(RecoveryProcedure::ThermalCooldown),
        escalation: EscalationLevel::ManualIntervention,
        ..responding
    };
    assert_eq!(
        recovering.to_string(),
        "recovering: battery-drain-crisis, critical, running thermal-cooldown, escalation level 2"
    );
}

#[test]
fn time_passes_in_nanoseconds_and_neither_below_zero_nor_beyond_the_end() {
    let second = |seconds: u64| Timestamp::from_nanos(seconds * 1_000_000_000);
    assert_eq!(second(3).as_nanos(), 3_000_000_000);
    assert_eq!(second(3) + Duration::from_millis(500), Timestamp::from_nanos(3_500_000_000));
    assert_eq!(second(5) - second(3), Duration::from_secs(2));
    assert_eq!(second(5).saturating_since(second(3)), Duration::from_secs(2));
    assert_eq!(second(3).saturating_since(second(5)), Duration::ZERO);
    assert_eq!(second(3) + Duration::MAX, Timestamp::from_nanos(u64::MAX));
}

#[test]
fn memory_is_counted_to_the_byte_in_units_of_1024() {
    assert_eq!(Bytes::kb(3).get(), 3 * 1024);
    assert_eq!(Bytes::mb(3).get(), 3 * 1024 * 1024);
    assert_eq!(Bytes::mb(3).as_mb(), 3.0);
    assert_eq!((Bytes::mb(1) + Bytes::kb(512)).as_mb(), 1.5);
    assert_eq!(Bytes::mb(2) - Bytes::kb(512), Bytes::kb(1536));
    assert_eq!(Bytes::mb(2).saturating_sub(Bytes::mb(3)), Bytes::ZERO);
    assert_eq!(Bytes::mb(3).saturating_sub(Bytes::mb(1)), Bytes::mb(2));
    assert_eq!([Bytes::kb(1), Bytes::kb(2)].into_iter().sum::<Bytes>(), Bytes::kb(3));
    assert_eq!(Bytes::kb(1536).to_string(), "1.5 MB");
}

#[test]
#[should_panic(expected = "memory accounting went below zero: 1.0 MB - 2.0 MB")]
fn memory_that_was_never_there_cannot_be_freed() {
    let _ = Bytes::mb(1) - Bytes::mb(2);
}
