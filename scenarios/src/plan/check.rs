//! Whether a plan that somebody else wrote makes sense.

use core::fmt;

use firedrill_judge::temporal::{FormulaError, PROPERTIES_MAX, TemporalProperty};
use firedrill_judge::{Expectation, StatementProblem};
use firedrill_model::Trigger;
use firedrill_model::device::Device;
use firedrill_model::faults::{Fault, Origin, ParameterError};
use firedrill_protocol::PlaybookError;
use firedrill_protocol::quantity::Dimension;
use thiserror::Error;

use super::Plan;
use crate::conditions;
use crate::diagnostics::{SourceText, sentence};
use crate::encoding::NotText;
use crate::limits::{self, FAULTS_MAX, PLAN_BYTES_MAX, TRIGGERS_MAX};

/// Why a text is no plan.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub struct PlanError {
    /// The text's label, as the caller gave it.
    pub label: String,
    /// What is wrong.
    #[source]
    pub problem: PlanProblem,
}

/// What is wrong with a plan.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PlanProblem {
    /// It is no text.
    #[error("the file is {}, not UTF-8 text: {}", .0.what(), .0.remedy())]
    NotText(NotText),
    /// No plan is that large.
    #[error("it has {bytes} bytes, a plan at most {PLAN_BYTES_MAX} (4 MB)")]
    TooLarge {
        /// Bytes that it has.
        bytes: usize,
    },
    /// It is not JSON, or not of a plan's shape.
    #[error("{message}")]
    Malformed {
        /// Line, from 1.
        line: usize,
        /// Column in bytes, from 1; 0 when nothing stands in the line.
        column: usize,
        /// What is wrong there.
        message: String,
    },
    /// Another version of firedrill wrote it.
    #[error(
        "it has format {format}, this version reads format {}: {} version of firedrill wrote it",
        Plan::FORMAT,
        if *format > u64::from(Plan::FORMAT) { "a newer" } else { "no" }
    )]
    OtherFormat {
        /// Line of the format, from 1.
        line: usize,
        /// Its format.
        format: u64,
    },
    /// Its seed would open other streams here.
    #[error(
        "it was drawn with `{algorithm}`, this version draws with `{}`: the same seed is another run",
        firedrill_sim::ALGORITHM
    )]
    OtherAlgorithm {
        /// Line of the algorithm, from 1.
        line: usize,
        /// Its algorithm tag.
        algorithm: String,
    },
    /// The title cannot be shown.
    #[error("{0}")]
    Title(String),
    /// The run is too short or too long.
    #[error("`duration` must lie between {} and {}", limits::RUN.0, limits::RUN.1)]
    Duration,
    /// There is no such device.
    #[error("there is no device `{name}`")]
    UnknownDevice {
        /// What it says.
        name: String,
    },
    /// A condition lies beyond its limits.
    #[error("`conditions.{name}` must lie between {lowest} and {highest}")]
    Condition {
        /// Which condition.
        name: &'static str,
        /// The lower limit.
        lowest: &'static str,
        /// The upper limit.
        highest: &'static str,
    },
    /// Too many faults.
    #[error("{count} faults are too many, at most {FAULTS_MAX}")]
    TooManyFaults {
        /// Faults that it has.
        count: usize,
    },
    /// A fault begins after the run, or lasts no time or too long.
    #[error("`faults[{index}]`: {problem}")]
    FaultTime {
        /// Which fault, from 0.
        index: usize,
        /// What is wrong with its times.
        problem: &'static str,
    },
    /// Too many emergencies are triggered by hand.
    #[error("{count} triggers are too many, at most {TRIGGERS_MAX}")]
    TooManyTriggers {
        /// Triggers that it has.
        count: usize,
    },
    /// An emergency cannot be triggered like that.
    #[error("`triggers[{index}]`: {problem}")]
    Trigger {
        /// Which trigger, from 0.
        index: usize,
        /// What is wrong with it.
        problem: String,
    },
    /// No release brings what lies outside the app.
    #[error("`faults[{index}]`: no release brings `{kind}`, its cause lies outside the app")]
    Origin {
        /// Which fault, from 0.
        index: usize,
        /// Its kind.
        kind: &'static str,
    },
    /// A fault's parameters lie beyond the catalogue's limits.
    #[error("`faults[{index}]`: {problem}")]
    Fault {
        /// Which fault, from 0.
        index: usize,
        /// What is wrong with it.
        #[source]
        problem: ParameterError,
    },
    /// A temporal property's formula is none.
    #[error(
        "`properties[{index}].holds`, bytes {} to {}: {problem}",
        problem.span.start + 1,
        problem.span.end.max(problem.span.start + 1)
    )]
    Formula {
        /// Which property, from 0.
        index: usize,
        /// What is wrong with its formula.
        #[source]
        problem: FormulaError,
    },
    /// A window of a temporal property begins after the run.
    #[error("`properties[{index}].holds`: a window begins when the run has ended")]
    EmptyWindow {
        /// Which property, from 0.
        index: usize,
    },
    /// Too many temporal properties, or two of one name.
    #[error("`properties` must have at most {PROPERTIES_MAX} entries, each with a name of its own")]
    Properties,
    /// It expects an incident but names no type, or one twice.
    #[error("`expect` must name each incident type once, and at least one")]
    Expectation,
    /// What it states to fail cannot be stated.
    #[error("`fails[{index}]`: {problem}")]
    Statement {
        /// Which of them, from 0.
        index: usize,
        /// What is wrong with it.
        #[source]
        problem: StatementProblem,
    },
    /// Its overrides make no playbook.
    #[error("the playbook's {0}")]
    Playbook(#[source] Box<PlaybookError>),
}

impl PlanError {
    pub(super) fn new(label: &str, problem: PlanProblem) -> Self {
        let source = SourceText::new(label, String::new());
        Self { label: source.label().to_owned(), problem }
    }
}

impl fmt::Display for PlanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.label)?;
        match self.problem {
            PlanProblem::Malformed { line, column, .. } if line > 0 => {
                write!(f, ":{line}:{column}")?;
            }
            PlanProblem::OtherFormat { line, .. } | PlanProblem::OtherAlgorithm { line, .. } => {
                write!(f, ":{line}")?;
            }
            _ => {}
        }
        // What it repeats from the text must not move a terminal's cursor.
        write!(f, ": {}", sentence(&self.problem.to_string()))
    }
}

/// Says the first thing that is wrong.
pub(super) fn check(plan: &Plan) -> Result<(), PlanProblem> {
    if let Some(problem) = limits::title_problem(&plan.title) {
        return Err(PlanProblem::Title(problem));
    }
    if !within(limits::RUN, plan.duration.0.as_nanos()) {
        return Err(PlanProblem::Duration);
    }
    if Device::find(&plan.device).is_none() {
        return Err(PlanProblem::UnknownDevice { name: plan.device.clone() });
    }
    if let Some(spec) = conditions::outside_limits(&plan.conditions) {
        let (lowest, highest) = spec.limits;
        return Err(PlanProblem::Condition { name: spec.name, lowest, highest });
    }
    if plan.faults.len() > FAULTS_MAX {
        return Err(PlanProblem::TooManyFaults { count: plan.faults.len() });
    }
    for (index, fault) in plan.faults.iter().enumerate() {
        fault_times(fault, plan).map_err(|problem| PlanProblem::FaultTime { index, problem })?;
        if fault.origin == Origin::Release && !fault.kind.spec().can_be_released() {
            return Err(PlanProblem::Origin { index, kind: fault.kind.name() });
        }
        fault.kind.check().map_err(|problem| PlanProblem::Fault { index, problem })?;
    }
    triggers(plan)?;
    properties(plan)?;
    expectation(&plan.expect)?;
    match plan.playbook() {
        Ok(_) => Ok(()),
        Err(error) => Err(PlanProblem::Playbook(Box::new(error))),
    }
}

fn fault_times(fault: &Fault, plan: &Plan) -> Result<(), &'static str> {
    if fault.at >= plan.duration {
        return Err("it begins when the run has ended");
    }
    match fault.lasts {
        Some(lasts) if !within(limits::LASTING, lasts.0.as_nanos()) => {
            Err("`for` must lie between 1ms and 24h")
        }
        _ => Ok(()),
    }
}

fn triggers(plan: &Plan) -> Result<(), PlanProblem> {
    let count = plan.triggers.len();
    if count > TRIGGERS_MAX {
        return Err(PlanProblem::TooManyTriggers { count });
    }
    for (index, trigger) in plan.triggers.iter().enumerate() {
        let problem = if trigger.at >= plan.duration {
            Some("it comes when the run has ended".to_owned())
        } else if Trigger::BY.contains(&trigger.by) {
            limits::line_problem("`about`", &trigger.about)
        } else {
            Some(format!("`{}` is nobody of the team", trigger.by.name()))
        };
        if let Some(problem) = problem {
            return Err(PlanProblem::Trigger { index, problem });
        }
    }
    Ok(())
}

fn properties(plan: &Plan) -> Result<(), PlanProblem> {
    let properties = &plan.properties;
    let is_twice = |(index, property): (usize, &TemporalProperty)| {
        properties[..index].iter().any(|other| other.name == property.name)
    };
    if properties.len() > PROPERTIES_MAX || properties.iter().enumerate().any(is_twice) {
        return Err(PlanProblem::Properties);
    }
    let is_empty =
        |property: &TemporalProperty| property.formula.empty_window(plan.duration.0).is_some();
    match properties.iter().position(is_empty) {
        Some(index) => Err(PlanProblem::EmptyWindow { index }),
        None => Ok(()),
    }
}

fn expectation(expect: &Expectation) -> Result<(), PlanProblem> {
    let Expectation::Incident { types, .. } = expect else { return Ok(()) };
    let twice = |(index, incident)| types[..index].contains(incident);
    if types.is_empty() || types.iter().enumerate().any(twice) {
        return Err(PlanProblem::Expectation);
    }
    Ok(())
}

fn within(range: (&str, &str), nanos: u64) -> bool {
    let (low, high) = limits::in_base_units(range, Dimension::Duration);
    (low..=high).contains(&(nanos as f64))
}

#[cfg(test)]
mod tests {
    use firedrill_sim::Seed;
    use proptest::prelude::*;

    use super::*;
    use crate::scenario::Scenario;
    use crate::specimen::WHOLE;

    fn json() -> String {
        let scenario = Scenario::from_bytes("leak.toml", WHOLE.as_bytes()).unwrap();
        Plan::draw(&scenario, Seed(1)).to_json()
    }

    fn error(json: &str) -> String {
        Plan::from_json("plan.json", json.as_bytes()).unwrap_err().to_string()
    }

    /// What is said when the first value of `key` is replaced.
    fn replacing(key: &str, value: &str) -> String {
        let json = json();
        let key = format!("\"{key}\": ");
        let start = json.find(&key).unwrap_or_else(|| panic!("{key}")) + key.len();
        let end = start + json[start..].find([',', '\n']).unwrap();
        error(&format!("{}{value}{}", &json[..start], &json[end..]))
    }

    #[test]
    fn each_mistake_in_a_plan_gets_its_own_sentence() {
        let whole = json();
        let sentences = [
            error(""),
            error("{"),
            error("[]"),
            error("{}"),
            error(&whole[..whole.len() / 2]),
            error(&"[".repeat(1000)),
            error(&" ".repeat(PLAN_BYTES_MAX + 1)),
            error(&whole.replace("\"title\"", "\"titel\"")),
            error(&whole.replace("\"ambient\": ", "\"humidity\": 1, \"ambient\": ")),
            error(&whole.replace("\"rate\": ", "\"speed\": 1, \"rate\": ")),
            error(&whole.replace("\"faults\"", "\"duration\": \"1s\", \"faults\"")),
            replacing("format", "2"),
            replacing("format", "0"),
            replacing("format", "\"1\""),
            replacing("algorithm", "\"dice\""),
            replacing("scenario", "\"Leak\""),
            replacing("title", "\"a\\u0007\""),
            replacing("seed", "42"),
            replacing("seed", "\"0xg\""),
            replacing("duration", "\"25h\""),
            replacing("duration", "\"90\""),
            replacing("device", "\"iphone-\\u001b[2J\""),
            replacing("ambient", "\"99C\""),
            replacing("at", "\"23h\""),
            replacing("kind", "\"laek\""),
            error(&whole.replace(
                "\"faults\": [",
                "\"faults\": [{\"at\": \"1s\", \"origin\": \"release\", \"kind\": \"ambient-heat\", \"ambient\": \"40C\"},",
            )),
            replacing("rate", "\"999MB/s\""),
            replacing("rate", "\"1KB/min\""),
            replacing("component", "\"fridge\""),
            replacing("severity", "\"bad\""),
            error(&whole.replace("\"types\": [", "\"types\": [\"memory-leak-emergency\",")),
            error(
                &whole.replace(
                    "\"faults\"",
                    "\"playbook\": {\"targets\": {\"hold\": 3}}, \"faults\"",
                ),
            ),
            error(&whole.replace("\"faults\"", "\"playbook\": {\"targets\": null}, \"faults\"")),
        ];
        insta::assert_snapshot!(sentences.join("\n"));
    }

    #[test]
    fn each_mistake_in_a_property_gets_its_own_sentence() {
        let with = |properties: &str| {
            let properties = format!("\"properties\": [{properties}], \"expect\"");
            error(&json().replace("\"expect\"", &properties))
        };
        let named =
            |name: &str, holds: &str| format!("{{\"name\":\"{name}\",\"holds\":\"{holds}\"}}");
        let many: Vec<_> = (0..33).map(|n| named(&format!("p-{n}"), "critical")).collect();
        let sentences = [
            with(&named("p", "always(memori <= 300MB)")),
            with(&named("p", "always(memory <= 300ms)")),
            with(&named("p", "\\u001b[2J")),
            with(&named("p", "eventually[20m,30m] critical")),
            with(&named("P", "critical")),
            with(&named("no-jetsam-kill", "critical")),
            with(&[named("p", "critical"), named("p", "minor")].join(",")),
            with(&many.join(",")),
            with("{\"name\":\"p\"}"),
            with("{\"name\":\"p\",\"holds\":\"critical\",\"for\":1}"),
        ];
        insta::assert_snapshot!(sentences.join("\n"));
    }

    #[test]
    fn each_mistake_in_what_is_stated_to_fail_gets_its_own_sentence() {
        let with =
            |fails: &str| error(&json().replace("\"expect\"", &format!("{fails}, \"expect\"")));
        let sentences = [
            with("\"fails\": [\"no-swipe\"]"),
            with("\"fails\": [\"no-swipe-lost\", \"no-swipe-lost\"]"),
            with("\"fails\": [\"healthy-stays-healthy\"]"),
            with("\"fails\": [1]"),
        ];
        insta::assert_snapshot!(sentences.join("\n"));
    }

    #[test]
    fn a_plan_that_is_no_text_is_refused() {
        assert!(Plan::from_json("x", b"\xff\xfe{}").is_err());
        let mut bytes = json().into_bytes();
        let title = json().find("\"title\": \"").unwrap() + 10;
        bytes[title] = 0xff;
        assert!(Plan::from_json("x", &bytes).unwrap_err().to_string().contains("unicode"));
    }

    #[test]
    fn a_plan_cut_anywhere_is_refused() {
        let whole = json();
        for length in 0..whole.trim_end().len() {
            assert!(Plan::from_json("x", &whole.as_bytes()[..length]).is_err(), "{length}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_change_of_a_plan_is_refused_or_read_back(
            edits in prop::collection::vec((any::<prop::sample::Index>(), 0..3_usize, "[0-9a-z\\\\\"{}:,.C%]{0,2}"), 1..3),
        ) {
            let mut bytes = json().into_bytes();
            for (at, removed, inserted) in edits {
                let start = at.index(bytes.len());
                let end = bytes.len().min(start + removed);
                bytes.splice(start..end, inserted.bytes());
            }
            if let Ok(plan) = Plan::from_json("x", &bytes) {
                prop_assert_eq!(Plan::from_json("x", plan.to_json().as_bytes()).unwrap(), plan);
            }
        }
    }
}
