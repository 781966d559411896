//! The pictures of a replay.

use crate::{firedrill, firedrill_in, folder};

#[test]
fn a_replay_draws_what_it_prints() {
    let folder = folder(&[]);
    let plain = firedrill(["replay", "memory-leak-critical@1"]);
    for name in ["a.svg", "b.PNG"] {
        let arguments = ["replay", "memory-leak-critical@1", "--plot", name];
        let done = firedrill_in(folder.path(), arguments);
        assert_eq!((done.code, &done.out), (plain.code, &plain.out), "{}", done.err);
    }
    let svg = std::fs::read_to_string(folder.path().join("a.svg")).unwrap();
    assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"));
    assert!(svg.contains("aria-label=\"firedrill replay memory-leak-critical@0x1\""));
    let png = std::fs::read(folder.path().join("b.PNG")).unwrap();
    assert!(png.starts_with(b"\x89PNG\r\n\x1a\n"));
}

#[test]
fn another_ending_is_refused_before_anything_runs() {
    let folder = folder(&[]);
    for name in ["a.pdf", "a"] {
        let arguments = ["replay", "memory-leak-critical@1", "--plot", name];
        let done = firedrill_in(folder.path(), arguments);
        assert_eq!((done.code, done.out.as_str()), (2, ""));
        assert!(done.err.contains("pictures are drawn as .svg or .png"), "{}", done.err);
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_picture_that_cannot_be_written_is_an_error() {
    let done = firedrill(["replay", "memory-leak-critical@1", "--plot", "no-such-folder/a.svg"]);
    assert_eq!((done.code, done.out.as_str()), (2, ""));
    assert!(done.err.contains("`no-such-folder/a.svg` cannot be written"), "{}", done.err);
}

#[test]
fn the_picture_of_the_documentation_is_the_programs() {
    let page = include_str!("../../docs/pictures.md");
    let command = page.lines().find_map(|line| line.strip_prefix("firedrill ")).unwrap();
    let folder = folder(&[]);
    let done = firedrill_in(folder.path(), command.split(' '));
    assert_eq!(done.code, 0, "{}", done.err);
    let drawn = std::fs::read(folder.path().join("memory-leak-critical-0x2a.svg")).unwrap();
    let kept = include_bytes!("../../docs/pictures/memory-leak-critical-0x2a.svg");
    assert!(
        drawn == kept,
        "it has changed: look at it, then (cd docs/pictures && firedrill {command})"
    );
}
