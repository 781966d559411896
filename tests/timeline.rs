//! What holds of the timeline of any run: it fits, its spans are the record's, its windows are parts of
//! the whole.

#![allow(clippy::unwrap_used, reason = "a test that cannot run its scenario fails")]

use std::collections::BTreeSet;
use std::sync::LazyLock;

use firedrill_judge::{Clock, Reading};
use firedrill_model::Transition;
use firedrill_protocol::EmergencyRecoveryProtocol;
use firedrill_reports::{LineKind, Reproduction, TimelineOptions, Window, timeline};
use firedrill_scenarios::{Entry, Outcome, Plan, Recording, Scenario, run, suites};
use firedrill_sim::{Seed, Time};

/// Kinds whose lines are folded when they repeat: without them, a row is an entry or a mark.
const FOLDED: [LineKind; 3] = [LineKind::Memory, LineKind::Heat, LineKind::Feeds];

/// Runs with one fault and with many, that end well and badly.
static RUNS: LazyLock<Vec<(Plan, Outcome)>> = LazyLock::new(|| {
    let of_suite = |name| suites::ALL.iter().filter(move |suite| suite.name == name);
    let suites = ["quick", "stress", "negative"].into_iter().flat_map(of_suite);
    let mut runs = vec![];
    let scenarios = suites.flat_map(|suite| suite.load().unwrap().into_scenarios());
    for scenario in scenarios.chain([fifty_faults()]) {
        let plan = Plan::draw(&scenario, Seed(0x2a));
        let outcome = run(&plan, EmergencyRecoveryProtocol::briefed, Recording::Keep).unwrap();
        runs.push((plan, outcome));
    }
    assert!(runs.len() >= 20, "only {} runs", runs.len());
    runs
});

/// More faults at once than there is room for in a narrow terminal.
fn fifty_faults() -> Scenario {
    let head =
        "name = \"fifty-faults\"\ntitle = \"x\"\nduration = \"3m\"\nexpect.anything = true\n";
    let fault = |index: u32| {
        let kind = "kind = \"radio-drain\"\npower = \"20mW\"";
        format!("[[fault]]\n{kind}\nat = \"{}s\"\nfor = \"1m\"\n", 10 + index / 2)
    };
    let faults: String = (0..50).map(fault).collect();
    Scenario::from_bytes("<text>", format!("{head}{faults}").as_bytes()).unwrap()
}

fn shown((plan, outcome): &(Plan, Outcome), options: &TimelineOptions) -> String {
    let reproduction = Reproduction::of_seed(plan.scenario.as_str(), plan.seed);
    timeline(plan, outcome, &reproduction, options)
}

/// A timeline whose rows are entries and marks, one each.
fn unfolded(kinds: impl IntoIterator<Item = LineKind>, window: Window) -> TimelineOptions {
    let kinds = kinds.into_iter().filter(|kind| !FOLDED.contains(kind)).collect();
    TimelineOptions { kinds, window, ..TimelineOptions::plain() }
}

/// The rows between headings and conclusion, each with the instant that it is about, and the columns
/// of the gutter.
struct Rows<'t> {
    rows: Vec<(&'t str, &'t str)>,
    gutter: core::ops::Range<usize>,
}

impl<'t> Rows<'t> {
    fn of(text: &'t str) -> Self {
        let mut lines = text.lines().skip_while(|line| !line.trim_start().starts_with("time "));
        let heading = lines.next().unwrap();
        let time = heading.find("time").unwrap() + "time".len();
        // Where no line has figures, the words stand beside the spans.
        let beside = |name, blanks| heading.find(name).map(|at: usize| at - blanks);
        let gutter = time + 2..beside("mult.", 3).or_else(|| beside("what", 2)).unwrap();
        let mut at = "";
        let rows = lines.take_while(|line| !line.is_empty()).map(|line| {
            let own = line.get(..time).unwrap_or_default().trim();
            at = if own.is_empty() { at } else { own };
            (at, line)
        });
        let rows = rows.filter(|(_, row)| !row.ends_with("nothing but ordinary use"));
        Self { rows: rows.collect(), gutter: gutter.start..gutter.end.max(gutter.start) }
    }

    /// Faults beside a row, and what stands before each.
    fn faults(&self, row: &str) -> Vec<(char, char)> {
        let gutter = row.chars().skip(self.gutter.start).take(self.gutter.len());
        let gutter: Vec<char> = gutter.collect();
        let pairs = gutter.windows(2).map(|pair| (pair[0], pair[1]));
        pairs.filter(|(edge, name)| "┌│└".contains(*edge) && name.is_alphabetic()).collect()
    }
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for run in RUNS.iter() {
        for width in [60, 80, 100, 129, 130, 160, 200] {
            for kinds in [TimelineOptions::plain().kinds, LineKind::ALL.into()] {
                let text = shown(
                    run,
                    &TimelineOptions { width: Some(width), kinds, ..TimelineOptions::plain() },
                );
                // A command is to be pasted: it is one line whatever the terminal.
                let wide = text.lines().filter(|line| !line.starts_with("replay "));
                let wide: Vec<_> = wide.filter(|line| line.chars().count() > width).collect();
                assert!(wide.is_empty(), "{}, {width} columns: {wide:#?}", run.0.reference());
            }
        }
    }
}

#[test]
fn a_narrow_terminal_is_told_what_a_wide_one_is() {
    let words = |text: &str| {
        let rows = Rows::of(text).rows.into_iter().map(|(_, row)| row);
        let words = rows.flat_map(str::split_whitespace).filter(|word| word.contains('-'));
        // Names of actions, incidents, people, faults: none is broken at eighty columns.
        words.map(str::to_owned).filter(|word| word.len() > 1).collect::<Vec<_>>()
    };
    for run in RUNS.iter() {
        let wide = shown(run, &TimelineOptions::plain());
        let narrow = shown(run, &TimelineOptions { width: Some(80), ..TimelineOptions::plain() });
        assert_eq!(words(&wide), words(&narrow), "{}", run.0.reference());
    }
}

#[test]
fn each_span_begins_and_ends_with_its_transitions_and_stands_beside_every_line_between() {
    let mut compared = 0;
    for run in RUNS.iter() {
        let text = shown(run, &unfolded(LineKind::ALL, Window::default()));
        let rows = Rows::of(&text);
        let entries: Vec<&Entry> = run.1.record.iter().flatten().collect();
        let is_shown = |entry: &&&Entry| {
            !matches!(
                entry.transition,
                Transition::MemoryPassed(_)
                    | Transition::FrequencyCapped(_)
                    | Transition::ThermalStateChanged(_)
                    | Transition::BreakerChanged(_)
            )
        };
        let mut shown = entries.iter().filter(is_shown);
        let mut active = BTreeSet::new();
        for (_, row) in &rows.rows {
            let beside: BTreeSet<(char, char)> = rows.faults(row).into_iter().collect();
            let mut expected: BTreeSet<_> = active.iter().map(|name| ('│', *name)).collect();
            if !row.contains("  ── ") {
                let entry = shown.next().unwrap();
                let name = |fault: usize| ('A'..='Z').chain('a'..='z').nth(fault).unwrap();
                match entry.transition {
                    Transition::FaultBegan(fault) if active.insert(name(fault)) => {
                        expected.insert(('┌', name(fault)));
                    }
                    Transition::FaultEnded(fault, _) if active.remove(&name(fault)) => {
                        expected.remove(&('│', name(fault)));
                        expected.insert(('└', name(fault)));
                    }
                    _ => (),
                }
            }
            assert_eq!(beside, expected, "{}: {row}", run.0.reference());
            compared += usize::from(!beside.is_empty());
        }
        assert!(shown.next().is_none(), "{}: an entry has no row", run.0.reference());
    }
    assert!(compared > 1_000, "only {compared} rows had a span");
}

#[test]
fn a_window_shows_the_lines_of_the_whole_that_lie_in_it_and_counts_the_others() {
    let kinds = || TimelineOptions::plain().kinds;
    let instant = |entry: &Entry| Time::from_nanos(entry.at.as_nanos() / 1_000_000 * 1_000_000);
    for run in RUNS.iter() {
        let whole = shown(run, &unfolded(kinds(), Window::default()));
        let whole = Rows::of(&whole);
        let entries: Vec<&Entry> = run.1.record.iter().flatten().collect();
        for step in [3, 7, 11] {
            let (from, until) = (entries.len() / step, entries.len() * 2 / step);
            let Some((from, until)) = entries.get(from).zip(entries.get(until)) else { continue };
            let (from, until) = (instant(from), instant(until));
            let window = Window { from: Some(from), until: Some(until) };
            let text = shown(run, &unfolded(kinds(), window));
            let part = Rows::of(&text);
            let (from, until) = (from.to_string(), until.to_string());
            let is_within = |at: &str| in_order(&from, at) && in_order(at, &until);
            let expected = whole.rows.iter().filter(|(at, _)| is_within(at)).map(|(_, row)| *row);
            let remark = |row: &&str| {
                row.contains(" left out")
                    || row.contains("nothing to show")
                    || row.contains("how it stood")
            };
            let found = part.rows.iter().map(|(_, row)| *row).filter(|row| !remark(row));
            let (expected, found) = (expected.collect::<Vec<_>>(), found.collect::<Vec<_>>());
            assert_eq!(found, expected, "{}, {from} to {until}", run.0.reference());
            for (count, side) in [
                (whole.rows.iter().filter(|(at, _)| !in_order(&from, at)).count(), "before"),
                (whole.rows.iter().filter(|(at, _)| !in_order(at, &until)).count(), "after"),
            ] {
                let lines = if count == 1 { "1 line" } else { &format!("{count} lines") };
                let is_said = text.replace(',', "").contains(&format!("… {lines} {side} "));
                assert_eq!(is_said, count > 0, "{}: {count} {side}\n{text}", run.0.reference());
            }
        }
    }
}

/// Whether one printed instant is not after another.
fn in_order(one: &str, other: &str) -> bool {
    (one.len(), one) <= (other.len(), other)
}

#[test]
fn a_window_opens_with_what_lasts() {
    let mut opened = 0;
    for run in RUNS.iter() {
        let whole = shown(run, &unfolded(LineKind::ALL, Window::default()));
        let whole = Rows::of(&whole);
        let duration = run.0.duration.0.as_nanos();
        for part in [3, 5, 8] {
            let from = Time::from_nanos(duration / part / 1_000_000 * 1_000_000);
            let window = Window { from: Some(from), until: None };
            let text = shown(run, &unfolded(LineKind::ALL, window));
            let rows = Rows::of(&text);
            let from = from.to_string();
            let before = whole.rows.iter().rev().find(|(at, _)| !in_order(&from, at));
            let lasting = |rows: &Rows<'_>, row: &str| {
                let faults = rows.faults(row).into_iter();
                faults.filter(|(edge, _)| *edge != '└').map(|(_, name)| name).collect::<Vec<_>>()
            };
            let expected = before.map(|(_, row)| lasting(&whole, row)).unwrap_or_default();
            assert_eq!(lasting(&rows, rows.rows[0].1), expected, "{}: {text}", run.0.reference());
            opened += expected.len();
        }
    }
    assert!(opened > 20, "only {opened} faults lasted when a window opened");
}

#[test]
fn the_least_of_all_clocks_is_the_one_that_is_judged() {
    let mut late = 0;
    for (plan, outcome) in RUNS.iter() {
        for incident in &outcome.judgement.incidents {
            let least = |is_response: bool| {
                let clocks = incident.clocks.iter();
                let clocks =
                    clocks.filter(|of| matches!(of.clock, Clock::Response(_)) == is_response);
                clocks.map(|of| of.reading).reduce(Reading::lesser).map(|reading| reading.margin())
            };
            let judged = [incident.response_clock, incident.restoration_clock];
            let judged = judged.map(|reading| reading.map(|reading| reading.margin()));
            assert_eq!([least(true), least(false)], judged, "{}", plan.reference());
            late += judged.into_iter().flatten().filter(|margin| *margin < 0.0).count();
        }
    }
    assert!(late >= 3, "only {late} clocks ran out");
}
