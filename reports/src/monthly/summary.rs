//! `summary.json`: all that a month found, versioned.

use firedrill_campaign::month::{Findings, Month};
use firedrill_scenarios::json_document;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::filling::NoticeCheck;
use crate::substitute::Substitute;

/// All that a month found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Summary {
    /// The layout: [`Summary::FORMAT`].
    pub format: u32,
    /// The version that made it.
    pub firedrill: String,
    /// How draws follow from a seed.
    pub algorithm: String,
    /// The month.
    pub month: Month,
    /// The date that it bears: `2026-11-28`.
    pub date: String,
    /// What was tested; null for the shipped protocol.
    pub protocol: Option<TestedProtocol>,
    /// Each scenario ran with the seeds 1 to this.
    pub seeds: u64,
    /// Whether every scenario that comes with firedrill took part.
    pub is_complete: bool,
    /// What the runs say.
    pub findings: Findings,
    /// Whether notices say what they are to say.
    pub notice_check: NoticeCheck,
}

/// What was tested in the shipped protocol's place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TestedProtocol {
    /// What it is called.
    pub name: String,
    /// What follows a command of firedrill's to have it test this protocol again.
    pub option: String,
}

/// Why a text is no summary of a month.
#[derive(Debug, Error)]
pub enum SummaryError {
    /// It is not JSON, or something in it is missing or of another kind.
    #[error("it is no summary of a month: {0}")]
    Malformed(#[from] serde_json::Error),
    /// It is of a layout that is not known here.
    #[error(
        "it is a summary of format {found}, and this firedrill reads format {}",
        Summary::FORMAT
    )]
    Format {
        /// Its format.
        found: u32,
    },
    /// It is of another month than the folder that it is in says.
    #[error("it is the summary of {found}, not of {expected}")]
    OtherMonth {
        /// Which month it is of.
        found: Month,
        /// Which month it should be of.
        expected: Month,
    },
    /// A rate in it counts more than there is.
    #[error("it counts {hits} of {of}")]
    Senseless {
        /// So many.
        hits: u64,
        /// Of so many.
        of: u64,
    },
}

impl Summary {
    /// The layout that is written here.
    pub const FORMAT: u32 = 1;

    /// The document, with a newline at its end.
    pub fn to_json(&self) -> String {
        json_document(self)
    }

    /// Reads the summary of a month back.
    pub fn from_json(bytes: &[u8], expected: Month) -> Result<Self, SummaryError> {
        /// Of a later layout nothing else is known.
        #[derive(Deserialize)]
        struct Format {
            format: u32,
        }
        let Format { format: found } = serde_json::from_slice(bytes)?;
        if found != Self::FORMAT {
            return Err(SummaryError::Format { found });
        }
        let summary: Self = serde_json::from_slice(bytes)?;
        if summary.month != expected {
            return Err(SummaryError::OtherMonth { found: summary.month, expected });
        }
        let findings = &summary.findings;
        let scenarios = findings.scenarios.iter().flat_map(|it| [it.passed, it.failed]);
        let rates = scenarios.chain([findings.passed, findings.failed]);
        match rates.into_iter().find(|rate| rate.proportion().is_none()) {
            Some(rate) => Err(SummaryError::Senseless { hits: rate.hits, of: rate.of }),
            None => Ok(summary),
        }
    }
}

impl TestedProtocol {
    /// What stands in for the shipped protocol.
    pub fn of(substitute: &Substitute) -> Self {
        Self { name: substitute.title(), option: substitute.option() }
    }
}
