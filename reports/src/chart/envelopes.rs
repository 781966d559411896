//! What was true of the app over time, over all seeds.

use firedrill_sim::{Span, det_math};

use super::look::SERIES;
use super::marks::{self, CURVE, DASHES, LIMIT, THIN};
use super::scale::Scale;
use super::sheet::{EDGE, Sample, Sheet};
use super::words;
use super::{Chart, Estimate, Number, Table};
use crate::drawing::scene::{Anchor, Colour, Frame, PIXEL, Place, Scene, Shape};
use crate::drawing::spread::spread;
use crate::figures;

/// Quantities over time: of all seeds the median, and the band from 5 to 95 of 100.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Envelopes {
    /// How many runs there were.
    pub runs: u64,
    /// One quantity each, drawn below one another over the same time. Of more than six the table has
    /// the rest.
    pub panels: Vec<Panel>,
}

/// A quantity.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Panel {
    /// What it is called: `temperature`.
    pub quantity: String,
    /// Its unit: `°C`.
    pub unit: String,
    /// What was measured of it, such as junction and skin. Of more than four the table has the rest.
    pub bands: Vec<Band>,
}

/// What was measured in one place.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Band {
    /// What it is called: `junction`.
    pub name: String,
    /// The moments, in any order.
    pub points: Vec<BandPoint>,
    /// The lines that it is held to.
    pub limits: Vec<Limit>,
}

/// All seeds at a moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BandPoint {
    /// Since the start of the runs.
    pub at: Span,
    /// The median within the 5th and the 95th of 100.
    pub value: Estimate,
}

/// A line of the playbook or of the SLA.
#[derive(Clone, Debug, PartialEq)]
pub struct Limit {
    /// What it is called: `critical`.
    pub name: String,
    /// Where it is.
    pub value: Number,
    /// On which side of it all is well.
    pub good: Side,
}

/// A side of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Less is better: memory, temperature.
    Below,
    /// More is better: battery.
    Above,
}

/// Panels that are drawn, and limits that a panel names.
const PANELS: usize = 6;
const LIMITS: usize = 8;

/// The parts that a point has beside its median: the low and the high end.
type Ends = (f64, f64);

impl Envelopes {
    /// A panel a quantity.
    pub fn chart(&self) -> Chart {
        let lead = format!(
            "Median and band of the middle 90 % (5 to 95 of 100) over time, of {}; the dashed lines \
             are limits",
            figures::plural(usize::try_from(self.runs).unwrap_or(usize::MAX), "run")
        );
        Chart::new(self.title(), lead, self.table(), |sheet| self.draw(sheet))
    }

    fn title(&self) -> String {
        let runs = figures::plural(usize::try_from(self.runs).unwrap_or(usize::MAX), "run");
        if self.panels.iter().all(|panel| panel.points().next().is_none()) {
            return "Nothing was measured".to_owned();
        }
        let beyond = self.panels.iter().filter(|panel| panel.is_beyond());
        let beyond: Vec<_> = beyond.map(|panel| panel.quantity.clone()).collect();
        if beyond.is_empty() {
            return format!("At no moment are over 5 % of {runs} beyond a limit");
        }
        let beyond = figures::listed(&beyond);
        format!("{beyond}: at some moment, over 5 % of {runs} are beyond a limit")
    }

    fn table(&self) -> Table {
        let mut table = Table::new(["Quantity", "Time", "Median", "5 of 100", "95 of 100"]);
        for panel in &self.panels {
            for band in &panel.bands {
                for point in thinned_rows(&band.sorted()) {
                    let say = |number: Option<Number>| {
                        let say = |number: Number| words::with_unit(number.get(), &panel.unit);
                        number.map_or_else(|| "unbounded".to_owned(), say)
                    };
                    table.row([
                        panel.name_of(band),
                        figures::span(point.at),
                        say(Some(point.value.value())),
                        say(point.value.low()),
                        say(point.value.high()),
                    ]);
                }
            }
        }
        table
    }

    fn draw(&self, sheet: &mut Sheet<'_>) {
        let drawn = &self.panels[..self.panels.len().min(PANELS)];
        let last = drawn.iter().flat_map(Panel::points).map(|point| point.at).max();
        let Some(last) = last else { return };
        let x = Scale::times(last);
        // One left end for all, so that a moment stands at one place.
        let scales: Vec<_> = drawn.iter().map(Panel::scale).collect();
        let rooms = scales.iter().map(|y| sheet.room(y, 0, 0).left);
        let left = rooms.max().unwrap_or(0);
        for (panel, y) in drawn.iter().zip(&scales) {
            panel.draw(sheet, left, (&x, y));
        }
        if self.panels.len() > drawn.len() {
            let more = figures::plural(self.panels.len() - drawn.len(), "more quantity");
            sheet.note(&format!("Not drawn: {more}, which the table has."));
        }
    }
}

impl Panel {
    fn points(&self) -> impl Iterator<Item = &BandPoint> {
        self.bands.iter().flat_map(|band| &band.points)
    }

    fn is_beyond(&self) -> bool {
        self.bands.iter().any(|band| {
            band.limits.iter().any(|limit| band.points.iter().any(|point| limit.is_missed(point)))
        })
    }

    fn name_of(&self, band: &Band) -> String {
        match band.name.as_str() {
            "" => self.quantity.clone(),
            name => format!("{}, {name}", self.quantity),
        }
    }

    /// The bands that are drawn.
    fn drawn(&self) -> &[Band] {
        &self.bands[..self.bands.len().min(SERIES)]
    }

    /// The lines with what they are called, the highest first; of several curves, with whose each is.
    fn limits(&self) -> Vec<(Number, String)> {
        let drawn = self.drawn();
        let named = |band: &Band, limit: &Limit| {
            let value = words::with_unit(limit.value.get(), &self.unit);
            let whose = if drawn.len() > 1 { format!("{}: ", band.name) } else { String::new() };
            (limit.value, format!("{whose}{} {value}", limit.name))
        };
        let limits = drawn.iter().flat_map(|band| band.limits.iter().map(|one| named(band, one)));
        let mut limits: Vec<_> = limits.collect();
        limits.sort_by(|(one, name), (other, other_name)| {
            other.get().total_cmp(&one.get()).then_with(|| name.cmp(other_name))
        });
        limits.dedup();
        limits.truncate(LIMITS);
        limits
    }

    fn scale(&self) -> Scale {
        let ends = self.drawn().iter().flat_map(|band| &band.points).flat_map(|point| {
            let value = &point.value;
            [Some(value.value()), value.low(), value.high()].into_iter().flatten()
        });
        let limits = self.limits().into_iter().map(|(value, _)| value);
        let values = ends.chain(limits).map(Number::get).map(|value| (value, value));
        let range = values.reduce(|(low, high), (value, _)| {
            (det_math::min(low, value), det_math::max(high, value))
        });
        let (low, high) = range.unwrap_or((0.0, 1.0));
        Scale::numbers(low, high, 4)
    }

    fn draw(&self, sheet: &mut Sheet<'_>, left: i32, (x, y): (&Scale, &Scale)) {
        const NAMES: i32 = 150 * PIXEL;
        let unit = if self.unit.is_empty() { String::new() } else { format!(", {}", self.unit) };
        sheet.heading(&format!("{}{unit}", self.quantity));
        if self.drawn().len() > 1 {
            let names = self.drawn().iter().enumerate();
            let names = names.map(|(series, band)| (Sample::Curve(series), band.name.clone()));
            let names: Vec<_> = names.collect();
            sheet.space(-4);
            sheet.key(&names);
        }
        let frame = Frame { left, ..sheet.room(y, 130, NAMES) };
        sheet.rows(frame, y);
        let below = frame.bottom;
        sheet.columns(frame, x);
        let is_one_of_many = self.drawn().len() > 1;
        for (series, band) in self.drawn().iter().enumerate().rev() {
            band.draw_area(sheet, frame, (x, y), series);
        }
        for (series, band) in self.drawn().iter().enumerate().rev() {
            band.draw_median(sheet, frame, (x, y), series, is_one_of_many);
        }
        self.draw_limits(sheet, frame, y);
        sheet.outline(frame);
        sheet.top = sheet.top.max(below);
        sheet.axis_name(frame, "time since the start");
        if self.bands.len() > SERIES {
            let more = figures::plural(self.bands.len() - SERIES, "more curve");
            sheet.note(&format!("Not drawn: {more}, which the table has."));
        }
        sheet.space(8);
    }

    /// Each limit with its name at the right, kept apart, and a stroke from one to the other.
    fn draw_limits(&self, sheet: &mut Sheet<'_>, frame: Frame, y: &Scale) {
        let limits = self.limits();
        let pen = sheet.look.small();
        let height = pen.size + PIXEL;
        let at = |value: Number| y.place(value.get(), frame.bottom, frame.top);
        let wanted: Vec<_> =
            limits.iter().map(|(value, _)| (at(*value) - height / 2, height)).collect();
        let places = spread(&wanted, frame.top - 4 * PIXEL, frame.bottom + 4 * PIXEL);
        for ((value, name), place) in limits.iter().zip(places) {
            let line = at(*value);
            let ends = [(frame.left, line), (frame.right, line)];
            marks::dashed(&mut sheet.scene, &ends, LIMIT, THIN, sheet.look.limit);
            let (near, far) = (frame.right + 2 * PIXEL, frame.right + 10 * PIXEL);
            sheet.scene.line((near, line), (far, place + height / 2), 2, sheet.look.limit);
            let text = firedrill_scenarios::escaped(name);
            let text = pen.cut(&text, EDGE - far - 3 * PIXEL);
            let baseline = place + height * 4 / 5;
            sheet.scene.text(&text, (far + 3 * PIXEL, baseline), Anchor::Start, pen);
        }
    }
}

impl Limit {
    /// Whether over 5 % of the runs are on the wrong side.
    fn is_missed(&self, point: &BandPoint) -> bool {
        match self.good {
            Side::Below => point.value.high().is_none_or(|high| high > self.value),
            Side::Above => point.value.low().is_none_or(|low| low < self.value),
        }
    }
}

impl Band {
    fn sorted(&self) -> Vec<BandPoint> {
        let mut sorted = self.points.clone();
        sorted.sort_by_key(|point| point.at);
        sorted
    }

    /// The points, one a pixel: of several the widest band, and the first median.
    fn places(&self, frame: Frame, (x, y): (&Scale, &Scale)) -> Vec<(Place, i32, i32)> {
        let height = |value: f64| y.place(value, frame.bottom, frame.top);
        let mut places: Vec<(Place, i32, i32)> = vec![];
        for point in self.sorted() {
            let column = x.place(point.at.as_secs_f64(), frame.left, frame.right) / PIXEL * PIXEL;
            let (low, high) = ends(&point);
            let (bottom, top) = (height(low), height(high));
            match places.last_mut().filter(|last| last.0.0 == column) {
                Some(last) => (last.1, last.2) = (last.1.max(bottom), last.2.min(top)),
                None => places.push(((column, height(point.value.value().get())), bottom, top)),
            }
        }
        places
    }

    fn draw_area(
        &self,
        sheet: &mut Sheet<'_>,
        frame: Frame,
        axes: (&Scale, &Scale),
        series: usize,
    ) {
        let places = self.places(frame, axes);
        let (area, edge) = (sheet.look.areas[series], sheet.look.series[series]);
        let tops: Vec<Place> = places.iter().map(|((x, _), _, top)| (*x, *top)).collect();
        let bottoms: Vec<Place> = places.iter().map(|((x, _), bottom, _)| (*x, *bottom)).collect();
        if let [only] = places.as_slice() {
            let ((x, _), bottom, top) = *only;
            marks::whisker_down(&mut sheet.scene, x, top, bottom, edge);
            return;
        }
        for (tops, bottoms) in tops.windows(2).zip(bottoms.windows(2)) {
            slab(&mut sheet.scene, [tops[0], tops[1], bottoms[1], bottoms[0]], area);
        }
        for edges in [tops, bottoms] {
            marks::dashed(&mut sheet.scene, &edges, DASHES[series], 2, edge);
        }
    }

    fn draw_median(
        &self,
        sheet: &mut Sheet<'_>,
        frame: Frame,
        axes: (&Scale, &Scale),
        series: usize,
        is_one_of_many: bool,
    ) {
        let places: Vec<Place> =
            self.places(frame, axes).into_iter().map(|(median, ..)| median).collect();
        let colour = sheet.look.series[series];
        if places.len() > 1 {
            marks::dashed(&mut sheet.scene, &places, DASHES[series], CURVE, colour);
        }
        if (is_one_of_many || places.len() == 1)
            && let Some(middle) = places.get(places.len() / 2)
        {
            marks::marker(&mut sheet.scene, series, *middle, colour);
        }
    }
}

/// A part of a band, from one point to the next; a little wider, since two edges that only touch leave
/// a seam in some viewers.
fn slab(scene: &mut Scene, mut corners: [Place; 4], colour: Colour) {
    corners[1].0 += 1;
    corners[2].0 += 1;
    scene.shapes.push(Shape::Polygon(corners.to_vec(), colour));
}

/// The ends of a band, however far out.
fn ends(point: &BandPoint) -> Ends {
    let low = point.value.low().map_or(f64::MIN, Number::get);
    let high = point.value.high().map_or(f64::MAX, Number::get);
    (low, high)
}

/// As many points as anybody reads.
fn thinned_rows(points: &[BandPoint]) -> Vec<BandPoint> {
    const ROWS: usize = 12;
    match points.len() {
        0..=ROWS => points.to_vec(),
        count => (0..ROWS).map(|row| points[row * (count - 1) / (ROWS - 1)]).collect(),
    }
}
