//! What chance or a person finds wrong with a stored incident is refused in its place.

use proptest::prelude::*;

use super::tests::specimen;
use super::*;

fn refusal(from: &str, to: &str) -> String {
    let text = specimen().to_toml();
    assert!(text.contains(from), "{from}\n{text}");
    let text = text.replacen(from, to, 1);
    match Incident::from_bytes("leak.toml", text.replacen("leak-0x2a", "leak", 1).as_bytes()) {
        Ok(_) => panic!("{to} was accepted"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn each_mistake_in_a_stored_incident_gets_its_own_sentence() {
    let replacements = [
        ("[incident]", "[incidents]"),
        ("seed = \"0x2a\"\n", ""),
        ("seed = \"0x2a\"", "seed = \"0xzz\""),
        ("seed = \"0x2a\"", "seed = 42"),
        ("firedrill-1/chacha8", "firedrill-2/chacha12"),
        ("engine = \"0.1.0\"", "engine = \"\""),
        ("0x0000000000001234", "0x1234"),
        ("events = 12345", "events = -1"),
        ("\"restores-in-time\"", "\"restores-on-time\""),
        ("property = \"restores-in-time\"\n", ""),
        ("phase = \"recovering\"\n", ""),
        ("\"recovering\"", "\"recovered\""),
        ("\"memory-leak-emergency\"\nstate", "\"memory-leak\"\nstate"),
        ("state = \"open\"", "state = \"closed\""),
        ("state = \"open\"", "status = \"open\""),
        ("at = \"", "at = \"1s..\"\nx = \""),
        ("component = \"image-cache\"", "component = [\"image-cache\", \"web-view\"]"),
        ("ambient = ", "ambience = "),
        ("[expect]", "[swarm]\nat = \"1s\"\nfaults = \"1\"\nfamilies.memory = \"1%\"\n[expect]"),
    ];
    let sentences = replacements.map(|(from, to)| refusal(from, to));
    insta::assert_snapshot!(sentences.join("\n\n"));
}

#[test]
fn a_scenario_is_no_stored_incident_and_another_algorithm_is_told_apart() {
    let scenario = crate::specimen::WHOLE.as_bytes();
    let error = Incident::from_bytes("leak.toml", scenario).unwrap_err();
    assert!(error.to_string().contains("not a stored incident"), "{error}");
    let other = specimen().to_toml().replace("chacha8", "chacha20");
    let error = Incident::from_bytes("<text>", other.as_bytes()).unwrap_err();
    assert!(
        matches!(&error, IncidentError::OtherAlgorithm { algorithm, .. } if algorithm == "firedrill-1/chacha20")
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_change_of_a_stored_incident_is_read_or_refused_in_its_place(
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0..16_usize, "[\\[\\]\"=.0-9a-z\n#{}',-]{0,4}"), 1..6),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut bytes = specimen().to_toml().into_bytes();
        for (at, removed, inserted) in edits {
            let start = at.index(bytes.len() + 1);
            let end = bytes.len().min(start + removed);
            bytes.splice(start..end, inserted.bytes());
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len() + 1));
        }
        let text = String::from_utf8(bytes.clone()).unwrap();
        match Incident::from_bytes("<text>", &bytes) {
            Ok(incident) => prop_assert!(Incident::rewritten(&text, &incident.found_with, &incident.found).is_some()),
            Err(IncidentError::Mistakes(mistakes) | IncidentError::OtherAlgorithm { mistakes, .. }) => {
                prop_assert!(mistakes.iter().len() > 0);
                for mistake in mistakes.iter() {
                    prop_assert!(mistake.position().line <= text.lines().count() + 1);
                    prop_assert!(!mistake.message().is_empty());
                }
            }
            Err(IncidentError::NotRead { why }) => prop_assert!(false, "no file is read: {why}"),
        }
    }
}
