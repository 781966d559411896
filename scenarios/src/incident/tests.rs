//! A stored incident is the run that it was made from, whatever its values.

use firedrill_judge::Property;
use firedrill_model::faults::{Fault, FaultKind, ParameterShape, ParameterValue, catalogue};
use firedrill_model::{Duration, FromBase};
use firedrill_protocol::{IncidentType, Phase};
use firedrill_sim::{Seed, det_math};
use proptest::prelude::*;

use super::*;
use crate::scenario::Scenario;
use crate::specimen::WHOLE;
use crate::suites;

/// An incident with this plan in it; what was found is of no matter.
fn with(plan: Plan) -> Incident {
    let fingerprint = Fingerprint {
        property: Property::RestoresInTime,
        phase: Phase::Recovering,
        incident: Some(IncidentType::MemoryLeakEmergency),
    };
    let found = Found {
        engine: ENGINE.to_owned(),
        digest: DigestValue(0x1234),
        events: 12_345,
        fingerprint: Some(fingerprint),
        state: IncidentState::Open,
    };
    let (name, about) = (usual_name(&plan.reference()), "It failed.\nTwice.".to_owned());
    Incident { name, about, plan, found_with: FoundWith::Shipped, found }
}

pub(super) fn specimen() -> Incident {
    let scenario = Scenario::from_bytes("leak.toml", WHOLE.as_bytes()).unwrap();
    with(Plan::draw(&scenario, Seed(0x2a)))
}

fn read(text: &str) -> Result<Incident, IncidentError> {
    Incident::from_bytes("<text>", text.as_bytes())
}

fn check_survives(incident: &Incident) -> Result<(), TestCaseError> {
    let text = incident.to_toml();
    let again = read(&text).map_err(|error| TestCaseError::fail(format!("{error}\n{text}")))?;
    prop_assert_eq!(&again, incident, "{}", text);
    // Equal is not yet the same bits: 0 and -0, 0.1 and what is printed like it.
    prop_assert_eq!(again.plan.to_json(), incident.plan.to_json());
    prop_assert_eq!(again.to_toml(), text);
    Ok(())
}

/// A fault of any kind with any values within the catalogue's limits.
fn any_fault() -> impl Strategy<Value = Fault> {
    let kinds: Vec<_> = catalogue().collect();
    let shares = prop::collection::vec(0.0_f64..=1.0, 8);
    let times = (0..600_000_000_000_u64, prop::option::of(1_000_000..600_000_000_000_u64));
    (prop::sample::select(kinds), shares, times).prop_map(|(spec, shares, (at, lasts))| {
        let value =
            |(share, parameter): (&f64, &'static firedrill_model::faults::ParameterSpec)| {
                let value = match (parameter.shape, parameter.limits()) {
                    (ParameterShape::Word(words), _) => {
                        ParameterValue::Word(words[(share * (words.len() - 1) as f64) as usize])
                    }
                    (_, limits) => {
                        let (low, high) = limits.unwrap();
                        ParameterValue::Number(det_math::clamp(
                            low + share * (high - low),
                            low,
                            high,
                        ))
                    }
                };
                (parameter.name, value)
            };
        let values: Vec<_> = shares.iter().cycle().zip(spec.parameters).map(value).collect();
        let kind = FaultKind::from_parameters(spec.name, &values).unwrap();
        let span = |nanos: u64| Duration::from_base(nanos as f64);
        Fault { lasts: lasts.map(span), ..Fault::new(span(at), kind) }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_run_of_any_seed_of_any_scenario_is_read_back_bit_for_bit(seed: u64) {
        for suite in suites::ALL {
            for scenario in suite.load().unwrap().scenarios() {
                check_survives(&with(Plan::draw(scenario, Seed(seed))))?;
            }
        }
    }

    #[test]
    fn faults_of_any_value_are_read_back_bit_for_bit(
        faults in prop::collection::vec(any_fault(), 0..6),
        ambient in -20.0_f64..60.0,
    ) {
        let mut incident = specimen();
        incident.plan.faults = faults;
        incident.plan.conditions.ambient = FromBase::from_base(ambient);
        check_survives(&incident)?;
    }

    #[test]
    fn any_title_and_story_are_read_back(title in "[ -~é日]{1,40}", about in "[ -~\n\t\"'\\\\]{0,80}") {
        prop_assume!(!title.trim().is_empty());
        let mut incident = specimen();
        incident.plan.title = title;
        incident.about = about.trim().to_owned();
        check_survives(&incident)?;
    }
}

#[test]
fn an_incident_reads_well() {
    insta::assert_snapshot!(specimen().to_toml());
}

#[test]
fn a_swarm_becomes_the_faults_that_it_drew() {
    let swarm = suites::scenario("swarm-everything").unwrap();
    let plan = Plan::draw(&swarm, Seed(5));
    let text = with(plan.clone()).to_toml();
    assert!(!text.contains("swarm]"), "{text}");
    assert_eq!(text.matches("[[fault]]").count(), plan.faults.len());
}

#[test]
fn an_incident_is_a_scenario_and_every_seed_draws_its_plan() {
    let incident = specimen();
    let scenario = Scenario::from_bytes("<text>", incident.to_toml().as_bytes()).unwrap();
    assert!(scenario.is_incident());
    let other = Plan::draw(&scenario, Seed(1));
    assert_eq!(other.seed, Seed(1));
    assert_eq!((other.faults, other.conditions), (incident.plan.faults, incident.plan.conditions));
}

#[test]
fn an_edited_incident_is_the_run_that_it_says() {
    let text = specimen().to_toml().replace("charge = \"", "charge = \"50% # \"\nunused = \"");
    assert!(read(&text).is_err(), "the edit must be a real one");
    let charge = specimen().plan.conditions.charge;
    let text = specimen().to_toml().replace(&format!("\"{charge}\""), "\"50%\"  # half full");
    assert_eq!(read(&text).unwrap().plan.conditions.charge.get(), 50.0);
}

#[test]
fn a_name_that_is_too_long_is_cut() {
    let mut plan = specimen().plan;
    plan.scenario = format!("{}-b", "a".repeat(62)).parse().unwrap();
    plan.seed = Seed(u64::MAX);
    let name = usual_name(&plan.reference());
    assert_eq!(name.as_str(), format!("{}-0xffffffffffffffff", "a".repeat(45)));
}

#[test]
fn what_is_found_anew_leaves_comments_and_order_alone() {
    let text = specimen().to_toml();
    let text = text.replace(
        "[incident]\n",
        "# Who: the memory team.\n[incident]\nstate = \"open\" # since May\n",
    );
    let text = text.strip_suffix("state = \"open\"\n").unwrap();
    let fixed = Found {
        engine: "9.9.9".to_owned(),
        digest: DigestValue(7),
        events: 1,
        fingerprint: None,
        state: IncidentState::Fixed,
    };
    let shipped = FoundWith::Shipped;
    let rewritten = Incident::rewritten(text, &shipped, &fixed).unwrap();
    let changed = text.lines().zip(rewritten.lines()).filter(|(old, new)| old != new);
    let changed: Vec<_> = changed.map(|(_, new)| new).collect();
    insta::assert_snapshot!(changed.join("\n"), @r###"
    state = "fixed" # since May
    engine = "9.9.9"
    digest = "0x0000000000000007"
    events = 1
    "###);
    // It comes back in another way, with nothing the matter.
    let fingerprint = Fingerprint {
        property: Property::HealthyStaysHealthy,
        phase: Phase::Normal,
        incident: None,
    };
    let open = Found { fingerprint: Some(fingerprint), state: IncidentState::Open, ..fixed };
    let again = read(&Incident::rewritten(&rewritten, &shipped, &open).unwrap()).unwrap();
    assert_eq!(again, Incident { found: open, ..specimen() });
    assert_eq!(Incident::rewritten("x = 1", &shipped, &again.found), None);
}

#[test]
fn the_protocol_that_it_was_found_with_is_read_back_and_rewritten() {
    let weak = FoundWith::Weakness("never-responds".to_owned());
    let foreign = FoundWith::Foreign("it's \"mine\"".to_owned());
    let mut text = specimen().to_toml();
    for found_with in [&weak, &foreign, &FoundWith::Shipped] {
        let incident = specimen().found_with(found_with.clone());
        assert_eq!(read(&incident.to_toml()).unwrap(), incident);
        text = Incident::rewritten(&text, found_with, &incident.found).unwrap();
        assert_eq!(read(&text).unwrap(), incident, "{text}");
    }
    let both = specimen().found_with(weak).to_toml() + "protocol = \"mine\"\n";
    assert!(read(&both).unwrap_err().to_string().contains("leave one of them out"));
    let none = specimen().to_toml() + "protocol = \"\"\n";
    assert!(read(&none).unwrap_err().to_string().contains("1 to 64 visible characters"));
}
