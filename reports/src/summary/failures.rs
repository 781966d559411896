//! What went wrong: a block for each scenario and way of failing, with the line that shows it again.

use firedrill_campaign::{ScenarioResult, Standing, Trial};
use firedrill_judge::Verdict;
use firedrill_scenarios::Scenario;

use super::style_of;
use crate::figures;
use crate::palette::{Palette, paint};
use crate::report::Report;
use crate::way::Way;

/// Blocks shown; a campaign that fails in more ways has one cause, or needs another tool.
const BLOCKS_MAX: usize = 20;

/// Further seeds named in a block.
const SEEDS_MAX: usize = 8;

/// For `RUN`, what stands behind `firedrill replay`.
const NEXT_STEPS: &str =
    "next: firedrill explain RUN (what mattered), firedrill shrink RUN (what it took)";

/// One way in which a scenario did not pass, with the runs that went this way.
struct Failure<'a> {
    source: &'a str,
    scenario: &'a Scenario,
    standing: Standing,
    way: Way,
    trials: Vec<&'a Trial>,
    runs: usize,
    report: Report<'a>,
}

/// The blocks, in the order of the scenarios.
pub(crate) fn blocks(report: &Report<'_>, palette: &Palette) -> Vec<String> {
    let failures = failures(report);
    let mut blocks: Vec<_> =
        failures.iter().take(BLOCKS_MAX).map(|failure| failure.block(palette)).collect();
    if failures.len() > BLOCKS_MAX {
        blocks.push(format!("… {} more", failures.len() - BLOCKS_MAX));
    }
    blocks.extend(report.results.iter().filter_map(|result| left_out(report, result, palette)));
    blocks
}

/// What to do with a run that violated a property; `None` when none did.
pub(crate) fn next_steps(report: &Report<'_>, palette: &Palette) -> Option<String> {
    let mut trials = report.results.iter().flat_map(|result| &result.trials);
    let has_failed = trials.any(|trial| {
        let is_violated = matches!(trial.outcome.judgement.verdict, Verdict::Failed(_));
        trial.parting.is_none() && is_violated
    });
    has_failed.then(|| paint(palette.quiet, NEXT_STEPS))
}

/// What a scenario demands of its runs and none of them reached.
fn left_out(report: &Report<'_>, result: &ScenarioResult<'_>, palette: &Palette) -> Option<String> {
    let never = report.never_reached(result);
    if never.is_empty() {
        return None;
    }
    let standing = Standing::Unexercised;
    let what = paint(style_of(standing, palette), standing.name());
    let name = paint(palette.strong, result.scenario.name().as_str());
    let never: Vec<_> = never.iter().map(ToString::to_string).collect();
    let runs = figures::plural(result.trials.len(), "run");
    let were = if never.len() == 1 { "was" } else { "were each" };
    Some(format!("{what}: {name}\n  {} {were} reached in 0 of {runs}", never.join(", ")))
}

fn failures<'a>(report: &Report<'a>) -> Vec<Failure<'a>> {
    let mut failures: Vec<Failure<'a>> = vec![];
    for (result, source) in report.scenarios() {
        let first_of_scenario = failures.len();
        for trial in result.trials.iter().filter(|trial| !trial.is_good()) {
            let standing = Standing::of(trial);
            for way in Way::all_of(trial) {
                let mut known = failures[first_of_scenario..].iter_mut();
                match known.find(|known| known.standing == standing && known.way == way) {
                    Some(known) => known.trials.push(trial),
                    None => failures.push(Failure {
                        source,
                        scenario: result.scenario,
                        standing,
                        way,
                        trials: vec![trial],
                        runs: result.trials.len(),
                        report: *report,
                    }),
                }
            }
        }
    }
    failures
}

impl Failure<'_> {
    fn block(&self, palette: &Palette) -> String {
        let what = paint(style_of(self.standing, palette), self.standing.name());
        let way = match self.way {
            Way::Violated(property) => format!(", {property}"),
            Way::BrokeDown(kind) => format!(", {kind}"),
            Way::Other => String::new(),
        };
        let (these, runs) = (self.trials.len(), figures::plural(self.runs, "run"));
        let name = paint(palette.strong, self.scenario.name().as_str());
        let mut block = format!("{what}: {name}{way}, in {these} of {runs}");
        // A failure is made from its first run.
        if let Some(first) = self.trials.first() {
            let told = self.way.told(self.scenario, first).join("\n  ");
            block += &format!("\n  {told}");
            block += &format!("\n  {}", self.report.command(self.source, first));
        }
        block + &self.further_seeds()
    }

    fn further_seeds(&self) -> String {
        let seeds = self.trials.iter().skip(1).map(|trial| trial.outcome.reference.seed);
        let named: Vec<_> = seeds.clone().take(SEEDS_MAX).map(|seed| seed.to_string()).collect();
        let rest = seeds.count() - named.len();
        let word = if named.len() == 1 { "seed" } else { "seeds" };
        match (named.is_empty(), rest) {
            (true, _) => String::new(),
            (false, 0) => format!("\n  also {word} {}", named.join(" ")),
            (false, rest) => format!("\n  also {word} {} and {rest} more", named.join(" ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Standing;
    use crate::examples;
    use crate::palette::Palette;

    #[test]
    fn how_a_foreign_protocol_broke_down_is_shown_with_its_last_words() {
        let campaign = examples::broken_campaign();
        let report = campaign.report();
        let blocks = super::blocks(&report, &Palette::PLAIN);
        let expected = [
            "broken: memory-leak-critical, exited, in 2 of 3 runs",
            "at 00m12.000s: its process ended with exit code 1 before it answered `metrics` (line 12)",
            "stderr: Traceback (most recent call last):",
            r"stderr: Oops \u{1b}[2J",
            "firedrill replay memory-leak-critical@0x2 --protocol 'python3 protocol.py'",
            "also seed 0x3",
        ];
        assert_eq!(blocks, [expected.join("\n  ")]);
        assert_eq!(report.standing(), Standing::Broken);
    }

    #[test]
    fn what_to_do_next_is_said_of_a_property_that_failed_and_of_nothing_else() {
        let next =
            |campaign: examples::Campaign| super::next_steps(&campaign.report(), &Palette::PLAIN);
        let said = next(examples::with_properties()).unwrap();
        assert!(said.contains("firedrill explain RUN") && said.chars().count() <= 80, "{said}");
        assert_eq!(next(examples::passed_campaign()), None);
        assert_eq!(next(examples::broken_campaign()), None);
        assert_eq!(next(examples::divergent_campaign()), None);
    }

    #[test]
    fn only_the_first_twenty_failures_are_shown() {
        let campaign = examples::many_failures(23);
        let blocks = super::blocks(&campaign.report(), &Palette::PLAIN);
        assert_eq!(blocks.len(), 21);
        assert_eq!(blocks[20], "… 3 more");
    }

    #[test]
    fn what_was_demanded_and_never_reached_is_named() {
        let campaign = examples::demanding_campaign();
        let report = campaign.report();
        let blocks = super::blocks(&report, &Palette::PLAIN);
        assert_eq!(
            blocks,
            ["unexercised: memory-leak-critical\n  escalation:emergency-rollback, \
              fault:radio-drain were each reached in 0 of 2 runs"]
        );
        assert_eq!(report.standing(), Standing::Unexercised);
    }

    #[test]
    fn a_scenario_that_was_stopped_early_left_nothing_out() {
        let mut campaign = examples::demanding_campaign();
        campaign.seeds = 3;
        assert!(super::blocks(&campaign.report(), &Palette::PLAIN).is_empty());
    }

    #[test]
    fn what_nobody_could_keep_is_shown_unless_the_scenario_allows_it() {
        let campaign = examples::infeasible_campaign(false);
        let blocks = super::blocks(&campaign.report(), &Palette::PLAIN);
        assert!(blocks[0].starts_with("infeasible: memory-leak-critical, restores-in-time"));
        assert!(blocks[0].contains("nor does a clairvoyant"), "{}", blocks[0]);
        assert_eq!(campaign.report().standing(), Standing::Infeasible);
        let campaign = examples::infeasible_campaign(true);
        assert!(super::blocks(&campaign.report(), &Palette::PLAIN).is_empty());
        assert_eq!(campaign.report().standing(), Standing::Excused);
    }

    #[test]
    fn each_formula_that_fails_has_a_block_of_its_own() {
        let campaign = examples::with_properties();
        let blocks = super::blocks(&campaign.report(), &Palette::PLAIN);
        let named = |name: &str| format!("failed: memory-leak-critical, {name}, in 1 of 1 run");
        assert_eq!(blocks.len(), 2);
        assert!(blocks[0].starts_with(&named("memory-stays-below-the-limit")), "{}", blocks[0]);
        assert!(blocks[0].contains("always[0,600s](memory <= 300MB) does not hold"));
        assert!(blocks[1].starts_with(&named("answers-at-once")), "{}", blocks[1]);
    }

    #[test]
    fn a_run_that_differs_is_shown_by_comparing_it_again() {
        let campaign = examples::divergent_campaign();
        let blocks = super::blocks(&campaign.report(), &Palette::PLAIN);
        let command = "firedrill run memory-leak-critical --seed 0x1 --check-determinism";
        assert!(blocks[0].ends_with(command), "{}", blocks[0]);
        assert!(blocks[0].starts_with("not deterministic: memory-leak-critical, in 1 of 1 run"));
    }
}
