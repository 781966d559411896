//! The kinds of faults, one file a family.

mod concurrency;
mod feeds;
mod interface;
mod memory;
mod monitoring;
mod recovery;
mod sampler;
mod thermals;

pub use concurrency::ConcurrencyFault;
pub use feeds::FeedFault;
pub use interface::InterfaceFault;
pub use memory::MemoryFault;
pub use monitoring::MonitoringFault;
pub use recovery::RecoveryFault;
pub use sampler::SamplerFault;
pub use thermals::ThermalFault;
