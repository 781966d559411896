//! A scene as PNG.
//!
//! It is drawn with one pixel a unit and then made smaller, which smooths every edge without any
//! drawing routine having to do so.

use plotters::backend::{BitMapBackend, DrawingBackend as _};
use plotters::style::{Color as _, RGBColor};

use super::DrawingError;
use super::scene::{Colour, Frame, Label, PIXEL, Place, Scene, Shape};
use super::{font, ink};

const CHANNELS: usize = 3;

/// The whole file.
pub(crate) fn draw(scene: &Scene) -> Result<Vec<u8>, DrawingError> {
    let size = (scene.width as u32, scene.height as u32);
    encode(&smaller(&large(scene)?, scene), size)
}

/// One pixel a unit.
fn large(scene: &Scene) -> Result<Vec<u8>, DrawingError> {
    let (width, height) = (scene.width * PIXEL, scene.height * PIXEL);
    let Colour(red, green, blue) = scene.paper;
    let mut pixels = [red, green, blue].repeat(width as usize * height as usize);
    let mut backend = BitMapBackend::with_buffer(&mut pixels, (width as u32, height as u32));
    for shape in &scene.shapes {
        match shape {
            Shape::Curve(places, width, colour) => {
                curve(&mut backend, places, *width, *colour)?;
            }
            // A rectangle of plotters' includes its last row and column in pixels, not in SVG.
            Shape::Box(Frame { left, top, right, bottom }, colour) => {
                let frame = Frame { left: *left, top: *top, right: right - 1, bottom: bottom - 1 };
                ink::draw(&mut backend, &Shape::Box(frame, *colour))?;
            }
            shape => ink::draw(&mut backend, shape)?,
        }
    }
    for label in &scene.labels {
        write(&mut backend, label)?;
    }
    backend.present().map_err(DrawingError::of)?;
    drop(backend);
    Ok(pixels)
}

/// Plotters' own joints of thick lines go astray where a line turns back on itself, as a steep curve
/// does in every column; so each piece is drawn alone, with a square where it meets the next.
fn curve(
    backend: &mut BitMapBackend<'_>,
    places: &[Place],
    width: i32,
    colour: Colour,
) -> Result<(), DrawingError> {
    let half = width / 2;
    for pair in places.windows(2) {
        ink::draw(backend, &Shape::Line(pair[0], pair[1], width, colour))?;
    }
    for (x, y) in places.iter().copied() {
        let frame = Frame {
            left: x - half,
            top: y - half,
            right: x - half + width - 1,
            bottom: y - half + width - 1,
        };
        ink::draw(backend, &Shape::Box(frame, colour))?;
    }
    Ok(())
}

fn write(backend: &mut BitMapBackend<'_>, label: &Label) -> Result<(), DrawingError> {
    let Colour(red, green, blue) = label.colour;
    let colour = RGBColor(red, green, blue);
    let mut drawn = Ok(());
    font::cover(&label.text, label.weight, label.size, label.at, |x, y, share| {
        if drawn.is_ok() && share > 0.0 {
            let colour = colour.mix(f64::from(share)).to_backend_color();
            drawn = backend.draw_pixel((x, y), colour);
        }
    });
    drawn.map_err(DrawingError::of)
}

/// Each pixel the mean of the units in it.
fn smaller(large: &[u8], scene: &Scene) -> Vec<u8> {
    let (width, height, units) = (scene.width as usize, scene.height as usize, PIXEL as usize);
    let stride = width * units * CHANNELS;
    let mut pixels = Vec::with_capacity(width * height * CHANNELS);
    let mut sums = vec![0_u32; width * CHANNELS];
    for rows in large.chunks_exact(stride * units) {
        sums.fill(0);
        for row in rows.chunks_exact(stride) {
            for (sum, unit) in
                sums.chunks_exact_mut(CHANNELS).zip(row.chunks_exact(CHANNELS * units))
            {
                for pixel in unit.chunks_exact(CHANNELS) {
                    for (channel, value) in sum.iter_mut().zip(pixel) {
                        *channel += u32::from(*value);
                    }
                }
            }
        }
        let count = (units * units) as u32;
        pixels.extend(sums.iter().map(|sum| ((sum + count / 2) / count) as u8));
    }
    pixels
}

fn encode(pixels: &[u8], (width, height): (u32, u32)) -> Result<Vec<u8>, DrawingError> {
    let mut bytes = vec![];
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Balanced);
    let mut writer = encoder.write_header().map_err(DrawingError::of)?;
    writer.write_image_data(pixels).map_err(DrawingError::of)?;
    writer.finish().map_err(DrawingError::of)?;
    Ok(bytes)
}
