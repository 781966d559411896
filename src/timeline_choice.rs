//! Which part of a timeline is shown.

use std::collections::BTreeSet;

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use firedrill_reports::{LineKind, Palette, TimelineOptions, Window};
use firedrill_sim::{Span, Time};
use thiserror::Error;

use crate::console;
use crate::moment;

/// The options that choose among a timeline's lines.
#[derive(Debug, Args)]
pub(crate) struct TimelineChoice {
    /// Show the lines from this time of the run on: `90s`, `2min`, `00:01:30`, or as a timeline
    /// prints it, `01m30.000s`
    #[arg(long, value_name = "TIME", value_parser = moment::parse)]
    from: Option<Time>,
    /// Show the lines up to this time of the run, those of the time itself included
    #[arg(long, value_name = "TIME", value_parser = moment::parse)]
    until: Option<Time>,
    /// Show only lines of these kinds, such as `faults,marks`
    ///
    /// Kinds stand with commas between them, or each after an `--only` of its own. What lasts stands
    /// beside the lines whatever their kind, and lines that repeat one another are folded as ever. Samples
    /// are shown only by name; `--samples` shows them besides everything else.
    #[arg(
        long,
        value_name = "KIND",
        value_delimiter = ',',
        num_args = 1,
        value_parser = kinds()
    )]
    only: Vec<LineKind>,
    /// Show the monitor's samples too, one a second, besides everything else; alone, they are
    /// `--only samples`
    #[arg(long, conflicts_with = "only")]
    samples: bool,
}

/// Why a run has no such part.
#[derive(Debug, Error)]
pub(crate) enum WindowError {
    /// The window's ends are the wrong way round.
    #[error("`--from` is {from}, after `--until`, which is {until}\n  swap them")]
    Reversed {
        /// Its beginning.
        from: Time,
        /// Its end.
        until: Time,
    },
    /// The run is over by then.
    #[error("`--from` is {from}, but the run ends at {end}")]
    AfterTheRun {
        /// The window's beginning.
        from: Time,
        /// The run's end.
        end: Time,
    },
}

impl TimelineChoice {
    /// How to show the timeline of a run of this length on this terminal.
    pub(crate) fn options(&self, duration: Span) -> Result<TimelineOptions, WindowError> {
        let end = Time::ZERO + duration;
        let window = Window { from: self.from, until: self.until };
        match (self.from, self.until) {
            (Some(from), Some(until)) if from > until => {
                return Err(WindowError::Reversed { from, until });
            }
            (Some(from), _) if from > end => return Err(WindowError::AfterTheRun { from, end }),
            _ => (),
        }
        let plain = TimelineOptions::plain();
        let kinds = match (self.samples, self.only.as_slice()) {
            (true, _) => BTreeSet::from(LineKind::ALL),
            (false, []) => plain.kinds,
            (false, only) => only.iter().copied().collect(),
        };
        Ok(TimelineOptions { kinds, window, width: console::width(), palette: Palette::COLOURED })
    }
}

fn kinds() -> impl TypedValueParser<Value = LineKind> {
    let value = |kind: LineKind| PossibleValue::new(kind.name()).help(kind.about());
    PossibleValuesParser::new(LineKind::ALL.map(value)).map(|name| {
        let kind = LineKind::ALL.into_iter().find(|kind| kind.name() == name);
        // The parser lets through nothing but the names of kinds.
        kind.unwrap_or(LineKind::Marks)
    })
}
