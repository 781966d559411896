//! How a month compares with those before it, and what else changed.

use firedrill_campaign::month::{IncidentFindings, ScenarioFindings};
use firedrill_model::nouns::IncidentType;

use super::page::{Page, code, plain};
use super::summary::Summary;
use super::words;
use crate::figures;

/// So many scenarios are named that pass more or less often than a month ago.
const MOST_CHANGES: usize = 10;

pub(super) fn section(page: &mut Page, summary: &Summary, earlier: &[Summary]) {
    page.heading(2, "Trend");
    let Some(last) = earlier.last() else {
        page.paragraph("There is no earlier month in this folder.");
        return;
    };
    let months: Vec<_> = earlier.iter().chain([summary]).collect();
    let rows = months.iter().map(|month| overview(month)).collect();
    page.table(["month", "firedrill", "runs", "passed", "failed"], rows);
    page.paragraph("Restoration, median, by the type that showed first:");
    let rows = months.iter().map(|month| restorations(month)).collect();
    let [a, b, c, d] = IncidentType::ALL.map(IncidentType::name);
    page.table(["month", a, b, c, d], rows);
    page.paragraph(format!("Since {}: {}", last.month, what_changed(last, summary)));
    let changes = changes(last, summary);
    let rest = changes.len().saturating_sub(MOST_CHANGES);
    page.table(
        ["scenario", "passed then", "passed now"],
        changes.into_iter().take(MOST_CHANGES).collect(),
    );
    if rest > 0 {
        page.paragraph(format!("{} more.", figures::plural(rest, "scenario")));
    }
}

fn overview(month: &Summary) -> [String; 5] {
    [
        month.month.to_string(),
        plain(&month.firedrill),
        figures::count(month.findings.runs),
        words::rate(&month.findings.passed),
        words::rate(&month.findings.failed),
    ]
}

fn restorations(month: &Summary) -> [String; 5] {
    let median = |incident| {
        let is_it = |found: &&IncidentFindings| found.incident == incident;
        let found = month.findings.incidents.iter().find(is_it);
        found.map_or_else(|| "-".to_owned(), |found| words::seconds(&found.restoration_s.median))
    };
    let [a, b, c, d] = IncidentType::ALL.map(median);
    [month.month.to_string(), a, b, c, d]
}

/// What a difference between two months may be due to besides the protocol.
fn what_changed(then: &Summary, now: &Summary) -> String {
    let mut changes = vec![];
    let mut told = |what: &str, then: &str, now: &str| {
        if then != now {
            changes.push(format!("{what} was {}, is {}", plain(then), plain(now)));
        }
    };
    let name = |summary: &Summary| {
        summary.protocol.as_ref().map_or("the shipped one".to_owned(), |it| it.name.clone())
    };
    told("the version of firedrill", &then.firedrill, &now.firedrill);
    told("how draws follow from a seed", &then.algorithm, &now.algorithm);
    told("the protocol", &name(then), &name(now));
    told("the last seed", &then.seeds.to_string(), &now.seeds.to_string());
    let (came, went) = (missing_in(then, now), missing_in(now, then));
    changes.extend((!came.is_empty()).then(|| format!("new: {}", figures::listed(&came))));
    changes.extend((!went.is_empty()).then(|| format!("gone: {}", figures::listed(&went))));
    let is_same = then.findings.digest == now.findings.digest;
    match (changes.is_empty(), is_same) {
        (_, true) => "every run is the same, event by event.".to_owned(),
        (true, false) => {
            "the same version, protocol, scenarios by name and seeds, and other runs: the protocol, a scenario or \
             firedrill itself was changed without its version."
                .to_owned()
        }
        (false, false) => format!("{}.", changes.join("; ")),
    }
}

/// Scenarios that `now` has and `then` has not.
fn missing_in(then: &Summary, now: &Summary) -> Vec<String> {
    let has = |name: &str| then.findings.scenarios.iter().any(|found| found.name == name);
    let new = now.findings.scenarios.iter().filter(|found| !has(&found.name));
    new.map(|found| code(&found.name)).collect()
}

/// Scenarios that pass more or less often, those that lost most first.
fn changes(then: &Summary, now: &Summary) -> Vec<[String; 3]> {
    let before = |name: &str| then.findings.scenarios.iter().find(|found| found.name == name);
    let share = |found: &ScenarioFindings| found.passed.share.unwrap_or_default();
    let both = now.findings.scenarios.iter();
    let both = both.filter_map(|found| Some((before(&found.name)?, found)));
    let mut changed: Vec<_> =
        both.filter(|(then, now)| share(then).to_bits() != share(now).to_bits()).collect();
    let gain = |(then, now): &(&ScenarioFindings, &ScenarioFindings)| share(now) - share(then);
    changed.sort_by(|one, other| gain(one).total_cmp(&gain(other)));
    let row = |(then, now): (&ScenarioFindings, &ScenarioFindings)| {
        [code(&now.name), words::rate(&then.passed), words::rate(&now.passed)]
    };
    changed.into_iter().map(row).collect()
}
