//! The simulated device, app, faults and team that firedrill rehearses emergencies on.

pub mod app;
mod config;
mod delay;
pub mod device;
mod duration;
pub mod faults;
mod monitor;
mod team;
mod trigger;
mod units;
mod word;
mod world;

pub use config::{Conditions, WorldConfig};
pub use duration::Duration;
pub use monitor::{ClockJump, Reading, Stamp, UnitConfusion};
pub use team::Absent;
pub use trigger::Trigger;
pub use units::{BytesPerSecond, Celsius, Count, FromBase, PerMinute, Share, Watts};
pub use world::{
    ContractBreach, Death, Event, HollowStep, Part, Transition, Truth, Ui, World, WorldError,
};

/// The playbook's nouns, for those who read a world without knowing any protocol.
pub mod nouns {
    pub use firedrill_protocol::{
        Action, ActionOutcome, Baseline, Breakdown, Bytes, Command, CommandId, EmergencyStatus,
        EscalationLevel, HealthMetrics, IncidentResponse, IncidentType, Notice, NoticeId,
        NoticeKind, NoticeRule, OperatorEvent, Phase, Playbook, Purpose, RecoveryProcedure, Role,
        Severity, SeverityLines, Targets, ThermalState, quantity,
    };
}
