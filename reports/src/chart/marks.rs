//! What a chart marks values with: dashes and shapes, so that they are told apart without colours.

use firedrill_sim::det_math;

use super::look::SERIES;
use crate::drawing::scene::{Colour, Frame, PIXEL, Place, Scene, Shape};

/// How wide a curve is.
pub(super) const CURVE: i32 = 5;
/// How wide a thin line is.
pub(super) const THIN: i32 = 3;

/// Lengths of strokes and of the gaps between them, in units.
pub(super) type Dash = &'static [i32];

/// The dash of each that is told apart; the first is a line without gaps.
pub(super) const DASHES: [Dash; SERIES] = [
    &[],
    &[9 * PIXEL, 4 * PIXEL],
    &[2 * PIXEL, 3 * PIXEL],
    &[10 * PIXEL, 3 * PIXEL, 2 * PIXEL, 3 * PIXEL],
];

/// The dash of what is not to be crossed.
pub(super) const LIMIT: Dash = &[5 * PIXEL, 3 * PIXEL];

/// A line from place to place, in strokes.
pub(super) fn dashed(scene: &mut Scene, places: &[Place], dash: Dash, width: i32, colour: Colour) {
    let Some(first) = places.first() else { return };
    if dash.is_empty() {
        scene.shapes.push(Shape::Curve(places.to_vec(), width, colour));
        return;
    }
    let mut lengths = dash.iter().copied().cycle();
    let mut next = || f64::from(lengths.next().unwrap_or(PIXEL));
    let (mut is_stroke, mut left) = (true, next());
    let mut stroke = vec![*first];
    for pair in places.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let (x, y) = (f64::from(to.0 - from.0), f64::from(to.1 - from.1));
        let length = det_math::sqrt(x * x + y * y);
        let mut done = 0.0;
        while length - done > left {
            done += left;
            let at = |start: i32, way: f64| start + det_math::round(way * done / length) as i32;
            stroke.push((at(from.0, x), at(from.1, y)));
            if is_stroke {
                push(scene, &stroke, width, colour);
            }
            stroke = vec![stroke[stroke.len() - 1]];
            (is_stroke, left) = (!is_stroke, next());
        }
        left -= length - done;
        stroke.push(to);
    }
    if is_stroke {
        push(scene, &stroke, width, colour);
    }
}

fn push(scene: &mut Scene, stroke: &[Place], width: i32, colour: Colour) {
    let mut places = stroke.to_vec();
    places.dedup();
    if places.len() > 1 {
        scene.shapes.push(Shape::Curve(places, width, colour));
    }
}

/// The shape of each that is told apart: circle, square, diamond, triangle.
pub(super) fn marker(scene: &mut Scene, series: usize, (x, y): Place, colour: Colour) {
    let around = |places: &[Place]| {
        Shape::Polygon(places.iter().map(|place| (x + place.0, y + place.1)).collect(), colour)
    };
    let shape = match series % SERIES {
        0 => around(&CIRCLE),
        1 => Shape::Box(Frame { left: x - 10, top: y - 10, right: x + 10, bottom: y + 10 }, colour),
        2 => around(&[(0, -15), (15, 0), (0, 15), (-15, 0)]),
        _ => around(&[(0, -14), (14, 11), (-14, 11)]),
    };
    scene.shapes.push(shape);
}

/// Sixteen corners are round enough.
const CIRCLE: [Place; 16] = [
    (12, 0),
    (11, 5),
    (8, 8),
    (5, 11),
    (0, 12),
    (-5, 11),
    (-8, 8),
    (-11, 5),
    (-12, 0),
    (-11, -5),
    (-8, -8),
    (-5, -11),
    (0, -12),
    (5, -11),
    (8, -8),
    (11, -5),
];

/// Here it ends, and it should not.
pub(super) fn cross(scene: &mut Scene, (x, y): Place, colour: Colour) {
    const ARM: i32 = 12;
    for (from, to) in
        [((x - ARM, y - ARM), (x + ARM, y + ARM)), ((x - ARM, y + ARM), (x + ARM, y - ARM))]
    {
        scene.shapes.push(Shape::Line(from, to, CURVE, colour));
    }
}

/// One end of a whisker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// It ends there, with a bar across.
    Closed(i32),
    /// It goes on beyond, with an arrow's head.
    Open(i32),
}

impl End {
    pub(super) const fn at(self) -> i32 {
        match self {
            Self::Closed(at) | Self::Open(at) => at,
        }
    }
}

/// An interval from left to right.
pub(super) fn whisker_across(scene: &mut Scene, y: i32, left: End, right: End, colour: Colour) {
    scene.line((left.at(), y), (right.at(), y), THIN, colour);
    for (end, inwards) in [(left, 1), (right, -1)] {
        match end {
            End::Closed(x) => scene.line((x, y - 9), (x, y + 9), THIN, colour),
            End::Open(x) => {
                let back = x + inwards * 12;
                let head = vec![(x, y), (back, y - 9), (back, y + 9)];
                scene.shapes.push(Shape::Polygon(head, colour));
            }
        }
    }
}

/// An interval from top to bottom.
pub(super) fn whisker_down(scene: &mut Scene, x: i32, top: i32, bottom: i32, colour: Colour) {
    scene.line((x, top), (x, bottom), THIN, colour);
    for y in [top, bottom] {
        scene.line((x - 9, y), (x + 9, y), THIN, colour);
    }
}

/// A frame in which there is nothing, unlike one in which there is zero.
pub(super) fn hatch(scene: &mut Scene, frame: Frame, colour: Colour) {
    const APART: i32 = 8 * PIXEL;
    let (width, height) = (frame.right - frame.left, frame.bottom - frame.top);
    let mut begin = APART;
    while begin < width + height {
        let from = (frame.left + (begin - height).max(0), frame.top + begin.min(height));
        let to = (frame.left + begin.min(width), frame.top + (begin - width).max(0));
        scene.shapes.push(Shape::Line(from, to, 2, colour));
        begin += APART;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INK: Colour = Colour(0, 0, 0);

    #[test]
    fn strokes_and_gaps_follow_each_other_round_every_corner() {
        let mut scene = Scene::default();
        dashed(&mut scene, &[(0, 0), (10, 0), (10, 30)], &[15, 5], 3, INK);
        let strokes = scene.shapes.iter().map(|shape| match shape {
            Shape::Curve(places, ..) => places.clone(),
            other => panic!("{other:?}"),
        });
        let strokes: Vec<_> = strokes.collect();
        assert_eq!(strokes, [vec![(0, 0), (10, 0), (10, 5)], vec![(10, 10), (10, 25)]]);
    }

    #[test]
    fn a_dash_of_nothing_is_nothing_and_no_gaps_are_one_line() {
        let mut scene = Scene::default();
        dashed(&mut scene, &[], LIMIT, 3, INK);
        dashed(&mut scene, &[(5, 5), (5, 5)], LIMIT, 3, INK);
        assert_eq!(scene.shapes, []);
        dashed(&mut scene, &[(0, 0), (90, 90)], DASHES[0], 3, INK);
        assert_eq!(scene.shapes.len(), 1);
    }

    #[test]
    fn hatches_stay_within_their_frame() {
        let mut scene = Scene::default();
        let frame = Frame { left: 100, top: 50, right: 400, bottom: 110 };
        hatch(&mut scene, frame, INK);
        assert!(scene.shapes.len() > 10);
        for shape in &scene.shapes {
            let Shape::Line(from, to, ..) = shape else { panic!("{shape:?}") };
            for (x, y) in [from, to] {
                assert!((100..=400).contains(x) && (50..=110).contains(y), "{shape:?}");
            }
        }
    }
}
