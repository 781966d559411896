//! The catalogue of faults.

use firedrill_model::faults::{Family, FaultSpec, ParameterShape, ParameterSpec};
use firedrill_scenarios::Suite;

use crate::columns::{Align, Cell, Columns, wrap};
use crate::palette::Palette;

/// Columns of a cell that holds a list; longer lists go on below.
const LIST_WIDTH: usize = 34;

/// Every kind of fault: its family, its parameters with their limits, what removes the cause, and
/// which scenarios have it.
pub fn faults<'a>(
    catalogue: impl Iterator<Item = &'a FaultSpec>,
    suites: &[(&str, &Suite)],
    palette: &Palette,
) -> String {
    let mut columns = Columns::new(&[Align::Left; 5]);
    let headings = ["fault", "family", "parameters", "cleared by", "used by"];
    columns.row(headings.map(|heading| Cell::styled(heading, palette.quiet)));
    for spec in catalogue {
        let actions: Vec<_> = spec.cleared_by.iter().map(|action| action.name()).collect();
        let lists = [
            vec![spec.name.to_owned()],
            vec![Family::name(spec.family).to_owned()],
            spec.parameters.iter().flat_map(parameter).collect(),
            listed(&actions, "nothing but its own end"),
            listed(&users(spec, suites), "no embedded scenario"),
        ];
        let height = lists.iter().map(Vec::len).max().unwrap_or(0);
        for line in 0..height {
            columns
                .row(lists.iter().map(|list| list.get(line).cloned().unwrap_or_default().into()));
        }
        columns.row([]);
    }
    columns.lines().join("\n").trim_end().to_owned() + "\n"
}

fn parameter(spec: &ParameterSpec) -> Vec<String> {
    match spec.shape {
        ParameterShape::Quantity(_) => {
            vec![format!("{} {}..{}", spec.name, spec.lowest, spec.highest)]
        }
        ParameterShape::Word(words) => {
            wrap(&format!("{} {}", spec.name, words.join(", ")), LIST_WIDTH)
        }
    }
}

fn users<'s>(spec: &FaultSpec, suites: &[(&str, &'s Suite)]) -> Vec<&'s str> {
    let scenarios = suites.iter().flat_map(|(_, suite)| suite.scenarios());
    let users = scenarios
        .filter(|scenario| scenario.faults().iter().any(|fault| fault.spec().name == spec.name));
    users.map(|scenario| scenario.name().as_str()).collect()
}

fn listed(items: &[&str], otherwise: &str) -> Vec<String> {
    match items {
        [] => vec![otherwise.to_owned()],
        items => items.iter().map(|item| (*item).to_owned()).collect(),
    }
}
