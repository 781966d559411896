//! A plan: an incident on paper.

mod check;
mod paper;

use firedrill_judge::temporal::TemporalProperty;
use firedrill_judge::{Expectation, StatedFailures};
use firedrill_model::app::Workload;
use firedrill_model::faults::Fault;
use firedrill_model::{Conditions, Duration, Trigger, WorldConfig};
use firedrill_protocol::{Playbook, PlaybookError};
use firedrill_sim::Seed;

pub use check::{PlanError, PlanProblem};

use crate::name::{ScenarioName, ScenarioRef};
use crate::scenario::Scenario;

/// One run, with everything that decides what the incident is: no draw is left open. It replays
/// after the scenario, or the code that drew it, has changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The scenario that it was drawn from.
    pub scenario: ScenarioName,
    /// What happens, in a line.
    pub title: String,
    /// Opens the world's streams.
    pub seed: Seed,
    /// How long the run is.
    pub duration: Duration,
    /// Name of the device.
    pub device: String,
    /// What the person does with the app over time.
    pub workload: Workload,
    /// The surroundings and the person.
    pub conditions: Conditions,
    /// What goes wrong, in the order of the scenario; then what its swarm drew.
    pub faults: Vec<Fault>,
    /// The emergencies that somebody triggers by hand, in the order of the scenario.
    pub triggers: Vec<Trigger>,
    /// What the run is held to besides the playbook's promises, in the order of the scenario.
    pub properties: Vec<TemporalProperty>,
    /// What must happen for the run to be one of its scenario.
    pub expect: Expectation,
    /// Whether a run that nobody could have passed is allowed.
    pub may_be_infeasible: bool,
    /// What fails in the run; nothing for most.
    pub fails: StatedFailures,
    /// What is overridden in the playbook, in the playbook's own layout.
    pub playbook: toml::Table,
}

impl Plan {
    /// The layout of plans that this version reads and writes.
    pub const FORMAT: u32 = 1;

    /// Draws the run of this seed. Every parameter has a stream of its own, so a parameter or a
    /// fault that a scenario gains at its end leaves all other draws as they were.
    pub fn draw(scenario: &Scenario, seed: Seed) -> Self {
        let faults = scenario.faults().iter().enumerate();
        let mut faults: Vec<_> = faults.map(|(index, fault)| fault.draw(index, seed)).collect();
        faults.extend(scenario.swarm().into_iter().flat_map(|swarm| swarm.draw(seed)));
        let triggers = scenario.triggers().iter().enumerate();
        Self {
            scenario: scenario.name().clone(),
            title: scenario.title().to_owned(),
            seed,
            duration: scenario.duration(),
            device: scenario.device().name.to_owned(),
            workload: scenario.workload(),
            conditions: scenario.conditions().draw(seed),
            faults,
            triggers: triggers.map(|(index, trigger)| trigger.draw(index, seed)).collect(),
            properties: scenario.properties().to_vec(),
            expect: scenario.expectation().clone(),
            may_be_infeasible: scenario.may_be_infeasible(),
            fails: scenario.fails().clone(),
            playbook: scenario.overrides().clone(),
        }
    }

    /// The world of this run.
    pub fn world(&self) -> WorldConfig {
        WorldConfig {
            seed: self.seed,
            device: self.device.clone(),
            workload: self.workload,
            conditions: self.conditions,
            faults: self.faults.clone(),
            triggers: self.triggers.clone(),
        }
    }

    /// The playbook that the run is held to. Fails only for a plan that was put together in code
    /// and never [checked](Plan::check).
    pub fn playbook(&self) -> Result<Playbook, PlaybookError> {
        Playbook::built_in().with_overrides(&self.playbook)
    }

    /// The run's name.
    pub fn reference(&self) -> ScenarioRef {
        ScenarioRef { name: self.scenario.clone(), seed: self.seed }
    }

    /// The plan as JSON, keys in a fixed order, one value a line, a newline at the end.
    ///
    /// ```
    /// use firedrill_scenarios::{Plan, suites};
    ///
    /// let scenario = suites::scenario("memory-leak-critical").unwrap();
    /// let plan = Plan::draw(&scenario, "0x2a".parse().unwrap());
    /// let json = plan.to_json();
    /// assert_eq!(Plan::from_json("plan.json", json.as_bytes()).unwrap(), plan);
    /// ```
    pub fn to_json(&self) -> String {
        paper::write(self)
    }

    /// Reads a plan and [checks](Plan::check) it. `label` names the text in messages.
    pub fn from_json(label: &str, bytes: &[u8]) -> Result<Self, PlanError> {
        let plan = paper::read(bytes).and_then(|plan| plan.check().map(|()| plan));
        plan.map_err(|problem| PlanError::new(label, problem))
    }

    /// Whether the plan could have been drawn from some scenario: known device, parameters within
    /// the catalogue's limits, faults within the run, a playbook that holds together.
    pub fn check(&self) -> Result<(), PlanProblem> {
        check::check(self)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::range::QuantityRange;
    use crate::scenario::Choice;
    use crate::specimen::WHOLE;
    use crate::suites;

    fn scenarios() -> Vec<Scenario> {
        let suites = suites::ALL.iter();
        suites.flat_map(|suite| suite.load().unwrap().into_scenarios()).collect()
    }

    fn parse(text: &str) -> Scenario {
        Scenario::from_bytes("<text>", text.as_bytes()).unwrap_or_else(|error| panic!("{error}"))
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_number_of_an_override_is_read_back(multiplier in 357.0_f64..1e9, seed: u64) {
            let overrides = format!("[playbook]\ntargets.performance_multiplier = {multiplier}\n");
            let scenario = parse(&format!("{WHOLE}\n{overrides}"));
            prop_assert_eq!(scenario.playbook().targets.performance_multiplier, multiplier);
            let plan = Plan::draw(&scenario, Seed(seed));
            let again = Plan::from_json("x", plan.to_json().as_bytes()).unwrap();
            prop_assert_eq!(again.playbook().unwrap(), scenario.playbook().clone());
            prop_assert_eq!(again, plan);
        }

        #[test]
        fn the_same_seed_draws_the_same_plan(seed: u64) {
            for scenario in scenarios() {
                let (one, two) = (Plan::draw(&scenario, Seed(seed)), Plan::draw(&scenario, Seed(seed)));
                prop_assert_eq!(one, two);
            }
        }

        #[test]
        fn every_draw_lies_in_its_range(seed: u64) {
            for scenario in scenarios() {
                let plan = Plan::draw(&scenario, Seed(seed));
                let ranges = scenario.conditions();
                prop_assert!(ranges.ambient.contains(plan.conditions.ambient.get()));
                prop_assert!(ranges.charge.contains(plan.conditions.charge.get()));
                prop_assert!(ranges.swipes.contains(plan.conditions.swipes.get()));
                for (fault, template) in plan.faults.iter().zip(scenario.faults()) {
                    let holds = |range: &QuantityRange, time: Duration| {
                        range.contains(time.0.as_nanos() as f64)
                    };
                    prop_assert!(holds(template.at(), fault.at));
                    prop_assert_eq!(template.lasts().is_some(), fault.lasts.is_some());
                    if let (Some(range), Some(lasts)) = (template.lasts(), fault.lasts) {
                        prop_assert!(holds(range, lasts));
                    }
                    let drawn = fault.kind.values();
                    for (parameter, (name, value)) in template.parameters().iter().zip(drawn) {
                        prop_assert_eq!(parameter.spec.name, name);
                        prop_assert!(is_of(&parameter.choice, value), "{}: {:?}", name, value);
                    }
                }
            }
        }
    }

    #[test]
    fn properties_are_read_back_and_a_plan_without_any_has_no_word_of_them() {
        let property = "[[property]]\nname = \"p\"\nholds = \"always( memory <= 300MB )\"\n";
        let plan = Plan::draw(&parse(&format!("{WHOLE}{property}")), Seed(1));
        let again = Plan::from_json("x", plan.to_json().as_bytes()).unwrap();
        assert_eq!((again.properties.len(), &again), (1, &plan));
        assert!(!Plan::draw(&parse(WHOLE), Seed(1)).to_json().contains("propert"));
    }

    #[test]
    fn what_is_stated_to_fail_is_read_back_and_a_plan_that_states_nothing_has_no_word_of_it() {
        let property = "[[property]]\nname = \"p\"\nholds = \"always(memory <= 1MB)\"\n";
        let stated = "severity = \"critical\"\nfails = [\"p\", \"no-jetsam-kill\"]";
        let text = format!("{}{property}", WHOLE.replace("severity = \"critical\"", stated));
        let plan = Plan::draw(&parse(&text), Seed(1));
        let again = Plan::from_json("x", plan.to_json().as_bytes()).unwrap();
        assert_eq!((again.fails.iter().count(), &again), (2, &plan));
        assert!(!Plan::draw(&parse(WHOLE), Seed(1)).to_json().contains("fails"));
    }

    fn is_of(choice: &Choice, value: firedrill_model::faults::ParameterValue) -> bool {
        use firedrill_model::faults::ParameterValue as Value;
        match (choice, value) {
            (Choice::Quantity(range), Value::Number(number)) => range.contains(number),
            (Choice::Words(words), Value::Word(word)) => words.contains(&word),
            _ => false,
        }
    }

    #[test]
    fn a_trigger_is_drawn_and_read_back_and_a_plan_without_any_has_no_word_of_it() {
        let trigger = "[[trigger]]\nat = \"60s..120s\"\nby = \"platform\"\n\
                       incident = \"memory-leak-emergency\"\nabout = \"Weekly emergency drill\"\n";
        let scenario = parse(&format!("{WHOLE}{trigger}"));
        let plans = [1, 2].map(|seed| Plan::draw(&scenario, Seed(seed)));
        assert_ne!(plans[0].triggers[0].at, plans[1].triggers[0].at);
        for plan in plans {
            assert!(scenario.triggers()[0].at().contains(plan.triggers[0].at.0.as_nanos() as f64));
            assert_eq!(Plan::from_json("x", plan.to_json().as_bytes()).unwrap(), plan);
            assert_eq!(plan.world().triggers, plan.triggers);
        }
        let without = Plan::draw(&parse(WHOLE), Seed(1));
        assert!(!without.to_json().contains("trigger"));
        assert_eq!(without.faults, Plan::draw(&scenario, Seed(1)).faults);
    }

    const ONE_FAULT: &str = r#"
        name = "one"
        title = "One"
        duration = "10m"
        expect.healthy = true
        [[fault]]
        kind = "leak"
        at = "60s..120s"
        component = ["image-cache", "documents", "web-view"]
        rate = "1MB/s..8MB/s"
    "#;

    #[test]
    fn a_fault_added_at_the_end_shifts_no_other_draw() {
        let more = "[[fault]]\nkind = \"radio-drain\"\nat = \"10s..20s\"\npower = \"1W..2W\"";
        let (one, two) = (parse(ONE_FAULT), parse(&format!("{ONE_FAULT}\n{more}")));
        for seed in 0..200 {
            let (one, two) = (Plan::draw(&one, Seed(seed)), Plan::draw(&two, Seed(seed)));
            assert_eq!(one.faults[0], two.faults[0]);
            assert_eq!(one.conditions, two.conditions);
        }
    }

    #[test]
    fn a_parameter_added_shifts_no_other_draw() {
        let (one, two) = (parse(ONE_FAULT), parse(&format!("{ONE_FAULT}\nfor = \"1m..2m\"")));
        for seed in 0..200 {
            let (one, two) = (Plan::draw(&one, Seed(seed)), Plan::draw(&two, Seed(seed)));
            assert_eq!(
                (one.faults[0].at, one.faults[0].kind),
                (two.faults[0].at, two.faults[0].kind)
            );
        }
    }

    #[test]
    fn every_word_of_a_list_is_drawn() {
        let scenario = parse(ONE_FAULT);
        for word in ["image-cache", "documents", "web-view"] {
            let draws = |seed| Plan::draw(&scenario, Seed(seed)).to_json().contains(word);
            assert!((0..100).any(draws), "{word}");
        }
    }

    #[test]
    fn a_workload_is_read_back_and_a_plan_that_names_none_is_steady() {
        let busy = ONE_FAULT.replace("duration =", "workload = \"batch-import\"\nduration =");
        let plan = Plan::draw(&parse(&busy), Seed(1));
        assert_eq!(plan.world().workload, Workload::BatchImport);
        assert_eq!(Plan::from_json("x", plan.to_json().as_bytes()).unwrap(), plan);
        let steady = Plan::draw(&parse(ONE_FAULT), Seed(1));
        assert!(!steady.to_json().contains("workload"));
        assert_eq!(steady, Plan { workload: Workload::Steady, ..plan });
    }

    #[test]
    fn a_plan_reads_well() {
        let scenario = parse(WHOLE);
        insta::assert_snapshot!(Plan::draw(&scenario, Seed(0x2a)).to_json());
    }
}
