//! The lines of a run in their order, before they are laid out.

use firedrill_scenarios::{Entry, Outcome, Plan};
use firedrill_sim::Time;

use super::folding;
use super::gutter::Gutter;
use super::kind::LineKind;
use super::marks;
use super::options::TimelineOptions;
use super::spans::{Follower, Spans};
use super::words::Words;

/// What is shown of a run, and what is left out of it.
#[derive(Debug)]
pub(super) struct Story<'a> {
    pub(super) lines: Vec<Line<'a>>,
    pub(super) gutter: Gutter,
    /// Whether nothing happened in the whole run but samples.
    pub(super) is_eventless: bool,
    /// What there was before a window that begins after the run.
    pub(super) opening: Option<Opening<'a>>,
    /// How many lines are left out behind a window that ends before the run.
    pub(super) after: Option<usize>,
}

/// How things stood when the window opened.
#[derive(Debug)]
pub(super) struct Opening<'a> {
    /// Lines before the window.
    pub(super) before: usize,
    /// The last thing that happened before it.
    pub(super) last: Option<&'a Entry>,
    /// What lasted then.
    pub(super) spans: Spans,
}

/// A line before it is laid out.
#[derive(Clone, Debug)]
pub(super) struct Line<'a> {
    pub(super) at: Time,
    /// The last instant that it tells of.
    pub(super) until: Time,
    pub(super) kind: LineKind,
    pub(super) said: Said<'a>,
    pub(super) spans: Spans,
}

/// What a line says.
#[derive(Clone, Debug)]
pub(super) enum Said<'a> {
    /// An entry of the record, in words.
    Happened(&'a Entry, String),
    /// So many lines like the ones before are left out.
    Folded(usize),
    /// What the judge concluded about this moment.
    Mark(String, Tone),
}

/// How a conclusion sounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    Plain,
    Violation,
}

impl<'a> Story<'a> {
    /// Whether any line has figures, or there is no line that shows that it has none.
    pub(super) fn has_figures(&self) -> bool {
        let has_entry = self.lines.iter().any(|line| line.entry().is_some());
        has_entry || self.lines.is_empty() || self.opening.is_some()
    }

    pub(super) fn of(plan: &Plan, outcome: &'a Outcome, options: &TimelineOptions) -> Self {
        let whole = whole(plan, outcome);
        let gutter = Gutter::of(whole.iter().map(|line| &line.spans));
        let is_eventless = whole.iter().all(|line| line.kind == LineKind::Samples);
        let window = options.window;
        let opening = window.from.map(|_| {
            let passed = whole.iter().take_while(|line| window.is_after(line.at));
            let last = passed.clone().filter_map(Line::entry).last();
            let spans = passed.last().map(|line| line.spans.settled()).unwrap_or_default();
            Opening { before: 0, last, spans }
        });
        let lines = folding::fold(whole, |kind| options.shows(kind));
        let count = |is_out: &dyn Fn(&Line<'_>) -> bool| lines.iter().filter(|l| is_out(l)).count();
        let before = count(&|line| window.is_after(line.until));
        let after = count(&|line| window.is_before(line.at));
        let is_within =
            |line: &Line<'_>| !window.is_after(line.until) && !window.is_before(line.at);
        Self {
            lines: lines.into_iter().filter(is_within).collect(),
            gutter,
            is_eventless,
            opening: opening.map(|opening| Opening { before, ..opening }),
            after: window.until.map(|_| after),
        }
    }

    /// What lasts behind the last line that is shown.
    pub(super) fn spans_at_end(&self) -> Spans {
        let line = self.lines.last().map(|line| line.spans.settled());
        let opening = || self.opening.as_ref().map(|opening| opening.spans.clone());
        line.or_else(opening).unwrap_or_default()
    }
}

impl<'a> Line<'a> {
    /// What happened, if it tells of that.
    pub(super) fn entry(&self) -> Option<&'a Entry> {
        match self.said {
            Said::Happened(entry, _) => Some(entry),
            Said::Folded(_) | Said::Mark(..) => None,
        }
    }
}

/// Entries and marks in order of time; a mark stands behind everything that happened by then.
fn whole<'a>(plan: &Plan, outcome: &'a Outcome) -> Vec<Line<'a>> {
    let mut marks = marks::of(&outcome.judgement).into_iter().peekable();
    let (mut words, mut follower) = (Words::new(plan).knowing(&outcome.locks), Follower::default());
    let mut lines = vec![];
    for entry in outcome.record.iter().flatten() {
        while let Some(mark) = marks.next_if(|mark| mark.at < entry.at) {
            lines.push(of_mark(mark, follower.still()));
        }
        lines.push(Line {
            at: entry.at,
            until: entry.at,
            kind: LineKind::of(&entry.transition),
            spans: follower.follow(&entry.transition),
            said: Said::Happened(entry, words.say(entry)),
        });
    }
    lines.extend(marks.map(|mark| of_mark(mark, follower.still())));
    lines
}

fn of_mark<'a>(mark: marks::Mark, spans: Spans) -> Line<'a> {
    let tone = if mark.is_violation { Tone::Violation } else { Tone::Plain };
    let (at, said) = (mark.at, Said::Mark(mark.text, tone));
    Line { at, until: at, kind: LineKind::Marks, said, spans }
}
