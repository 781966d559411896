//! Suites and scenarios.

use firedrill_judge::Expectation;
use firedrill_scenarios::{Scenario, Suite};

use crate::columns::{Align, Cell, Columns};
use crate::figures;
use crate::palette::{Palette, paint};

/// Each suite with what it is for, and the scenarios in it with their titles.
pub fn suites(suites: &[(&str, &Suite)], palette: &Palette) -> String {
    let parts: Vec<_> = suites.iter().map(|(about, suite)| part(about, suite, palette)).collect();
    parts.join("\n\n") + "\n"
}

/// Every scenario with its suite, its length and what must happen in it.
pub fn scenarios(suites: &[(&str, &Suite)], palette: &Palette) -> String {
    use Align::{Left, Right};
    let mut columns = Columns::new(&[Left, Left, Right, Left]);
    let headings = ["scenario", "suite", "duration", "expected"];
    columns.row(headings.map(|heading| Cell::styled(heading, palette.quiet)));
    for (_, suite) in suites {
        for scenario in suite.scenarios() {
            columns.row([
                scenario.name().as_str().into(),
                suite.name().into(),
                figures::span(scenario.duration().0).into(),
                expected(scenario).into(),
            ]);
        }
    }
    columns.lines().join("\n") + "\n"
}

fn part(about: &str, suite: &Suite, palette: &Palette) -> String {
    let mut columns = Columns::new(&[Align::Left, Align::Left]);
    for scenario in suite.scenarios() {
        columns.row([scenario.name().as_str().into(), scenario.title().into()]);
    }
    let name = paint(palette.strong, suite.name());
    let number = figures::plural(suite.scenarios().len(), "scenario");
    let scenarios: Vec<_> = columns.lines().iter().map(|line| format!("  {line}")).collect();
    format!("{name}, {number}\n{about}\n\n{}", scenarios.join("\n"))
}

fn expected(scenario: &Scenario) -> String {
    let fails = scenario.fails();
    let stated = if fails.is_empty() {
        String::new()
    } else {
        format!("; {} to fail", figures::names(fails.iter()))
    };
    happening(scenario) + &stated
}

fn happening(scenario: &Scenario) -> String {
    match scenario.expectation() {
        Expectation::Healthy => "nothing goes wrong".to_owned(),
        Expectation::Anything => "anything".to_owned(),
        Expectation::Incident { types, severity } => {
            let types: Vec<_> = types.iter().map(|incident| incident.name()).collect();
            format!("{severity}: {}", types.join(", "))
        }
    }
}
