//! Faults of feeds and of the errors they make.

use crate::faults::spec::fault_family;
use crate::units::Share;

fault_family! {
    /// A fault of feeds.
    FeedFault, Feeds;

    /// Feed servers answer with errors. Retries help while most answers are good.
    FeedErrorBurst = "feed-error-burst", in Outside,
    cleared by [], relieved by [OpenCircuitBreaker, EnableFallbacks] {
        /// How many attempts fail.
        failing: Share = "0%" .. "100%", usual "60%..100%",
    }
}
