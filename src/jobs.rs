//! How many threads do the work.

use std::num::NonZeroUsize;

use clap::Args;
use clap::builder::RangedU64ValueParser;

/// The option that says so, for every command that makes many runs. No result depends on it.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Jobs {
    /// Threads; as many as there are processors unless given
    #[arg(
        long,
        value_name = "N",
        value_parser = RangedU64ValueParser::<usize>::new().range(1..=256)
    )]
    jobs: Option<usize>,
}

impl Jobs {
    /// How many.
    pub(crate) fn count(self) -> usize {
        let processors = || std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
        self.jobs.unwrap_or_else(processors)
    }
}
