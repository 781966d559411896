//! A shape on any of plotters' backends.
//!
//! Texts are not drawn by plotters: its text drops the space before each glyph, and in SVG it leaves
//! the choice of the font to the viewer.

use plotters::backend::DrawingBackend;
use plotters::style::{RGBColor, ShapeStyle};

use super::DrawingError;
use super::scene::{Colour, Frame, Shape};

/// Draws one shape.
pub(crate) fn draw<B: DrawingBackend>(backend: &mut B, shape: &Shape) -> Result<(), DrawingError> {
    let drawn = match shape {
        Shape::Box(Frame { left, top, right, bottom }, colour) => {
            let style = style(*colour, 1);
            backend.draw_rect((*left, *top), (*right, *bottom), &style, true)
        }
        Shape::Line(from, to, width, colour) => {
            backend.draw_line(*from, *to, &style(*colour, *width))
        }
        Shape::Curve(places, width, colour) => {
            backend.draw_path(places.iter().copied(), &style(*colour, *width))
        }
        Shape::Polygon(places, colour) => {
            backend.fill_polygon(places.iter().copied(), &style(*colour, 1))
        }
    };
    drawn.map_err(DrawingError::of)
}

fn style(Colour(red, green, blue): Colour, width: i32) -> ShapeStyle {
    let color = RGBColor(red, green, blue).into();
    ShapeStyle { color, filled: true, stroke_width: width.unsigned_abs() }
}
