//! Faults and procedures as bars: what was there from when to when, and what ended it.

use firedrill_model::nouns::{EscalationLevel, RecoveryProcedure};
use firedrill_sim::Time;

use super::scene::{Anchor, Colour, Frame, PIXEL, Pen, Scene, Shape};
use super::spans::{self, Ending, FaultTimes, Lasted};
use super::story::Story;
use super::style::{
    BLACK, FAULT, FRAME, GRID, HEADING, LEFT, MARGIN, PROTOCOL, RIGHT, SEVERITIES, SMALL, TEXT,
    WORDS, leading,
};
use crate::{fault_words, figures};

/// Faults that have a row of their own.
const FAULTS: usize = 8;

/// A row: words at the left, bars over time.
struct Row {
    lines: Vec<(String, Pen)>,
    bars: Vec<(Lasted, Ending)>,
    colour: Colour,
}

/// Draws the faults in the order in which they began; returns where the rest begins.
pub(super) fn faults(scene: &mut Scene, story: &Story<'_>, top: i32) -> i32 {
    let faults = spans::faults(story.record, story.window.end);
    let never = story.plan.faults.len().saturating_sub(faults.len());
    let heading = match (faults.is_empty(), never) {
        (true, 0) => "Faults: none".to_owned(),
        (_, 0) => "Faults".to_owned(),
        (_, never) => format!("Faults ({never} of the plan never began)"),
    };
    let mut faults: Vec<_> = faults.into_iter().collect();
    faults.sort_by_key(|(number, times)| (times.first().map(|(lasted, _)| lasted.from), *number));
    let rest = faults.split_off(faults.len().min(FAULTS));
    let mut rows: Vec<_> =
        faults.into_iter().map(|(number, times)| fault(story, number, times)).collect();
    if !rest.is_empty() {
        let text = figures::plural(rest.len(), "more fault");
        let bars = rest.into_iter().flat_map(|(_, times)| times).collect();
        rows.push(Row { lines: vec![(text, SMALL)], bars, colour: FAULT });
    }
    lane(scene, story, &heading, &rows, top)
}

/// Promises that have a row of their own.
const VIOLATIONS: usize = 4;

/// Draws what was not kept, if anything was not, and when that was certain; returns where the rest
/// begins.
pub(super) fn violations(scene: &mut Scene, story: &Story<'_>, top: i32) -> i32 {
    let violations = &story.outcome.judgement.violations;
    if violations.is_empty() {
        return top;
    }
    let mut top = top + leading(HEADING);
    scene.text("Not kept", (MARGIN, top), Anchor::Start, HEADING);
    for violation in violations.iter().take(VIOLATIONS) {
        let begin = top;
        let about = firedrill_scenarios::escaped(&violation.about);
        let mut lines: Vec<_> = SMALL.wrap(&format!("{}, {about}", violation.at), WORDS);
        if lines.len() > 2 {
            lines.truncate(2);
            lines[1] = SMALL.cut(&format!("{}…", lines[1]), WORDS);
        }
        let property = TEXT.cut(violation.property.name(), WORDS);
        let lines = lines.into_iter().map(|line| (line, SMALL));
        for (line, pen) in [(property, TEXT)].into_iter().chain(lines) {
            top += leading(pen);
            scene.text(&line, (MARGIN, top), Anchor::Start, pen);
        }
        let middle = begin + 11 * PIXEL;
        scene.line((LEFT, middle), (RIGHT, middle), 2, GRID);
        cross(scene, story.window.x(violation.at), middle);
        top += 3 * PIXEL;
    }
    if violations.len() > VIOLATIONS {
        top += leading(SMALL);
        let text = format!("{} more not kept", violations.len() - VIOLATIONS);
        scene.text(&text, (MARGIN, top), Anchor::Start, SMALL);
    }
    top + 8 * PIXEL
}

/// Something went wrong here.
fn cross(scene: &mut Scene, x: i32, middle: i32) {
    let arm = 5 * PIXEL;
    for (left, right) in [(-arm, arm), (arm, -arm)] {
        scene.line((x + left, middle - arm), (x + right, middle + arm), 2 * PIXEL, BLACK);
    }
}

/// Draws who was in charge and which procedures ran; returns where the rest begins.
pub(super) fn protocol(scene: &mut Scene, story: &Story<'_>, top: i32) -> i32 {
    let (record, end) = (story.record, story.window.end);
    let levels = spans::levels(record, end);
    let procedures = spans::procedures(record, end);
    let mut rows = vec![];
    for level in EscalationLevel::ALL {
        let text = format!("level {}: {level}", level.level());
        rows.extend(row_of(&levels, level, text, SEVERITIES[usize::from(level.level()) - 1]));
    }
    for procedure in RecoveryProcedure::ALL {
        rows.extend(row_of(&procedures, procedure, procedure.to_string(), PROTOCOL));
    }
    let heading = if rows.is_empty() {
        "Protocol: announced no emergency"
    } else {
        "Protocol: escalation levels, procedures"
    };
    lane(scene, story, heading, &rows, top)
}

/// The row of one thing among many, if it was ever there.
fn row_of<T: PartialEq>(
    spans: &[(T, Lasted)],
    one: T,
    text: String,
    colour: Colour,
) -> Option<Row> {
    let bars: Vec<_> = spans
        .iter()
        .filter(|(other, _)| *other == one)
        .map(|(_, lasted)| (*lasted, Ending::Itself))
        .collect();
    (!bars.is_empty()).then(|| Row { lines: vec![(text, TEXT)], bars, colour })
}

fn fault(story: &Story<'_>, number: usize, times: FaultTimes) -> Row {
    let words = story.plan.faults.get(number).map(|fault| fault_words::kind(&fault.kind));
    let words = words.unwrap_or_else(|| "not of this plan".to_owned());
    let text = match story.plan.faults.len() {
        1 => words,
        _ => format!("{}: {words}", number + 1),
    };
    let mut lines: Vec<_> = TEXT.wrap(&text, WORDS).into_iter().map(|line| (line, TEXT)).collect();
    lines.extend(SMALL.wrap(&when(&times), WORDS).into_iter().map(|line| (line, SMALL)));
    Row { lines, bars: times, colour: FAULT }
}

/// `01m14.000s to 02m03.000s, ended by surgical-memory-cleanup`
fn when(times: &FaultTimes) -> String {
    let Some((lasted, ending)) = times.last() else { return String::new() };
    let often = match times.len() {
        1 => String::new(),
        count => format!("{count} times, last "),
    };
    let Lasted { from, until } = lasted;
    match ending {
        Ending::Open => format!("{often}{from} to the end of the run"),
        Ending::Itself => format!("{often}{from} to {until}, ended by itself"),
        Ending::By(action) => format!("{often}{from} to {until}, ended by {}", action.name()),
    }
}

fn lane(scene: &mut Scene, story: &Story<'_>, heading: &str, rows: &[Row], top: i32) -> i32 {
    let mut top = top + leading(HEADING);
    scene.text(heading, (MARGIN, top), Anchor::Start, HEADING);
    for row in rows {
        top += 3 * PIXEL;
        let begin = top;
        for (line, pen) in &row.lines {
            top += leading(*pen);
            scene.text(line, (MARGIN, top), Anchor::Start, *pen);
        }
        top += PIXEL;
        let middle = begin + 10 * PIXEL;
        scene.line((LEFT, middle), (RIGHT, middle), 2, GRID);
        for (lasted, ending) in &row.bars {
            bar(scene, story, lasted, *ending, middle, row.colour);
        }
    }
    top + 8 * PIXEL
}

/// A bar with its end: a thick stroke where an action ended it, an arrow where nothing did.
fn bar(
    scene: &mut Scene,
    story: &Story<'_>,
    lasted: &Lasted,
    ending: Ending,
    middle: i32,
    colour: Colour,
) {
    let window = &story.window;
    if lasted.until < window.from || lasted.from > window.until {
        return;
    }
    let half = 5 * PIXEL;
    let (left, right) = (window.x(lasted.from), window.x(lasted.until));
    let right = right.max(left + 2 * PIXEL);
    let edge = Frame { left, top: middle - half, right, bottom: middle + half };
    scene.fill(edge, FRAME);
    scene.fill(edge.inside(), colour);
    let ends_here = lasted.until <= window.until && lasted.until < window.end;
    match ending {
        Ending::By(_) if ends_here => {
            let (top, bottom) = (middle - half - 2 * PIXEL, middle + half + 2 * PIXEL);
            scene.fill(Frame { left: right - PIXEL, top, right: right + 2 * PIXEL, bottom }, BLACK);
        }
        Ending::Open => arrow(scene, right, middle, half, colour),
        _ if is_beyond(lasted, window.until) => arrow(scene, right, middle, half, colour),
        _ => {}
    }
}

fn is_beyond(lasted: &Lasted, until: Time) -> bool {
    lasted.until > until
}

/// It goes on beyond the right end.
fn arrow(scene: &mut Scene, x: i32, middle: i32, half: i32, colour: Colour) {
    let tip = (x + 8 * PIXEL, middle);
    let places = vec![(x, middle - half), tip, (x, middle + half)];
    scene.shapes.push(Shape::Polygon(places, colour));
}
