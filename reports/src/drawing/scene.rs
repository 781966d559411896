//! A picture before it is drawn: shapes and texts in whole units, so that all that draw it agree.

use super::font::{self, Weight};

/// Units a pixel: curves are finer than pixels, and lines still begin and end at whole units.
pub(crate) const PIXEL: i32 = 3;

/// A place, in units from the top left corner.
pub(crate) type Place = (i32, i32);

/// A colour, 8 bits each of red, green and blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Colour(pub(crate) u8, pub(crate) u8, pub(crate) u8);

/// A rectangle: left and top inside, right and bottom outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Frame {
    pub(crate) left: i32,
    pub(crate) top: i32,
    pub(crate) right: i32,
    pub(crate) bottom: i32,
}

/// What is drawn below all texts, in this order.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Shape {
    /// A filled rectangle.
    Box(Frame, Colour),
    /// A straight line of so many units across.
    Line(Place, Place, i32, Colour),
    /// Straight lines from place to place.
    Curve(Vec<Place>, i32, Colour),
    /// A filled polygon.
    Polygon(Vec<Place>, Colour),
}

/// A line of text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Label {
    pub(crate) text: String,
    /// The left end of its baseline.
    pub(crate) at: Place,
    /// Units in an em.
    pub(crate) size: i32,
    pub(crate) weight: Weight,
    pub(crate) colour: Colour,
}

/// A whole picture.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Scene {
    /// What is behind everything.
    pub(crate) paper: Colour,
    /// In pixels.
    pub(crate) width: i32,
    /// In pixels.
    pub(crate) height: i32,
    pub(crate) shapes: Vec<Shape>,
    pub(crate) labels: Vec<Label>,
    /// What it shows, for those who cannot see it.
    pub(crate) about: String,
}

/// How a line of text stands to its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Anchor {
    /// It begins there.
    Start,
    /// Its middle is there.
    Middle,
    /// It ends there.
    End,
}

/// How a text is written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pen {
    pub(crate) size: i32,
    pub(crate) weight: Weight,
    pub(crate) colour: Colour,
}

impl Pen {
    /// So many pixels in an em.
    pub(crate) const fn new(pixels: i32, weight: Weight, colour: Colour) -> Self {
        Self { size: pixels * PIXEL, weight, colour }
    }

    pub(crate) fn width(&self, text: &str) -> i32 {
        font::width(text, self.weight, self.size)
    }

    /// The text in lines of at most so many units; a word that is longer is cut with an ellipsis.
    pub(crate) fn wrap(&self, text: &str, width: i32) -> Vec<String> {
        let mut lines: Vec<String> = vec![];
        for word in unbreakable(text) {
            let word = self.cut(&word, width);
            if let Some(line) = lines.last_mut()
                && self.width(&format!("{line} {word}")) <= width
            {
                *line = format!("{line} {word}");
            } else {
                lines.push(word);
            }
        }
        lines
    }

    /// The text in lines of at most so many units, broken anywhere: what is to be pasted is whole.
    pub(crate) fn broken(&self, text: &str, width: i32) -> Vec<String> {
        let (mut lines, mut line) = (vec![], String::new());
        for character in firedrill_scenarios::escaped(text).chars() {
            line.push(character);
            if self.width(&line) > width && line.chars().nth(1).is_some() {
                line.pop();
                lines.push(core::mem::replace(&mut line, character.to_string()));
            }
        }
        lines.push(line);
        lines
    }

    /// The text, or as much of it as fits and an ellipsis.
    pub(crate) fn cut(&self, text: &str, width: i32) -> String {
        if self.width(text) <= width {
            return text.to_owned();
        }
        let mut kept = String::new();
        for character in text.chars() {
            kept.push(character);
            if self.width(&kept) + self.width("…") > width {
                kept.pop();
                break;
            }
        }
        kept + "…"
    }
}

impl Frame {
    /// Without its edge.
    pub(crate) const fn inside(&self) -> Self {
        let Self { left, top, right, bottom } = *self;
        Self { left: left + 2, top: top + 2, right: right - 2, bottom: bottom - 2 }
    }

    #[cfg(test)]
    pub(crate) const fn meets(&self, other: &Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }
}

impl Label {
    /// The room that it takes: from the top of capitals and figures to the bottom of descenders.
    #[cfg(test)]
    pub(crate) fn frame(&self) -> Frame {
        let width = font::width(&self.text, self.weight, self.size);
        Frame {
            left: self.at.0,
            top: self.at.1 - self.size * 3 / 4,
            right: self.at.0 + width,
            bottom: self.at.1 + self.size / 4,
        }
    }
}

impl Default for Scene {
    /// A sheet of white paper.
    fn default() -> Self {
        let paper = Colour(0xff, 0xff, 0xff);
        let about = String::new();
        Self { paper, width: 0, height: 0, shapes: vec![], labels: vec![], about }
    }
}

impl Scene {
    /// Adds a line of text. Hidden characters are shown escaped.
    pub(crate) fn text(&mut self, text: &str, at: Place, anchor: Anchor, pen: Pen) {
        let text = firedrill_scenarios::escaped(text);
        let width = pen.width(&text);
        let left = match anchor {
            Anchor::Start => at.0,
            Anchor::Middle => at.0 - width / 2,
            Anchor::End => at.0 - width,
        };
        let (size, weight, colour) = (pen.size, pen.weight, pen.colour);
        self.labels.push(Label { text, at: (left, at.1), size, weight, colour });
    }

    pub(crate) fn fill(&mut self, frame: Frame, colour: Colour) {
        if frame.left < frame.right && frame.top < frame.bottom {
            self.shapes.push(Shape::Box(frame, colour));
        }
    }

    /// A straight line; one along an axis is a rectangle, which every backend draws alike.
    pub(crate) fn line(&mut self, from: Place, to: Place, width: i32, colour: Colour) {
        let half = width / 2;
        if from.1 == to.1 {
            let (top, bottom) = (from.1 - half, from.1 - half + width);
            self.fill(Frame { left: from.0, top, right: to.0, bottom }, colour);
        } else if from.0 == to.0 {
            let (left, right) = (from.0 - half, from.0 - half + width);
            self.fill(Frame { left, top: from.1, right, bottom: to.1 }, colour);
        } else {
            self.shapes.push(Shape::Line(from, to, width, colour));
        }
    }
}

/// The words of a text, a number and its unit being one.
fn unbreakable(text: &str) -> Vec<String> {
    const UNIT: usize = 4;
    let mut words: Vec<String> = vec![];
    for word in text.split(' ') {
        match words.last_mut() {
            Some(before)
                if before.ends_with(|c: char| c.is_ascii_digit())
                    && word.starts_with(|c: char| c.is_alphabetic() || "%°".contains(c))
                    && word.len() <= UNIT =>
            {
                *before = format!("{before} {word}");
            }
            _ => words.push(word.to_owned()),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEN: Pen = Pen::new(11, Weight::Regular, Colour(0, 0, 0));

    #[test]
    fn no_line_is_wider_than_it_may_be() {
        let text = "leak of image-cache at 4.1 MB/s, from here to there and back again";
        for width in [60, 200, 500] {
            let lines = PEN.wrap(text, width);
            assert!(lines.iter().all(|line| PEN.width(line) <= width), "{lines:?}");
        }
        assert_eq!(PEN.wrap(text, 10_000), [text]);
        assert_eq!(PEN.wrap(text, 500).join(" "), text);
        assert_eq!(PEN.wrap("", 500), [""]);
        for width in 100..400 {
            let lines = PEN.wrap("a pause of 1 min 22 s at 4.1 MB/s", width);
            assert!(
                !lines.iter().any(|line| line.starts_with("s ") || line == "MB/s"),
                "{lines:?}"
            );
        }
    }

    #[test]
    fn what_is_cut_says_so() {
        assert_eq!(PEN.cut("short", 1_000), "short");
        let cut = PEN.cut("much-longer-than-that", 150);
        assert!(cut.starts_with("much") && cut.ends_with('…') && PEN.width(&cut) <= 150, "{cut}");
        assert_eq!(PEN.cut("x", 0), "…");
    }

    #[test]
    fn a_text_stands_where_its_anchor_says_and_hides_nothing() {
        let mut scene = Scene::default();
        for anchor in [Anchor::Start, Anchor::Middle, Anchor::End] {
            scene.text("ab\u{202e}", (1000, 50), anchor, PEN);
        }
        assert_eq!(scene.labels[0].text, "ab\\u{202e}");
        let width = PEN.width("ab\\u{202e}");
        let lefts: Vec<_> = scene.labels.iter().map(|label| label.at.0).collect();
        assert_eq!(lefts, [1000, 1000 - width / 2, 1000 - width]);
        assert!(scene.labels[0].frame().meets(&scene.labels[1].frame()));
        assert!(!scene.labels[0].frame().meets(&scene.labels[2].frame()));
    }
}
