//! How charts look, on light paper and on dark.
//!
//! Hues are those of Okabe and Ito, which all eyes tell apart, made lighter or darker until each can
//! be seen on its paper; vermilion is kept for limits and for what misses them. What has a colour has a dash or a shape of its own too, so it is told apart in
//! grey.

use crate::drawing::font::Weight;
use crate::drawing::scene::{Colour, PIXEL, Pen};

/// What a chart is looked at on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Theme {
    /// White paper.
    #[default]
    Light,
    /// A dark screen.
    Dark,
}

/// The colours of a theme.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Look {
    pub(super) paper: Colour,
    /// Texts to be read first.
    pub(super) ink: Colour,
    /// All other texts.
    pub(super) quiet: Colour,
    pub(super) grid: Colour,
    pub(super) frame: Colour,
    /// What is not to be crossed.
    pub(super) limit: Colour,
    /// What missed, failed, or never came.
    pub(super) bad: Colour,
    /// What is told apart, in order.
    pub(super) series: [Colour; SERIES],
    /// The same, for areas behind them.
    pub(super) areas: [Colour; SERIES],
    /// Shares of failures, the rarest first.
    pub(super) heat: [Colour; 6],
}

/// How many things a chart tells apart.
pub(super) const SERIES: usize = 4;

const LIGHT: Look = Look {
    paper: Colour(0xff, 0xff, 0xff),
    ink: Colour(0x1a, 0x1a, 0x1a),
    quiet: Colour(0x55, 0x55, 0x55),
    grid: Colour(0xe4, 0xe4, 0xe4),
    frame: Colour(0x99, 0x99, 0x99),
    limit: Colour(0xb0, 0x45, 0x00),
    bad: Colour(0xb0, 0x45, 0x00),
    series: [
        Colour(0x00, 0x4e, 0x8a),
        Colour(0xa8, 0x4a, 0x80),
        Colour(0x00, 0x7a, 0x5a),
        Colour(0x8a, 0x6d, 0x00),
    ],
    areas: [
        Colour(0xc9, 0xdf, 0xee),
        Colour(0xee, 0xd0, 0xe0),
        Colour(0xb4, 0xe0, 0xd1),
        Colour(0xf0, 0xe6, 0xa8),
    ],
    heat: [
        Colour(0xff, 0xff, 0xff),
        Colour(0xfd, 0xee, 0xcc),
        Colour(0xf6, 0xc9, 0x77),
        Colour(0xe3, 0x94, 0x2c),
        Colour(0xb8, 0x55, 0x08),
        Colour(0x6e, 0x1c, 0x04),
    ],
};

const DARK: Look = Look {
    paper: Colour(0x16, 0x1b, 0x22),
    ink: Colour(0xf0, 0xf3, 0xf6),
    quiet: Colour(0xb1, 0xba, 0xc4),
    grid: Colour(0x2d, 0x34, 0x3d),
    frame: Colour(0x6e, 0x76, 0x81),
    limit: Colour(0xff, 0x95, 0x55),
    bad: Colour(0xff, 0x95, 0x55),
    series: [
        Colour(0x6c, 0xc0, 0xf2),
        Colour(0xe0, 0x92, 0xbe),
        Colour(0x2f, 0xc0, 0x94),
        Colour(0xf0, 0xe4, 0x42),
    ],
    areas: [
        Colour(0x1d, 0x44, 0x5e),
        Colour(0x5e, 0x36, 0x4e),
        Colour(0x14, 0x5c, 0x48),
        Colour(0x5c, 0x53, 0x10),
    ],
    heat: [
        Colour(0x16, 0x1b, 0x22),
        Colour(0x3f, 0x22, 0x0c),
        Colour(0x74, 0x3a, 0x08),
        Colour(0xcc, 0x74, 0x18),
        Colour(0xee, 0xa1, 0x3a),
        Colour(0xfd, 0xe9, 0xbd),
    ],
};

impl Look {
    pub(super) const fn of(theme: Theme) -> &'static Self {
        match theme {
            Theme::Light => &LIGHT,
            Theme::Dark => &DARK,
        }
    }

    pub(super) const fn title(&self) -> Pen {
        Pen::new(17, Weight::Bold, self.ink)
    }

    pub(super) const fn heading(&self) -> Pen {
        Pen::new(12, Weight::Bold, self.ink)
    }

    pub(super) const fn text(&self) -> Pen {
        Pen::new(12, Weight::Regular, self.ink)
    }

    pub(super) const fn small(&self) -> Pen {
        Pen::new(11, Weight::Regular, self.quiet)
    }

    /// A text on a ground that is not paper: the paper's or the ink's colour, whichever is seen better.
    pub(super) fn on(&self, ground: Colour) -> Pen {
        let is_ink = contrast(self.ink, ground) >= contrast(self.paper, ground);
        Pen { colour: if is_ink { self.ink } else { self.paper }, ..self.text() }
    }
}

/// From one line of text to the next.
pub(super) const fn leading(pen: Pen) -> i32 {
    (pen.size * 4 / 3).div_euclid(PIXEL) * PIXEL
}

/// How well two colours are told apart, from 1 to 21: the contrast ratio of WCAG 2.
pub(super) fn contrast(one: Colour, other: Colour) -> f64 {
    use firedrill_sim::det_math::{max, min};
    let (one, other) = (luminance(one), luminance(other));
    (max(one, other) + 0.05) / (min(one, other) + 0.05)
}

/// How light a colour is, from 0 to 1, to an eye and in grey.
fn luminance(Colour(red, green, blue): Colour) -> f64 {
    let linear = |channel: u8| {
        let share = f64::from(channel) / 255.0;
        if share <= 0.04045 {
            share / 12.92
        } else {
            firedrill_sim::det_math::pow((share + 0.055) / 1.055, 2.4)
        }
    };
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// WCAG's least for texts and for what is no text.
    const TEXT: f64 = 4.5;
    const GRAPHIC: f64 = 3.0;

    #[test]
    fn contrast_is_that_of_wcag() {
        let (black, white) = (Colour(0, 0, 0), Colour(255, 255, 255));
        assert!((contrast(black, white) - 21.0).abs() < 1e-9);
        assert!((contrast(Colour(0x77, 0x77, 0x77), white) - 4.478).abs() < 1e-3);
    }

    #[test]
    fn everything_is_seen_on_its_paper() {
        for theme in [Theme::Light, Theme::Dark] {
            let look = Look::of(theme);
            for colour in [look.ink, look.quiet] {
                assert!(contrast(colour, look.paper) >= TEXT, "{theme:?} {colour:?}");
            }
            for colour in look.series.into_iter().chain([look.limit, look.bad]) {
                let contrast = contrast(colour, look.paper);
                assert!(contrast >= GRAPHIC, "{theme:?} {colour:?} {contrast}");
            }
            for (colour, area) in look.series.into_iter().zip(look.areas) {
                assert!(contrast(colour, area) >= 2.0, "{theme:?} {colour:?} on {area:?}");
            }
        }
    }

    #[test]
    fn more_failures_stand_out_more_in_grey_too_and_their_number_is_seen() {
        for theme in [Theme::Light, Theme::Dark] {
            let look = Look::of(theme);
            assert!(contrast(look.heat[0], look.paper) < 1.01);
            for pair in look.heat.windows(2) {
                let (one, next) = (contrast(pair[0], look.paper), contrast(pair[1], look.paper));
                assert!(next > one * 1.1, "{theme:?} {pair:?}: {one} {next}");
            }
            for ground in look.heat {
                let contrast = contrast(look.on(ground).colour, ground);
                assert!(contrast >= TEXT, "{theme:?} {ground:?} {contrast}");
            }
        }
    }
}
