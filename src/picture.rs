//! The file of a picture: its name says in which format it is drawn.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use firedrill_reports::Reproduction;
use firedrill_reports::plot::{self, PlotError};
use firedrill_scenarios::{Outcome, Plan, escaped};
use thiserror::Error;

/// Where a picture goes, and as what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PictureFile {
    path: PathBuf,
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Svg,
    Png,
}

/// The name of a file does not say in which format to draw.
#[derive(Debug, PartialEq, Eq, Error)]
#[error("{found}; pictures are drawn as .svg or .png")]
pub(crate) struct UnknownFormat {
    found: String,
}

impl PictureFile {
    /// Reads the name of a file, whose ending decides.
    pub(crate) fn parse(path: OsString) -> Result<Self, UnknownFormat> {
        let path = PathBuf::from(path);
        let Some(ending) = path.extension() else {
            return Err(UnknownFormat { found: "the name has no ending".to_owned() });
        };
        let is = |known: &str| ending.eq_ignore_ascii_case(OsStr::new(known));
        let format = match () {
            () if is("svg") => Format::Svg,
            () if is("png") => Format::Png,
            () => {
                let ending = escaped(&ending.to_string_lossy());
                return Err(UnknownFormat {
                    found: format!("`.{ending}` is no format of pictures"),
                });
            }
        };
        Ok(Self { path, format })
    }

    /// Where it goes.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Draws the run.
    pub(crate) fn draw(
        &self,
        plan: &Plan,
        outcome: &Outcome,
        reproduction: &Reproduction,
    ) -> Result<Vec<u8>, PlotError> {
        match self.format {
            Format::Svg => Ok(plot::svg(plan, outcome, reproduction)?.into_bytes()),
            Format::Png => plot::png(plan, outcome, reproduction),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_of_a_name_decides_the_format() {
        let format = |name: &str| PictureFile::parse(name.into()).map(|file| file.format);
        assert_eq!(format("a.svg"), Ok(Format::Svg));
        assert_eq!(format("some/where/a.b.PNG"), Ok(Format::Png));
        for other in ["a.pdf", "a", ".svg", "a.svg/b", "a.\u{1b}[2J", ""] {
            let error = format(other).unwrap_err().to_string();
            assert!(error.ends_with("pictures are drawn as .svg or .png"), "{error}");
            assert!(!error.contains('\u{1b}'));
        }
    }
}
