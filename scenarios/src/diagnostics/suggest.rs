//! What was probably meant by a word that nobody knows.

/// The candidate that `word` is most likely a misspelling of, if any is near enough.
pub(crate) fn nearest<'c>(
    word: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<&'c str> {
    // Beyond this nothing is a misspelling, and the distance takes quadratic time.
    const CHARS_MAX: usize = 64;
    let folded = fold(word);
    let length = folded.chars().count();
    if length > CHARS_MAX {
        return None;
    }
    let distance = |candidate: &str| {
        let candidate = fold(candidate);
        // Of two that are equally near, the one that begins alike.
        let begins_otherwise = candidate.chars().next() != folded.chars().next();
        (strsim::damerau_levenshtein(&folded, &candidate), begins_otherwise)
    };
    let is_near = |distance: usize| distance <= (length / 3).max(1) && distance < length;
    let candidates: Vec<_> = candidates.into_iter().collect();
    let nearest = candidates.iter().map(|candidate| (distance(candidate), *candidate)).min();
    let near = nearest.filter(|((distance, _), _)| is_near(*distance));
    // `memory-leak` is no misspelling of `memory-leak-emergency`, but its beginning.
    let goes_on = |candidate: &&str| fold(candidate).starts_with(&format!("{folded}-"));
    let begun = || candidates.iter().copied().filter(|_| length > 2).find(goes_on);
    near.map(|(_, candidate)| candidate).or_else(begun)
}

/// The unit that was probably meant: `mb` is MB, `seconds` is s, `MiB` is MB.
pub(crate) fn nearest_unit<'c>(
    unit: &str,
    units: impl Iterator<Item = &'c str> + Clone,
) -> Option<&'c str> {
    let folded = fold(unit);
    let same = |candidate: &&str| fold(candidate) == folded;
    let begins = |candidate: &&str| folded.starts_with(&fold(candidate));
    let goes_on = |candidate: &&str| !folded.is_empty() && fold(candidate).starts_with(&folded);
    units
        .clone()
        .find(same)
        .or_else(|| nearest(unit, units.clone().filter(|candidate| candidate.len() > 1)))
        .or_else(|| units.clone().filter(begins).max_by_key(|candidate| candidate.len()))
        .or_else(|| units.clone().find(goes_on))
}

/// What was expected, as a note.
pub(crate) fn expected(words: &[&str]) -> String {
    match words {
        [only] => format!("expected {only}"),
        _ => format!("expected one of {}", words.join(", ")),
    }
}

/// Case and the kind of hyphen are the most common mistakes, so they weigh nothing.
fn fold(word: &str) -> String {
    word.to_lowercase().replace(['_', ' '], "-")
}

#[cfg(test)]
mod tests {
    use firedrill_protocol::quantity::Dimension;

    use super::*;

    #[test]
    fn a_misspelt_word_finds_its_neighbour_and_a_foreign_one_none() {
        let kinds = ["leak", "allocation-spike", "long-lock-hold"];
        let find = |word| nearest(word, kinds);
        assert_eq!(find("laek"), Some("leak"));
        assert_eq!(find("Allocation_Spike"), Some("allocation-spike"));
        assert_eq!(find("lock-hold"), None);
        assert_eq!(find("allocation"), Some("allocation-spike"));
        assert_eq!(nearest("rat", ["at", "rate"]), Some("rate"));
        assert_eq!(find("x"), None);
        assert_eq!(find(""), None);
        assert_eq!(find(&"leak".repeat(100_000)), None);
    }

    #[test]
    fn units_are_found_by_case_spelling_and_beginning() {
        let find = |unit, dimension: Dimension| {
            nearest_unit(unit, dimension.units().iter().map(|(name, _)| *name))
        };
        assert_eq!(find("mb", Dimension::Size), Some("MB"));
        assert_eq!(find("MiB", Dimension::Size), Some("MB"));
        assert_eq!(find("seconds", Dimension::Duration), Some("s"));
        assert_eq!(find("minutes", Dimension::Duration), Some("min"));
        assert_eq!(find("hours", Dimension::Duration), Some("h"));
        assert_eq!(find("mb/s", Dimension::Rate), Some("MB/s"));
        assert_eq!(find("MBps", Dimension::Rate), Some("MB/s"));
        assert_eq!(find("MB", Dimension::Rate), Some("MB/s"));
        assert_eq!(find("watt", Dimension::Power), Some("W"));
        assert_eq!(find("F", Dimension::Temperature), None);
    }
}
