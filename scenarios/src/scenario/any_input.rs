//! What chance finds wrong with a scenario is refused in its place, and never panics.

use proptest::prelude::*;

use super::*;
use crate::specimen::WHOLE;
use crate::suites;

/// Whether every mistake stands in the text and can be shown.
fn check_places(bytes: &[u8]) -> Result<(), TestCaseError> {
    let Err(diagnostics) = Scenario::from_bytes("x.toml", bytes) else { return Ok(()) };
    let text = String::from_utf8_lossy(bytes);
    let lines: Vec<_> = text.split('\n').collect();
    prop_assert!(diagnostics.iter().len() > 0);
    for diagnostic in diagnostics.iter() {
        let position = diagnostic.position();
        prop_assert!((1..=lines.len()).contains(&position.line), "{position}");
        let columns = lines[position.line - 1].chars().count() + 1;
        prop_assert!((1..=columns).contains(&position.column), "{position}");
        prop_assert!(!diagnostic.message().is_empty());
    }
    let shown = diagnostics.to_string();
    prop_assert!(!shown.contains(|c: char| c.is_control() && c != '\n'), "{shown:?}");
    Ok(())
}

/// A valid scenario with a few bytes replaced, removed, repeated or moved.
fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let files: Vec<_> = suites::ALL.iter().flat_map(|suite| suite.files).collect();
    let snippets = prop::sample::select(vec![
        "\"",
        "'",
        "[",
        "]",
        "[[",
        "{",
        "}",
        "=",
        ".",
        "..",
        "\n",
        "\r\n",
        "\t",
        "#",
        "-",
        "1",
        "nan",
        "inf",
        "\"\"\"",
        "\\u0000",
        "\u{0}",
        "\u{202e}",
        "\u{65e5}",
        "[playbook]\n",
        "[[fault]]\n",
        "[[property]]\nholds = \"always[0,\"\n",
        "x = 1\n",
        "99999999999999999999",
        "1979-05-27",
        "true",
        ",",
        "%",
        "mb",
        "\\",
        "\u{feff}",
    ]);
    let edit = (any::<prop::sample::Index>(), 0..12_usize, snippets);
    (prop::sample::select(files), prop::collection::vec(edit, 1..6)).prop_map(|(file, edits)| {
        let mut bytes = file.text.as_bytes().to_vec();
        for (at, removed, inserted) in edits {
            let start = at.index(bytes.len() + 1);
            let end = bytes.len().min(start + removed);
            bytes.splice(start..end, inserted.bytes());
        }
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_or_refused_in_their_place(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        check_places(&bytes)?;
    }

    #[test]
    fn any_text_is_read_or_refused_in_its_place(text in "\\PC{0,60}(\n|=|\\[|\"|\\PC){0,40}") {
        check_places(text.as_bytes())?;
    }

    #[test]
    fn any_change_of_a_scenario_is_read_or_refused_in_its_place(bytes in mutated()) {
        check_places(&bytes)?;
    }

    #[test]
    fn any_value_is_read_or_refused_in_its_place(
        key in "name|holds|title|duration|kind|at|for|rate|component|ambient|severity|incidents|hold",
        value in "[-+]?[0-9]{0,20}\\.{0,3}[0-9]{0,3}[a-zA-Z%/°]{0,4}(\\.\\.[0-9]{0,3}[a-zA-Z%/]{0,4})?",
        quote in "\"|'|",
    ) {
        let text = format!("{WHOLE}\n[[fault]]\n{key} = {quote}{value}{quote}\n");
        check_places(text.as_bytes())?;
    }
}
