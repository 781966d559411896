//! How a picture becomes a file: shapes and texts in whole units, an embedded font, SVG and PNG.
//!
//! The same scene gives the same bytes on every machine: places are whole numbers, texts are outlines
//! of an embedded font.

pub(crate) mod font;
mod ink;
mod raster;
pub(crate) mod scene;
pub(crate) mod spread;
mod svg;

use thiserror::Error;

use self::scene::Scene;

/// Drawing or encoding failed, which nothing in a picture should be able to bring about.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("the picture cannot be drawn: {0}")]
pub struct DrawingError(String);

impl DrawingError {
    fn of(error: impl core::fmt::Display) -> Self {
        Self(error.to_string())
    }
}

impl Scene {
    /// As an SVG document.
    pub(crate) fn svg(&self) -> Result<String, DrawingError> {
        svg::draw(self)
    }

    /// As a PNG file.
    pub(crate) fn png(&self) -> Result<Vec<u8>, DrawingError> {
        raster::draw(self)
    }
}
