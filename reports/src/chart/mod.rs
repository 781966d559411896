//! Charts of many runs: each a plain struct of figures that anybody can fill, and a [`Chart`] of it, as
//! SVG and PNG for light paper and for dark, and as a table for those who cannot see it.
//! docs/charts.md says how to read each.
//!
//! - [`RecoveryTimes`]: how soon incidents of each type were restored, against the SLA;
//! - [`Margins`]: how near each scenario came to its limit;
//! - [`FaultResponse`]: how often recovery holds, the larger the fault;
//! - [`HeatMap`]: failures by fault family and severity;
//! - [`Envelopes`]: memory, temperature and battery over time, over all seeds;
//! - [`Answers`]: who answered when, and how often nobody did;
//! - [`Trend`]: months beside each other.
//!
//! The same figures give the same bytes on every machine. No figure can break a chart: a [`Number`] is
//! never infinite or no number, and shares are counts.

mod answers;
mod envelopes;
mod fault_response;
mod heat_map;
mod look;
mod margins;
mod marks;
mod number;
mod recovery_times;
mod scale;
mod sheet;
mod table;
#[cfg(test)]
mod tests;
mod trend;
mod words;

pub use self::answers::{Answers, RoleAnswers};
pub use self::envelopes::{Band, BandPoint, Envelopes, Limit, Panel, Side};
pub use self::fault_response::{Dose, FaultResponse};
pub use self::heat_map::{FamilyFailures, HeatMap};
use self::look::Look;
pub use self::look::Theme;
pub use self::margins::{Margins, ScenarioMargin};
pub use self::number::{Estimate, Number};
pub use self::recovery_times::{Recoveries, RecoveryTimes};
use self::sheet::Sheet;
pub use self::table::Table;
pub use self::trend::{MonthResult, Trend};
pub use crate::drawing::DrawingError;
use crate::drawing::scene::Scene;

/// A chart, ready to be written in any form.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    title: String,
    lead: String,
    table: Table,
    light: Scene,
    dark: Scene,
}

impl Chart {
    fn new(title: String, lead: String, table: Table, draw: impl Fn(&mut Sheet<'_>)) -> Self {
        let scene = |theme| {
            let mut sheet = Sheet::begin(Look::of(theme), &title, &lead);
            draw(&mut sheet);
            sheet.end()
        };
        let (light, dark) = (scene(Theme::Light), scene(Theme::Dark));
        Self { title, lead, table, light, dark }
    }

    /// What there is to see, in a sentence with its figures. Not escaped.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// What has to be known to read it. Not escaped.
    pub fn lead(&self) -> &str {
        &self.lead
    }

    /// Its figures as text.
    pub const fn table(&self) -> &Table {
        &self.table
    }

    /// As an SVG document, which needs no font of its viewer's.
    pub fn svg(&self, theme: Theme) -> Result<String, DrawingError> {
        self.scene(theme).svg()
    }

    /// As a PNG file.
    pub fn png(&self, theme: Theme) -> Result<Vec<u8>, DrawingError> {
        self.scene(theme).png()
    }

    const fn scene(&self, theme: Theme) -> &Scene {
        match theme {
            Theme::Light => &self.light,
            Theme::Dark => &self.dark,
        }
    }
}
