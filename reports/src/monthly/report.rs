//! `report.md`: a month for people, by the playbook's four points of "Monthly Recovery Testing".

use firedrill_campaign::Standing;
use firedrill_campaign::month::WorthReading;
use firedrill_scenarios::ScenarioRef;

use super::page::{Page, code, plain};
use super::summary::{Summary, TestedProtocol};
use super::{sections, trend, words};
use crate::figures;
use crate::reproduction::Reproduction;

/// The report of a month as Markdown. `earlier` are the summaries of months before it, oldest first.
pub fn monthly_report(summary: &Summary, earlier: &[Summary]) -> String {
    let mut page = Page::default();
    page.heading(1, &format!("Monthly recovery test, {}", summary.month));
    page.paragraph(identity(summary));
    page.paragraph(outcome(summary));
    page.paragraph(
        "Intervals are at 95 %: Clopper and Pearson's for rates, by order statistics for quantiles. Each rate \
         holds under the distribution of this suite: under scenarios as they are written and seeds as they are \
         drawn. It is no rate of incidents in the field.",
    );
    worth_reading(&mut page, summary);
    sections::simulation(&mut page, &summary.findings);
    sections::coordination(&mut page, &summary.findings);
    sections::communication(&mut page, &summary.findings, &summary.notice_check);
    sections::baseline(&mut page, &summary.findings.baselines);
    trend::section(&mut page, summary, earlier);
    self_check(&mut page, summary);
    page.finish()
}

/// What was tested, by what.
pub(super) fn identity(summary: &Summary) -> String {
    let tested = summary.protocol.as_ref().map_or_else(
        || "the protocol shipped with firedrill".to_owned(),
        |tested| plain(&tested.name),
    );
    let part = if summary.is_complete { "" } else { " **Only some of the scenarios took part.**" };
    format!(
        "{}. Tested: {tested}. {} scenarios, seeds 1 to {}, with firedrill {} ({}); digest `{}`.{part}",
        plain(&summary.date),
        figures::count(summary.findings.scenarios.len() as u64),
        figures::count(summary.seeds),
        plain(&summary.firedrill),
        plain(&summary.algorithm),
        summary.findings.digest,
    )
}

/// What it came to, in a few sentences.
fn outcome(summary: &Summary) -> String {
    let findings = &summary.findings;
    let standings = findings.standings.iter();
    let standings = standings
        .map(|count| format!("{} {}", figures::count(count.runs), count.standing.name()))
        .collect::<Vec<_>>();
    let verdict = match findings.worst() {
        Standing::Passed | Standing::Excused => "**The month passed.**",
        Standing::Unexercised | Standing::Infeasible => {
            "**The month proves less than it should**: some runs were unexercised or infeasible."
        }
        _ => "**The month failed.**",
    };
    format!(
        "{verdict} Runs: {}. Failed: {}. {} hours passed in {} events.",
        figures::listed(&standings),
        words::rate(&findings.failed),
        figures::count(findings.simulated_h as u64),
        figures::count(findings.events),
    )
}

fn worth_reading(page: &mut Page, summary: &Summary) {
    page.heading(2, "Worth reading");
    let kinds = &summary.findings.failure_kinds;
    let rows = kinds.iter().map(|kind| {
        let first = replay(&kind.first, summary.protocol.as_ref());
        [plain(&kind.fingerprint), figures::count(kind.runs), kind.scenarios.to_string(), first]
    });
    page.table(["failed", "runs", "scenarios", "the first"], rows.collect());
    page.paragraph(
        "One run of each way of failing, then of each scenario the run whose clocks came closest to their limit:",
    );
    let line = |it: &WorthReading| {
        let margin = it.margin.map(figures::margin);
        let margin = margin.map_or(String::new(), |margin| format!(", least margin {margin}"));
        let how = it.fingerprint.as_deref().map_or(String::new(), |it| format!(": {}", plain(it)));
        let line = replay(&it.run, summary.protocol.as_ref());
        format!("{line} {}{how}{margin}", it.standing.name())
    };
    page.bullets(summary.findings.worth_reading.iter().map(line));
}

fn self_check(page: &mut Page, summary: &Summary) {
    let check = &summary.findings.self_check;
    page.heading(2, "Does the judge see?");
    page.paragraph(format!(
        "The scenarios of the suite `negative` make promises that nobody can keep. A judge that sees lets each \
         run fail as it states: {}.",
        words::rate(&check.as_stated)
    ));
    let scenarios = summary.findings.scenarios.iter().filter(|it| sections::is_self_check(it));
    let rows = scenarios.map(|it| [code(&it.name), words::rate(&it.passed)]).collect();
    page.table(["scenario", "failed as it states"], rows);
    let line = |run: &String| format!("{} did not", replay(run, summary.protocol.as_ref()));
    page.bullets(check.otherwise.iter().map(line));
}

/// The line that shows a run again.
pub(super) fn replay(run: &str, tested: Option<&TestedProtocol>) -> String {
    let option = tested.map_or("", |tested| tested.option.as_str());
    match run.parse::<ScenarioRef>() {
        Ok(ScenarioRef { name, seed }) => {
            let line = Reproduction::of_seed(name.as_str(), seed).replay() + option;
            if line.contains('`') { format!("`` {line} ``") } else { code(&line) }
        }
        // Whoever changed a summary by hand gets back what he wrote.
        Err(_) => plain(run),
    }
}
