//! The house rules that a compiler does not keep: arrows between crates, bans, layout.

#![allow(clippy::unwrap_used, reason = "a test that cannot read the tree fails")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use cargo_metadata::{DependencyKind, MetadataCommand};

/// Which crates may depend on which; ARCHITECTURE.md says why.
const ARROWS: &[(&str, &[&str])] = &[
    ("firedrill-sim", &[]),
    ("firedrill-protocol", &[]),
    ("firedrill-bridge", &["firedrill-protocol"]),
    ("firedrill-model", &["firedrill-sim", "firedrill-protocol"]),
    ("firedrill-judge", &["firedrill-sim", "firedrill-model"]),
    (
        "firedrill-scenarios",
        &["firedrill-sim", "firedrill-protocol", "firedrill-model", "firedrill-judge"],
    ),
    (
        "firedrill-campaign",
        &[
            "firedrill-sim",
            "firedrill-protocol",
            "firedrill-model",
            "firedrill-judge",
            "firedrill-scenarios",
        ],
    ),
    (
        "firedrill-reports",
        &[
            "firedrill-sim",
            "firedrill-protocol",
            "firedrill-model",
            "firedrill-judge",
            "firedrill-scenarios",
            "firedrill-campaign",
        ],
    ),
];

/// Rooms that perform no IO: no file, clock, environment, thread or terminal.
const PURE_ROOMS: &[&str] = &["sim", "protocol", "model", "judge", "scenarios", "reports"];

/// Longest file, in lines. A file over it has a second subject.
const MOST_LINES: usize = 450;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    assert!(!found.is_empty(), "no source found in {folder}: this check would prove nothing");
    found
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().display().to_string()
}

/// The part of a file before its tests.
fn without_tests(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap_or(text)
}

#[test]
fn arrows_between_crates_run_one_way() {
    let metadata =
        MetadataCommand::new().manifest_path(root().join("Cargo.toml")).no_deps().exec().unwrap();
    let allowed: BTreeMap<_, BTreeSet<_>> =
        ARROWS.iter().map(|(from, to)| (*from, to.iter().copied().collect())).collect();
    let mut seen = 0;
    for package in metadata.packages.iter().filter(|package| package.name != "firedrill") {
        let allowed = allowed
            .get(package.name.as_str())
            .unwrap_or_else(|| panic!("{} has no place in the table of arrows", package.name));
        let ours = package.dependencies.iter().filter(|dependency| {
            dependency.name.starts_with("firedrill") && dependency.kind == DependencyKind::Normal
        });
        for dependency in ours {
            seen += 1;
            assert!(
                allowed.contains(dependency.name.as_str()),
                "{} must not depend on {}",
                package.name,
                dependency.name
            );
        }
    }
    assert!(seen >= 10, "only {seen} arrows were found: the check reads the wrong thing");
}

#[test]
fn the_judge_knows_no_protocol() {
    for path in sources("judge/src") {
        let text = fs::read_to_string(&path).unwrap();
        for name in ["firedrill_protocol", "EmergencyRecoveryProtocol", "RecoveryProtocol>"] {
            assert!(!text.contains(name), "{} mentions {name}", shown(&path));
        }
    }
}

#[test]
fn pure_rooms_touch_nothing_outside() {
    let outside = [
        "std::fs",
        "std::env",
        "std::net",
        "std::process",
        "std::thread",
        "std::time::Instant",
        "std::time::SystemTime",
        "std::io::std",
        "println!",
        "eprintln!",
        "getrandom",
        "thread_rng",
    ];
    for room in PURE_ROOMS {
        for path in sources(&format!("{room}/src")) {
            let text = fs::read_to_string(&path).unwrap();
            let code: Vec<_> = without_tests(&text)
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .collect();
            let code = code.join("\n");
            for name in outside {
                assert!(!code.contains(name), "{} uses {name}", shown(&path));
            }
        }
    }
}

#[test]
fn every_ban_has_a_reason_and_every_crate_keeps_the_lints() {
    let clippy: toml::Table =
        fs::read_to_string(root().join("clippy.toml")).unwrap().parse().unwrap();
    for list in ["disallowed-types", "disallowed-methods"] {
        let bans = clippy[list].as_array().unwrap();
        assert!(bans.len() >= 5, "{list} lost its bans");
        for ban in bans {
            let reason = ban.get("reason").and_then(toml::Value::as_str).unwrap_or_default();
            assert!(!reason.is_empty(), "a ban in {list} has no reason: {ban}");
        }
    }
    for ban in ["HashMap", "HashSet", "Instant", "SystemTime", "f64::min", "f64::powi"] {
        let text = fs::read_to_string(root().join("clippy.toml")).unwrap();
        assert!(text.contains(ban), "clippy.toml no longer bans {ban}");
    }
    for (name, _) in ARROWS.iter().chain([&("firedrill-.", &[][..])]) {
        let folder = name.trim_start_matches("firedrill-");
        let manifest: toml::Table =
            fs::read_to_string(root().join(folder).join("Cargo.toml")).unwrap().parse().unwrap();
        let inherits = manifest["lints"]["workspace"].as_bool();
        assert_eq!(inherits, Some(true), "{folder} does not inherit the workspace's lints");
    }
}

#[test]
fn files_have_one_subject_and_a_name_that_says_it() {
    let rooms =
        ["src", "sim", "protocol", "model", "judge", "scenarios", "campaign", "reports", "bridge"];
    for room in rooms {
        for path in sources(room) {
            let text = fs::read_to_string(&path).unwrap();
            let lines = text.lines().count();
            assert!(lines <= MOST_LINES, "{} has {lines} lines, split it", shown(&path));
            let stem = path.file_stem().unwrap().to_str().unwrap();
            for vague in ["util", "utils", "helper", "helpers", "common", "misc", "manager"] {
                assert_ne!(stem, vague, "{}: name it after its subject", shown(&path));
            }
            assert!(text.starts_with("//!"), "{} does not say what it is", shown(&path));
        }
    }
}

#[test]
fn a_lib_is_a_table_of_contents() {
    for (name, _) in ARROWS {
        let path = root().join(name.trim_start_matches("firedrill-")).join("src/lib.rs");
        let text = fs::read_to_string(&path).unwrap();
        for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
            for item in ["fn ", "struct ", "enum ", "impl ", "trait ", "const ", "static "] {
                let defines = line.trim_start().trim_start_matches("pub ").starts_with(item);
                assert!(!defines, "{} defines something: {line}", shown(&path));
            }
        }
    }
}

#[test]
fn nothing_is_left_unfinished() {
    let rooms =
        ["src", "sim", "protocol", "model", "judge", "scenarios", "campaign", "reports", "bridge"];
    let unfinished = [concat!("TO", "DO"), concat!("FIX", "ME"), "todo!(", "unimplemented!("];
    for room in rooms {
        for path in sources(room) {
            let text = fs::read_to_string(&path).unwrap();
            for mark in unfinished.iter().chain(&["#[ignore"]) {
                assert!(!text.contains(mark), "{} has {mark}", shown(&path));
            }
        }
    }
}

#[test]
fn documents_that_the_readme_promises_are_there() {
    let documents = [
        "README.md",
        "ARCHITECTURE.md",
        "DESIGN.md",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "LICENSE-MIT",
        "LICENSE-APACHE",
    ];
    for document in documents {
        let text = fs::read_to_string(root().join(document));
        assert!(text.is_ok_and(|text| text.len() > 200), "{document} is missing or empty");
    }
}
