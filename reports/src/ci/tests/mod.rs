//! Every format of the same campaigns.

mod formats;
mod hostile;
mod schemas;

use chrono::DateTime;

use super::{Build, Occasion, OutputFile};
use crate::examples::{self, Campaign};

fn occasion() -> Occasion {
    let build = Build {
        repository: Some("manifest/v7".to_owned()),
        commit: Some("0123456789abcdef0123456789abcdef01234567".to_owned()),
        branch: Some("main".to_owned()),
        number: Some(42),
        url: None,
        os: "linux".to_owned(),
        arch: "x86_64".to_owned(),
        profile: "release".to_owned(),
    };
    let output_files = vec![OutputFile { format: "junit", path: "out/junit.xml".to_owned() }];
    let at = DateTime::parse_from_rfc3339("2026-11-28T06:00:00Z").unwrap().to_utc();
    Occasion { at, build, output_files }
}

/// One campaign for each way in which a campaign can end.
fn every_campaign() -> Vec<Campaign> {
    let mut stopped = examples::campaign();
    stopped.results.truncate(2);
    vec![
        examples::campaign(),
        examples::passed_campaign(),
        examples::many_failures(23),
        examples::broken_campaign(),
        examples::demanding_campaign(),
        examples::infeasible_campaign(true),
        examples::infeasible_campaign(false),
        examples::with_properties(),
        examples::divergent_campaign(),
        stopped,
    ]
}
