//! Several scenarios under one name.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use crate::diagnostics::{Diagnostic, Diagnostics, SourceText};
use crate::name::ScenarioName;
use crate::scenario::{self, Placed, Scenario};

/// Scenarios that are run together; at least one, no two of the same name.
#[derive(Clone, Debug)]
pub struct Suite {
    name: String,
    scenarios: Vec<Scenario>,
}

impl Suite {
    /// Its name: the folder's.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its scenarios, in the order they were given.
    pub fn scenarios(&self) -> &[Scenario] {
        &self.scenarios
    }

    /// Its scenarios, taken out.
    pub fn into_scenarios(self) -> Vec<Scenario> {
        self.scenarios
    }

    /// The scenario of that name.
    pub fn find(&self, name: &ScenarioName) -> Option<&Scenario> {
        self.scenarios.iter().find(|scenario| scenario.name() == name)
    }
}

/// Reads a suite from texts, each with a label, and reports the mistakes of all of them.
pub fn load_suite(name: &str, files: Vec<(String, Vec<u8>)>) -> Result<Suite, Diagnostics> {
    if files.is_empty() {
        let source = Arc::new(SourceText::new(name, String::new()));
        let message = "the suite is empty: it has no scenario";
        return Err(Diagnostic::new(&source, 0..0, message.to_owned()).into());
    }
    let mut mistakes = vec![];
    let mut read: BTreeMap<ScenarioName, Placed> = BTreeMap::new();
    let mut order = vec![];
    for (label, bytes) in &files {
        match scenario::read(label, bytes) {
            Err(diagnostics) => mistakes.push(diagnostics),
            Ok(placed) => match read.entry(placed.scenario.name().clone()) {
                Entry::Occupied(first) => mistakes.push(duplicate(&placed, first.get()).into()),
                Entry::Vacant(slot) => {
                    order.push(slot.key().clone());
                    slot.insert(placed);
                }
            },
        }
    }
    if let Some(mistakes) = Diagnostics::join(mistakes) {
        return Err(mistakes);
    }
    let scenarios = order.iter().filter_map(|name| read.remove(name));
    let scenarios = scenarios.map(|placed| placed.scenario).collect();
    Ok(Suite { name: name.to_owned(), scenarios })
}

fn duplicate(second: &Placed, first: &Placed) -> Diagnostic {
    let message = format!("two scenarios of this suite are called `{}`", second.scenario.name());
    Diagnostic::new(&second.source, second.name_at.clone(), message).hint("the second").related(
        &first.source,
        first.name_at.clone(),
        "the first",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEALTHY: &str = "title = \"x\"\nduration = \"1h\"\nexpect.healthy = true\n";

    fn load(files: &[(&str, String)]) -> Result<Suite, String> {
        let files = files.iter().map(|(label, text)| ((*label).to_owned(), text.clone().into()));
        load_suite("nightly", files.collect()).map_err(|error| error.to_string())
    }

    fn named(name: &str) -> String {
        format!("name = \"{name}\"\n{HEALTHY}")
    }

    #[test]
    fn a_suite_keeps_the_order_of_its_files() {
        let suite = load(&[("b.toml", named("b")), ("a.toml", named("a"))]).unwrap();
        let names: Vec<_> = suite.scenarios().iter().map(|s| s.name().as_str()).collect();
        assert_eq!(names, ["b", "a"]);
    }

    #[test]
    fn the_mistakes_of_all_files_are_reported_at_once() {
        let files = [
            ("one/a.toml", named("a")),
            ("b.toml", named("c")),
            ("two/a.toml", named("a")),
            ("d.toml", "x".to_owned()),
        ];
        insta::assert_snapshot!(load(&files).unwrap_err());
    }

    #[test]
    fn an_empty_suite_is_a_mistake() {
        insta::assert_snapshot!(load(&[]).unwrap_err(), @r###"
        error: the suite is empty: it has no scenario
        --> nightly
        "###);
    }
}
