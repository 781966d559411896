//! What is worse, in a sentence, and the command that shows the run that shows it best.

use firedrill_campaign::gate::{Moved, Regressed};
use firedrill_sim::Seed;

use super::values;
use crate::figures;
use crate::report::Report;
use crate::reproduction::Reproduction;

/// `memory-leak-critical: restoration is worse in the median, 27.5 s before, 31.0 s now (+12.7 %)`.
pub(super) fn sentence(found: &Regressed<'_>) -> String {
    match found {
        Regressed::Standing(scenario, change) => format!(
            "{}: {} before, {} now in {} of {}",
            scenario.name,
            change.was.name(),
            change.now.name(),
            figures::count(change.seeds.len() as u64),
            figures::plural(scenario.runs, "run")
        ),
        Regressed::Quantile(scenario, metric, quantile) => {
            let (was, now) = values::both(metric.metric, quantile.was, quantile.now);
            let change = match values::change(quantile.was, quantile.now) {
                none if none.is_empty() => none,
                change => format!(" ({change})"),
            };
            let (metric, quantile) = (values::title(metric.metric), quantile.quantile);
            let of = match quantile {
                firedrill_campaign::gate::Quantile::Median => "in the median",
                firedrill_campaign::gate::Quantile::P95 => "in 95 % of runs",
            };
            format!("{}: {metric} {of} {was} before, {now} now{change}", scenario.name)
        }
    }
}

/// That, and the command that shows the run that moved most.
pub(super) fn with_command(report: &Report<'_>, found: &Regressed<'_>) -> String {
    match commands(report, found).first() {
        Some(command) => format!("{}; see `{command}`", sentence(found)),
        None => sentence(found),
    }
}

/// The commands that show the runs that moved most, the worst first.
pub(super) fn commands(report: &Report<'_>, found: &Regressed<'_>) -> Vec<String> {
    let (name, seeds): (&str, Vec<Seed>) = match found {
        Regressed::Standing(scenario, change) => (&scenario.name, change.seeds.clone()),
        Regressed::Quantile(scenario, metric, _) => {
            (&scenario.name, metric.moved.iter().map(|Moved { seed, .. }| *seed).collect())
        }
    };
    seeds.into_iter().map(|seed| replay(report, name, seed)).collect()
}

/// The command that shows a run of this scenario.
pub(super) fn replay(report: &Report<'_>, scenario: &str, seed: Seed) -> String {
    let mut sources = report.scenarios();
    let source = sources.find(|(result, _)| result.scenario.name().as_str() == scenario);
    let source = source.map_or(scenario, |(_, source)| source);
    Reproduction::of_seed(source, seed).with(report.protocol).replay()
}
