//! Bytes as inputs. Every byte sequence is some sequence of inputs, and small bytes are common ones.

use firedrill_protocol::{
    Action, ActionOutcome, Bytes as Memory, Delivery, HealthMetrics, IncidentType, LifecycleEvent,
    NoticeKind, OperatorEvent, RecoveryProcedure, Role, ThermalState, Timestamp, TriggerCondition,
};

/// What a new process finds of what was saved.
pub(crate) enum Kept {
    Everything,
    Nothing,
    /// So many bytes of it.
    Start(usize),
    /// One byte of it replaced.
    Altered(usize, u8),
    Text(String),
}

/// What a person or a host asks of the protocol itself.
pub(crate) enum Call {
    Trigger(IncidentType, TriggerCondition),
    Execute(RecoveryProcedure),
}

/// What is left to read; zeros once it is empty.
pub(crate) struct Bytes<'d>(&'d [u8]);

const ROLES: [Role; 6] = [
    Role::EngineeringLead,
    Role::Platform,
    Role::Product,
    Role::Compliance,
    Role::AppStoreTeam,
    Role::Users,
];
const TRIGGERS: [TriggerCondition; 5] = [
    TriggerCondition::Manual,
    TriggerCondition::PerformanceBelow200X,
    TriggerCondition::MemoryAbove220MB,
    TriggerCondition::ThermalThrottling,
    TriggerCondition::ErrorRateAboveTarget,
];
const KINDS: [NoticeKind; 3] =
    [NoticeKind::Page, NoticeKind::UserCommunication, NoticeKind::ComplianceReview];
const STATES: [ThermalState; 4] =
    [ThermalState::Nominal, ThermalState::Fair, ThermalState::Serious, ThermalState::Critical];
const ODD: [f64; 8] =
    [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 0.0, -0.0, f64::MAX, f64::MIN_POSITIVE, -1.0];

impl<'d> Bytes<'d> {
    pub(crate) fn new(data: &'d [u8]) -> Self {
        Self(data)
    }

    /// The next byte, if there is one.
    pub(crate) fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    pub(crate) fn bool(&mut self) -> bool {
        self.byte() % 2 == 1
    }

    /// Mostly a second, sometimes far, back, or to the end of time.
    pub(crate) fn span(&mut self) -> i64 {
        match self.byte() {
            255 => i64::MAX,
            254 => i64::MIN,
            253 => -(i64::from(self.byte()) << 28),
            byte @ 240..253 => i64::from(byte - 239) * 60_000_000_000,
            byte @ 200..240 => i64::from(byte) << 20,
            _ => 1_000_000_000,
        }
    }

    pub(crate) fn sample(&mut self, now: Timestamp) -> HealthMetrics {
        let taken_at = match self.byte() {
            0..240 => now,
            byte => Timestamp::from_nanos(now.as_nanos().saturating_sub(u64::from(byte) << 24)),
        };
        HealthMetrics {
            taken_at,
            performance_multiplier: self.number(4.0),
            memory_usage: self.memory(),
            battery_drain_pct_per_hour: self.number(0.02),
            error_rate: self.number(0.001),
            thermal_state: self.some(|bytes| bytes.pick(&STATES)),
            ui_responsive: self.some(Self::bool),
            cpu_usage: self.number(0.01),
        }
    }

    pub(crate) fn outcome(&mut self) -> ActionOutcome {
        if self.byte() % 4 == 3 { ActionOutcome::Failed } else { ActionOutcome::Completed }
    }

    pub(crate) fn delivery(&mut self) -> Delivery {
        if self.bool() { Delivery::Failed } else { Delivery::Delivered }
    }

    /// An id that means something, or any.
    pub(crate) fn id(&mut self) -> Option<u64> {
        (self.byte() >= 240).then(|| u64::from_le_bytes(core::array::from_fn(|_| self.byte())))
    }

    pub(crate) fn operator(&mut self) -> OperatorEvent {
        let role = self.pick(&ROLES);
        match self.byte() % 4 {
            0 => OperatorEvent::Acknowledged(role),
            1 => OperatorEvent::ManualStep(role, self.pick(Action::ALL), self.outcome()),
            2 => OperatorEvent::Attended(role, self.pick(&KINDS)),
            _ => OperatorEvent::Triggered(role, self.pick(&IncidentType::ALL)),
        }
    }

    pub(crate) fn lifecycle(&mut self) -> LifecycleEvent {
        self.pick(&[
            LifecycleEvent::MemoryWarning,
            LifecycleEvent::Suspending,
            LifecycleEvent::Resumed,
            LifecycleEvent::Updated,
        ])
    }

    pub(crate) fn kept(&mut self) -> Kept {
        let place = |bytes: &mut Self| usize::from(bytes.byte()) * 4 + usize::from(bytes.byte());
        match self.byte() % 8 {
            0..4 => Kept::Everything,
            4 => Kept::Nothing,
            5 => Kept::Start(place(self)),
            6 => Kept::Altered(place(self), self.byte()),
            _ => {
                let length = usize::from(self.byte()).min(self.0.len());
                let (text, rest) = self.0.split_at(length);
                self.0 = rest;
                Kept::Text(String::from_utf8_lossy(text).into_owned())
            }
        }
    }

    pub(crate) fn trigger(&mut self) -> Call {
        if self.bool() {
            Call::Trigger(self.pick(&IncidentType::ALL), self.pick(&TRIGGERS))
        } else {
            Call::Execute(self.pick(&RecoveryProcedure::ALL))
        }
    }

    fn byte(&mut self) -> u8 {
        self.next().unwrap_or_default()
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[usize::from(self.byte()) % of.len()]
    }

    fn some<T>(&mut self, of: impl FnOnce(&mut Self) -> T) -> Option<T> {
        (self.byte() < 250).then(|| of(self))
    }

    fn number(&mut self, unit: f64) -> Option<f64> {
        match self.byte() {
            255 => None,
            byte @ 247..255 => Some(ODD[usize::from(byte - 247)]),
            byte => Some(f64::from(byte) * unit),
        }
    }

    fn memory(&mut self) -> Option<Memory> {
        match self.byte() {
            255 => None,
            254 => Some(Memory::ZERO),
            253 => Some(Memory::new(u64::MAX)),
            byte @ 200..253 => Some(Memory::mb(u64::from(byte) * 6)),
            byte => Some(Memory::mb(120 + u64::from(byte))),
        }
    }
}
