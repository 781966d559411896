//! How far a campaign is, for somebody who waits.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar on standard error, or nothing.
pub(crate) struct Progress {
    bar: ProgressBar,
    failed: usize,
}

impl Progress {
    /// A bar for so many runs.
    pub(crate) fn of(runs: usize, is_shown: bool) -> Self {
        let target =
            if is_shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(runs as u64), target);
        // The template is a constant; a mistake in it costs the bar's looks, not the campaign.
        if let Ok(style) =
            ProgressStyle::with_template("{wide_bar} {pos}/{len} runs, {eta} left{msg}")
        {
            bar.set_style(style);
        }
        Self { bar, failed: 0 }
    }

    /// One run more is done.
    pub(crate) fn advance(&mut self, is_good: bool) {
        if !is_good {
            self.failed += 1;
            self.bar.set_message(format!(", {} not passed", self.failed));
        }
        self.bar.inc(1);
    }
}

impl Drop for Progress {
    /// The bar leaves no trace, whatever the campaign came to.
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
