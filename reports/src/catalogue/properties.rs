//! The properties that every run is held to.

use firedrill_judge::Property;

use crate::columns::{Align, Cell, Columns};
use crate::palette::Palette;

/// Every property in a sentence.
pub fn properties(palette: &Palette) -> String {
    let mut columns = Columns::new(&[Align::Left, Align::Left]);
    columns.row(["property", "holds when"].map(|heading| Cell::styled(heading, palette.quiet)));
    for property in Property::ALL {
        columns.row([property.name().to_owned().into(), holds_when(property).into()]);
    }
    columns.lines().join("\n") + "\n"
}

const fn holds_when(property: Property) -> &'static str {
    match property {
        Property::RespondsInTime => {
            "each incident type is answered by an action of its own in the response time"
        }
        Property::RestoresInTime => "all six checklist lines hold again in the time granted",
        Property::EmergencyModeEnds => "emergency mode ends after restoration",
        Property::AllClearIsTrue => "emergency mode is never left while a checklist line is broken",
        Property::FollowsThePlaybook => {
            "immediate actions are taken in the playbook's order, and none is left out"
        }
        Property::AnswersTheDrill => {
            "an emergency triggered by hand is answered in full and in time, and verified"
        }
        Property::QualityIsRestored => {
            "the app is back at full quality after restoration, and nothing is suspended"
        }
        Property::HealthyStaysHealthy => {
            "a healthy run crosses no severity line and enters emergency mode by hand alone"
        }
        Property::NoJetsamKill => "the system never kills the app",
        // A crash that nobody asked for breaks nobody's promise.
        Property::NoSwipeLost => {
            "every swipe is on disk when an action or a memory kill ends the process"
        }
        Property::EscalationNeverGoesDown => {
            "the escalation level never goes down within an emergency"
        }
        Property::BaselineIsHealthy => "no baseline is learnt from a degraded app",
        Property::TellsEverybodyInTime => "every notice that is due arrives in its time",
        Property::TellsEverybodyOnce => "nobody is told the same twice in one emergency",
        Property::TellsNobodyElse => "nobody is told who is not to be told, or not yet",
        Property::KeepsContract => "the protocol keeps the contract of its boundary",
        Property::Temporal(_) => "the scenario's own formula holds",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_fits_a_terminal_of_110_columns() {
        let table = properties(&Palette::PLAIN);
        assert_eq!(table.lines().count(), Property::ALL.len() + 1);
        assert!(table.lines().all(|line| line.chars().count() <= 110));
    }
}
