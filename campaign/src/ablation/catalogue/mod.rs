//! Every weakness, by the part of the protocol that has it.

mod contract;
mod detecting;
mod escalating;
mod process;
mod responding;
mod resuming;
mod sensing;
mod telling;

use super::weakness::{Group, Weakness};

/// Every weakness, in the order of reports.
pub static GROUPS: &[Group] = &[
    Group { name: "sensing", weaknesses: sensing::WEAKNESSES },
    Group { name: "detecting", weaknesses: detecting::WEAKNESSES },
    Group { name: "responding", weaknesses: responding::WEAKNESSES },
    Group { name: "escalating", weaknesses: escalating::WEAKNESSES },
    Group { name: "resuming", weaknesses: resuming::WEAKNESSES },
    Group { name: "telling", weaknesses: telling::WEAKNESSES },
    Group { name: "outliving", weaknesses: process::WEAKNESSES },
    Group { name: "contract", weaknesses: contract::WEAKNESSES },
];

/// Every weakness, in the order of reports.
pub fn weaknesses() -> impl Iterator<Item = &'static Weakness> + Clone {
    GROUPS.iter().flat_map(|group| group.weaknesses)
}

/// The weakness of that name.
pub fn find(name: &str) -> Option<&'static Weakness> {
    weaknesses().find(|weakness| weakness.name == name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use firedrill_scenarios::suites;

    use super::*;

    #[test]
    fn there_are_many_weaknesses_and_no_two_of_one_name() {
        let names: BTreeSet<_> = weaknesses().map(|weakness| weakness.name).collect();
        assert_eq!(names.len(), weaknesses().count());
        assert!(names.len() >= 50, "only {} weaknesses", names.len());
        assert!(names.iter().all(|name| find(name).is_some_and(|found| found.name == *name)));
    }

    #[test]
    fn every_weakness_says_what_is_broken_in_a_sentence() {
        for weakness in weaknesses() {
            assert!(weakness.about.ends_with('.'), "{}", weakness.name);
            assert!(weakness.breaks.len() > 10, "{}", weakness.name);
        }
    }

    #[test]
    fn every_weakness_is_likely_in_a_scenario_that_there_is() {
        for weakness in weaknesses() {
            let is_tried = !weakness.likely_in.is_empty() || weakness.equivalent.is_some();
            assert!(is_tried, "{} is likely nowhere", weakness.name);
            for name in weakness.likely_in {
                assert!(suites::file(name).is_some(), "{}: {name}", weakness.name);
            }
        }
    }
}
