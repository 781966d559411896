//! The comparison for people: what moved beyond the tolerance, what is worse, what was not compared.

use firedrill_campaign::gate::{
    Comparison, LeftOut, MetricComparison, Movement, QuantileComparison, Regressed,
    ScenarioComparison,
};
use firedrill_scenarios::escaped;

use super::{ComparedWith, sentences, values};
use crate::columns::{Align, Cell, Columns, wrap};
use crate::figures;
use crate::palette::{Palette, paint};
use crate::report::Report;

/// Rows of the table, and blocks below it; the rest is in the JSON document.
const ROWS_MAX: usize = 60;
const BLOCKS_MAX: usize = 20;
const WIDTH: usize = 100;

/// What is shown of a comparison, a part each; of a quiet one, only what is worse.
pub(crate) fn blocks(report: &Report<'_>, palette: &Palette, is_quiet: bool) -> Vec<String> {
    let Some(compared) = report.baseline else { return vec![] };
    let mut parts = vec![];
    if !is_quiet {
        parts.push(heading(&compared).join("\n"));
        parts.extend(table(compared.comparison, palette));
        parts.extend(left_out(compared.comparison));
    }
    parts.extend(regressions(report, compared.comparison, palette));
    parts
}

/// What the last line says of it.
pub(crate) fn remark(report: &Report<'_>) -> String {
    let Some(compared) = report.baseline else { return String::new() };
    let file = escaped(compared.file);
    match compared.comparison.regressions().len() {
        0 => format!(" · no worse than {file}"),
        things => format!(" · worse than {file} in {}", figures::plural(things, "thing")),
    }
}

fn heading(compared: &ComparedWith<'_>) -> Vec<String> {
    let comparison = compared.comparison;
    let protocol = comparison.protocol.as_deref().unwrap_or("the shipped protocol");
    let (runs, same) = (comparison.runs(), comparison.same());
    let same = match same {
        _ if same == runs => "all of them are the same runs, bit for bit".to_owned(),
        0 => "none of them is the same run, bit for bit".to_owned(),
        1 => "1 of them is the same run, bit for bit".to_owned(),
        same => format!("{} of them are the same runs, bit for bit", figures::count(same as u64)),
    };
    let text = format!(
        "compared with {}: {} of {} by seed, engine {}, {}",
        escaped(compared.file),
        figures::plural(runs, "run"),
        figures::plural(comparison.scenarios.len(), "scenario"),
        escaped(&comparison.engine),
        escaped(protocol),
    );
    let mut lines = wrap(&text, WIDTH);
    lines.push(same);
    lines
}

/// A line for each quantile that moved by more than the tolerance, one for those that moved by less.
fn table(comparison: &Comparison, palette: &Palette) -> Option<String> {
    use Align::{Left, Right};
    let mut columns = Columns::new(&[Left, Left, Left, Left, Right, Right, Right, Right, Left]);
    let headings =
        ["", "scenario", "figure", "in", "was", "now", "change", "better/worse/equal", "worst at"];
    columns.row(headings.map(|heading| Cell::styled(heading, palette.quiet)));
    let (mut shown, mut more, mut within) = (0, 0, 0);
    for (scenario, metric, quantile) in quantiles(comparison) {
        match quantile.movement {
            Movement::None => {}
            Movement::Within => within += 1,
            Movement::Better | Movement::Worse if shown == ROWS_MAX => more += 1,
            Movement::Better | Movement::Worse => {
                shown += 1;
                columns.row(row(scenario, metric, quantile, palette));
            }
        }
    }
    let mut lines = if shown > 0 { columns.lines() } else { vec![] };
    let tolerance = format!("{} %", comparison.tolerance.get() * 100.0);
    lines.extend((more > 0).then(|| {
        format!(
            "{} moved as far; `--format json` has them all",
            figures::plural(more, "more figure")
        )
    }));
    lines.extend((within > 0).then(|| {
        format!(
            "{} moved by no more than the tolerance, {tolerance}",
            figures::plural(within, "figure")
        )
    }));
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn quantiles(
    comparison: &Comparison,
) -> impl Iterator<Item = (&ScenarioComparison, &MetricComparison, &QuantileComparison)> {
    comparison.scenarios.iter().flat_map(|scenario| {
        let metrics = scenario.metrics.iter();
        metrics.flat_map(move |metric| {
            metric.quantiles.iter().map(move |quantile| (scenario, metric, quantile))
        })
    })
}

fn row(
    scenario: &ScenarioComparison,
    metric: &MetricComparison,
    quantile: &QuantileComparison,
    palette: &Palette,
) -> [Cell; 9] {
    let (word, style) = match quantile.movement {
        Movement::Worse => ("worse", palette.bad),
        _ => ("better", palette.good),
    };
    let (was, now) = values::both(metric.metric, quantile.was, quantile.now);
    let paired = &metric.paired;
    let split = format!("{}/{}/{}", paired.better(), paired.worse(), paired.equal());
    let worst_at = metric.moved.first().map(|moved| moved.seed.to_string());
    [
        Cell::styled(word, style),
        scenario.name.as_str().into(),
        values::title(metric.metric).into(),
        quantile.quantile.name().into(),
        was.into(),
        now.into(),
        values::change(quantile.was, quantile.now).into(),
        split.into(),
        worst_at.unwrap_or_default().into(),
    ]
}

fn left_out(comparison: &Comparison) -> Option<String> {
    let names = |of: fn(&LeftOut) -> bool| {
        let names = comparison.left_out.iter().filter(|left_out| of(left_out));
        names.map(|left_out| escaped(left_out.scenario())).collect::<Vec<_>>()
    };
    let changed = names(|left_out| matches!(left_out, LeftOut::Changed { .. }));
    let here = names(|left_out| matches!(left_out, LeftOut::OnlyHere { .. }));
    let there = names(|left_out| matches!(left_out, LeftOut::OnlyThere { .. }));
    let scenarios = [
        ("its text has changed", changed),
        ("it is not in the baseline", here),
        ("it is only in the baseline", there),
    ];
    let scenarios = scenarios.into_iter().filter(|(_, names)| !names.is_empty());
    let mut lines: Vec<String> = scenarios
        .flat_map(|(why, names)| {
            wrap(&format!("not compared, since {why}: {}", names.join(", ")), WIDTH)
        })
        .collect();
    let runs = [
        (comparison.runs_only_here, "whose seeds the baseline does not have"),
        (comparison.runs_only_there, "of the baseline that were not made now"),
    ];
    let runs = runs.into_iter().filter(|(runs, _)| *runs > 0);
    lines.extend(
        runs.map(|(runs, why)| format!("not compared: {} {why}", figures::plural(runs, "run"))),
    );
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// A block for runs that stand worse, and one for the figures of each scenario that are worse: the
/// worst of them, and the runs in which it moved most.
fn regressions(report: &Report<'_>, comparison: &Comparison, palette: &Palette) -> Option<String> {
    let mut found: Vec<(Regressed<'_>, usize)> = vec![];
    for regressed in comparison.regressions() {
        let known = found.iter_mut().find(|(known, _)| is_of_same_block(known, &regressed));
        match known {
            Some((_, more)) => *more += 1,
            None => found.push((regressed, 0)),
        }
    }
    let shown = found.iter().take(BLOCKS_MAX);
    let mut blocks: Vec<_> =
        shown.map(|(found, more)| block(report, found, *more, palette)).collect();
    let rest = found.len().saturating_sub(BLOCKS_MAX);
    blocks.extend((rest > 0).then(|| {
        let scenarios = figures::plural(rest, "more scenario");
        format!("{scenarios} with something worse; `--format json` has them all")
    }));
    (!blocks.is_empty()).then(|| blocks.join("\n\n"))
}

fn is_of_same_block(a: &Regressed<'_>, b: &Regressed<'_>) -> bool {
    match (a, b) {
        (Regressed::Quantile(a, ..), Regressed::Quantile(b, ..)) => a.name == b.name,
        _ => false,
    }
}

fn block(report: &Report<'_>, found: &Regressed<'_>, more: usize, palette: &Palette) -> String {
    let worse = paint(palette.bad, "worse");
    let commands = sentences::commands(report, found);
    let shown = commands.iter().take(MetricComparison::MOVED_MAX);
    let lines: Vec<_> = shown.map(|command| format!("\n  {command}")).collect();
    let more = match more {
        0 => String::new(),
        more => format!(", and {} more", figures::plural(more, "figure")),
    };
    format!("{worse}: {}{more}{}", sentences::sentence(found), lines.concat())
}
