//! What a world is made from, all of it realised: nothing in a world is drawn that decides what the
//! incident is.

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
