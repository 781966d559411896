//! The workloads.

use firedrill_model::app::{Phase, Workload};
use firedrill_sim::Span;

use crate::columns::{Align, Cell, Columns};
use crate::figures;
use crate::palette::Palette;

/// Every workload with its phases; factors are relative to the steady person's.
pub fn workloads(palette: &Palette) -> String {
    use Align::{Left, Right};
    let mut columns = Columns::new(&[Left, Left, Right, Right, Right, Right, Right, Right]);
    let headings =
        ["workload", "phase", "lasts", "swipes", "feeds", "work", "warmer", "jobs imported"];
    columns.row(headings.map(|heading| Cell::styled(heading, palette.quiet)));
    for workload in Workload::ALL {
        for (index, phase) in workload.phases().iter().enumerate() {
            let name = if index == 0 { workload.name() } else { "" };
            columns.row(row(name, phase));
        }
    }
    let table = columns.lines().join("\n");
    let abouts = Workload::ALL.map(|workload| format!("{}: {}", workload.name(), workload.about()));
    format!("{table}\n\n{}\n", abouts.join("\n"))
}

fn row(workload: &str, phase: &Phase) -> [Cell; 8] {
    let lasts = match phase.lasts {
        Span::MAX => "the run".to_owned(),
        span => figures::span(span),
    };
    let imports = if phase.imports == 0 { String::new() } else { phase.imports.to_string() };
    [
        workload.into(),
        phase.name.into(),
        lasts.into(),
        format!("{}x", phase.swipes).into(),
        format!("{}x", phase.feeds).into(),
        format!("{}x", phase.work).into(),
        format!("{:+} K", phase.warmer_k).into(),
        imports.into(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_phase_of_every_workload_is_shown_in_a_terminal_of_110_columns() {
        let table = workloads(&Palette::PLAIN);
        for workload in Workload::ALL {
            assert!(table.contains(&format!("\n{} ", workload.name())), "{}", workload.name());
            assert!(workload.phases().iter().all(|phase| table.contains(phase.name)));
        }
        assert!(table.lines().all(|line| line.chars().count() <= 110));
    }
}
