//! The font of the pictures: part of the program, so that a text has one width and one shape everywhere.

use std::sync::LazyLock;

use ab_glyph::{Font as _, FontRef, Glyph, GlyphId, OutlineCurve, PxScale, point};

/// Units of the font in an em.
pub(crate) const EM: i64 = 2048;

/// How heavy a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Weight {
    /// For most.
    Regular,
    /// For what is to be read first.
    Bold,
}

/// One character of a text, and how far from its beginning it stands, in units of the font.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Placed {
    /// The glyph's number in the font.
    pub(crate) glyph: u16,
    /// Units of the font to the right of the beginning.
    pub(crate) x: i64,
}

static REGULAR: LazyLock<FontRef<'static>> =
    LazyLock::new(|| read(include_bytes!("../../fonts/DejaVuSansCondensed.ttf")));
static BOLD: LazyLock<FontRef<'static>> =
    LazyLock::new(|| read(include_bytes!("../../fonts/DejaVuSansCondensed-Bold.ttf")));

/// The width of a text in the unit of `size`, rounded up, so that nothing is wider than was thought.
pub(crate) fn width(text: &str, weight: Weight, size: i32) -> i32 {
    let units = text.chars().map(|character| advance(weight, glyph_of(weight, character)));
    let width = (units.sum::<i64>() * i64::from(size)).div_ceil_of(EM);
    i32::try_from(width).unwrap_or(i32::MAX)
}

/// The glyphs of a text in their places. What the font does not have is its box.
pub(crate) fn place(text: &str, weight: Weight) -> Vec<Placed> {
    let mut x = 0;
    let glyphs = text.chars().map(|character| {
        let glyph = glyph_of(weight, character);
        let placed = Placed { glyph: glyph.0, x };
        x += advance(weight, glyph);
        placed
    });
    glyphs.collect()
}

/// A glyph as the data of an SVG path, in units of the font, upwards from the baseline; nothing for a
/// space.
pub(crate) fn path(glyph: u16, weight: Weight) -> Option<String> {
    let outline = face(weight).outline(GlyphId(glyph))?;
    let mut path = String::new();
    let mut end = None;
    // TrueType outlines have whole coordinates, so nothing is cut off here.
    let shown = |p: ab_glyph::Point| format!("{} {}", p.x as i32, p.y as i32);
    for curve in &outline.curves {
        let (start, step, to) = match curve {
            OutlineCurve::Line(a, b) => (a, format!("L{}", shown(*b)), b),
            OutlineCurve::Quad(a, b, c) => (a, format!("Q{} {}", shown(*b), shown(*c)), c),
            OutlineCurve::Cubic(a, b, c, d) => {
                (a, format!("C{} {} {}", shown(*b), shown(*c), shown(*d)), d)
            }
        };
        if start == to {
            continue;
        }
        if end != Some(*start) {
            path += &format!("M{}", shown(*start));
        }
        path += &step;
        end = Some(*to);
    }
    Some(path + "Z")
}

/// Shows each pixel that a text covers, and how much of it, at a size and from the left end of a
/// baseline in pixels.
pub(crate) fn cover(
    text: &str,
    weight: Weight,
    size: i32,
    (left, baseline): (i32, i32),
    mut pixel: impl FnMut(i32, i32, f32),
) {
    let face = face(weight);
    // The scale of this library is the height of a line, not that of an em.
    let scale = size as f32 * face.height_unscaled() / EM as f32;
    for placed in place(text, weight) {
        let x = left as f32 + (placed.x * i64::from(size)) as f32 / EM as f32;
        let glyph = Glyph {
            id: GlyphId(placed.glyph),
            scale: PxScale::from(scale),
            position: point(x, baseline as f32),
        };
        let Some(outlined) = face.outline_glyph(glyph) else { continue };
        let bounds = outlined.px_bounds();
        let (min_x, min_y) = (bounds.min.x as i32, bounds.min.y as i32);
        outlined.draw(|x, y, share| pixel(min_x + x as i32, min_y + y as i32, share));
    }
}

fn face(weight: Weight) -> &'static FontRef<'static> {
    match weight {
        Weight::Regular => &REGULAR,
        Weight::Bold => &BOLD,
    }
}

fn glyph_of(weight: Weight, character: char) -> GlyphId {
    face(weight).glyph_id(character)
}

fn advance(weight: Weight, glyph: GlyphId) -> i64 {
    face(weight).h_advance_unscaled(glyph) as i64
}

fn read(bytes: &'static [u8]) -> FontRef<'static> {
    // The bytes are part of this crate, and a test below reads them.
    #[expect(clippy::expect_used, reason = "the embedded fonts are checked by a test")]
    FontRef::try_from_slice(bytes).expect("an embedded font is a font")
}

/// Division that rounds up; the signed one of the standard library is not stable yet.
trait DivCeil {
    fn div_ceil_of(self, divisor: Self) -> Self;
}

impl DivCeil for i64 {
    fn div_ceil_of(self, divisor: Self) -> Self {
        (self + divisor - 1) / divisor
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_fonts_have_what_reports_say() {
        let signs = "°·–…×≥≤∞→é'’\"%/,.()[]+-=0123456789";
        let letters = ('a'..='z').chain('A'..='Z');
        for weight in [Weight::Regular, Weight::Bold] {
            assert_eq!(face(weight).units_per_em(), Some(EM as f32));
            for character in letters.clone().chain(signs.chars()) {
                assert_ne!(glyph_of(weight, character).0, 0, "{character} is missing");
            }
        }
    }

    #[test]
    fn a_text_is_as_wide_as_its_characters_and_what_is_missing_is_a_box() {
        let of = |text| width(text, Weight::Regular, EM as i32);
        assert_eq!(of("ab"), of("a") + of("b"));
        assert!(of("日") > 0);
        assert_eq!(place("日", Weight::Regular)[0].glyph, 0);
        assert_eq!(width("", Weight::Bold, 33), 0);
        assert_eq!(width("i", Weight::Regular, 1), 1);
    }

    #[test]
    fn a_glyph_is_drawn_where_its_path_is() {
        let path = path(glyph_of(Weight::Regular, 'l').0, Weight::Regular).unwrap();
        assert_eq!(path, "M174 1556L339 1556L339 0L174 0L174 1556Z");
        let mut columns = vec![];
        cover("l", Weight::Regular, 2048, (1000, 2000), |x, y, share| {
            if share > 0.99 && y == 1500 {
                columns.push(x);
            }
        });
        assert_eq!((columns.first(), columns.last()), (Some(&1174), Some(&1338)));
    }

    #[test]
    fn a_space_has_no_shape() {
        assert_eq!(path(glyph_of(Weight::Regular, ' ').0, Weight::Regular), None);
    }
}
