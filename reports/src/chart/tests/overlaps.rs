//! Nothing is in the way of a text, and nothing leaves the picture.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::figures::any_chart;
use super::*;
use crate::drawing::scene::{Frame, PIXEL, Place, Shape};

/// Why a text cannot be read, if one cannot.
fn fault_of(scene: &Scene) -> Option<String> {
    let (width, height) = (scene.width * PIXEL, scene.height * PIXEL);
    let is_inside = |frame: &Frame| {
        frame.left >= 0 && frame.top >= 0 && frame.right <= width && frame.bottom <= height
    };
    for (index, label) in scene.labels.iter().enumerate() {
        let frame = label.frame();
        if !is_inside(&frame) {
            return Some(format!("`{}` leaves the picture: {frame:?}", label.text));
        }
        let other = scene.labels[..index].iter().find(|other| frame.meets(&other.frame()));
        if let Some(other) = other {
            return Some(format!("`{}` meets `{}`", label.text, other.text));
        }
        if let Some(shape) = scene.shapes.iter().find(|shape| crosses(shape, &frame)) {
            return Some(format!("`{}` {frame:?} meets {shape:?}", label.text));
        }
    }
    let outside = scene.shapes.iter().find(|shape| {
        places(shape).iter().any(|(x, y)| !(0..=width).contains(x) || !(0..=height).contains(y))
    });
    outside.map(|shape| format!("{shape:?} leaves the picture"))
}

fn places(shape: &Shape) -> Vec<Place> {
    match shape {
        Shape::Box(frame, _) => vec![(frame.left, frame.top), (frame.right, frame.bottom)],
        Shape::Line(from, to, ..) => vec![*from, *to],
        Shape::Curve(places, ..) | Shape::Polygon(places, _) => places.clone(),
    }
}

/// A text stands either wholly on a cell or wholly beside it; everything else it does not touch.
fn crosses(shape: &Shape, frame: &Frame) -> bool {
    let contains =
        |(x, y): Place| frame.left <= x && x < frame.right && frame.top <= y && y < frame.bottom;
    let along = |from: Place, to: Place| {
        let at = |share: i32| {
            (from.0 + (to.0 - from.0) * share / 64, from.1 + (to.1 - from.1) * share / 64)
        };
        (0..=64).any(|share| contains(at(share)))
    };
    match shape {
        Shape::Box(cell, _) => {
            let is_on = cell.left <= frame.left
                && cell.top <= frame.top
                && cell.right >= frame.right
                && cell.bottom >= frame.bottom;
            frame.meets(cell) && !is_on
        }
        Shape::Line(from, to, ..) => along(*from, *to),
        Shape::Curve(places, ..) => places.windows(2).any(|pair| along(pair[0], pair[1])),
        Shape::Polygon(places, _) => places.iter().any(|place| contains(*place)),
    }
}

proptest! {
    // The same figures each time: who changes a chart sees what that change did.
    #![proptest_config(ProptestConfig {
        cases: 200,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(357),
        ..ProptestConfig::default()
    })]

    #[test]
    fn nothing_is_in_the_way_of_a_text_whatever_the_figures(chart in any_chart()) {
        for scene in [&chart.light, &chart.dark] {
            prop_assert_eq!(fault_of(scene), None, "{}", chart.title());
        }
    }

    #[test]
    fn a_row_has_a_text_for_each_column_whatever_the_figures(chart in any_chart()) {
        let table = chart.table();
        prop_assert!(table.rows().iter().all(|row| row.len() == table.columns().len()));
        let lines = table.markdown().lines().count();
        prop_assert_eq!(lines, table.rows().len() + 2);
        prop_assert!(!chart.title().is_empty());
    }

    #[test]
    fn light_and_dark_differ_in_nothing_but_colours(chart in any_chart()) {
        let words = |scene: &Scene| {
            let label = |label: &crate::drawing::scene::Label| (label.text.clone(), label.at);
            scene.labels.iter().map(label).collect::<Vec<_>>()
        };
        prop_assert_eq!(words(&chart.light), words(&chart.dark));
        let shapes = |scene: &Scene| scene.shapes.iter().map(places).collect::<Vec<_>>();
        prop_assert_eq!(shapes(&chart.light), shapes(&chart.dark));
    }
}

#[test]
fn the_name_of_a_threshold_stands_clear_of_a_point_at_the_top() {
    let dose = Dose { magnitude: number(0.0), recovered: proportion(6, 6) };
    let (fault, unit) = ("a".to_owned(), "a".to_owned());
    let threshold = Some(number(0.0));
    let chart = FaultResponse { fault, unit, doses: vec![dose], threshold }.chart();
    assert_eq!(fault_of(&chart.light), None);
}

#[test]
fn a_text_in_the_way_is_noticed() {
    let mut chart = Answers { roles: vec![role("team lead", &[5], 1, None)] }.chart();
    assert_eq!(fault_of(&chart.light), None);
    let first = chart.light.labels[0].clone();
    chart.light.labels.push(first);
    assert!(fault_of(&chart.light).unwrap().contains("meets"));
    chart.light.labels.pop();
    let (x, y) = chart.light.labels[0].at;
    chart.light.shapes.push(Shape::Curve(
        vec![(x, y - 9), (x + 90, y - 9)],
        3,
        Look::of(Theme::Light).ink,
    ));
    assert!(fault_of(&chart.light).unwrap().contains("Curve"));
}
