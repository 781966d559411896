//! Why a run failed, or passed: what mattered, and what somebody could have done who knew everything.

mod chance;
mod clairvoyant;
mod document;
mod ended;
mod faults;
mod names;
mod remains;
mod schema;
mod steps;
mod table;

use firedrill_campaign::explain::{Counterfactual, Explanation, Removal};
use firedrill_judge::Verdict;
use firedrill_scenarios::{Circumstance, Plan};

pub use document::explanation_document;
pub use schema::explanation_schema;

use crate::columns::wrap;
use crate::palette::{Palette, paint};
use crate::reproduction::{Reproduction, quoted};
use crate::summary::style_of;
use firedrill_campaign::Standing;

/// A run that has been explained.
#[derive(Clone, Copy, Debug)]
pub struct ExplanationReport<'a> {
    /// The run on paper.
    pub plan: &'a Plan,
    /// What mattered in it.
    pub explanation: &'a Explanation,
    /// How it is named on a command line.
    pub reproduction: &'a Reproduction,
    /// Where the plans of runs with one fault less were written, in the order of
    /// [`ExplanationReport::plans`]; empty when they were not asked for.
    pub written: &'a [String],
}

/// Lines are no longer, so that they fit every terminal.
const WIDTH: usize = 80;

/// The explanation as text: how the run ended, a table of what changes it by its absence, and what
/// follows from that in sentences.
pub fn explanation(report: &ExplanationReport<'_>, palette: &Palette) -> String {
    let mut parts = vec![headline(report, palette), table::table(report, palette)];
    let chapters = [
        ("Chance", chance::sentences(report)),
        ("Faults", faults::sentences(report)),
        ("Steps of the protocol", steps::sentences(report)),
        ("Somebody who knew everything", clairvoyant::sentences(report)),
    ];
    for (heading, sentences) in chapters {
        if !sentences.is_empty() {
            parts.push(format!("{}\n{}", paint(palette.strong, heading), bullets(&sentences)));
        }
    }
    parts.push(commands(report, palette));
    parts.join("\n\n") + "\n"
}

impl<'a> ExplanationReport<'a> {
    /// The runs that a plan of their own can show: those without a fault or a circumstance that mattered,
    /// each with a name for its file.
    pub fn plans(&self) -> Vec<(String, Plan)> {
        let all = self.explanation.counterfactuals.iter().chain(&self.explanation.in_isolation);
        all.filter_map(|it| named_plan(&it.removal, self.plan)).collect()
    }

    /// Whatever [`ExplanationReport::plans`] may hold of a run with this plan, before it is explained.
    pub fn possible_plans(plan: &Plan) -> Vec<(String, Plan)> {
        let faults = 0..plan.faults.len();
        let circumstances = Circumstance::unusual(plan).into_iter().map(Removal::Circumstance);
        let all = faults.clone().map(Removal::Fault).chain(faults.map(Removal::EveryFaultBut));
        let all = all.chain(circumstances).chain([Removal::EveryFault]);
        all.filter_map(|removal| named_plan(&removal, plan)).collect()
    }

    /// Whether [`ExplanationReport::plans`] of any run may name a file so.
    pub fn is_name_of_plan(name: &str) -> bool {
        let stem = name.strip_suffix(".json").unwrap_or_default();
        let beginnings = ["without-fault", "only-fault-", "usual-"];
        beginnings.iter().any(|beginning| stem.starts_with(beginning))
    }

    /// Those of the removals that `which` picks, the largest effect first.
    fn removals(&self, which: impl Fn(&Removal) -> bool) -> Vec<&'a Counterfactual> {
        let explained = self.explanation.margins();
        let picked = self.explanation.counterfactuals.iter().filter(|it| which(&it.removal));
        let mut picked: Vec<_> = picked.collect();
        picked.sort_by(|one, other| {
            let distance = |it: &Counterfactual| it.distance(explained);
            one.effect.cmp(&other.effect).then(distance(other).total_cmp(&distance(one)))
        });
        picked
    }
}

/// The plan without it, with a name for its file; a step of the protocol is in no plan.
fn named_plan(removal: &Removal, plan: &Plan) -> Option<(String, Plan)> {
    let name = match removal {
        Removal::Fault(fault) => format!("without-fault-{}", fault + 1),
        Removal::Circumstance(circumstance) => format!("usual-{}", circumstance.name()),
        Removal::EveryFault => "without-faults".to_owned(),
        Removal::EveryFaultBut(fault) => format!("only-fault-{}", fault + 1),
        Removal::Step(_) => return None,
    };
    Some((format!("{name}.json"), removal.plan(plan)))
}

fn headline(report: &ExplanationReport<'_>, palette: &Palette) -> String {
    let judgement = &report.explanation.outcome.judgement;
    let standing = Standing::of_verdict(&judgement.verdict);
    let run = report.plan.reference();
    let said = match judgement.failure() {
        None => match &judgement.verdict {
            Verdict::Unexercised { missing } => format!("{run} is unexercised: {missing}"),
            _ => format!("{run} passed"),
        },
        Some(failure) => {
            let stated = match judgement.verdict {
                Verdict::Passed => ", as stated",
                Verdict::Infeasible { .. } => ", which nobody could have kept",
                _ => "",
            };
            let (property, at, about) = (failure.property, failure.at, &failure.about);
            format!("{run} failed {property} at {at}{stated}: {about}")
        }
    };
    let style = style_of(standing, palette);
    let lines = wrap(&said, WIDTH);
    lines.iter().map(|line| paint(style, line)).collect::<Vec<_>>().join("\n")
}

/// Each sentence a point, with its further lines under the first word.
fn bullets(sentences: &[String]) -> String {
    let lines = sentences.iter().flat_map(|sentence| {
        let marks = core::iter::once("- ").chain(core::iter::repeat("  "));
        wrap(sentence, WIDTH - 2).into_iter().zip(marks).map(|(line, mark)| format!("{mark}{line}"))
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn commands(report: &ExplanationReport<'_>, palette: &Palette) -> String {
    let mut lines = vec![paint(palette.quiet, "to see it"), report.reproduction.replay()];
    if let Some(remark) = report.reproduction.remark() {
        lines.extend(wrap(&remark, WIDTH));
    }
    let option = report.reproduction.option();
    if report.written.is_empty() && !report.plans().is_empty() {
        let run = report.reproduction.word();
        lines.push(paint(palette.quiet, "to see it without each fault"));
        lines.push(format!("firedrill explain {run}{option} --write-plans DIR"));
    }
    if !report.written.is_empty() {
        lines.push(paint(palette.quiet, "to see it without each fault"));
    }
    let replays = report.written.iter();
    lines.extend(replays.map(|path| format!("firedrill replay {}{option}", quoted(path))));
    lines.join("\n")
}
