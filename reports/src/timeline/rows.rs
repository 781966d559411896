//! Lines laid out: time, spans, the truth, the protocol's announced state, then words.

use anstyle::Style;
use firedrill_scenarios::{Entry, Plan};
use firedrill_sim::Time;

use super::figure_columns::FigureColumns;
use super::gutter::Gutter;
use super::options::{TimelineOptions, Window};
use super::spans::Spans;
use super::story::{Line, Opening, Said, Story, Tone};
use crate::columns::fit;
use crate::figures;
use crate::palette::{Palette, paint};

/// With fewer columns than this left for them, the words of a line stand below its figures.
const WORDS_BESIDE: usize = 40;

/// Before what is left of a text that does not fit on one row.
const HANGING: &str = "  ";

/// Words are never squeezed into fewer columns than this.
const WORDS_MIN: usize = 24;

/// Why there is no line at all.
fn nothing(story: &Story<'_>) -> &'static str {
    if story.opening.is_some() || story.after.is_some() {
        "nothing to show in this part of the run"
    } else if story.is_eventless {
        "nothing but ordinary use"
    } else {
        "nothing of these kinds"
    }
}

/// Time and figures of a line, of which equal ones are not repeated.
type TimeAndFigures = (String, Vec<String>);

/// How lines are laid out on this terminal.
pub(super) struct Layout {
    /// Columns of the time.
    time: usize,
    gap: &'static str,
    gutter: Gutter,
    columns: FigureColumns,
    width: Option<usize>,
    /// Whether words stand beside the figures.
    is_wide: bool,
    palette: Palette,
}

impl Layout {
    /// The roomiest layout that leaves enough room for words beside the figures, or else the one
    /// with words below.
    pub(super) fn of(story: &Story<'_>, plan: &Plan, options: &TimelineOptions) -> Self {
        let time = (Time::ZERO + plan.duration.0).to_string().chars().count();
        let has_figures = story.has_figures();
        let of_lines = |columns: FigureColumns| match has_figures {
            true => columns,
            false => columns.without_figures(),
        };
        let wide = |gutter| Self {
            time,
            gap: "  ",
            gutter,
            columns: of_lines(FigureColumns::WIDE),
            width: options.width,
            is_wide: true,
            palette: options.palette,
        };
        let narrow = |gutter| Self {
            gap: " ",
            columns: of_lines(FigureColumns::NARROW),
            is_wide: false,
            ..wide(gutter)
        };
        let has_room = |layout: &Self| {
            let words = layout.indent() + layout.before_words();
            layout.width.is_none_or(|width| width >= words + WORDS_BESIDE)
        };
        let candidates = [wide(story.gutter.roomy()), wide(story.gutter.tight(None))];
        candidates.into_iter().find(has_room).unwrap_or_else(|| {
            let taken = time + 2 + WORDS_MIN;
            narrow(story.gutter.tight(options.width.map(|width| width.saturating_sub(taken))))
        })
    }

    /// Spans as they stand beside the lines.
    pub(super) const fn gutter(&self) -> &Gutter {
        &self.gutter
    }

    /// The lines, headings first.
    pub(super) fn lines(&self, story: &Story<'_>, window: Window) -> Vec<String> {
        let mut rows = self.headings();
        rows.extend(story.opening.iter().flat_map(|opening| self.opening(opening, window)));
        let mut before = None;
        for line in &story.lines {
            let figures = line.entry().map(|entry| self.figures(entry));
            let is_repeated = figures.is_some() && figures == before;
            rows.extend(self.line(line, figures.as_ref().filter(|_| !is_repeated)));
            before = figures;
        }
        if story.lines.is_empty() {
            rows.extend(self.remark(&story.spans_at_end(), nothing(story)));
        }
        if let (Some(after @ 1..), Some(until)) = (story.after, window.until) {
            let remark = format!("… {} after {until} left out", figures::plural(after, "line"));
            rows.extend(self.remark(&story.spans_at_end(), &remark));
        }
        rows
    }

    fn headings(&self) -> Vec<String> {
        let mut rows = self.columns.headings(self.room());
        if let (true, Some(row)) = (self.is_wide, rows.last_mut()) {
            *row = format!("{row:width$}what happened", width = self.before_words());
        }
        let quiet = |row: &String| paint(self.palette.quiet, row.trim_end());
        let rows = rows.iter().map(quiet).collect();
        self.beside(Some("time"), &Spans::default(), rows)
    }

    fn line(&self, line: &Line<'_>, figures: Option<&TimeAndFigures>) -> Vec<String> {
        match &line.said {
            Said::Happened(_, words) => self.happened(&line.spans, figures, words, Style::new()),
            Said::Folded(count) => {
                let remark = format!("… {count} more lines like these until {}", line.until);
                self.remark(&line.spans, &remark)
            }
            Said::Mark(text, tone) => {
                let style = match tone {
                    Tone::Plain => self.palette.strong,
                    Tone::Violation => self.palette.bad,
                };
                let rows = self.fitted(&format!("── {text} ──"), 0, style);
                self.beside(Some(&line.at.to_string()), &line.spans, rows)
            }
        }
    }

    /// How things stood when the window opened.
    fn opening(&self, opening: &Opening<'_>, window: Window) -> Vec<String> {
        let Some(from) = window.from else { return vec![] };
        let remark = match opening.before {
            0 => format!("how it stood at {from}"),
            before => {
                let lines = figures::plural(before, "line");
                format!("… {lines} before {from} left out; how it stood then")
            }
        };
        let Some(last) = opening.last else { return vec![] };
        self.happened(&opening.spans, Some(&self.figures(last)), &remark, self.palette.quiet)
    }

    fn happened(
        &self,
        spans: &Spans,
        figures: Option<&TimeAndFigures>,
        words: &str,
        style: Style,
    ) -> Vec<String> {
        let time = figures.map(|(time, _)| time.as_str());
        let figures = figures.map(|(_, figures)| figures.as_slice()).unwrap_or_default();
        if !self.is_wide {
            let words = self.fitted(words, 0, style);
            let rows = figures.iter().map(|row| row.trim_end().to_owned()).chain(words);
            return self.beside(time, spans, rows.collect());
        }
        let taken = self.before_words();
        let words = self.fitted(words, taken, style);
        let rows = words.into_iter().enumerate().map(|(index, words)| match figures.get(index) {
            Some(figures) => format!("{figures}{}{words}", self.gap),
            None => format!("{}{words}", " ".repeat(taken)),
        });
        self.beside(time, spans, rows.collect())
    }

    fn remark(&self, spans: &Spans, text: &str) -> Vec<String> {
        self.happened(spans, None, text, self.palette.quiet)
    }

    fn figures(&self, entry: &Entry) -> TimeAndFigures {
        (entry.at.to_string(), self.columns.of(entry, self.room(), &self.palette))
    }

    /// Rows with the time before the first of them and the gutter before each.
    fn beside(&self, time: Option<&str>, spans: &Spans, rows: Vec<String>) -> Vec<String> {
        let count = rows.len();
        let rows = rows.into_iter().enumerate().map(|(index, row)| {
            let time = if index == 0 { time.unwrap_or_default() } else { "" };
            let mut line = format!("{time:>width$}{}", self.gap, width = self.time);
            if self.gutter.width() > 0 {
                line += &self.gutter.beside(spans, (index, count), &self.palette);
                line += self.gap;
            }
            (line + &row).trim_end().to_owned()
        });
        rows.collect()
    }

    /// A text in the columns that are left behind the gutter and so many more. What does not fit on
    /// one row hangs, so that the next text is told from the rest of this one.
    fn fitted(&self, text: &str, taken: usize, style: Style) -> Vec<String> {
        let room = self.room().map(|room| room.saturating_sub(taken).max(WORDS_MIN));
        let rows = match room {
            Some(room) if text.chars().count() > room => fit(text, room - HANGING.len()),
            _ => vec![text.to_owned()],
        };
        let indents = core::iter::once("").chain(core::iter::repeat(HANGING));
        rows.iter()
            .zip(indents)
            .map(|(row, indent)| format!("{indent}{}", paint(style, row)))
            .collect()
    }

    /// Columns of the figures, where words stand beside them.
    fn before_words(&self) -> usize {
        match self.columns.width() {
            0 => 0,
            width => width + self.gap.len(),
        }
    }

    /// Columns behind the gutter.
    fn room(&self) -> Option<usize> {
        self.width.map(|width| width.saturating_sub(self.indent()))
    }

    /// Columns of time and gutter.
    fn indent(&self) -> usize {
        let gutter = match self.gutter.width() {
            0 => 0,
            width => width + self.gap.len(),
        };
        self.time + self.gap.len() + gutter
    }
}
