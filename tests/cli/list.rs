//! `list` and `schema`.

use crate::firedrill;

fn list(what: &str) -> String {
    let done = firedrill(["list", what]);
    assert_eq!((done.code, done.err.as_str()), (0, ""), "{what}");
    done.out
}

#[test]
fn every_suite_and_scenario_is_listed_with_its_title() {
    let suites = firedrill(["list"]).out;
    assert_eq!(suites, list("suites"));
    let scenarios = list("scenarios");
    for suite in firedrill_scenarios::suites::ALL {
        assert!(suites.contains(suite.about), "{}", suite.name);
        for scenario in suite.load().unwrap().scenarios() {
            assert!(suites.contains(scenario.title()), "{}", scenario.name());
            assert!(scenarios.contains(scenario.name().as_str()), "{}", scenario.name());
        }
    }
}

#[test]
fn every_fault_is_listed_with_its_limits_and_what_removes_it() {
    let faults = firedrill(["list", "faults", "--long"]).out;
    let table = list("faults");
    for spec in firedrill_model::faults::catalogue() {
        assert!(table.contains(&format!("\n{} ", spec.name)), "{}", spec.name);
        let start = format!("\n{faults}").find(&format!("\n{} ", spec.name)).unwrap();
        let entry = &faults[start..];
        for parameter in spec.parameters {
            assert!(entry.contains(parameter.name), "{}: {}", spec.name, parameter.name);
            assert!(entry.contains(parameter.highest), "{}: {}", spec.name, parameter.name);
        }
        for action in spec.cleared_by {
            assert!(entry.contains(action.name()), "{}: {}", spec.name, action.name());
        }
    }
}

#[test]
fn every_device_and_every_property_is_listed() {
    let devices = list("devices");
    assert!(
        firedrill_model::device::Device::ALL.iter().all(|device| devices.contains(device.name))
    );
    let properties = list("properties");
    let all = firedrill_judge::Property::ALL;
    assert!(all.iter().all(|property| properties.contains(property.name())));
}

#[test]
fn every_signal_is_listed() {
    let signals = list("signals");
    for signal in firedrill_judge::temporal::Signal::ALL {
        assert!(signals.contains(&format!("\n{signal} ")), "{signal}");
        assert!(signals.contains(signal.about()), "{signal}");
    }
}

#[test]
fn the_schema_is_printed_as_it_is() {
    let done = firedrill(["schema"]);
    let printed: serde_json::Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!(printed, firedrill_scenarios::schema());
    assert_eq!(done.code, 0);
}
