//! How a device keeps its junction cool: two policies over the same trips.

use super::Device;
use super::power_allocator::PowerAllocator;
use super::step_wise::StepWise;
use crate::units::{Celsius, Watts};

/// Trips of the junction and the policy that acts on them.
#[derive(Clone, Copy, Debug)]
pub struct JunctionControl {
    /// From here on the junction is controlled.
    pub switch_on: Celsius,
    /// What a power allocator holds it at.
    pub target: Celsius,
    /// Power of the cores that can go on for ever at the target.
    pub sustainable: Watts,
    /// Who acts.
    pub policy: ThermalPolicy,
}

/// The governors that Linux has for this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ThermalPolicy {
    /// One operating point down while it is too hot and rising, one up while it cools.
    StepWise,
    /// A controller deals out a budget of power among the clusters.
    PowerAllocator,
}

impl ThermalPolicy {
    /// The word used on screens, Linux's own.
    pub const fn name(self) -> &'static str {
        match self {
            Self::StepWise => "step_wise",
            Self::PowerAllocator => "power_allocator",
        }
    }
}

/// What a cluster does at the moment.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ClusterLoad {
    /// Cores' worth of time that it is busy.
    pub busy: f64,
    /// Frequency it runs at.
    pub mhz: f64,
}

/// Operating points below the highest at which each cluster is capped, big cores first.
pub(super) type Steps = [usize; 2];

/// The policy's memory.
#[derive(Clone, Debug)]
pub(super) enum JunctionLoop {
    StepWise(StepWise),
    PowerAllocator(PowerAllocator),
}

impl JunctionLoop {
    pub(super) fn new(policy: ThermalPolicy) -> Self {
        match policy {
            ThermalPolicy::StepWise => Self::StepWise(StepWise::default()),
            ThermalPolicy::PowerAllocator => Self::PowerAllocator(PowerAllocator::default()),
        }
    }

    /// The caps after one more reading of the temperature.
    pub(super) fn poll(
        &mut self,
        device: &Device,
        junction_c: f64,
        steps: Steps,
        loads: &[ClusterLoad; 2],
    ) -> Steps {
        match self {
            Self::StepWise(policy) => policy.poll(device, junction_c, steps),
            Self::PowerAllocator(policy) => policy.poll(device, junction_c, loads),
        }
    }
}
