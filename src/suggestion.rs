//! What was probably meant.

use firedrill_campaign::ablation::weaknesses;
use firedrill_scenarios::suites;

/// The suite or scenario whose name is most like `word`, if one is like it at all.
pub(crate) fn suite_or_scenario(word: &str) -> Option<&'static str> {
    let names = suites::ALL.iter().map(|suite| suite.name);
    nearest(word, names.chain(scenario_names()))
}

/// The scenario whose name is most like `word`, if one is like it at all.
pub(crate) fn scenario(word: &str) -> Option<&'static str> {
    nearest(word, scenario_names())
}

/// The weakness whose name is most like `word`, if one is like it at all.
pub(crate) fn weakness(word: &str) -> Option<&'static str> {
    nearest(word, weaknesses().map(|weakness| weakness.name))
}

fn scenario_names() -> impl Iterator<Item = &'static str> + Clone {
    suites::ALL.iter().flat_map(|suite| suite.files).map(suites::EmbeddedFile::stem)
}

/// The candidate that a person could have meant by `word`: a misspelling of it, or the one
/// candidate that it begins.
fn nearest(
    word: &str,
    candidates: impl Iterator<Item = &'static str> + Clone,
) -> Option<&'static str> {
    // Names are shorter, and the distance takes quadratic time.
    const CHARS_MAX: usize = 64;
    let folded = word.to_lowercase().replace(['_', ' '], "-");
    let length = folded.chars().count();
    if length == 0 || length > CHARS_MAX {
        return None;
    }
    let distance = |candidate: &str| strsim::damerau_levenshtein(&folded, candidate);
    let (least, misspelt) = candidates
        .clone()
        .map(|name| (distance(name), name))
        .min_by_key(|(distance, _)| *distance)?;
    if least <= (length / 3).max(1) && least < length {
        return Some(misspelt);
    }
    candidates.clone().find(|candidate| candidate.starts_with(&folded))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspellings_and_beginnings_are_understood() {
        assert_eq!(suite_or_scenario("quik"), Some("quick"));
        assert_eq!(suite_or_scenario("Memory_Leak_Critical"), Some("memory-leak-critical"));
        assert_eq!(suite_or_scenario("memory-leek-critcal"), Some("memory-leak-critical"));
        assert_eq!(suite_or_scenario("healthy"), Some("healthy-hour"));
        assert_eq!(scenario("quik"), None);
    }

    #[test]
    fn nothing_is_suggested_for_what_is_like_nothing() {
        assert_eq!(suite_or_scenario("nightly"), None);
        assert_eq!(suite_or_scenario(""), None);
        assert_eq!(suite_or_scenario(&"memory".repeat(1000)), None);
    }
}
