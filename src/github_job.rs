//! What a job of GitHub Actions knows of itself, from its environment.

use std::path::PathBuf;

use firedrill_reports::ci::Build;

/// The file to which a step adds what its job's page shows; `None` outside of such a job.
pub(crate) fn summary_file() -> Option<PathBuf> {
    std::env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()).map(PathBuf::from)
}

/// What is built, as far as the environment knows it, and how firedrill itself was built.
pub(crate) fn build() -> Build {
    let repository = variable("GITHUB_REPOSITORY");
    let url = match (variable("GITHUB_SERVER_URL"), &repository, variable("GITHUB_RUN_ID")) {
        (Some(server), Some(repository), Some(run)) => {
            Some(format!("{server}/{repository}/actions/runs/{run}"))
        }
        _ => None,
    };
    Build {
        repository,
        commit: variable("GITHUB_SHA"),
        branch: variable("GITHUB_REF_NAME"),
        number: variable("GITHUB_RUN_NUMBER").and_then(|number| number.parse().ok()),
        url,
        os: std::env::consts::OS.to_owned(),
        arch: std::env::consts::ARCH.to_owned(),
        profile: if cfg!(debug_assertions) { "debug" } else { "release" }.to_owned(),
    }
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
