//! The panels: what was true of the app, against the playbook's lines.

use firedrill_scenarios::Entry;
use firedrill_sim::det_math;

use super::axis::{self, Scale};
use super::curves::{self, Stretch};
use super::incidents::Instant;
use super::limits::{self, Limit};
use super::quantity::{Quantity, plain};
use super::scene::{Anchor, Colour, Frame, PIXEL, Scene, Shape};
use super::spans;
use super::spread::spread;
use super::story::Story;
use super::style::{
    CURVE, EDGE, FRAME, GRID, GUTTER, HEADING, INCIDENT, LEFT, LINE, MARGIN, RIGHT, SECOND,
    SEVERITIES, SMALL, TARGET, TICK, UNKNOWN, leading,
};

/// One panel and where it stands.
struct Panel<'a> {
    story: &'a Story<'a>,
    quantity: Quantity,
    /// The curves with their colours, the first above the others.
    curves: Vec<(Vec<Stretch>, Colour)>,
    limits: Vec<Limit>,
    scale: Scale,
    top: i32,
    bottom: i32,
}

/// Draws all panels and returns where the time axis stands.
pub(super) fn draw(scene: &mut Scene, story: &Story<'_>, top: i32) -> i32 {
    let mut top = top + 4 * PIXEL;
    for quantity in Quantity::ALL {
        let panel = Panel::new(story, quantity, top);
        panel.draw(scene);
        top = panel.bottom + 16 * PIXEL;
    }
    top - 16 * PIXEL
}

impl<'a> Panel<'a> {
    fn new(story: &'a Story<'a>, quantity: Quantity, top: i32) -> Self {
        let stretches = |value: &dyn Fn(&Entry) -> f64| {
            curves::stretches(story.record, &story.window, story.gap(), value)
        };
        let mut curves = vec![(stretches(&|entry| quantity.of(entry)), CURVE)];
        if quantity == Quantity::Temperature {
            curves.push((stretches(&|entry| entry.truth.skin.get()), SECOND));
        }
        let limits = limits::of(quantity, &story.playbook, &story.plan.device);
        let scale = scale(quantity, &curves, &limits);
        let bottom = top + quantity.height() * PIXEL;
        Self { story, quantity, curves, limits, scale, top, bottom }
    }

    fn draw(&self, scene: &mut Scene) {
        self.ground(scene);
        self.axes(scene);
        self.instants(scene);
        for limit in &self.limits {
            let y = self.y(limit.value);
            let (width, colour) = if limit.is_target { (PIXEL + 2, TARGET) } else { (PIXEL, LINE) };
            scene.line((LEFT, y), (RIGHT, y), width, colour);
        }
        for (stretches, colour) in self.curves.iter().rev() {
            for stretch in stretches {
                self.curve(scene, stretch, *colour);
            }
        }
        if self.quantity == Quantity::Temperature {
            self.thermal_states(scene);
        }
        self.frame(scene);
        self.words(scene);
        self.limit_names(scene);
    }

    fn y(&self, value: f64) -> i32 {
        self.scale.y(value, self.top, self.bottom)
    }

    fn column(&self, left: i32, right: i32) -> Frame {
        Frame { left, top: self.top, right, bottom: self.bottom }
    }

    /// Shaded where an incident lasted, and where nothing was recorded.
    fn ground(&self, scene: &mut Scene) {
        let window = &self.story.window;
        for incident in self.story.incidents() {
            let (from, until) = self.story.lasted(incident);
            let (left, right) = (window.x(from), window.x(until));
            scene.fill(self.column(left, right.max(left + PIXEL)), INCIDENT);
        }
        for (from, until) in curves::gaps(self.story.record, window, self.story.gap()) {
            scene.fill(self.column(window.x(from), window.x(until)), UNKNOWN);
        }
    }

    /// Round values and round moments.
    fn axes(&self, scene: &mut Scene) {
        for (at, _) in axis::moments(&self.story.window) {
            let x = self.story.window.x(at);
            scene.line((x, self.top), (x, self.bottom), 2, GRID);
        }
        for tick in self.scale.ticks() {
            let y = self.y(tick);
            scene.line((LEFT, y), (RIGHT, y), 2, GRID);
            scene.line((LEFT - 4 * PIXEL, y), (LEFT, y), 2, FRAME);
            let text = self.quantity.with_unit(&self.scale.say(tick));
            let place = (LEFT - 6 * PIXEL, y + TICK.size / 3);
            scene.text(&text, place, Anchor::End, TICK);
        }
    }

    fn instants(&self, scene: &mut Scene) {
        for (_, incident) in self.story.shown() {
            for instant in Instant::ALL {
                if let Some(at) = instant.of(incident) {
                    instant.line(scene, self.story.window.x(at), self.top, self.bottom);
                }
            }
        }
    }

    fn curve(&self, scene: &mut Scene, stretch: &Stretch, colour: Colour) {
        let window = &self.story.window;
        let places: Vec<_> =
            stretch.iter().map(|(at, value)| (window.x(*at), self.y(*value))).collect();
        let places = curves::thinned(&places, PIXEL);
        match places.as_slice() {
            [(x, y)] => {
                let half = PIXEL;
                let frame =
                    Frame { left: x - half, top: y - half, right: x + half, bottom: y + half };
                scene.fill(frame, colour);
            }
            _ => scene.shapes.push(Shape::Curve(places, 5, colour)),
        }
    }

    /// A strip at the bottom: the hotter, the darker.
    fn thermal_states(&self, scene: &mut Scene) {
        let window = &self.story.window;
        for (state, lasted) in spans::thermal_states(self.story.record, window.end) {
            let (left, right) = (window.x(lasted.from), window.x(lasted.until));
            let (top, bottom) = (self.bottom - 7 * PIXEL, self.bottom);
            scene.fill(Frame { left, top, right, bottom }, SEVERITIES[state as usize]);
        }
    }

    fn frame(&self, scene: &mut Scene) {
        for y in [self.top, self.bottom] {
            scene.line((LEFT, y), (RIGHT, y), 2, FRAME);
        }
        for x in [LEFT, RIGHT] {
            scene.line((x, self.top), (x, self.bottom), 2, FRAME);
        }
    }

    /// The heading, what the curves are, and the worst of them.
    fn words(&self, scene: &mut Scene) {
        let mut y = self.top + leading(HEADING) - 3 * PIXEL;
        scene.text(self.quantity.heading(), (MARGIN, y), Anchor::Start, HEADING);
        let names: &[&str] = match self.quantity {
            Quantity::Temperature => &["junction", "skin"],
            _ => &[],
        };
        for (name, (_, colour)) in names.iter().zip(&self.curves) {
            y += leading(SMALL);
            let (left, middle) = (MARGIN, y - 4 * PIXEL);
            scene.line((left, middle), (left + 20 * PIXEL, middle), 5, *colour);
            scene.text(name, (left + 26 * PIXEL, y), Anchor::Start, SMALL);
        }
        for note in self.notes() {
            for line in SMALL.wrap(&note, GUTTER - MARGIN) {
                y += leading(SMALL);
                scene.text(&line, (MARGIN, y), Anchor::Start, SMALL);
            }
        }
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = vec![];
        if self.quantity == Quantity::Temperature {
            notes.push(
                "lines: for the skin; strip at the bottom: thermal state, darker is hotter"
                    .to_owned(),
            );
        }
        let Some((least, most)) = range(&self.curves[0].0) else {
            notes.push("nothing was recorded".to_owned());
            return notes;
        };
        let (how, worst) =
            if self.quantity.is_better_high() { ("lowest", least) } else { ("highest", most) };
        notes.push(format!("{how} {}", self.quantity.with_unit(&plain(rounded(worst)))));
        if most > self.scale.top {
            let most = self.quantity.with_unit(&plain(rounded(most)));
            notes.push(format!("cut off at the top, goes up to {most}"));
        }
        notes
    }

    /// The lines' names at the right, kept apart, each with a stroke to its line.
    fn limit_names(&self, scene: &mut Scene) {
        let height = SMALL.size;
        let wanted: Vec<_> =
            self.limits.iter().map(|limit| (self.y(limit.value) - height / 2, height)).collect();
        let places = spread(&wanted, self.top - 5 * PIXEL, self.bottom + 5 * PIXEL);
        for (limit, place) in self.limits.iter().zip(places) {
            let colour = if limit.is_target { TARGET } else { LINE };
            let (near, far) = (RIGHT + 3 * PIXEL, RIGHT + 11 * PIXEL);
            scene.line((near, self.y(limit.value)), (far, place + height / 2), 2, colour);
            let text = SMALL.cut(&limit.text, EDGE - far - 3 * PIXEL);
            let baseline = place + height * 4 / 5;
            scene.text(&text, (far + 3 * PIXEL, baseline), Anchor::Start, SMALL);
        }
    }
}

/// From nothing, or for temperatures the coldest, to the worst value or line. Where more is better or
/// boundless, what lies far beyond the lines is cut off.
fn scale(quantity: Quantity, curves: &[(Vec<Stretch>, Colour)], limits: &[Limit]) -> Scale {
    let ranges = curves.iter().filter_map(|(stretches, _)| range(stretches));
    let (mut least, mut most) = (f64::INFINITY, 0.0);
    for (low, high) in ranges {
        least = det_math::min(least, low);
        most = det_math::max(most, high);
    }
    let highest = limits.iter().map(|limit| limit.value).fold(0.0, det_math::max);
    let most = match quantity {
        Quantity::Performance => det_math::min(most, highest * 2.0),
        Quantity::Drain => det_math::min(most, highest * 4.0),
        _ => most,
    };
    let top = det_math::max(most, highest);
    match quantity {
        Quantity::Temperature => Scale::holding(det_math::min(least, top - 1.0), top),
        _ => Scale::holding(0.0, top),
    }
}

/// The least and the most of a curve.
fn range(stretches: &[Stretch]) -> Option<(f64, f64)> {
    let values = stretches.iter().flatten().map(|(_, value)| (*value, *value));
    values.reduce(|(low, high), (value, _)| (det_math::min(low, value), det_math::max(high, value)))
}

/// Whole numbers from ten on, one decimal below.
fn rounded(value: f64) -> f64 {
    let unit = if value.abs() >= 10.0 { 1.0 } else { 10.0 };
    det_math::round(value * unit) / unit
}
