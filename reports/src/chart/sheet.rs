//! The sheet that a chart is drawn on: its title, its key, its axes and its notes.

use super::look::{Look, leading};
use super::marks::{self, CURVE, DASHES, LIMIT};
use super::scale::Scale;
use crate::drawing::scene::{Anchor, Colour, Frame, PIXEL, Pen, Place, Scene};

/// Width of every chart in pixels.
const WIDTH: i32 = 960;
/// Left end of everything.
pub(super) const MARGIN: i32 = 16 * PIXEL;
/// Right end of everything.
pub(super) const EDGE: i32 = (WIDTH - 16) * PIXEL;

/// Lines that a title, a lead or a note may take.
const LINES: usize = 3;

/// A chart being drawn, from the top down.
#[derive(Debug)]
pub(super) struct Sheet<'a> {
    pub(super) scene: Scene,
    pub(super) look: &'a Look,
    /// Where what is drawn so far ends.
    pub(super) top: i32,
}

/// What stands beside a name in the key.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Sample {
    /// A curve of this series, with its mark.
    Curve(usize),
    /// A mark of this series in this colour.
    Mark(usize, Colour),
    /// A line not to be crossed.
    Limit,
    /// A cross.
    Cross,
    /// A filled cell.
    Cell(Colour),
    /// A cell without anything.
    Nothing,
}

impl<'a> Sheet<'a> {
    /// A sheet with its title, and what has to be known to read it.
    pub(super) fn begin(look: &'a Look, title: &str, lead: &str) -> Self {
        let about = firedrill_scenarios::escaped(&format!("{title}. {lead}"));
        let scene = Scene { paper: look.paper, width: WIDTH, about, ..Scene::default() };
        let mut sheet = Self { scene, look, top: 10 * PIXEL };
        sheet.paragraph(title, look.title());
        sheet.space(2);
        sheet.paragraph(lead, look.small());
        sheet.space(8);
        sheet
    }

    /// The picture, as high as what was drawn.
    pub(super) fn end(mut self) -> Scene {
        self.scene.height = self.top.div_euclid(PIXEL) + 14;
        self.scene
    }

    pub(super) fn space(&mut self, pixels: i32) {
        self.top += pixels * PIXEL;
    }

    /// A sentence below everything so far; nothing for an empty one.
    pub(super) fn note(&mut self, text: &str) {
        if !text.is_empty() {
            self.paragraph(text, self.look.small());
        }
    }

    fn paragraph(&mut self, text: &str, pen: Pen) {
        let mut lines = pen.wrap(&firedrill_scenarios::escaped(text), EDGE - MARGIN);
        if lines.len() > LINES {
            lines.truncate(LINES);
            if let Some(last) = lines.last_mut() {
                *last = pen.cut(&format!("{last} …"), EDGE - MARGIN);
            }
        }
        for line in lines {
            self.top += leading(pen);
            self.scene.text(&line, (MARGIN, self.top), Anchor::Start, pen);
        }
    }

    /// Names with their samples, side by side as far as there is room.
    pub(super) fn key(&mut self, entries: &[(Sample, String)]) {
        const SAMPLE: i32 = 34 * PIXEL;
        const APART: i32 = 18 * PIXEL;
        let pen = self.look.small();
        let line = leading(pen) + 2 * PIXEL;
        let mut left = MARGIN;
        if !entries.is_empty() {
            self.top += line;
        }
        for (sample, name) in entries {
            let name = pen.cut(&firedrill_scenarios::escaped(name), EDGE - MARGIN - SAMPLE);
            let width = SAMPLE + pen.width(&name);
            if left > MARGIN && left + width > EDGE {
                (left, self.top) = (MARGIN, self.top + line);
            }
            self.sample(*sample, (left, self.top - pen.size / 3));
            self.scene.text(&name, (left + SAMPLE, self.top), Anchor::Start, pen);
            left += width + APART;
        }
        self.space(6);
    }

    fn sample(&mut self, sample: Sample, (left, middle): Place) {
        let (right, centre) = (left + 28 * PIXEL, left + 14 * PIXEL);
        let cell = Frame {
            left: left + 4 * PIXEL,
            top: middle - 5 * PIXEL,
            right,
            bottom: middle + 5 * PIXEL,
        };
        let (scene, look) = (&mut self.scene, self.look);
        match sample {
            Sample::Curve(series) => {
                let colour = look.series[series % look.series.len()];
                let dash = DASHES[series % DASHES.len()];
                marks::dashed(scene, &[(left, middle), (right, middle)], dash, CURVE, colour);
                marks::marker(scene, series, (centre, middle), colour);
            }
            Sample::Mark(series, colour) => marks::marker(scene, series, (centre, middle), colour),
            Sample::Limit => {
                let places = [(left, middle), (right, middle)];
                marks::dashed(scene, &places, LIMIT, CURVE, look.limit);
            }
            Sample::Cross => marks::cross(scene, (centre, middle), look.bad),
            Sample::Cell(colour) => {
                scene.fill(cell, look.frame);
                scene.fill(cell.inside(), colour);
            }
            Sample::Nothing => {
                marks::hatch(scene, cell, look.frame);
                self.outline(cell);
            }
        }
    }

    /// The name of a vertical axis, or of a panel, above it.
    pub(super) fn heading(&mut self, text: &str) {
        let pen = self.look.heading();
        self.top += leading(pen);
        let text = pen.cut(&firedrill_scenarios::escaped(text), EDGE - MARGIN);
        self.scene.text(&text, (MARGIN, self.top), Anchor::Start, pen);
        self.space(8);
    }

    /// Room for a diagram of this height whose vertical axis has these names, below everything so
    /// far, `gutter` units away from the right end.
    pub(super) fn room(&self, y: &Scale, height: i32, gutter: i32) -> Frame {
        let pen = self.look.small();
        let widest = y.ticks.iter().map(|(_, name)| pen.width(name)).max().unwrap_or(0);
        let (left, top) = (MARGIN + widest + 8 * PIXEL, self.top + 4 * PIXEL);
        Frame { left, top, right: EDGE - gutter, bottom: top + height * PIXEL }
    }

    /// Round values at the left of a diagram.
    pub(super) fn rows(&mut self, frame: Frame, y: &Scale) {
        let pen = self.look.small();
        for (value, name) in &y.ticks {
            let at = y.place(*value, frame.bottom, frame.top);
            self.scene.line((frame.left, at), (frame.right, at), 2, self.look.grid);
            let place = (frame.left - 6 * PIXEL, at + pen.size / 3);
            self.scene.text(name, place, Anchor::End, pen);
        }
    }

    /// Round values below a diagram.
    pub(super) fn columns(&mut self, frame: Frame, x: &Scale) {
        let ticks = x.ticks.iter();
        let ticks = ticks.map(|(value, name)| (x.place(*value, frame.left, frame.right), name));
        self.ticks(frame, ticks.map(|(at, name)| (at, name.as_str())));
    }

    /// Names below a diagram, from left to right, as many of them as there is room for.
    pub(super) fn ticks<'t>(
        &mut self,
        frame: Frame,
        ticks: impl IntoIterator<Item = (i32, &'t str)>,
    ) {
        let pen = self.look.small();
        let baseline = frame.bottom + 5 * PIXEL + pen.size;
        let mut free = MARGIN;
        for (at, name) in ticks {
            self.scene.line((at, frame.top), (at, frame.bottom), 2, self.look.grid);
            let width = pen.width(name);
            let left = (at - width / 2).min(EDGE - width);
            if left < free {
                continue;
            }
            let foot = frame.bottom + 4 * PIXEL;
            self.scene.line((at, frame.bottom), (at, foot), 2, self.look.frame);
            self.scene.text(name, (left, baseline), Anchor::Start, pen);
            free = left + width + 8 * PIXEL;
        }
        self.top = baseline + pen.size / 4;
    }

    /// The name of the horizontal axis, below its round values.
    pub(super) fn axis_name(&mut self, frame: Frame, name: &str) {
        let pen = self.look.small();
        self.top += leading(pen);
        let name = pen.cut(&firedrill_scenarios::escaped(name), EDGE - frame.left);
        self.scene.text(&name, (frame.left, self.top), Anchor::Start, pen);
        self.space(6);
    }

    /// The edge of a frame.
    pub(super) fn outline(&mut self, frame: Frame) {
        let Frame { left, top, right, bottom } = frame;
        for y in [top, bottom] {
            self.scene.line((left, y), (right, y), 2, self.look.frame);
        }
        for x in [left, right] {
            self.scene.line((x, top), (x, bottom), 2, self.look.frame);
        }
    }

    /// A line from the top of a diagram to its bottom that is not to be crossed.
    pub(super) fn limit_down(&mut self, frame: Frame, x: i32) {
        let places = [(x, frame.top - 3 * PIXEL), (x, frame.bottom)];
        marks::dashed(&mut self.scene, &places, LIMIT, CURVE, self.look.limit);
    }

    /// A name above a vertical line of a diagram that begins below it.
    pub(super) fn name_above(&mut self, frame: Frame, x: i32, name: &str) {
        let pen = Pen { colour: self.look.ink, ..self.look.small() };
        let name = pen.cut(&firedrill_scenarios::escaped(name), EDGE - frame.left);
        let width = pen.width(&name);
        let left = (x - width / 2).min(EDGE - width).max(frame.left);
        self.scene.text(&name, (left, frame.top - 7 * PIXEL), Anchor::Start, pen);
    }
}
