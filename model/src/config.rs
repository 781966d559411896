//! What a world is made from, all of it realised: nothing in a world is drawn that decides what the
//! incident is.

use core::time::Duration;

use firedrill_protocol::{Baseline, Briefing, Bytes, Playbook, Timestamp};
use firedrill_sim::Seed;
use serde::{Deserialize, Serialize};

use crate::app::Workload;
use crate::faults::{Fault, FaultKind, RecoveryFault};
use crate::trigger::Trigger;
use crate::units::{Celsius, PerMinute, Share};

/// A world on paper.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorldConfig {
    /// Opens the world's streams: when the user swipes, which feeds fail, the monitor's noise.
    pub seed: Seed,
    /// Name of a device in [`crate::device::Device::ALL`].
    pub device: String,
    /// The surroundings and the person.
    pub conditions: Conditions,
    /// What the person does with the app over time.
    #[serde(default)]
    pub workload: Workload,
    /// What goes wrong, in the order of the scenario.
    pub faults: Vec<Fault>,
    /// The emergencies that somebody triggers by hand, in the order of the scenario.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub triggers: Vec<Trigger>,
}

/// A baseline that was taken two hours before the run is valid for 22 hours more (FACTS: 24 h).
const BASELINE_LEFT: Duration = Duration::from_secs(22 * 3600);

impl WorldConfig {
    /// What a protocol is told before the run.
    pub fn briefing(&self, playbook: Playbook) -> Briefing {
        let (performance_multiplier, mb) = healthy(self.workload);
        let is_expiring =
            |fault: &&Fault| fault.kind == FaultKind::from(RecoveryFault::BaselineExpired {});
        let expiries = self.faults.iter().filter(is_expiring).map(|fault| fault.at.0.as_nanos());
        let valid_until = expiries.min().map(Timestamp::from_nanos);
        let baseline = Baseline {
            performance_multiplier,
            memory_usage: Bytes::kb((mb * 1024.0) as u64),
            valid_until: valid_until.unwrap_or(Timestamp::ZERO + BASELINE_LEFT),
        };
        Briefing { playbook, baseline: Some(baseline) }
    }
}

/// What the monitor of a healthy app reads on the mean of an hour: multiplier, and MB. Measured with
/// `cargo run -p firedrill-model --example healthy_baselines`; every device gives the same, for each
/// makes a pass in the same time at its usual frequency.
const fn healthy(workload: Workload) -> (f64, f64) {
    match workload {
        Workload::Steady => (480.1, 188.0),
        Workload::Commuter => (479.9, 188.1),
        Workload::PowerUser => (470.0, 189.5),
        Workload::Idle => (479.6, 187.4),
        Workload::BatchImport => (476.2, 191.1),
    }
}

/// The surroundings and the person, for the whole run.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Conditions {
    /// Temperature of the surroundings.
    pub ambient: Celsius,
    /// Battery charge at the start.
    pub charge: Share,
    /// Swipes a minute while the person uses the app.
    pub swipes: PerMinute,
}
