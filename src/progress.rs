//! How far a campaign is, for somebody who waits.

use core::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::stopwatch::Stopwatch;

/// A bar on standard error, or nothing. It appears when the wait has become one.
pub(crate) struct Progress {
    bar: ProgressBar,
    failed: usize,
    is_due: bool,
    waited: Stopwatch,
}

/// Campaigns that are over sooner show no bar.
const PATIENCE: Duration = Duration::from_millis(500);

impl Progress {
    /// A bar for so many pieces of work, called `noun`.
    pub(crate) fn of(count: usize, noun: &str, is_shown: bool) -> Self {
        let bar = ProgressBar::with_draw_target(Some(count as u64), ProgressDrawTarget::hidden());
        let template = format!("{{wide_bar}} {{pos}}/{{len}} {noun}, {{eta}} left{{msg}}");
        // The template is a constant; a mistake in it costs the bar's looks, not the campaign.
        if let Ok(style) = ProgressStyle::with_template(&template) {
            bar.set_style(style);
        }
        Self { bar, failed: 0, is_due: is_shown, waited: Stopwatch::start() }
    }

    /// So many pieces more are to be done.
    pub(crate) fn extend(&mut self, count: usize) {
        self.bar.inc_length(count as u64);
    }

    /// One piece more is done.
    pub(crate) fn advance(&mut self, is_good: bool) {
        if !is_good {
            self.failed += 1;
            self.bar.set_message(format!(", {} not passed", self.failed));
        }
        self.bar.inc(1);
        if self.is_due && self.waited.elapsed() > PATIENCE {
            self.is_due = false;
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }
}

impl Drop for Progress {
    /// The bar leaves no trace, whatever the campaign came to.
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
