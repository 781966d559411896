//! What GitHub Actions shows of a campaign: a summary of the job, and annotations.

mod annotations;
mod summary;

pub use annotations::annotations;
pub use summary::job_summary;
