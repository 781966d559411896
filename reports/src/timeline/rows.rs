//! Lines in fixed columns: time, the truth, the protocol's announced state, then words.

use anstyle::Style;
use firedrill_model::nouns::Severity;
use firedrill_scenarios::{Entry, Plan};
use firedrill_sim::Time;

use super::{Line, TimelineOptions};
use crate::columns::wrap;
use crate::palette::{Palette, paint};

/// Narrower than this, the words of a line stand below its figures.
const WIDE: usize = 130;

/// Words indented below figures are never squeezed into fewer columns than this.
const WORDS_MIN: usize = 24;

/// The figures of a line, of which equal ones at the same time are not repeated.
#[derive(Clone, PartialEq)]
struct Figures {
    time: String,
    /// Multiplier to error rate.
    truth: String,
    severity: Option<Severity>,
    protocol: String,
}

/// The lines, headings first.
pub(super) fn lines(lines: &[Line<'_>], plan: &Plan, options: &TimelineOptions) -> Vec<String> {
    let end = (Time::ZERO + plan.duration.0).to_string();
    let layout = Layout {
        time: end.chars().count(),
        width: options.width,
        is_wide: options.width.is_none_or(|width| width >= WIDE),
        palette: options.palette,
    };
    let mut rows = vec![layout.headings()];
    if lines.is_empty() {
        rows.push(layout.remark("nothing but ordinary use"));
    }
    let mut before = None;
    for line in lines {
        match line {
            Line::Happened(entry, words) => {
                let figures = Figures::of(entry);
                let is_repeated = before.as_ref() == Some(&figures);
                rows.extend(layout.happened(&figures, is_repeated, words));
                before = Some(figures);
            }
            Line::Folded(count, until) => {
                rows.push(layout.remark(&format!("… {count} more lines like these until {until}")));
                before = None;
            }
            Line::Mark(mark) => {
                let palette = &options.palette;
                let style = if mark.is_violation { palette.bad } else { palette.strong };
                rows.extend(layout.mark(mark.at, &mark.text, style));
                before = None;
            }
        }
    }
    rows
}

struct Layout {
    /// Columns of the time.
    time: usize,
    width: Option<usize>,
    is_wide: bool,
    palette: Palette,
}

impl Layout {
    fn headings(&self) -> String {
        let truth = truth_cells("mult.", "MB", "°C in/out", "%/h", "errors");
        let words = if self.is_wide { "what happened" } else { "" };
        let text = format!(
            "{:>time$}  {truth}  {:8}  {:13}  {words}",
            "time",
            "severity",
            "protocol",
            time = self.time
        );
        paint(self.palette.quiet, text.trim_end())
    }

    fn happened(&self, figures: &Figures, is_repeated: bool, words: &str) -> Vec<String> {
        let figures = if is_repeated { None } else { Some(self.figures(figures)) };
        if !self.is_wide {
            return figures.into_iter().chain(self.hanging(words, self.time + 2)).collect();
        }
        let indent = self.figures_width();
        let mut lines = self.hanging(words, indent);
        // The first line takes the place of its own indentation.
        if let (Some(figures), Some(first)) = (figures, lines.first_mut()) {
            *first = format!("{figures}  {}", first.trim_start());
        }
        lines
    }

    /// The figures, padded to the words' column when the words follow.
    fn figures(&self, figures: &Figures) -> String {
        let severity = figures.severity.map_or("-", Severity::name);
        let style = severity_style(figures.severity, &self.palette);
        let padding = " ".repeat(8_usize.saturating_sub(severity.len()));
        let severity = paint(style, severity);
        let (time, truth) = (&figures.time, &figures.truth);
        let line = format!("{time:>width$}  {truth}  {severity}{padding}  ", width = self.time);
        match self.is_wide {
            true => format!("{line}{:13}", figures.protocol),
            false => line + &figures.protocol,
        }
    }

    fn figures_width(&self) -> usize {
        self.time + 2 + truth_cells("", "", "", "", "").chars().count() + 2 + 8 + 2 + 13 + 2
    }

    fn mark(&self, at: Time, text: &str, style: Style) -> Vec<String> {
        let indent = self.time + 2;
        let mut lines = self.hanging(&format!("── {text} ──"), indent);
        if let Some(first) = lines.first_mut() {
            *first =
                format!("{:>width$}  {}", at.to_string(), first.trim_start(), width = self.time);
        }
        lines.iter().map(|line| paint(style, line)).collect()
    }

    fn remark(&self, text: &str) -> String {
        let indent = if self.is_wide { self.figures_width() } else { self.time + 2 };
        format!("{}{}", " ".repeat(indent), paint(self.palette.quiet, text))
    }

    fn hanging(&self, text: &str, indent: usize) -> Vec<String> {
        let lines = match self.width {
            Some(width) => wrap(text, width.saturating_sub(indent).max(WORDS_MIN)),
            None => vec![text.to_owned()],
        };
        lines.iter().map(|line| format!("{}{line}", " ".repeat(indent))).collect()
    }
}

impl Figures {
    fn of(entry: &Entry) -> Self {
        let truth = &entry.truth;
        let temperatures = format!("{:.1}/{:.1}", truth.junction.get(), truth.skin.get());
        Self {
            time: entry.at.to_string(),
            truth: truth_cells(
                &format!("{:.0}x", truth.multiplier),
                &format!("{:.1}", truth.memory.as_mb()),
                &temperatures,
                &format!("{:.2}", truth.drain_pct_per_hour),
                &format!("{:.1} %", truth.error_rate * 100.0),
            ),
            severity: entry.severity,
            protocol: protocol(entry),
        }
    }
}

fn protocol(entry: &Entry) -> String {
    let announced = &entry.announced;
    if announced.is_in_emergency_mode() {
        format!("{} L{}", announced.phase, announced.escalation.level())
    } else {
        announced.phase.to_string()
    }
}

fn truth_cells(speed: &str, memory: &str, temperature: &str, drain: &str, errors: &str) -> String {
    format!("{speed:>6}  {memory:>6}  {temperature:>10}  {drain:>5}  {errors:>7}")
}

const fn severity_style(severity: Option<Severity>, palette: &Palette) -> Style {
    match severity {
        None => palette.quiet,
        Some(Severity::Minor | Severity::Moderate) => palette.doubtful,
        Some(Severity::Major | Severity::Critical) => palette.bad,
    }
}
