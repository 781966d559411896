//! The catalogue of faults: one entry a kind, from which its type, its parameters' limits, its file
//! format and its documentation all follow.

use firedrill_protocol::{Action, Bytes};
use serde::{Deserialize, Serialize};

use super::parameter::{FaultParameter, ParameterError, ParameterSpec, ParameterValue, take};
use crate::app::{Component, Lock};
use crate::duration::Duration;
use crate::units::{BytesPerSecond, Celsius, Share, Watts};

/// Faults with a common part of the device or app behind them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Family {
    /// The app's memory.
    Memory,
    /// The Thompson sampler and its caches.
    Sampler,
    /// Tasks and locks.
    Concurrency,
    /// Heat and power.
    Thermals,
    /// Feeds and errors.
    Feeds,
}

impl Family {
    /// The word used in files and on screens.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Memory => "memory",
            Self::Sampler => "sampler",
            Self::Concurrency => "concurrency",
            Self::Thermals => "thermals",
            Self::Feeds => "feeds",
        }
    }
}

/// One kind of fault, as the catalogue describes it.
#[derive(Debug)]
pub struct FaultSpec {
    /// Its name in scenario files.
    pub name: &'static str,
    /// Its family.
    pub family: Family,
    /// What goes wrong, in a sentence or two.
    pub about: &'static str,
    /// The actions that remove the cause, or shield the app from one that is not its own.
    pub cleared_by: &'static [Action],
    /// Its parameters.
    pub parameters: &'static [ParameterSpec],
}

impl FaultSpec {
    /// The kind of that name.
    pub fn find(name: &str) -> Option<&'static Self> {
        CATALOGUE.iter().find(|spec| spec.name == name)
    }
}

/// The entry of a kind that the macro below has put into the catalogue.
fn listed(name: &str) -> &'static FaultSpec {
    match FaultSpec::find(name) {
        Some(spec) => spec,
        None => unreachable!("type and catalogue are made from one list, and {name} is in it"),
    }
}

macro_rules! fault_kinds {
    ($(
        $(#[doc = $about:literal])+
        $variant:ident = $name:literal, $family:ident, cleared by [$($action:ident),*] {
            $( $(#[doc = $parameter_about:literal])+ $parameter:ident: $type:ty = $low:literal .. $high:literal, )*
        }
    )*) => {
        /// A fault's mechanism with its parameters realised.
        #[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
        pub enum FaultKind {
            $(
                $(#[doc = $about])+
                #[serde(rename = $name)]
                $variant { $( $(#[doc = $parameter_about])+ $parameter: $type, )* },
            )*
        }

        /// Every kind of fault there is.
        pub const CATALOGUE: &[FaultSpec] = &[
            $(FaultSpec {
                name: $name,
                family: Family::$family,
                about: concat!($($about,)+),
                cleared_by: &[$(Action::$action),*],
                parameters: &[
                    $(ParameterSpec {
                        name: stringify!($parameter),
                        about: concat!($($parameter_about,)+),
                        shape: <$type as FaultParameter>::SHAPE,
                        lowest: $low,
                        highest: $high,
                    },)*
                ],
            },)*
        ];

        impl FaultKind {
            /// Its catalogue entry.
            pub fn spec(&self) -> &'static FaultSpec {
                listed(match self { $(Self::$variant { .. } => $name,)* })
            }

            /// The kind called `name` with these parameters: all of them, nothing else, each
            /// within its limits.
            pub fn from_parameters(
                name: &str,
                values: &[(&str, ParameterValue)],
            ) -> Result<Self, ParameterError> {
                match name {
                    $($name => {
                        let spec = listed($name);
                        super::parameter::check_names(spec.parameters, values)?;
                        Ok(Self::$variant { $( $parameter: take(spec.parameters, stringify!($parameter), values)?, )* })
                    })*
                    _ => Err(ParameterError::UnknownKind { name: name.to_owned() }),
                }
            }
        }
    };
}

fault_kinds! {
    /// A component keeps what it should release, at a steady rate while its tasks run.
    /// Freed, and stopped, by rebuilding the component; components that are never cleaned up need a restart.
    Leak = "leak", Memory, cleared by [SurgicalMemoryCleanup, RollbackVersion, RestartApp, FullSystemRecovery] {
        /// The component that leaks.
        component: Component = "" .. "",
        /// Growth while its tasks run.
        rate: BytesPerSecond = "1KB/s" .. "64MB/s",
    }
    /// One task decodes far more than it needs and leaves the buffers behind.
    AllocationSpike = "allocation-spike", Memory, cleared by [ReleaseTemporaryData, SurgicalMemoryCleanup, RollbackVersion, RestartApp, FullSystemRecovery] {
        /// How much is allocated at once.
        size: Bytes = "1MB" .. "1GB",
    }
    /// The image cache ignores its budget: every swipe adds images, nothing is evicted.
    /// Emptying the cache helps until it has filled again; enforcing budgets ends it.
    CacheWithoutEviction = "cache-without-eviction", Memory, cleared by [SurgicalMemoryCleanup, RollbackConfiguration, RollbackVersion, FullSystemRecovery] {
        /// What each swipe adds.
        per_swipe: Bytes = "64KB" .. "64MB",
    }
    /// Scoring takes the job store while it holds the score cache; a feed refresh takes them the
    /// other way round. They stop for good only when they meet: a real cycle of two tasks.
    LockOrderInversion = "lock-order-inversion", Concurrency, cleared by [EnableBypass, RollbackVersion, FullSystemRecovery] {
        /// How long a refresh holds the job store while it writes: the window in which they can meet.
        window: Duration = "10ms" .. "10s",
    }
    /// A task takes a lock and keeps it while it waits for something slow.
    LongLockHold = "long-lock-hold", Concurrency, cleared by [ReallocateResources, RestartApp, RollbackVersion, FullSystemRecovery] {
        /// Which lock.
        lock: Lock = "" .. "",
        /// How long it keeps it.
        hold: Duration = "10ms" .. "1h",
    }
    /// The surroundings heat up: a car, the sun. Nothing the app does changes them.
    AmbientHeat = "ambient-heat", Thermals, cleared by [] {
        /// Temperature of the surroundings while it lasts.
        ambient: Celsius = "-20C" .. "80C",
    }
    /// A background task of the app spins on some threads: cores heat, the battery drains, passes wait.
    BackgroundLoad = "background-load", Thermals, cleared by [SuspendBackgroundOperations, SuspendIntensiveComputations, SuspendCriticalTasks, RestartApp, RollbackVersion, FullSystemRecovery] {
        /// Cores' worth of work that it wants.
        threads: Share = "1%" .. "1600%",
    }
    /// Feed connections keep the radio in its high-power state.
    RadioDrain = "radio-drain", Thermals, cleared by [SuspendCriticalTasks, OpenCircuitBreaker, RestartApp, RollbackVersion, FullSystemRecovery] {
        /// Extra power of the radio.
        power: Watts = "10mW" .. "5W",
    }
    /// Feed servers answer with errors. Retries help while most answers are good.
    FeedErrorBurst = "feed-error-burst", Feeds, cleared by [OpenCircuitBreaker, EnableFallbacks] {
        /// How many attempts fail.
        failing: Share = "0%" .. "100%",
    }
    /// The engine is torn down after every swipe, so each pass pays for the first call again.
    EngineReloadEverySwipe = "engine-reload-every-swipe", Sampler, cleared by [OptimizeSampler, RollbackConfiguration, RollbackVersion, FullSystemRecovery] {
        /// What the first call costs at the usual frequency, 20-30 ms on the device.
        reload: Duration = "1ms" .. "10s",
    }
}
