//! Months beside each other.

use std::collections::BTreeMap;

use firedrill_campaign::month::Month;
use firedrill_campaign::statistics::{Confidence, Proportion};
use firedrill_sim::{Span, det_math};

use super::marks::{self, CURVE, DASHES};
use super::scale::Scale;
use super::sheet::{Sample, Sheet};
use super::words;
use super::{Chart, Table};
use crate::drawing::scene::{Frame, PIXEL, Place};
use crate::figures;

/// What became of the recovery test, month by month.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trend {
    /// The months in which it ran. Of more than 36 the last are drawn; the table has all.
    pub months: BTreeMap<Month, MonthResult>,
}

/// A month's recovery test.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MonthResult {
    /// How many runs passed, of how many.
    pub passed: Proportion,
    /// Within what time half of the incidents were restored, if there were any and half of them were.
    pub median_restoration: Option<Span>,
}

/// Months that are drawn.
const MONTHS: usize = 36;

/// A month that is drawn, and where.
type Column = (i32, Month, MonthResult);

impl Trend {
    /// Pass rate and median restoration.
    pub fn chart(&self) -> Chart {
        let lead = "Share of runs that passed, with exact 95 % intervals, and median time to \
                    restoration, month by month; lines join months that follow each other"
            .to_owned();
        Chart::new(self.title(), lead, self.table(), |sheet| self.draw(sheet))
    }

    fn title(&self) -> String {
        let mut latest = self.months.iter().rev();
        let Some((month, result)) = latest.next() else {
            return "No month to show yet".to_owned();
        };
        let runs = figures::count(result.passed.of());
        let passed = words::share(result.passed);
        let restored = |result: &MonthResult| {
            result
                .median_restoration
                .map(|median| format!("median restoration {}", figures::span(median)))
        };
        let now = restored(result).map(|said| format!(", {said}")).unwrap_or_default();
        let now = format!("{month}: passed {passed} of {runs} runs{now}");
        match latest.next() {
            None => format!("{now}; no earlier month to compare it with"),
            Some((before, result)) => {
                let said = restored(result).map(|said| format!(", {said}")).unwrap_or_default();
                format!("{now} ({before}: {}{said})", words::share(result.passed))
            }
        }
    }

    fn table(&self) -> Table {
        let mut table =
            Table::new(["Month", "Passed", "Pass rate", "95 % interval", "Median restoration"]);
        for (month, result) in &self.months {
            table.row([
                month.to_string(),
                words::of(result.passed),
                words::share(result.passed),
                words::interval(result.passed),
                result.median_restoration.map(figures::span).unwrap_or_default(),
            ]);
        }
        table
    }

    fn draw(&self, sheet: &mut Sheet<'_>) {
        let skipped = self.months.len().saturating_sub(MONTHS);
        let drawn: Vec<_> = self.months.iter().skip(skipped).map(|(m, r)| (*m, *r)).collect();
        match drawn.as_slice() {
            [] => return,
            [_] => sheet.note("One month is no trend: lines begin with the second."),
            _ => sheet.key(&[(Sample::Curve(0), "months that follow each other".to_owned())]),
        }
        sheet.space(6);
        sheet.heading("Passed, % of runs");
        let rates = rates(&drawn);
        let times = times(&drawn);
        let left = sheet.room(&rates, 0, 0).left.max(sheet.room(&times, 0, 0).left);
        let frame = Frame { left, ..sheet.room(&rates, 170, 20 * PIXEL) };
        let columns = columns(frame, &drawn);
        sheet.rows(frame, &rates);
        months(sheet, frame, &columns);
        pass_rates(sheet, frame, &rates, &columns);
        sheet.outline(frame);
        sheet.axis_name(frame, "month");
        sheet.space(8);
        sheet.heading("Median time to restoration");
        let frame = Frame { left, ..sheet.room(&times, 120, 20 * PIXEL) };
        sheet.rows(frame, &times);
        months(sheet, frame, &columns);
        restorations(sheet, frame, &times, &columns);
        sheet.outline(frame);
        sheet.axis_name(frame, "month");
        if skipped > 0 {
            let more = figures::plural(skipped, "earlier month");
            sheet.note(&format!("Not drawn: {more}, which the table has."));
        }
    }
}

/// From the least that the worst month may have been to all.
fn rates(drawn: &[(Month, MonthResult)]) -> Scale {
    let lows = drawn.iter().filter(|(_, result)| result.passed.of() > 0);
    let lows = lows.map(|(_, result)| result.passed.interval(Confidence::P95).low * 100.0);
    let low = lows.fold(99.0, det_math::min);
    let scale = Scale::numbers(low, 100.0, 4);
    scale.with_unit(" %")
}

fn times(drawn: &[(Month, MonthResult)]) -> Scale {
    let longest = drawn.iter().filter_map(|(_, result)| result.median_restoration).max();
    let longest = longest.unwrap_or(Span::from_secs(60));
    Scale::times_at_most(longest.saturating_add(Span::from_nanos(longest.as_nanos() / 8)), 4)
}

/// Side by side, each month as far from the next as there are months between.
fn columns(frame: Frame, drawn: &[(Month, MonthResult)]) -> Vec<Column> {
    let (Some((first, _)), Some((last, _))) = (drawn.first(), drawn.last()) else {
        return vec![];
    };
    let slots = f64::from(last.index() - first.index() + 1);
    let width = f64::from(frame.right - frame.left);
    let place = |month: Month| {
        let slot = f64::from(month.index() - first.index()) + 0.5;
        frame.left + det_math::round(slot / slots * width) as i32
    };
    drawn.iter().map(|(month, result)| (place(*month), *month, *result)).collect()
}

fn months(sheet: &mut Sheet<'_>, frame: Frame, columns: &[Column]) {
    let names: Vec<_> = columns.iter().map(|(at, month, _)| (*at, month.to_string())).collect();
    sheet.ticks(frame, names.iter().map(|(at, name)| (*at, name.as_str())));
}

fn pass_rates(sheet: &mut Sheet<'_>, frame: Frame, y: &Scale, columns: &[Column]) {
    let height = |share: f64| y.place(share * 100.0, frame.bottom, frame.top);
    let run = columns.iter().filter_map(|(at, month, result)| {
        Some((*month, (*at, height(result.passed.estimate()?)), result.passed))
    });
    let run: Vec<_> = run.collect();
    let colour = sheet.look.series[0];
    for (_, (at, _), passed) in &run {
        let interval = passed.interval(Confidence::P95);
        let (top, bottom) = (height(interval.high), height(interval.low));
        marks::whisker_down(&mut sheet.scene, *at, top, bottom, colour);
    }
    let places: Vec<_> = run.iter().map(|(month, place, _)| (*month, *place)).collect();
    joined(sheet, &places, 0);
}

fn restorations(sheet: &mut Sheet<'_>, frame: Frame, y: &Scale, columns: &[Column]) {
    let places = columns.iter().filter_map(|(at, month, result)| {
        let median = result.median_restoration?;
        Some((*month, (*at, y.place(median.as_secs_f64(), frame.bottom, frame.top))))
    });
    let places: Vec<_> = places.collect();
    joined(sheet, &places, 1);
}

/// A mark a month, and lines between those that follow each other.
fn joined(sheet: &mut Sheet<'_>, places: &[(Month, Place)], series: usize) {
    let colour = sheet.look.series[series];
    for run in places.chunk_by(|one, next| next.0.index() == one.0.index() + 1) {
        let run: Vec<Place> = run.iter().map(|(_, place)| *place).collect();
        if run.len() > 1 {
            marks::dashed(&mut sheet.scene, &run, DASHES[0], CURVE, colour);
        }
    }
    for (_, place) in places {
        marks::marker(&mut sheet.scene, series, *place, colour);
    }
}
