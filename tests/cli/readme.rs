//! What the README shows is what the program prints.

use std::collections::BTreeSet;

use crate::{firedrill, firedrill_in, folder};

/// The README's fenced blocks.
fn blocks() -> Vec<&'static str> {
    let readme = include_str!("../../README.md");
    readme.split("```").skip(1).step_by(2).collect()
}

/// The block that begins with this command, without the command.
fn block_of(command: &str) -> &'static str {
    let start = format!("\n$ {command}\n");
    let mut found = blocks().into_iter().filter_map(|block| block.strip_prefix(start.as_str()));
    found.next().unwrap_or_else(|| panic!("no block in the README begins with `$ {command}`"))
}

#[test]
fn rows_and_digest_of_the_quick_suite_are_the_programs() {
    let shown = block_of("firedrill run quick");
    let printed = firedrill(["run", "quick"]).out;
    let lines: BTreeSet<_> = printed.lines().collect();
    let rows: Vec<_> = shown.lines().filter(|line| line.starts_with("passed")).collect();
    assert!(rows.len() >= 3, "{shown}");
    for row in rows {
        assert!(lines.contains(row), "the program prints no line `{row}`:\n{printed}");
    }
    let digest = |text: &str| text.rsplit("digest ").next().map(|rest| rest.trim().to_owned());
    assert_eq!(digest(shown), digest(&printed));
}

#[test]
fn the_failure_is_the_one_that_its_seed_gives() {
    let shown = block_of("firedrill run swarm-everything --seeds 50");
    let printed = firedrill(["run", "swarm-everything", "--seed", "0xf"]).out;
    for line in shown.lines().filter(|line| line.starts_with("  ")).skip(1) {
        assert!(printed.contains(line), "the program prints no line `{line}`:\n{printed}");
    }
}

#[test]
fn the_timeline_is_the_programs() {
    let shown = block_of("firedrill replay radio-drain-critical@0x2a");
    let printed = firedrill(["replay", "radio-drain-critical@0x2a"]).out;
    let lines: BTreeSet<_> = printed.lines().collect();
    let mut compared = 0;
    for line in shown.lines().filter(|line| !line.is_empty() && *line != "…") {
        assert!(lines.contains(line), "the program prints no line `{line}`:\n{printed}");
        compared += 1;
    }
    assert!(compared >= 10, "{shown}");
}

#[test]
fn the_drill_is_the_programs() {
    let shown = block_of("firedrill drill --date 2026-11-28");
    let printed = firedrill(["drill", "--date", "2026-11-28"]).out;
    let (first, last) = shown.trim_end().split_once("\n…\n").unwrap();
    assert!(printed.starts_with(first) && printed.trim_end().ends_with(last), "{printed}");
}

#[test]
fn the_shrunk_run_is_the_programs() {
    let shown = block_of("firedrill shrink swarm-compound@0x137");
    let folder = folder(&[]);
    let printed = firedrill_in(folder.path(), ["shrink", "swarm-compound@0x137"]).out;
    let lines: BTreeSet<_> = printed.lines().collect();
    for line in shown.lines().filter(|line| *line != "…") {
        assert!(lines.contains(line), "the program prints no line `{line}`:\n{printed}");
    }
}

#[test]
fn the_explanation_is_the_programs() {
    let shown = block_of("firedrill explain crash-during-recovery@0xc");
    let printed = firedrill(["explain", "crash-during-recovery@0xc"]).out;
    let lines: BTreeSet<_> = printed.lines().collect();
    for line in shown.lines().filter(|line| *line != "…") {
        assert!(lines.contains(line), "the program prints no line `{line}`:\n{printed}");
    }
}

#[test]
fn the_example_scenario_passes() {
    let example = blocks().into_iter().find_map(|block| block.strip_prefix("toml\n")).unwrap();
    let folder = folder(&[("leak-on-a-warm-day.toml", example)]);
    let done = firedrill_in(folder.path(), ["run", "leak-on-a-warm-day.toml", "--seeds", "50"]);
    assert_eq!(done.code, 0, "{}{}", done.out, done.err);
}

#[test]
fn the_example_of_the_format_is_a_scenario() {
    let page = include_str!("../../docs/scenarios.md");
    let mut blocks = page.split("```").skip(1).step_by(2);
    let example = blocks.find_map(|block| block.strip_prefix("toml\n")).unwrap();
    let folder = folder(&[("second-leak.toml", example)]);
    let done = firedrill_in(folder.path(), ["run", "second-leak.toml", "--seeds", "30"]);
    assert!(done.err.is_empty(), "{}", done.err);
    assert!([0, 1].contains(&done.code), "{}{}", done.out, done.err);
    let swarm = blocks.find_map(|block| block.strip_prefix("toml\n")).unwrap();
    let head = "name = \"swarm\"\ntitle = \"x\"\nduration = \"20m\"\nexpect.anything = true\n";
    let swarm = format!("{head}{swarm}");
    let folder = crate::folder(&[("swarm.toml", swarm.as_str())]);
    let done = firedrill_in(folder.path(), ["run", "swarm.toml", "--seeds", "20"]);
    assert!(done.err.is_empty() && done.code != 2, "{}", done.err);
}

#[test]
fn the_example_mistake_is_shown_as_the_program_shows_it() {
    let example = blocks().into_iter().find_map(|block| block.strip_prefix("toml\n")).unwrap();
    let folder = folder(&[("leak-on-a-warm-day.toml", &example.replace("\"15m\"", "\"15mins\""))]);
    let done = firedrill_in(folder.path(), ["run", "leak-on-a-warm-day.toml"]);
    let shown = blocks().into_iter().find(|block| block.starts_with("\nerror:")).unwrap();
    assert!(done.err.contains(shown.trim()), "{}", done.err);
}
