//! A campaign for people: one line a scenario, what went wrong, one line for everything.

mod failures;
mod margins;
mod stated;

use anstyle::Style;
use firedrill_campaign::ScenarioResult;

use margins::Clocks;

use crate::columns::{Align, Cell, Columns};
use crate::coverage;
use crate::figures;
use crate::gate;
use crate::palette::{Palette, paint};
use crate::report::{Report, Totals};
use firedrill_campaign::Standing;

/// How much of a campaign is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// A line for every scenario, and what was reached.
    Everything,
    /// That, and every combination that was reached.
    Combinations,
    /// Only what did not pass, and the last line.
    FailuresOnly,
}

/// The campaign as text. The last line sums it up.
///
/// `response` and `restoration` give the SLA clock with the least margin of any run, in per cent of its
/// limit (negative: beyond it), with what it took and what it may take; `least at` is the seed. Each
/// incident type and each severity has a clock of its own.
///
/// On a terminal with too few columns for the table, it shows the margins alone.
pub fn summary(
    report: &Report<'_>,
    detail: Detail,
    palette: &Palette,
    width: Option<usize>,
) -> String {
    let mut parts = vec![];
    if detail != Detail::FailuresOnly {
        let is_narrow = width.is_some_and(|width| width < WIDTH_OF_TABLE);
        let clocks = if is_narrow { Clocks::Margins } else { Clocks::Whole };
        parts.push(table(report, palette, clocks).join("\n"));
        let reach = report.reach();
        let lines = match detail {
            Detail::Combinations => coverage::everything(&reach, palette),
            Detail::Everything | Detail::FailuresOnly => coverage::blocks(&reach, palette),
        };
        parts.push(lines.join("\n"));
    }
    if detail != Detail::FailuresOnly {
        parts.extend(stated::block(report, palette));
    }
    let failures = failures::blocks(report, palette);
    if !failures.is_empty() {
        parts.push(failures.join("\n\n"));
    }
    parts.extend(gate::blocks(report, palette, detail == Detail::FailuresOnly));
    if detail != Detail::FailuresOnly {
        parts.extend(failures::next_steps(report, palette));
    }
    parts.push(last_line(report, palette));
    parts.join("\n\n") + "\n"
}

/// What the table needs with scenario names as long as the longest of the embedded ones.
const WIDTH_OF_TABLE: usize = 94;

fn table(report: &Report<'_>, palette: &Palette, clocks: Clocks) -> Vec<String> {
    use Align::{Left, Right};
    let mut columns = Columns::new(&[Left, Left, Right, Left, Left, Left]);
    let headings = ["", "scenario", "passed", "response", "restoration", "least at"];
    columns.row(headings.map(|heading| Cell::styled(heading, palette.quiet)));
    for (result, _) in report.scenarios() {
        columns.row(row(report, result, palette, clocks));
    }
    columns.lines()
}

fn row(
    report: &Report<'_>,
    result: &ScenarioResult<'_>,
    palette: &Palette,
    clocks: Clocks,
) -> [Cell; 6] {
    let standing = report.standing_of(result);
    let least_at = margins::least_at(result).map(|seed| seed.to_string());
    [
        Cell::styled(stated::word(result, standing), style_of(standing, palette)),
        result.scenario.name().as_str().into(),
        format!("{}/{}", result.passed(), result.trials.len()).into(),
        margins::response(result, clocks).into(),
        margins::restoration(result, clocks).into(),
        least_at.unwrap_or_default().into(),
    ]
}

/// The style of a standing's words.
pub(crate) const fn style_of(standing: Standing, palette: &Palette) -> Style {
    match standing {
        Standing::Passed => palette.good,
        Standing::Excused | Standing::Unexercised | Standing::Infeasible => palette.doubtful,
        Standing::Failed | Standing::NotDeterministic | Standing::Broken => palette.bad,
    }
}

fn last_line(report: &Report<'_>, palette: &Palette) -> String {
    let totals = report.totals();
    let style = style_of(report.standing(), palette);
    let verdicts = paint(style, &verdicts(&totals)) + &stated::remark(report);
    let wall = figures::wall(report.timing.wall);
    let simulated = figures::span(totals.simulated);
    let ratio = figures::about(report.timing.ratio(totals.simulated));
    let events = figures::about(report.timing.per_second(totals.events as f64));
    let protocol = report.protocol.map(|protocol| format!(" · of {}", protocol.title()));
    let compared = if report.compared { " · each run made twice and compared" } else { "" };
    format!(
        "{}: {verdicts}{}{compared}{} · simulated {simulated} in {wall} ({ratio}×) · {events} events/s \
         · digest {}",
        extent(report, totals.runs),
        protocol.unwrap_or_default(),
        gate::remark(report),
        totals.digest
    )
}

/// What was run.
fn extent(report: &Report<'_>, runs: usize) -> String {
    let scenarios = figures::plural(report.sources.len(), "scenario");
    let seeds = figures::plural(report.seeds, "seed");
    if runs == report.planned() {
        return format!("{scenarios} × {seeds}");
    }
    let runs = figures::count(runs as u64);
    let planned = figures::count(report.planned() as u64);
    format!("{scenarios} × {seeds}, stopped after {runs} of {planned} runs")
}

fn verdicts(totals: &Totals) -> String {
    let numbers = [
        (totals.passed, Standing::Passed),
        (totals.failed, Standing::Failed),
        (totals.infeasible, Standing::Infeasible),
        (totals.excused, Standing::Excused),
        (totals.unexercised, Standing::Unexercised),
        (totals.not_deterministic, Standing::NotDeterministic),
        (totals.broken, Standing::Broken),
    ];
    // Passed is said even when it is none: "0 passed" must not be read as nothing to say.
    let said = numbers.iter().filter(|(number, what)| *number > 0 || *what == Standing::Passed);
    let said =
        said.map(|(number, what)| format!("{} {}", figures::count(*number as u64), what.name()));
    said.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::{self, snapshot};

    #[test]
    fn a_campaign_reads_well() {
        let campaign = examples::campaign();
        snapshot(
            "summary",
            &summary(&campaign.report(), Detail::Everything, &Palette::PLAIN, None),
        );
    }

    #[test]
    fn a_quiet_campaign_says_what_did_not_pass_and_the_last_line() {
        let campaign = examples::campaign();
        snapshot(
            "summary_quiet",
            &summary(&campaign.report(), Detail::FailuresOnly, &Palette::PLAIN, None),
        );
        let passed = examples::passed_campaign();
        let text = summary(&passed.report(), Detail::FailuresOnly, &Palette::PLAIN, None);
        assert_eq!(text.lines().count(), 1);
    }

    #[test]
    fn every_line_of_the_table_fits_its_terminal() {
        let campaign = examples::campaign();
        for (clocks, width) in [(Clocks::Whole, 100), (Clocks::Margins, 80)] {
            for line in table(&campaign.report(), &Palette::PLAIN, clocks) {
                assert!(line.chars().count() <= width, "{line}");
            }
        }
    }

    #[test]
    fn a_campaign_that_stopped_early_says_so() {
        let mut campaign = examples::passed_campaign();
        campaign.seeds = 5;
        let text = summary(&campaign.report(), Detail::FailuresOnly, &Palette::PLAIN, None);
        assert!(text.starts_with("1 scenario × 5 seeds, stopped after 2 of 5 runs: 2 passed"));
    }

    #[test]
    fn colours_change_no_letter() {
        let campaign = examples::campaign();
        let text = |palette| summary(&campaign.report(), Detail::Everything, palette, None);
        let coloured = text(&Palette::COLOURED);
        assert_ne!(coloured, text(&Palette::PLAIN));
        assert_eq!(examples::without_escapes(&coloured), text(&Palette::PLAIN));
    }
}
