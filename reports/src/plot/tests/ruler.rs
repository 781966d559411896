//! What a reader measures in the picture is what was recorded.

use firedrill_model::Transition;
use firedrill_model::nouns::RecoveryProcedure;
use firedrill_scenarios::Entry;
use firedrill_sim::{Time, det_math};

use super::super::quantity::Quantity;
use super::super::scene::{Colour, Label, PIXEL, Place, Scene, Shape};
use super::super::style::{self, CURVE, LEFT, LINE, RIGHT, SECOND, TARGET};
use super::{real, scene, shown};
use crate::examples;

/// One panel, read from the picture alone.
struct Read {
    /// Value over vertical place, from two ticks.
    ticks: Vec<(i32, f64)>,
    curves: Vec<Vec<Place>>,
    second: Vec<Vec<Place>>,
    /// Vertical places of the lines of targets and severities.
    lines: Vec<i32>,
}

impl Read {
    /// The panels from the top down: each goes from its heading to the next.
    fn of(scene: &Scene) -> Vec<Self> {
        let headings = Quantity::ALL.map(|quantity| {
            let heading = |label: &&Label| label.text == quantity.heading();
            scene.labels.iter().find(heading).unwrap().at.1 - 20 * PIXEL
        });
        let ends = headings[1..].iter().copied().chain([i32::MAX]);
        headings
            .iter()
            .copied()
            .zip(ends)
            .map(|(top, end)| Self::between(scene, top, end))
            .collect()
    }

    fn between(scene: &Scene, top: i32, end: i32) -> Self {
        let is_here = |y: i32| top <= y && y < end;
        let ticks = scene.labels.iter().filter(|label| {
            label.size == style::TICK.size && label.frame().right <= LEFT && is_here(label.at.1)
        });
        let number = |text: &str| -> f64 {
            let digits: String =
                text.chars().take_while(|c| c.is_ascii_digit() || "-.".contains(*c)).collect();
            digits.parse().unwrap()
        };
        let ticks: Vec<_> =
            ticks.map(|label| (label.at.1 - style::TICK.size / 3, number(&label.text))).collect();
        let curves = |wanted| -> Vec<Vec<Place>> {
            let found = scene.shapes.iter().filter_map(|shape| match shape {
                Shape::Curve(places, _, colour) if *colour == wanted && is_here(places[0].1) => {
                    Some(places.clone())
                }
                _ => None,
            });
            found.collect()
        };
        let lines = scene.shapes.iter().filter_map(|shape| match shape {
            Shape::Box(frame, colour)
                if (*colour == LINE || *colour == TARGET)
                    && frame.right == RIGHT
                    && is_here(frame.top) =>
            {
                Some((frame.top + frame.bottom) / 2)
            }
            _ => None,
        });
        Self { ticks, curves: curves(CURVE), second: curves(SECOND), lines: lines.collect() }
    }

    /// What value a height stands for.
    fn value(&self, y: i32) -> f64 {
        let ((low_y, low), (high_y, high)) =
            (self.ticks[0], *self.ticks.last().expect("a panel has ticks"));
        low + (high - low) * f64::from(low_y - y) / f64::from(low_y - high_y)
    }

    /// What a unit of the picture stands for: how exactly it can be read.
    fn grain(&self) -> f64 {
        (self.value(0) - self.value(1)).abs()
    }

    fn highest(curves: &[Vec<Place>]) -> Place {
        *curves.iter().flatten().min_by_key(|(_, y)| *y).unwrap()
    }
}

/// Seconds at a place, read from the two outer names below the panels.
fn seconds(scene: &Scene, x: i32) -> f64 {
    let title = scene.labels.iter().find(|label| label.text.starts_with("time since")).unwrap();
    let is_moment = |label: &&Label| {
        let above = title.at.1 - label.at.1;
        label.size == style::TICK.size && (0..20 * PIXEL).contains(&above)
    };
    let moments: Vec<_> = scene.labels.iter().filter(is_moment).collect();
    let read = |label: &Label| {
        let words: Vec<_> = label.text.split(' ').collect();
        let of = |pair: &[&str]| {
            let unit = match pair[1] {
                "s" => 1.0,
                "min" => 60.0,
                "h" => 3600.0,
                other => panic!("no unit of time: {other}"),
            };
            pair[0].parse::<f64>().unwrap() * unit
        };
        let frame = label.frame();
        (f64::from(frame.left + frame.right) / 2.0, words.chunks(2).map(of).sum::<f64>())
    };
    let ((x0, t0), (x1, t1)) = (read(moments[0]), read(moments[moments.len() - 1]));
    t0 + (t1 - t0) * (f64::from(x) - x0) / (x1 - x0)
}

#[test]
fn with_a_ruler_the_record_can_be_read_back_from_the_picture() {
    let runs = [
        "memory-leak-critical@0x2a",
        "swarm-everything@0xf",
        "hot-day-major@0x215",
        "two-incidents-in-one-evening@0x1",
    ];
    for reference in runs {
        let (plan, outcome) = real(reference);
        let scene = scene(&plan, &outcome);
        let panels = Read::of(&scene);
        let entries = shown(&plan, &outcome);
        let most = |value: fn(&Entry) -> f64| {
            entries.iter().map(|entry| value(entry)).fold(0.0, det_math::max)
        };
        let memory = most(|entry| entry.truth.memory.get() as f64 / 1024.0 / 1024.0);
        let junction = most(|entry| entry.truth.junction.get());
        let skin = most(|entry| entry.truth.skin.get());
        let drain = most(|entry| entry.truth.drain_pct_per_hour);
        let errors = most(|entry| 100.0 * entry.truth.error_rate);
        let read = |panel: usize| panels[panel].value(Read::highest(&panels[panel].curves).1);
        let found = [
            (read(1), memory, panels[1].grain()),
            (read(2), junction, panels[2].grain()),
            (panels[2].value(Read::highest(&panels[2].second).1), skin, panels[2].grain()),
            (read(3), drain, panels[3].grain()),
            (read(4), errors, panels[4].grain()),
        ];
        for (read, truth, grain) in found {
            assert!((read - truth).abs() <= 2.0 * grain, "{reference}: {read} for {truth}");
        }
        let lowest = panels[0].curves.iter().flatten().map(|(_, y)| *y).max().unwrap();
        let least =
            entries.iter().map(|entry| entry.truth.multiplier).min_by(f64::total_cmp).unwrap();
        assert!((panels[0].value(lowest) - least).abs() <= 2.0 * panels[0].grain(), "{reference}");

        let peak = entries.iter().find(|entry| entry.truth.memory.as_mb() == memory).unwrap();
        let x = Read::highest(&panels[1].curves).0;
        let width = (seconds(&scene, RIGHT) - seconds(&scene, LEFT)) / 300.0;
        let read = seconds(&scene, x);
        assert!((read - peak.at.as_secs_f64()).abs() <= width, "{reference}: {read} s");
    }
}

#[test]
fn every_line_of_the_playbook_is_where_its_value_is() {
    let (plan, outcome) = real("memory-leak-critical@0x2a");
    let panels = Read::of(&scene(&plan, &outcome));
    let expected: [&[f64]; 5] = [
        &[357.0, 350.0, 300.0, 200.0],
        &[300.0, 250.0, 220.0, 200.0, 195.0],
        &[51.0, 49.0, 47.0],
        &[10.0, 2.0],
        &[10.0, 5.0, 1.0],
    ];
    for (panel, values) in panels.iter().zip(expected) {
        assert_eq!(panel.lines.len(), values.len());
        for (y, value) in panel.lines.iter().zip(values) {
            let read = panel.value(*y);
            assert!((read - value).abs() <= 1.5 * panel.grain(), "{read} for {value}");
        }
    }
}

#[test]
fn a_line_that_the_plan_overrides_is_drawn_where_the_plan_has_it() {
    let (mut plan, outcome) = examples::short_run();
    let more = "targets.memory_usage = '180MB'\nseverities.minor.memory_above = '175MB'";
    plan.playbook.extend(more.parse::<toml::Table>().unwrap());
    let panels = Read::of(&scene(&plan, &outcome));
    let read: Vec<_> = panels[1].lines.iter().map(|y| panels[1].value(*y)).collect();
    for (read, value) in read.iter().zip([300.0, 250.0, 220.0, 180.0, 175.0]) {
        assert!((read - value).abs() <= 1.5 * panels[1].grain(), "{read} for {value}");
    }
}

/// From when to when the bars of a colour last, in seconds, from the top left on.
fn bars(scene: &Scene, wanted: Colour) -> Vec<(f64, f64)> {
    let bars = scene.shapes.iter().filter_map(|shape| match shape {
        Shape::Box(frame, colour) if *colour == wanted && frame.left >= LEFT => {
            Some((seconds(scene, frame.left), seconds(scene, frame.right)))
        }
        _ => None,
    });
    bars.collect()
}

#[test]
fn bars_last_from_when_to_when_the_record_says() {
    let (plan, outcome) = real("swarm-everything@0xf");
    let scene = scene(&plan, &outcome);
    let second = (seconds(&scene, RIGHT) - seconds(&scene, LEFT)) / f64::from(RIGHT - LEFT);
    let record = outcome.record.as_deref().unwrap();
    let of = |wanted: Transition| {
        let entry = record.iter().find(|entry| entry.transition == wanted).unwrap();
        entry.at.as_secs_f64()
    };
    let ended = |number| {
        let is_end = |entry: &&Entry| matches!(entry.transition, Transition::FaultEnded(other, _) if other == number);
        record.iter().find(is_end).unwrap().at.as_secs_f64()
    };
    // In the order in which they began: the third of the plan first.
    let faults: Vec<_> =
        [2, 1, 0].map(|number| (of(Transition::FaultBegan(number)), ended(number))).to_vec();
    let mut procedures: Vec<(RecoveryProcedure, f64, f64)> = vec![];
    for pair in record.windows(2) {
        let (before, after) = (pair[0].announced.procedure, pair[1].announced.procedure);
        let at = pair[1].at.as_secs_f64();
        if before == after {
            continue;
        }
        if before.is_some() {
            procedures.last_mut().unwrap().2 = at;
        }
        procedures.extend(after.map(|after| (after, at, f64::NAN)));
    }
    procedures.sort_by_key(|(procedure, ..)| *procedure);
    let procedures = procedures.into_iter().map(|(_, from, until)| (from, until)).collect();
    for (colour, expected) in [(style::FAULT, faults), (style::PROTOCOL, procedures)] {
        let found = bars(&scene, colour);
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(&expected) {
            let off = (found.0 - expected.0).abs() + (found.1 - expected.1).abs();
            assert!(off <= 8.0 * second, "{found:?} for {expected:?}");
        }
    }
}

/// Places of the strokes of one instant's width through the panels.
fn strokes(scene: &Scene, width: i32) -> Vec<i32> {
    let first = scene.labels.iter().find(|label| label.text.starts_with("Performance")).unwrap();
    let title = scene.labels.iter().find(|label| label.text.starts_with("time since")).unwrap();
    let places = scene.shapes.iter().filter_map(|shape| match shape {
        Shape::Box(frame, style::BLACK)
            if frame.right - frame.left == width
                && frame.top > first.at.1 - 20 * PIXEL
                && frame.bottom < title.at.1 =>
        {
            Some(frame.left + width / 2)
        }
        _ => None,
    });
    let mut places: Vec<_> = places.collect();
    places.sort_unstable();
    places
}

#[test]
fn the_four_instants_stand_where_they_happened_in_every_panel() {
    for reference in ["memory-leak-critical@0x2a", "swarm-everything@0xf"] {
        let (plan, outcome) = real(reference);
        let scene = scene(&plan, &outcome);
        let second = (seconds(&scene, RIGHT) - seconds(&scene, LEFT)) / f64::from(RIGHT - LEFT);
        let at = |x: i32| seconds(&scene, x);
        let incidents = &outcome.judgement.incidents;
        let thick: Vec<f64> = strokes(&scene, 2 * PIXEL).into_iter().map(at).collect();
        let restorations: Vec<_> = incidents.iter().filter_map(|one| one.restoration).collect();
        assert_eq!(thick.len(), 5 * restorations.len(), "{reference}");
        for (found, restoration) in thick.chunks(5).zip(&restorations) {
            let off = (found[0] - restoration.as_secs_f64()).abs();
            assert!(off <= 4.0 * second, "{reference}: {found:?} for {restoration}");
        }
        let thin: Vec<f64> = strokes(&scene, PIXEL).into_iter().map(at).collect();
        let others =
            incidents.iter().flat_map(|one| [Some(one.onset), one.detection, one.response]);
        let others: Vec<_> = others.flatten().map(Time::as_secs_f64).collect();
        for other in &others {
            let near = thin.iter().filter(|found| (*found - other).abs() <= 4.0 * second);
            assert!(near.count() >= 5, "{reference}: nothing at {other}");
        }
        for found in &thin {
            let is_one = others.iter().any(|other| (found - other).abs() <= 4.0 * second);
            assert!(is_one, "{reference}: what is at {found} s?");
        }
    }
}
