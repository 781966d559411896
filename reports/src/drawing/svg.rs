//! A scene as SVG. Texts are the outlines of their glyphs, so no viewer needs, or may choose, a font.

use std::collections::BTreeSet;

use plotters::backend::{DrawingBackend as _, SVGBackend};

use super::DrawingError;
use super::font::{self, EM, Weight};
use super::ink;
use super::scene::{Colour, Label, PIXEL, Scene};

/// The whole document.
pub(crate) fn draw(scene: &Scene) -> Result<String, DrawingError> {
    let shapes = shapes(scene)?;
    let (width, height) = (scene.width, scene.height);
    let about = escape(&scene.about);
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {} {}\" role=\"img\">\n<title>{about}</title>\n",
        width * PIXEL,
        height * PIXEL
    );
    text += &glyphs(scene);
    let Colour(red, green, blue) = scene.paper;
    text += &format!(
        "<rect width=\"100%\" height=\"100%\" fill=\"#{red:02x}{green:02x}{blue:02x}\"/>\n"
    );
    text += &shapes;
    for label in &scene.labels {
        text += &written(label);
    }
    Ok(text + "</svg>\n")
}

/// What plotters draws, without the element around it, which says nothing of units.
fn shapes(scene: &Scene) -> Result<String, DrawingError> {
    let mut document = String::new();
    let size = ((scene.width * PIXEL) as u32, (scene.height * PIXEL) as u32);
    let mut backend = SVGBackend::with_string(&mut document, size);
    for shape in &scene.shapes {
        ink::draw(&mut backend, shape)?;
    }
    backend.present().map_err(DrawingError::of)?;
    drop(backend);
    let inside = document.split_once(">\n").map_or("", |(_, inside)| inside);
    // Everything is opaque: saying so a thousand times would double the file.
    Ok(inside.trim_end_matches("</svg>\n").replace(" opacity=\"1\"", ""))
}

/// Each glyph that the scene has, once.
fn glyphs(scene: &Scene) -> String {
    let used: BTreeSet<(Weight, u16)> = scene
        .labels
        .iter()
        .flat_map(|label| {
            let placed = font::place(&label.text, label.weight).into_iter();
            placed.map(|placed| (label.weight, placed.glyph))
        })
        .collect();
    let mut text = "<defs>\n".to_owned();
    for (weight, glyph) in used {
        if let Some(path) = font::path(glyph, weight) {
            text += &format!("<path id=\"{}\" d=\"{path}\"/>\n", name(weight, glyph));
        }
    }
    text + "</defs>\n"
}

fn written(label: &Label) -> String {
    let (x, y) = label.at;
    let scale = f64::from(label.size) / EM as f64;
    let Colour(red, green, blue) = label.colour;
    let mut text = format!(
        "<g aria-label=\"{}\" fill=\"#{red:02x}{green:02x}{blue:02x}\" \
         transform=\"translate({x} {y}) scale({scale:.6} -{scale:.6})\">",
        escape(&label.text)
    );
    let shown = label.text.chars().zip(font::place(&label.text, label.weight));
    for (_, placed) in shown.filter(|(character, _)| *character != ' ') {
        let name = name(label.weight, placed.glyph);
        text += &format!("<use href=\"#{name}\" x=\"{}\"/>", placed.x);
    }
    text + "</g>\n"
}

fn name(weight: Weight, glyph: u16) -> String {
    match weight {
        Weight::Regular => format!("r{glyph}"),
        Weight::Bold => format!("b{glyph}"),
    }
}

/// Text inside an element or an attribute. Characters that no XML may hold were escaped before, with
/// all that are hidden; what is left of them becomes a replacement character.
fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        match character {
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '&' => escaped += "&amp;",
            '"' => escaped += "&quot;",
            '\u{0}'..='\u{8}'
            | '\u{b}'
            | '\u{c}'
            | '\u{e}'..='\u{1f}'
            | '\u{fffe}'
            | '\u{ffff}' => {
                escaped.push('\u{fffd}');
            }
            other => escaped.push(other),
        }
    }
    escaped
}
