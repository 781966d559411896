//! How the picture looks: its columns, pens and colours.
//!
//! Colours are told apart by how light they are, so they are in grey too; hues are those of Okabe and
//! Ito, which all eyes tell apart.

use super::font::Weight;
use super::scene::{Colour, PIXEL, Pen};

/// Width of the picture in pixels.
pub(super) const WIDTH: i32 = 1320;
/// Left end of the texts at the left.
pub(super) const MARGIN: i32 = 16 * PIXEL;
/// Right end of the texts at the left.
pub(super) const GUTTER: i32 = 262 * PIXEL;
/// Left end of what has a time.
pub(super) const LEFT: i32 = 316 * PIXEL;
/// Right end of it.
pub(super) const RIGHT: i32 = 1170 * PIXEL;
/// Right end of everything.
pub(super) const EDGE: i32 = (WIDTH - 12) * PIXEL;

/// Width of the words of a row that has no value axis.
pub(super) const WORDS: i32 = LEFT - MARGIN - 12 * PIXEL;

pub(super) const BLACK: Colour = Colour(0x1a, 0x1a, 0x1a);
pub(super) const GREY: Colour = Colour(0x55, 0x55, 0x55);
pub(super) const GRID: Colour = Colour(0xe4, 0xe4, 0xe4);
pub(super) const FRAME: Colour = Colour(0x99, 0x99, 0x99);
/// Behind an incident.
pub(super) const INCIDENT: Colour = Colour(0xf3, 0xee, 0xdc);
/// Where nothing was recorded.
pub(super) const UNKNOWN: Colour = Colour(0xd9, 0xd9, 0xd9);
/// A curve.
pub(super) const CURVE: Colour = Colour(0x00, 0x4e, 0x8a);
/// The other curve of a panel.
pub(super) const SECOND: Colour = Colour(0x56, 0xb4, 0xe9);
/// What is to be reached.
pub(super) const TARGET: Colour = Colour(0x00, 0x7a, 0x5a);
/// The line of a severity.
pub(super) const LINE: Colour = Colour(0xd5, 0x5e, 0x00);
/// A fault.
pub(super) const FAULT: Colour = Colour(0xc0, 0x5a, 0x10);
/// What the protocol does.
pub(super) const PROTOCOL: Colour = Colour(0x3d, 0x8f, 0xc4);
/// Severities, mildest first; thermal states in the same colours.
pub(super) const SEVERITIES: [Colour; 4] = [
    Colour(0xfb, 0xe3, 0xb4),
    Colour(0xf2, 0xb5, 0x4a),
    Colour(0xcf, 0x6a, 0x16),
    Colour(0x7a, 0x1f, 0x04),
];

pub(super) const TITLE: Pen = Pen::new(18, Weight::Bold, BLACK);
pub(super) const HEADING: Pen = Pen::new(12, Weight::Bold, BLACK);
pub(super) const TEXT: Pen = Pen::new(12, Weight::Regular, BLACK);
pub(super) const SMALL: Pen = Pen::new(11, Weight::Regular, GREY);
/// On the value axis.
pub(super) const TICK: Pen = Pen::new(10, Weight::Regular, GREY);

/// From one line of text to the next.
pub(super) const fn leading(pen: Pen) -> i32 {
    pen.size * 5 / 4
}
