//! Parts of the app that own memory.

use core::fmt;

use firedrill_protocol::Bytes;
use serde::{Deserialize, Serialize};

/// A part of the app that owns memory. The sizes at rest add up to the 185 MB in use that the app's
/// descriptions give; how "other 40" splits is our choice, made so that "all non-essential" is the
/// documented 45 MB.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Component {
    /// Language runtime, ML models, core profile: never cleaned.
    Runtime,
    /// The matching engine and its learned data: never cleaned.
    MatchingEngine,
    /// Views and view models.
    Ui,
    /// Layer animations.
    Animations,
    /// The job store.
    Jobs,
    /// Scores of jobs, by arm.
    ScoreCache,
    /// Decoded images.
    ImageCache,
    /// The web view that shows job pages.
    WebView,
    /// Downloaded documents.
    Documents,
    /// Temporary files mapped into memory.
    TemporaryFiles,
}

impl Component {
    /// Every component.
    pub const ALL: [Self; 10] = [
        Self::Runtime,
        Self::MatchingEngine,
        Self::Ui,
        Self::Animations,
        Self::Jobs,
        Self::ScoreCache,
        Self::ImageCache,
        Self::WebView,
        Self::Documents,
        Self::TemporaryFiles,
    ];

    /// Every component's name, in the same order.
    pub const NAMES: &'static [&'static str] = &[
        "runtime",
        "matching-engine",
        "ui",
        "animations",
        "jobs",
        "score-cache",
        "image-cache",
        "web-view",
        "documents",
        "temporary-files",
    ];

    /// The component of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|component| component.name() == name)
    }

    /// The word used in files and on screens.
    pub const fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    /// Memory at rest.
    pub const fn at_rest(self) -> Bytes {
        Bytes::mb(match self {
            Self::Runtime => 25,
            Self::MatchingEngine => 20,
            Self::Ui => 30,
            Self::Animations => 5,
            Self::Jobs => 40,
            Self::ScoreCache => 25,
            Self::ImageCache => 24,
            Self::WebView => 8,
            Self::Documents | Self::TemporaryFiles => 4,
        })
    }

    /// Whether a clean-up may empty it: what the playbook calls non-essential caches.
    pub const fn is_non_essential(self) -> bool {
        matches!(
            self,
            Self::Animations
                | Self::ImageCache
                | Self::WebView
                | Self::Documents
                | Self::TemporaryFiles
        )
    }

    /// Whether it can be torn down and rebuilt while the app runs. Learned data, models and the
    /// core profile never are.
    pub const fn can_be_rebuilt(self) -> bool {
        !matches!(self, Self::Runtime | Self::MatchingEngine)
    }
}

impl fmt::Display for Component {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
