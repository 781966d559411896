//! What the catalogue says of a kind of fault, and the macro that a family's kinds are listed with.

use firedrill_protocol::Action;

use super::parameter::ParameterSpec;

/// Faults with a common part of the device, app or team behind them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
    /// What the person sees and touches.
    Interface,
    /// The health monitor: what a protocol is told.
    Monitoring,
    /// Recovery itself: its steps, its process, its people.
    Recovery,
    /// A new version, which brings a fault of any other family.
    Release,
}

impl Family {
    /// Every family.
    pub const ALL: [Self; 9] = [
        Self::Memory,
        Self::Sampler,
        Self::Concurrency,
        Self::Thermals,
        Self::Feeds,
        Self::Interface,
        Self::Monitoring,
        Self::Recovery,
        Self::Release,
    ];

    /// The word used in files and on screens.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Memory => "memory",
            Self::Sampler => "sampler",
            Self::Concurrency => "concurrency",
            Self::Thermals => "thermals",
            Self::Feeds => "feeds",
            Self::Interface => "interface",
            Self::Monitoring => "monitoring",
            Self::Recovery => "recovery",
            Self::Release => "release",
        }
    }

    /// The family of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|family| family.name() == name)
    }
}

/// Where a cause sits, and so which of the heavy actions end it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Seat {
    /// State of the running process: gone with it, however it ends.
    Process,
    /// The remote configuration: gone when the last good one is put back, or with the version.
    Configuration,
    /// The installed version: gone when another one is installed.
    Code,
    /// Neither app nor version: the device, the weather, other people's servers, the team.
    Outside,
}

impl Seat {
    /// Whether an action that replaces process, configuration or version takes the cause with it.
    pub const fn is_replaced_by(self, action: Action) -> bool {
        match self {
            Self::Process => matches!(
                action,
                Action::RestartApp | Action::RollbackVersion | Action::FullSystemRecovery
            ),
            Self::Configuration => matches!(
                action,
                Action::RollbackConfiguration
                    | Action::RollbackVersion
                    | Action::FullSystemRecovery
            ),
            Self::Code => matches!(action, Action::RollbackVersion | Action::FullSystemRecovery),
            Self::Outside => false,
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
    /// Where its cause sits.
    pub seat: Seat,
    /// What goes wrong, in a sentence or two.
    pub about: &'static str,
    /// The actions that remove the cause.
    pub cleared_by: &'static [Action],
    /// The actions that shield the app while the cause, which is not its own, lasts.
    pub relieved_by: &'static [Action],
    /// Its parameters.
    pub parameters: &'static [ParameterSpec],
}

impl FaultSpec {
    /// Whether a version of the app can bring it: no release changes the weather.
    pub const fn can_be_released(&self) -> bool {
        !matches!(self.seat, Seat::Outside)
    }
}

/// Lists the kinds of a family: its type, its entries in the catalogue and its documentation all
/// follow from one list.
macro_rules! fault_family {
    (
        $(#[doc = $family_about:literal])+
        $family_type:ident, $family:ident;
        $(
            $(#[doc = $about:literal])+
            $variant:ident = $name:literal, in $seat:ident,
            cleared by [$($action:ident),* $(,)?] $(, relieved by [$($relief:ident),* $(,)?])? {
                $(
                    $(#[doc = $parameter_about:literal])+
                    $parameter:ident: $type:ty = $low:literal .. $high:literal, usual $usual:literal,
                )*
            }
        )*
    ) => {
        $(#[doc = $family_about])+
        #[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
        #[serde(tag = "kind")]
        pub enum $family_type {
            $(
                $(#[doc = $about])+
                #[serde(rename = $name)]
                $variant { $( $(#[doc = $parameter_about])+ $parameter: $type, )* },
            )*
        }

        impl $family_type {
            /// The family's part of the catalogue.
            pub const SPECS: &[$crate::faults::FaultSpec] = &[
                $($crate::faults::FaultSpec {
                    name: $name,
                    family: $crate::faults::Family::$family,
                    seat: $crate::faults::Seat::$seat,
                    about: concat!($($about,)+),
                    cleared_by: &[$(firedrill_protocol::Action::$action),*],
                    relieved_by: &[$($(firedrill_protocol::Action::$relief),*)?],
                    parameters: &[
                        $($crate::faults::ParameterSpec {
                            name: stringify!($parameter),
                            about: concat!($($parameter_about,)+),
                            shape: <$type as $crate::faults::parameter::FaultParameter>::SHAPE,
                            lowest: $low,
                            highest: $high,
                            usual: $usual,
                        },)*
                    ],
                },)*
            ];

            /// Its name in scenario files.
            pub const fn name(&self) -> &'static str {
                match self { $(Self::$variant { .. } => $name,)* }
            }

            /// Its entry in the catalogue.
            pub(in crate::faults) const fn spec(&self) -> &'static $crate::faults::FaultSpec {
                // The entries stand in the variants' order.
                enum Place { $($variant,)* }
                let place = match self { $(Self::$variant { .. } => Place::$variant,)* };
                &Self::SPECS[place as usize]
            }

            /// Its parameters, in the catalogue's order.
            pub(in crate::faults) fn values(
                &self,
            ) -> Vec<(&'static str, $crate::faults::ParameterValue)> {
                match *self {
                    $(Self::$variant { $($parameter),* } => vec![
                        $((
                            stringify!($parameter),
                            $crate::faults::parameter::FaultParameter::value($parameter),
                        ),)*
                    ],)*
                }
            }

            /// The kind called `name` with these parameters, or `None` for a name that is not of
            /// this family.
            pub(in crate::faults) fn read(
                name: &str,
                values: &[(&str, $crate::faults::ParameterValue)],
            ) -> Option<Result<Self, $crate::faults::ParameterError>> {
                $(if name == $name {
                    #[allow(unused_variables, reason = "a kind may have no parameters")]
                    let parameters =
                        Self::SPECS.iter().find(|spec| spec.name == $name)?.parameters;
                    let read = || {
                        $crate::faults::parameter::check_names(parameters, values)?;
                        Ok(Self::$variant {
                            $($parameter: $crate::faults::parameter::take(
                                parameters, stringify!($parameter), values,
                            )?,)*
                        })
                    };
                    return Some(read());
                })*
                None
            }
        }

        impl From<$family_type> for $crate::faults::FaultKind {
            fn from(fault: $family_type) -> Self {
                Self::$family(fault)
            }
        }
    };
}

pub(super) use fault_family;
