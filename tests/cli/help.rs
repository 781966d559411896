//! Help, and what is mistyped.

use crate::{firedrill, snapshot};

#[test]
fn help_names_every_command_and_every_exit_code() {
    let help = firedrill(["--help"]);
    assert_eq!((help.code, help.err.as_str()), (0, ""));
    snapshot("help", &help.out);
}

#[test]
fn each_command_explains_itself() {
    let commands = [
        "run", "drill", "shrink", "ablate", "replay", "report", "explain", "keep", "verify",
        "diff", "plan", "list", "schema", "monthly",
    ];
    for command in commands {
        let help = firedrill([command, "--help"]);
        assert_eq!((help.code, help.err.as_str()), (0, ""), "{command}");
        snapshot(&format!("help_{command}"), &help.out);
    }
}

#[test]
fn the_version_is_the_packages() {
    let version = firedrill(["--version"]);
    assert_eq!(version.out, format!("firedrill {}\n", env!("CARGO_PKG_VERSION")));
    assert_eq!(version.code, 0);
}

#[test]
fn what_is_mistyped_is_never_run() {
    let mistyped: [&[&str]; 11] = [
        &[],
        &["runn"],
        &["healthy-hour"],
        &["run", "--sed", "1"],
        &["run", "--seed", "0x"],
        &["run", "--seed", "1", "--seeds", "2"],
        &["run", "--seeds", "0"],
        &["run", "--seeds", "100001"],
        &["run", "--jobs", "0"],
        &["run", "--format", "xml"],
        &["list", "senarios"],
    ];
    let mut said = String::new();
    for arguments in mistyped {
        let done = firedrill(arguments);
        assert_eq!(done.code, 2, "{arguments:?}");
        assert_eq!(done.out, "", "{arguments:?}");
        said += &format!("$ firedrill {}\n{}\n", arguments.join(" "), done.err);
    }
    snapshot("mistyped", &said);
}
