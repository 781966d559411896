//! Faults of feeds and of the errors they make.

use crate::duration::Duration;
use crate::faults::spec::fault_family;
use crate::units::Share;

fault_family! {
    /// A fault of feeds.
    FeedFault, Feeds;

    /// Feed servers answer with errors. Retries help while most answers are good. (Assumed.)
    FeedErrorBurst = "feed-error-burst", in Outside,
    cleared by [], relieved by [OpenCircuitBreaker, EnableFallbacks] {
        /// How many attempts fail.
        failing: Share = "0%" .. "100%", usual "60%..100%",
    }

    /// Feeds answer so slowly that many attempts time out; each retry may time out again. (Feeds have
    /// published timeouts of 10 to 15 s; the cause is assumed.)
    SlowFeed = "slow-feed", in Outside,
    cleared by [], relieved by [OpenCircuitBreaker, EnableFallbacks] {
        /// Median latency while it lasts.
        latency: Duration = "100ms" .. "5min", usual "12s..40s",
    }

    /// Feed servers answer 429 for half an hour, as the app's descriptions report of its start-up.
    /// Requests that arrive meanwhile, retries above all, put the end off.
    RateLimit = "rate-limit", in Outside,
    cleared by [], relieved by [OpenCircuitBreaker, EnableFallbacks] {
        /// How long they throttle an app that keeps quiet.
        window: Duration = "1s" .. "6h", usual "30min..30min",
    }

    /// Errors of the 5xx class are taken for final and never retried, as the app's descriptions report.
    /// Nothing shows while servers are well; a server that hiccups makes errors that a retry would
    /// have hidden.
    ServerErrorsNeverRetried = "server-errors-never-retried", in Code,
    cleared by [RollbackVersion, FullSystemRecovery],
    relieved by [OpenCircuitBreaker, EnableFallbacks] {
        /// How many failed attempts carry a status that is taken for final.
        unretried: Share = "1%" .. "100%", usual "80%..100%",
    }

    /// Answers are fine but for having nothing in them: the error rate looks well, the deck runs dry,
    /// and then a bundled list is ranked, so fast that latency looks better than it is. (The app's
    /// descriptions report the fast fallback; empty answers are assumed.)
    SilentFailure = "silent-failure", in Outside, cleared by [] {
        /// How many answers are empty.
        empty: Share = "1%" .. "100%", usual "90%..100%",
    }

    /// Some answers crash the task that parses them. It dies with the job store in its hands, so
    /// nothing is merged any more, and the main thread waits for a dead task. (Assumed.)
    PoisonedResponse = "poisoned-response", in Outside,
    cleared by [], relieved by [ReallocateResources, EnableBypass, OpenCircuitBreaker] {
        /// How many answers are poisoned.
        poisoned: Share = "1%" .. "100%", usual "10%..60%",
    }
}
