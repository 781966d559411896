//! The command line as a shell sees it: what it prints, where, and with which exit code.

#![allow(clippy::unwrap_used, reason = "a test that cannot run the command fails")]

mod ablate;
mod baseline;
mod campaign_files;
mod diff;
mod errors;
mod explain;
mod findings;
mod foreign;
mod help;
mod inputs;
#[cfg(unix)]
mod interruption;
mod list;
mod outputs;
mod plot;
mod readme;
mod replay;
mod report;
mod run;
mod shrink;
mod stated;
mod verify;
mod wire;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use tempfile::TempDir;

/// What a command came to.
#[derive(Debug)]
struct Done {
    code: i32,
    out: String,
    err: String,
}

/// Runs `firedrill` in a folder of its own, as a script would: no terminal.
fn firedrill<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Done {
    firedrill_in(Path::new("."), arguments)
}

fn firedrill_in<A: AsRef<OsStr>>(folder: &Path, arguments: impl IntoIterator<Item = A>) -> Done {
    done(command_in(folder).args(arguments).output().unwrap())
}

fn command_in(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_firedrill"));
    // A developer's own wish for colours everywhere is none of these tests' business.
    command.env_remove("CLICOLOR_FORCE").current_dir(folder);
    command
}

fn done(output: std::process::Output) -> Done {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Done { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path: PathBuf = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

/// The text of an embedded scenario.
fn scenario(name: &str) -> &'static str {
    firedrill_scenarios::suites::file(name).unwrap().text
}

/// Compares with a reviewed snapshot.
fn snapshot(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots/cli"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}
