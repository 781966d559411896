//! Below the panels: the time axis, what lines and shades mean, and how to see the run again.

use super::axis;
use super::incidents::Instant;
use super::scene::{Anchor, Colour, Frame, PIXEL, Scene};
use super::story::Story;
use super::style::{
    EDGE, FRAME, INCIDENT, LEFT, MARGIN, RIGHT, SEVERITIES, SMALL, TEXT, TICK, UNKNOWN, leading,
};
use super::titles::{paragraph, verdict};
use crate::figures;
use crate::reproduction::Reproduction;

/// Draws everything below the panels and returns where the picture ends.
pub(super) fn draw(
    scene: &mut Scene,
    story: &Story<'_>,
    reproduction: &Reproduction,
    top: i32,
) -> i32 {
    let mut top = time_axis(scene, story, top);
    if !story.incidents().is_empty() {
        top = legend(scene, top);
    }
    top += 4 * PIXEL;
    let (seed, digest) = (story.plan.seed, story.outcome.digest);
    let facts = format!("Verdict: {} · seed {seed} · digest {digest}", verdict(story));
    top = paragraph(scene, &facts, TEXT, top);
    for line in TEXT.broken(&reproduction.replay(), EDGE - MARGIN) {
        top += leading(TEXT);
        scene.text(&line, (MARGIN, top), Anchor::Start, TEXT);
    }
    top + 10 * PIXEL
}

fn time_axis(scene: &mut Scene, story: &Story<'_>, top: i32) -> i32 {
    let window = &story.window;
    let baseline = top + 5 * PIXEL + TICK.size;
    for (at, text) in axis::moments(window) {
        let x = window.x(at);
        scene.line((x, top), (x, top + 4 * PIXEL), 2, FRAME);
        scene.text(&text, (x, baseline), Anchor::Middle, TICK);
    }
    let mut text = "time since the start of the run".to_owned();
    if !window.is_whole() {
        let end = figures::span(window.end - firedrill_sim::Time::ZERO);
        text += &format!(", shown from {} to {} of {end}", window.from, window.until);
    }
    let baseline = baseline + leading(SMALL);
    scene.text(&text, ((LEFT + RIGHT) / 2, baseline), Anchor::Middle, SMALL);
    baseline
}

/// What the strokes through the panels and the shades are.
fn legend(scene: &mut Scene, top: i32) -> i32 {
    let baseline = top + leading(SMALL) + 6 * PIXEL;
    let (up, down) = (baseline - 10 * PIXEL, baseline + 3 * PIXEL);
    let mut x = MARGIN;
    let name = |scene: &mut Scene, text: &str, x: &mut i32| {
        scene.text(text, (*x, baseline), Anchor::Start, SMALL);
        *x += SMALL.width(text) + 18 * PIXEL;
    };
    for instant in Instant::ALL {
        instant.sample(scene, (x, baseline - 4 * PIXEL), 28 * PIXEL);
        x += 34 * PIXEL;
        name(scene, instant.name(), &mut x);
    }
    let shades: [(&str, &[Colour]); 3] = [
        ("incident", &[INCIDENT]),
        ("minor, moderate, major, critical", &SEVERITIES),
        ("nothing recorded", &[UNKNOWN]),
    ];
    for (text, colours) in shades {
        for colour in colours {
            let frame = Frame { left: x, top: up, right: x + 16 * PIXEL, bottom: down };
            scene.fill(frame, FRAME);
            let frame =
                Frame { left: x + 2, top: up + 2, right: x + 16 * PIXEL - 2, bottom: down - 2 };
            scene.fill(frame, *colour);
            x += 16 * PIXEL;
        }
        x += 6 * PIXEL;
        name(scene, text, &mut x);
    }
    down
}
