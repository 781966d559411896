//! What a world is made from, all of it realised: nothing in a world is drawn that decides what the
//! incident is.

use core::time::Duration;

use firedrill_protocol::{Baseline, Briefing, Bytes, Playbook, Timestamp};
use firedrill_sim::Seed;
use serde::{Deserialize, Serialize};

use crate::app::Workload;
use crate::faults::Fault;
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
}

/// A baseline that was taken two hours before the run is valid for 22 hours more (FACTS: 24 h).
const BASELINE_LEFT: Duration = Duration::from_secs(22 * 3600);

impl WorldConfig {
    /// What a protocol is told before the run.
    pub fn briefing(&self, playbook: Playbook) -> Briefing {
        let baseline = Baseline {
            performance_multiplier: 480.0,
            memory_usage: Bytes::mb(185),
            valid_until: Timestamp::ZERO + BASELINE_LEFT,
        };
        Briefing { playbook, baseline: Some(baseline) }
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
