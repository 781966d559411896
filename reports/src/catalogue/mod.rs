//! What there is to run, to break and to hold a run to, as tables.

mod devices;
mod faults;
mod properties;
mod signals;
mod suites;
mod weaknesses;
mod workloads;

pub use devices::devices;
pub use faults::{faults, faults_at_length};
pub use properties::properties;
pub use signals::signals;
pub use suites::{scenarios, suites};
pub use weaknesses::{weaknesses, weaknesses_in_markdown};
pub use workloads::workloads;
