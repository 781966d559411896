//! How near each scenario came to its limit.

use firedrill_sim::det_math;

use super::look::leading;
use super::marks::{self, CURVE, End};
use super::scale::Scale;
use super::sheet::{EDGE, MARGIN, Sheet};
use super::words;
use super::{Chart, Estimate, Table};
use crate::drawing::scene::{Anchor, Frame, PIXEL, Pen};
use crate::figures;

/// How much of its limit each scenario leaves, in per cent of the limit: 100 % is all of it, below 0 %
/// the limit is missed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Margins {
    /// What is limited: `restoration time`.
    pub of: String,
    /// The scenarios, in any order.
    pub scenarios: Vec<ScenarioMargin>,
}

/// The margin of a scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct ScenarioMargin {
    /// What the scenario is called.
    pub name: String,
    /// Its margin in per cent of the limit, such as the median over seeds, and its 95 % interval.
    pub margin_pct: Estimate,
}

impl ScenarioMargin {
    const fn value(&self) -> f64 {
        self.margin_pct.value().get()
    }
}

/// Scenarios that are drawn; of more, the best are counted.
const ROWS: usize = 30;

/// How long an arrow to what is not in the picture is.
const ARROW: i32 = 10 * PIXEL;

/// Further out than this nobody compares margins any more.
const LEAST_DRAWN_PCT: f64 = -200.0;

impl Margins {
    /// A row a scenario, the worst first.
    pub fn chart(&self) -> Chart {
        let sorted = self.sorted();
        let lead = format!(
            "Margin of {} per scenario with its 95 % interval, in per cent of the limit, the worst \
             first: left of the zero line the limit is missed",
            self.of
        );
        Chart::new(title(&sorted, &self.of), lead, table(&sorted), |sheet| draw(sheet, &sorted))
    }

    fn sorted(&self) -> Vec<&ScenarioMargin> {
        let mut sorted: Vec<_> = self.scenarios.iter().collect();
        sorted.sort_by(|one, other| {
            one.value().total_cmp(&other.value()).then_with(|| one.name.cmp(&other.name))
        });
        sorted
    }
}

fn title(sorted: &[&ScenarioMargin], of: &str) -> String {
    let Some(worst) = sorted.first() else {
        return format!("No scenario has a margin of {of}");
    };
    let all = figures::plural(sorted.len(), "scenario");
    let least = format!("the least margin is {} ({})", words::margin(worst.value()), worst.name);
    match sorted.iter().filter(|one| one.value() < 0.0).count() {
        0 => format!("No limit of {of} is missed in {all}: {least}"),
        missed => format!("The limit of {of} is missed in {missed} of {all}: {least}"),
    }
}

fn table(sorted: &[&ScenarioMargin]) -> Table {
    let mut table = Table::new(["Scenario", "Margin", "95 % interval"]);
    for one in sorted {
        table.row([one.name.clone(), words::margin(one.value()), interval(&one.margin_pct)]);
    }
    table
}

/// `+2 to +12 %`, `-∞ to +12 %`
fn interval(estimate: &Estimate) -> String {
    let low = estimate.low().map_or("-∞".to_owned(), |low| words::margin(low.get()));
    let high = estimate.high().map_or("+∞".to_owned(), |high| words::margin(high.get()));
    format!("{} to {high}", low.trim_end_matches(" %"))
}

fn draw(sheet: &mut Sheet<'_>, sorted: &[&ScenarioMargin]) {
    const NAMES: i32 = 250 * PIXEL;
    const VALUES: i32 = 190 * PIXEL;
    let drawn = &sorted[..sorted.len().min(ROWS)];
    if drawn.is_empty() {
        return;
    }
    let x = scale(drawn);
    let row = leading(sheet.look.text()) + PIXEL;
    let top = sheet.top + leading(sheet.look.small());
    let frame = Frame {
        left: MARGIN + NAMES,
        top,
        right: EDGE - VALUES,
        bottom: top + row * drawn.len() as i32 + 6 * PIXEL,
    };
    sheet.columns(frame, &x);
    let zero = x.place(0.0, frame.left, frame.right);
    sheet.scene.line((zero, frame.top - 3 * PIXEL), (zero, frame.bottom), CURVE, sheet.look.ink);
    sheet.name_above(frame, zero, "limit");
    let mut below = sheet.top;
    core::mem::swap(&mut below, &mut sheet.top);
    for (index, one) in drawn.iter().enumerate() {
        let middle = frame.top + 3 * PIXEL + row * index as i32 + row / 2;
        mark(sheet, frame, &x, middle, one);
    }
    sheet.top = below;
    sheet.outline(frame);
    sheet.axis_name(frame, "margin, % of the limit");
    if let Some(next) = sorted.get(ROWS) {
        let more = figures::count((sorted.len() - ROWS) as u64);
        let from = words::margin(next.value());
        sheet.note(&format!("… and {more} more, each with {from} or more."));
    }
}

/// From the worst to the best of what is drawn, the limit included.
fn scale(drawn: &[&ScenarioMargin]) -> Scale {
    let ends = drawn.iter().flat_map(|one| {
        let estimate = &one.margin_pct;
        [Some(estimate.value()), estimate.low(), estimate.high()].into_iter().flatten()
    });
    let (low, high) = ends.fold((0.0, 0.0), |(low, high), end| {
        (det_math::min(low, end.get()), det_math::max(high, end.get()))
    });
    let low = det_math::max(low, LEAST_DRAWN_PCT);
    Scale::numbers(low, det_math::max(det_math::min(high, -LEAST_DRAWN_PCT), low + 10.0), 7)
}

fn mark(sheet: &mut Sheet<'_>, frame: Frame, x: &Scale, middle: i32, one: &ScenarioMargin) {
    let estimate = &one.margin_pct;
    let (series, colour) =
        if one.value() < 0.0 { (2, sheet.look.bad) } else { (0, sheet.look.series[0]) };
    let end = |end: Option<super::Number>, open: i32| match end {
        Some(end) if x.holds(end.get()) => End::Closed(x.place(end.get(), frame.left, frame.right)),
        Some(end) => End::Open(x.place(end.get(), frame.left, frame.right)),
        None => End::Open(open),
    };
    let (mut left, mut right) =
        (end(estimate.low(), frame.left), end(estimate.high(), frame.right));
    // What is all beyond an end is an arrow there.
    if left == End::Open(frame.right) {
        left = End::Closed(frame.right - ARROW);
    }
    if right == End::Open(frame.left) {
        right = End::Closed(frame.left + ARROW);
    }
    marks::whisker_across(&mut sheet.scene, middle, left, right, colour);
    if x.holds(one.value()) {
        let at = x.place(one.value(), frame.left, frame.right);
        marks::marker(&mut sheet.scene, series, (at, middle), colour);
    }
    let baseline = middle + sheet.look.text().size / 3;
    let name = firedrill_scenarios::escaped(&one.name);
    let name = sheet.look.text().cut(&name, frame.left - MARGIN - 8 * PIXEL);
    sheet.scene.text(&name, (MARGIN, baseline), Anchor::Start, sheet.look.text());
    let value = words::margin(one.value());
    let (bold, small) = (sheet.look.heading(), sheet.look.small());
    let ends = Pen { colour, ..bold };
    let colour = if one.value() < 0.0 { ends } else { bold };
    let left = frame.right + 8 * PIXEL;
    sheet.scene.text(&value, (left + 68 * PIXEL, baseline), Anchor::End, colour);
    let left = left + 76 * PIXEL;
    let text = small.cut(&interval(estimate), EDGE - left);
    sheet.scene.text(&text, (left, baseline), Anchor::Start, small);
}
