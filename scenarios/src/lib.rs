//! Firedrill's scenario format, plans, and the embedded suites.
//!
//! - what may happen: [`Scenario`], read from TOML, with [`Diagnostics`] that show every mistake in
//!   its place;
//! - what does happen: [`Plan`], drawn from a scenario by a seed, plain JSON, replayable alone;
//! - what comes of it: [`run`] steps world, protocol and judge together into an [`Outcome`];
//! - what is kept of it: [`Incident`], a scenario file that draws nothing and says what was found;
//! - what it is called: [`ScenarioName`], [`ScenarioRef`] (`memory-leak-critical@0x2a`);
//! - many of them: [`Suite`], [`load_suite`], the embedded [`suites`];
//! - the format for editors and validators: [`schema()`].
//!
//! # The format
//!
//! A quantity is a number with a unit, a range is two of them with two dots between, both ends
//! included. Whatever is a range is drawn from a stream of its own, named after it.
//!
//! ```
//! use firedrill_scenarios::{Plan, Scenario};
//!
//! let text = br#"
//!     name = "leak-on-a-warm-day"     # the file's name, without .toml
//!     title = "The image cache leaks while the phone is warm"
//!     about = "Clean-up must not wait for the phone to cool."
//!     duration = "15m"
//!     device = "iphone-15"            # the usual one
//!
//!     [conditions]                    # each may be left out
//!     ambient = "30C..34C"
//!     charge = "60%..90%"
//!     swipes = "12/min..18/min"
//!
//!     [[fault]]
//!     kind = "leak"
//!     at = "60s..120s"
//!     for = "5m"                      # without it only an action ends the cause
//!     component = ["image-cache", "web-view"]
//!     rate = "1MB/s..8MB/s"
//!
//!     [[property]]                    # more than the playbook promises: firedrill_judge::temporal
//!     name = "memory-stays-below-the-limit"
//!     holds = "always[0,600s](memory <= 300MB)"
//!
//!     [expect]                        # or: healthy = true
//!     incidents = ["memory-leak-emergency"]
//!     severity = "critical"           # at least this severe
//!
//!     [playbook]                      # numbers that differ from the built-in playbook's
//!     severities.critical.response_time = "20s"
//! "#;
//! let scenario = Scenario::from_bytes("leak-on-a-warm-day.toml", text).unwrap();
//! let plan = Plan::draw(&scenario, "0x2a".parse().unwrap());
//! assert_eq!((plan.faults.len(), plan.properties.len()), (1, 1));
//! assert_eq!(plan.reference().to_string(), "leak-on-a-warm-day@0x2a");
//! ```
//!
//! A scenario may leave open what goes wrong: then each seed draws its own mixture of faults, with
//! the values that are usual for their kinds. A plan holds what was drawn, so it replays alone.
//!
//! ```
//! # use firedrill_scenarios::{Plan, Scenario};
//! let text = br#"
//!     name = "bad-afternoon"
//!     title = "Whatever memory and heat can do"
//!     duration = "20m"
//!
//!     [swarm]
//!     at = "60s..300s"                # when faults begin
//!     for = "1m..4m"                  # after which their causes end; may be left out
//!     faults = "1..4"                 # how many
//!     [swarm.families]                # how often each takes part; who is not named never does
//!     memory = "60%"
//!     thermals = "100%"
//!
//!     [expect]
//!     anything = true                 # whatever happens, every promise is kept
//!     sometimes = ["severity:critical", "procedure:thermal-cooldown"]
//!     may_be_infeasible = true        # what nobody could save is not held against anybody
//! "#;
//! let scenario = Scenario::from_bytes("bad-afternoon.toml", text).unwrap();
//! let plan = Plan::draw(&scenario, "0x2a".parse().unwrap());
//! assert!((1..=4).contains(&plan.faults.len()));
//! ```
//!
//! A mistake is shown where it is, with what was probably meant:
//!
//! ```
//! # use firedrill_scenarios::Scenario;
//! let text = b"name = \"x\"\ntitle = \"X\"\nduration = \"15mins\"\nexpect.healthy = true\n";
//! let error = Scenario::from_bytes("x.toml", text).unwrap_err();
//! assert_eq!(error.to_string(), "\
//! error: `mins` is no unit of a duration
//!  --> x.toml:3:15
//!   |
//! 3 | duration = \"15mins\"
//!   |               ^^^^ did you mean `min`?
//!   |
//!   = expected one of ns, us, ms, s, m, min, h");
//! ```

mod circumstance;
mod clairvoyant;
mod comparison;
mod conditions;
mod coverage;
mod diagnostics;
mod dispatch;
mod draft;
mod draw;
mod encoding;
mod figures;
mod incident;
mod json;
mod limits;
mod name;
mod plan;
mod range;
mod record;
mod rehearsal;
mod scenario;
mod schema;
#[cfg(test)]
mod specimen;
mod suite;
pub mod suites;

pub use circumstance::Circumstance;
pub use clairvoyant::{Foresight, Remedy, Strategy};
pub use comparison::{
    Branch, Comparison, Parting, compare, describe_divergence, drawn, first_divergence,
};
pub use conditions::{CONDITIONS, ConditionRanges, ConditionSpec};
pub use coverage::{Axis, Coverage, Landmark, LandmarkError, Situation};
pub use diagnostics::{Diagnostic, Diagnostics, escaped, is_hidden};
pub use dispatch::Dispatch;
pub use encoding::{NotText, without_mark};
pub use figures::Figures;
pub use incident::{
    ENGINE, Found, FoundWith, Incident, IncidentError, IncidentState, NotStored, usual_name,
};
pub use json::{json_document, json_line};
pub use name::{NameError, ScenarioName, ScenarioRef, ScenarioRefError};
pub use plan::{Plan, PlanError, PlanProblem};
pub use range::{QuantityRange, RangeError};
pub use record::{Entry, EventEntry, Record, Recording, Trail};
pub use rehearsal::{Outcome, Rehearsal, RunError, run};
pub use scenario::{Choice, FaultTemplate, ParameterTemplate, Scenario, Swarm, TriggerTemplate};
pub use schema::schema;
pub use suite::{Suite, load_suite};
