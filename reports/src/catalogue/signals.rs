//! The signals that temporal properties speak of.

use firedrill_judge::temporal::{Measure, Signal};

use crate::columns::{Align, Cell, Columns};
use crate::palette::Palette;

/// Every signal with what its values are, and how it is written.
pub fn signals(palette: &Palette) -> String {
    let mut columns = Columns::new(&[Align::Left; 4]);
    let headings = ["signal", "is a", "for example", "what it is"];
    columns.row(headings.map(|heading| Cell::styled(heading, palette.quiet)));
    for signal in Signal::ALL {
        columns.row([
            signal.name().into(),
            signal.measure().name().into(),
            example(signal).into(),
            signal.about().into(),
        ]);
    }
    columns.lines().join("\n") + "\n"
}

fn example(signal: Signal) -> String {
    match signal.measure() {
        Measure::Quantity(dimension) => {
            format!("{signal} <= {}", dimension.example().trim_matches('"'))
        }
        Measure::ThermalState => format!("{signal} < serious"),
        Measure::Condition => format!("not {signal}"),
    }
}

#[cfg(test)]
mod tests {
    use firedrill_judge::temporal::Formula;

    use super::*;

    #[test]
    fn every_example_is_a_formula_and_the_table_fits_a_terminal() {
        for signal in Signal::ALL {
            assert!(Formula::parse(&example(signal)).is_ok(), "{signal}");
        }
        let table = signals(&Palette::PLAIN);
        assert_eq!(table.lines().count(), Signal::ALL.len() + 1);
        assert!(table.lines().all(|line| line.chars().count() <= 120), "{table}");
    }
}
