//! True severity: which lines of the playbook the ground truth has crossed, by incident type.
//!
//! Written from the playbook's text alone. It shares numbers with the protocol, never code.

use firedrill_model::nouns::{IncidentType, Playbook, Severity};
use firedrill_model::{Truth, Ui};
use firedrill_sim::{Span, Time};

/// Severity of the symptoms of each incident type, by [`IncidentType::index`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Symptoms {
    by_type: [Option<Severity>; 4],
    /// How long ago the main thread passed the line that makes it unresponsive. Nothing happens at
    /// that instant, so the next event that shows it comes later.
    unresponsive_beyond: Span,
}

impl Symptoms {
    /// What the truth shows.
    pub fn of(truth: &Truth, playbook: &Playbook) -> Self {
        let worst = |crossed: &dyn Fn(Severity) -> bool| {
            Severity::ALL.into_iter().rev().find(|severity| crossed(*severity))
        };
        let slow = worst(&|severity| truth.multiplier < playbook.lines(severity).performance_below);
        // A pass that waits for a lock is stuck, not slow: "concurrent operation deadlocks" is a
        // symptom of instability, and a boost would not help it.
        let is_stuck = truth.pass_blocked > Span::ZERO;
        let memory = worst(&|severity| truth.memory > playbook.lines(severity).memory_above);
        let battery = worst(&|severity| {
            let lines = playbook.lines(severity);
            lines.battery_drain_above_pct_per_hour.is_some_and(|x| truth.drain_pct_per_hour > x)
                || lines.thermal_state_from.is_some_and(|state| truth.thermal_state >= state)
        });
        let unstable = worst(&|severity| {
            let lines = playbook.lines(severity);
            lines.error_rate_above.is_some_and(|rate| truth.error_rate > rate)
                || lines.unresponsive_for.is_some_and(|span| truth.ui.blocked() >= span.into())
        });
        let unresponsive_beyond = unstable
            .and_then(|severity| playbook.lines(severity).unresponsive_for)
            .map_or(Span::ZERO, |line| truth.ui.blocked().saturating_sub(line.into()));
        Self {
            by_type: [
                if is_stuck { None } else { slow },
                memory,
                battery,
                if is_stuck { unstable.max(slow) } else { unstable },
            ],
            unresponsive_beyond,
        }
    }

    /// The severity of one type's symptoms.
    pub const fn get(&self, incident: IncidentType) -> Option<Severity> {
        self.by_type[incident.index()]
    }

    /// The worst severity of all, which is the truth's.
    pub fn worst(&self) -> Option<Severity> {
        self.by_type.iter().copied().flatten().max()
    }

    /// When the symptoms of one type began, if they show for the first time at `now`.
    pub fn began(&self, incident: IncidentType, now: Time) -> Time {
        match incident {
            IncidentType::SystemInstability => now - self.unresponsive_beyond,
            _ => now,
        }
    }

    /// When the first of them began, if they show for the first time at `now`.
    pub fn first_began(&self, now: Time) -> Time {
        let showing = IncidentType::ALL.into_iter().filter(|i| self.get(*i).is_some());
        showing.map(|incident| self.began(incident, now)).min().unwrap_or(now)
    }
}

/// The six lines of the performance verification checklist, as they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checklist {
    /// Performance multiplier >= 357x.
    pub performance: bool,
    /// Memory usage <= 200 MB.
    pub memory: bool,
    /// Battery drain <= 2 % an hour.
    pub battery: bool,
    /// Error rate <= 1 %.
    pub errors: bool,
    /// System thermal state normal.
    pub thermal: bool,
    /// User interface responsive.
    pub interface: bool,
}

impl Checklist {
    /// What the truth shows.
    pub fn of(truth: &Truth, playbook: &Playbook) -> Self {
        let targets = &playbook.targets;
        Self {
            performance: truth.multiplier >= targets.performance_multiplier,
            memory: truth.memory <= targets.memory_usage,
            battery: truth.drain_pct_per_hour <= targets.battery_drain_pct_per_hour,
            errors: truth.error_rate <= targets.error_rate,
            thermal: truth.thermal_state <= targets.thermal_state,
            interface: !matches!(truth.ui, Ui::Relaunching | Ui::Suspended)
                && truth.ui.blocked() <= Span::from(targets.ui_blocked),
        }
    }

    /// Whether the lines that one incident type's symptoms show in hold.
    pub const fn holds_for(&self, incident: IncidentType) -> bool {
        match incident {
            IncidentType::CriticalPerformanceDegradation => self.performance,
            IncidentType::MemoryLeakEmergency => self.memory,
            IncidentType::BatteryDrainCrisis => self.battery && self.thermal,
            IncidentType::SystemInstability => self.errors && self.interface,
        }
    }

    /// Whether all six lines hold.
    pub const fn holds(&self) -> bool {
        self.performance
            && self.memory
            && self.battery
            && self.errors
            && self.thermal
            && self.interface
    }
}

/// What is still the matter, in a few words.
pub(crate) fn still_the_matter(checklist: &Checklist, symptoms: &Symptoms) -> String {
    let lines = [
        ("performance", checklist.performance),
        ("memory", checklist.memory),
        ("battery drain", checklist.battery),
        ("error rate", checklist.errors),
        ("thermal state", checklist.thermal),
        ("interface", checklist.interface),
    ];
    let broken: Vec<_> = lines.iter().filter(|(_, holds)| !holds).map(|(name, _)| *name).collect();
    match (broken.is_empty(), symptoms.worst()) {
        (false, _) => format!("the checklist lines for {} do not hold", broken.join(", ")),
        (true, Some(severity)) => format!("a {severity} symptom remains"),
        (true, None) => "the lines did not hold for long enough".to_owned(),
    }
}
