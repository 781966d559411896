//! Nothing is in the way of a text.

use super::super::scene::{Frame, PIXEL, Place, Scene, Shape};
use super::{real, scene};

/// Runs of every kind: one incident and many, none, a crash, a suspension, heat, errors, locks.
const RUNS: [&str; 12] = [
    "memory-leak-critical@0x2a",
    "hot-day-major@0x215",
    "swarm-everything@0xf",
    "swarm-everything@0x2e",
    "swarm-compound@0x6",
    "swarm-blind-and-clumsy@0xb",
    "healthy-hour@0x1",
    "crash-during-recovery@0x1",
    "deadlock-critical@0x1",
    "weekend-without-on-call@0x1",
    "background-and-back@0x1",
    "two-incidents-in-one-evening@0x1",
];

/// Fails when a text is in the way of a text or of anything else, or leaves the picture.
pub(super) fn nothing_overlaps(scene: &Scene, name: &str) {
    let edge = Frame { left: 0, top: 0, right: scene.width * PIXEL, bottom: scene.height * PIXEL };
    for (index, label) in scene.labels.iter().enumerate() {
        let frame = label.frame();
        let is_inside = frame.left >= edge.left
            && frame.top >= edge.top
            && frame.right <= edge.right
            && frame.bottom <= edge.bottom;
        assert!(is_inside, "{name}: `{}` leaves the picture", label.text);
        for other in &scene.labels[..index] {
            let other_frame = other.frame();
            assert!(
                !frame.meets(&other_frame),
                "{name}: `{}` {frame:?} and `{}` {other_frame:?}",
                label.text,
                other.text
            );
        }
        for shape in &scene.shapes {
            assert!(!crosses(shape, &frame), "{name}: `{}` and {shape:?}", label.text);
        }
    }
}

fn crosses(shape: &Shape, frame: &Frame) -> bool {
    let contains =
        |(x, y): Place| frame.left <= x && x < frame.right && frame.top <= y && y < frame.bottom;
    let along = |from: Place, to: Place| {
        let at = |share: i32| {
            (from.0 + (to.0 - from.0) * share / 64, from.1 + (to.1 - from.1) * share / 64)
        };
        let box_of = Frame {
            left: from.0.min(to.0),
            top: from.1.min(to.1),
            right: from.0.max(to.0) + 1,
            bottom: from.1.max(to.1) + 1,
        };
        frame.meets(&box_of) && (0..=64).any(|share| contains(at(share)))
    };
    match shape {
        Shape::Box(other, _) => frame.meets(other),
        Shape::Line(from, to, ..) => along(*from, *to),
        Shape::Curve(places, ..) => places.windows(2).any(|pair| along(pair[0], pair[1])),
        Shape::Polygon(places, _) => places.iter().any(|place| contains(*place)),
    }
}

#[test]
fn nothing_is_in_the_way_of_a_text_in_any_kind_of_run() {
    for reference in RUNS {
        let (plan, outcome) = real(reference);
        nothing_overlaps(&scene(&plan, &outcome), reference);
    }
}
