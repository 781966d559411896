//! Charts of any figures: what they say, that nothing is in the way of a text, and what is in the
//! files.

mod figures;
mod files;
mod overlaps;
mod titles;

use firedrill_campaign::month::Month;
use firedrill_campaign::statistics::{Interval, Proportion};
use firedrill_sim::Span;

use super::*;

fn number(number: f64) -> Number {
    Number::new(number).unwrap()
}

fn estimate(low: f64, value: f64, high: f64) -> Estimate {
    Estimate::new(value, Interval { low, high }).unwrap()
}

fn proportion(hits: u64, of: u64) -> Proportion {
    Proportion::new(hits, of).unwrap()
}

fn recoveries(name: &str, sla: u64, restored: &[u64], never: u64) -> Recoveries {
    Recoveries {
        name: name.to_owned(),
        sla: Span::from_secs(sla),
        restored: restored.iter().copied().map(Span::from_secs).collect(),
        never,
    }
}

fn role(role: &str, answered: &[u64], missed: u64, due: Option<u64>) -> RoleAnswers {
    RoleAnswers {
        role: role.to_owned(),
        answered: answered.iter().copied().map(Span::from_secs).collect(),
        missed,
        due: due.map(Span::from_secs),
    }
}

fn scenario(name: &str, margin_pct: Estimate) -> ScenarioMargin {
    ScenarioMargin { name: name.to_owned(), margin_pct }
}

fn month(text: &str, passed: Proportion, median_secs: Option<u64>) -> (Month, MonthResult) {
    let median_restoration = median_secs.map(Span::from_secs);
    (text.parse().unwrap(), MonthResult { passed, median_restoration })
}

/// The texts of a chart, in the order in which they were drawn.
fn texts(chart: &Chart) -> Vec<&str> {
    chart.light.labels.iter().map(|label| label.text.as_str()).collect()
}
