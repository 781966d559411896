//! Faults: the mechanisms that go wrong, as data.
//!
//! - the catalogue: [`catalogue`] lists a [`FaultSpec`] a kind, family by family;
//! - one fault of a plan: [`Fault`], with its mechanism [`FaultKind`].

mod catalogue;
mod kind;
mod mishap;
mod parameter;
mod spec;

use serde::{Deserialize, Serialize};

pub use catalogue::{
    ConcurrencyFault, FeedFault, InterfaceFault, MemoryFault, MonitoringFault, RecoveryFault,
    SamplerFault, ThermalFault,
};
pub use kind::{FaultKind, catalogue};
pub use mishap::{Moment, Report, SideEffect, half_of};
pub use parameter::{ParameterError, ParameterShape, ParameterSpec, ParameterValue};
pub use spec::{Family, FaultSpec, Seat};

use crate::duration::Duration;

/// One fault of a plan: what goes wrong, when, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fault {
    /// Since the start of the run.
    pub at: Duration,
    /// After this long the cause goes away by itself; `None` means that only an action removes it.
    #[serde(rename = "for", default, skip_serializing_if = "Option::is_none")]
    pub lasts: Option<Duration>,
    /// What brought it.
    #[serde(default, skip_serializing_if = "Origin::is_chance")]
    pub origin: Origin,
    /// The mechanism.
    #[serde(flatten)]
    pub kind: FaultKind,
}

/// What brings a fault.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// Chance: what removes the cause removes it for good.
    #[default]
    Chance,
    /// The version that was just installed. Its code brings the cause again after every action but
    /// a rollback of the version.
    Release,
}

impl Origin {
    /// Every origin.
    pub const ALL: [Self; 2] = [Self::Chance, Self::Release];

    /// The word used in files and on screens.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Chance => "chance",
            Self::Release => "release",
        }
    }

    const fn is_chance(&self) -> bool {
        matches!(self, Self::Chance)
    }
}

impl Fault {
    /// A fault by chance that only an action ends.
    pub fn new(at: Duration, kind: impl Into<FaultKind>) -> Self {
        Self { at, lasts: None, origin: Origin::Chance, kind: kind.into() }
    }

    /// The family of its kind, and [`Family::Release`] if a release brought it.
    pub fn families(&self) -> impl Iterator<Item = Family> {
        let release = (self.origin == Origin::Release).then_some(Family::Release);
        [self.kind.spec().family].into_iter().chain(release)
    }
}
