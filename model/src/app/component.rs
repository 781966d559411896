//! Parts of the app that own memory.

use core::fmt;

use firedrill_protocol::Bytes;
use serde::{Deserialize, Serialize};

/// A part of the app that owns memory. The sizes at rest add up to the 185 MB in use that the app's
/// descriptions give, by the parts that they name: runtime 45 (here with the matching engine), UI 35
/// (with animations), jobs 40, sampler cache 25, other 40 (the last four).
///
/// How the parts split is our choice, made so that as many of the documented yields hold as can hold
/// together: temporary files 5 MB, documents 8, animations 10, and all non-essential caches 45, after
/// which the app is where it is after a launch, at 140 MB. What cannot hold: "web view 20" beside
/// those leaves 7 MB for an image cache that is to yield 12 and 15; and a quarter of a cache cannot be
/// 12 MB where half of it is 15 (here they are 6 and 12 at rest, 7.5 and 15 when its budget is full).
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
            Self::Jobs => 40,
            Self::ScoreCache | Self::Ui => 25,
            Self::Animations => 10,
            Self::ImageCache => 24,
            Self::WebView => 3,
            Self::Documents => 8,
            Self::TemporaryFiles => 5,
        })
    }

    /// Whether clearing non-essential caches empties it. Temporary files are no cache: they go when
    /// temporary data is released.
    pub const fn is_non_essential(self) -> bool {
        matches!(self, Self::Animations | Self::ImageCache | Self::WebView | Self::Documents)
    }

    /// Whether the app empties it when the system warns: what can be decoded or fetched again.
    pub const fn is_purgeable(self) -> bool {
        matches!(self, Self::ImageCache | Self::WebView | Self::Documents)
    }

    /// Whether it grows only while memory-intensive tasks (decoding, prefetch) run.
    pub const fn is_fed_by_intensive_tasks(self) -> bool {
        self.is_non_essential() || matches!(self, Self::TemporaryFiles)
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
