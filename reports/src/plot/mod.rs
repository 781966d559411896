//! One run as a picture: what went wrong, what the protocol did and what became of the app, below one
//! another over one time axis. docs/pictures.md says how to read it.
//!
//! The same run gives the same bytes on every machine: places are whole numbers, texts are outlines of
//! an embedded font.

mod axis;
mod curves;
mod footer;
mod incidents;
mod lanes;
mod limits;
mod panels;
mod quantity;
mod spans;
mod story;
mod style;
#[cfg(test)]
mod tests;
mod titles;
mod window;

use firedrill_protocol::PlaybookError;
use firedrill_scenarios::{Outcome, Plan};
use thiserror::Error;

use self::scene::Scene;
use self::story::Story;
pub use crate::drawing::DrawingError;
use crate::drawing::{font, scene, spread};
use crate::reproduction::Reproduction;

/// Why a run could not be drawn.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum PlotError {
    /// There is nothing to draw.
    #[error("the record of the run was not kept, so there is nothing to draw")]
    NoRecord,
    /// It is not known where the lines are.
    #[error("the plan's playbook does not hold together: {0}")]
    Playbook(#[from] PlaybookError),
    /// Drawing or encoding failed, which nothing in a run should be able to bring about.
    #[error(transparent)]
    Drawing(#[from] DrawingError),
}

/// The picture of a run whose record was kept, as an SVG document.
pub fn svg(
    plan: &Plan,
    outcome: &Outcome,
    reproduction: &Reproduction,
) -> Result<String, PlotError> {
    Ok(scene(plan, outcome, reproduction)?.svg()?)
}

/// The same picture as a PNG file.
pub fn png(
    plan: &Plan,
    outcome: &Outcome,
    reproduction: &Reproduction,
) -> Result<Vec<u8>, PlotError> {
    Ok(scene(plan, outcome, reproduction)?.png()?)
}

/// From the top down: titles, faults, incidents, the protocol, the app, the panels, what to know of them.
fn scene(plan: &Plan, outcome: &Outcome, reproduction: &Reproduction) -> Result<Scene, PlotError> {
    let story = Story::of(plan, outcome)?;
    let mut scene = Scene { width: style::WIDTH, ..Scene::default() };
    let mut top = titles::draw(&mut scene, &story);
    top = lanes::faults(&mut scene, &story, top);
    top = incidents::draw(&mut scene, &story, top);
    top = lanes::violations(&mut scene, &story, top);
    top = lanes::protocol(&mut scene, &story, top);
    top = lanes::silences(&mut scene, &story, top);
    top = panels::draw(&mut scene, &story, top);
    let bottom = footer::draw(&mut scene, &story, reproduction, top);
    scene.height = bottom.div_euclid(scene::PIXEL) + 1;
    Ok(scene)
}
