//! `firedrill verify`

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use firedrill_campaign::ablation::{self, Weakness};
use firedrill_campaign::{Answer, Verification, verify};
use firedrill_protocol::Briefing;
use firedrill_reports::{
    Palette, Substitute, Timing, VerificationReport, VerifiedFile, verification_document,
    verification_table,
};
use firedrill_scenarios::{FoundWith, Incident, IncidentError, escaped};

use crate::command_error::CommandError;
use crate::console;
use crate::exit_code::ExitCode;
use crate::files;
use crate::jobs::Jobs;
use crate::outputs::Outputs;
use crate::progress::Progress;
use crate::protocol_choice::ProtocolChoice;
use crate::stopwatch::Stopwatch;
use crate::tested::{Tested, UnderTest};

/// Run stored incidents again: does each still fail in the same way, in another, or not at all?
///
/// Each is run with the protocol that it was found with, unless one is given: the shipped one, or its
/// `weakness`; for a foreign one give its command with --protocol.
///
/// An incident that is open and fails as stored, or is fixed and passes, is as recorded. Anything
/// else is shown with what was found before and what is found now. The column `run` says whether the
/// run is the stored one bit for bit, `engine` which version of firedrill stored it.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Verify {
    /// Stored incidents, or folders of them
    #[arg(value_name = "PATH", default_value = USUAL_FOLDER)]
    what: Vec<OsString>,
    /// Write what is found now into the files, when you have looked at it
    ///
    /// Engine, digest, fingerprint and state are replaced; comments, order and everything else stay.
    #[arg(long, conflicts_with = "weakness")]
    update: bool,
    #[command(flatten)]
    jobs: Jobs,
    /// How to print the answers
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Show only what is not as recorded, and the last line
    #[arg(long, short)]
    quiet: bool,
    #[command(flatten)]
    protocol: ProtocolChoice,
}

/// What is verified unless a path is given.
const USUAL_FOLDER: &str = "scenarios/regressions";

const EXAMPLES: &str = "\
Examples:
  firedrill keep hot-day-major@0x1f1 --out scenarios/regressions/hot-day-major-0x1f1.toml
  firedrill verify                              every incident of scenarios/regressions
  firedrill verify incidents/late.toml --update one, and record what it comes to now";

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// A table for people
    Text,
    /// One JSON document, format 1; all of it is reproducible but `timing`
    Json,
}

/// A file that was read.
struct Stored {
    path: String,
    bytes: Vec<u8>,
    incident: Result<Incident, IncidentError>,
}

impl Verify {
    pub(crate) fn execute(&self) -> Result<ExitCode, CommandError> {
        self.check_usual_folder()?;
        let stored = read_all(&self.what)?;
        let protocol = self.protocol.start()?;
        let substitute = protocol.substitute();
        let stopwatch = Stopwatch::start();
        let mut answers = self.answers(&stored, &protocol).into_iter();
        let (mut verified, mut rewritten) = (vec![], vec![]);
        for Stored { path, bytes, incident } in stored {
            // An answer for each incident, in their order.
            let content = incident.map(|incident| answers.next().map(|answer| (incident, answer)));
            let Some(content) = content.transpose() else { continue };
            let own = content.as_ref().ok().and_then(|(incident, _)| self.own(incident));
            let own = own.map(|weakness| Substitute::Weakened { weakness: weakness.name });
            let mut file = VerifiedFile { path, content, own, is_rewritten: false };
            if self.update {
                let text = self.rewritten(&file, &bytes, &protocol);
                file.is_rewritten = text.is_some();
                rewritten.extend(text.map(|text| (PathBuf::from(&file.path), text)));
            }
            verified.push(file);
        }
        replace(&rewritten)?;
        let timing = Timing { wall: stopwatch.elapsed(), jobs: self.jobs.count() };
        let report = VerificationReport { files: &verified, protocol: substitute.as_ref(), timing };
        console::print(&self.formatted(&report))?;
        protocol.dismiss()?;
        Ok(ExitCode::of_accord(report.accord()))
    }

    fn answers(&self, stored: &[Stored], protocol: &UnderTest) -> Vec<Verification> {
        let incidents: Vec<_> =
            stored.iter().filter_map(|stored| stored.incident.as_ref().ok()).collect();
        let is_shown = !self.quiet && console::is_watched();
        let mut progress = Progress::of(incidents.len(), "incidents", is_shown);
        let observe = |verification: &Verification| {
            progress.advance(!matches!(verification.answer, Answer::CannotRun { .. }));
        };
        let brief = |incident: &Incident, briefing: &Briefing| match self.own(incident) {
            Some(weakness) => Tested::Weakened(Box::new(weakness.weaken(briefing))),
            None => protocol.brief(briefing),
        };
        verify(&incidents, self.jobs.count(), brief, |incident| self.unrunnable(incident), observe)
    }

    /// The weakness that the incident was found with, when nothing else was chosen.
    fn own(&self, incident: &Incident) -> Option<&'static Weakness> {
        match &incident.found_with {
            FoundWith::Weakness(name) if !self.protocol.is_given() => ablation::find(name),
            _ => None,
        }
    }

    /// The answer for an incident of a protocol that is not here. The shipped one's would be no answer:
    /// that it passes says nothing of the other.
    fn unrunnable(&self, incident: &Incident) -> Option<Answer> {
        if self.protocol.is_given() {
            return None;
        }
        match &incident.found_with {
            FoundWith::Foreign(name) => Some(Answer::OtherProtocol { name: name.clone() }),
            FoundWith::Weakness(name) if ablation::find(name).is_none() => {
                let name = escaped(name);
                let why = format!("it was found with `{name}`, a weakness that is not known here");
                Some(Answer::CannotRun { why })
            }
            FoundWith::Weakness(_) | FoundWith::Shipped => None,
        }
    }

    /// The file with what was found now, and the protocol that found it, if that changes anything.
    fn rewritten(&self, file: &VerifiedFile, bytes: &[u8], protocol: &UnderTest) -> Option<String> {
        let (incident, verification) = file.content.as_ref().ok()?;
        let found_with = match self.own(incident) {
            Some(_) => incident.found_with.clone(),
            None => protocol.found_with(),
        };
        // What was read as an incident is text, and has the table that is rewritten.
        let text = core::str::from_utf8(bytes).ok()?;
        let rewritten = Incident::rewritten(text, &found_with, verification.found.as_ref()?);
        rewritten.filter(|rewritten| rewritten != text)
    }

    /// Nobody named that folder, so its absence is no slip of theirs.
    fn check_usual_folder(&self) -> Result<(), CommandError> {
        let is_usual = self.what.iter().all(|what| what == USUAL_FOLDER);
        if is_usual && !files::exists(Path::new(USUAL_FOLDER))? {
            return Err(CommandError::NoUsualFolder { path: USUAL_FOLDER.to_owned() });
        }
        Ok(())
    }

    fn formatted(&self, report: &VerificationReport<'_>) -> String {
        match self.format {
            Format::Text => verification_table(report, self.quiet, &Palette::COLOURED),
            Format::Json => verification_document(report),
        }
    }
}

/// Every file that the arguments name, in their order; those of a folder in the order of their names.
fn read_all(arguments: &[OsString]) -> Result<Vec<Stored>, CommandError> {
    let mut stored = vec![];
    for argument in arguments {
        let path = Path::new(argument);
        if !path.is_dir() {
            stored.push(read(path)?);
            continue;
        }
        let paths: Vec<PathBuf> = files::toml_files(path)?;
        if paths.is_empty() {
            return Err(CommandError::NothingStored { path: files::shown(path) });
        }
        for path in &paths {
            stored.push(read_found(path)?);
        }
    }
    Ok(stored)
}

fn read(path: &Path) -> Result<Stored, CommandError> {
    let label = files::text(path.as_os_str())?;
    let bytes = files::read(path)?;
    if path.extension() == Some(OsStr::new("json")) {
        return Err(CommandError::PlanNotStored { path: files::shown(path) });
    }
    let incident = Incident::from_bytes(label, &bytes);
    Ok(Stored { path: label.to_owned(), bytes, incident })
}

/// The same of a file that nobody named: what cannot be read keeps no other from being verified.
fn read_found(path: &Path) -> Result<Stored, CommandError> {
    let path_text = files::text(path.as_os_str())?.to_owned();
    let read = files::read_found(path);
    let (bytes, incident) = match read {
        Ok(bytes) => {
            let incident = Incident::from_bytes(&path_text, &bytes);
            (bytes, incident)
        }
        Err(error) => (vec![], Err(IncidentError::NotRead { why: error.to_string() })),
    };
    Ok(Stored { path: path_text, bytes, incident })
}

/// Writes what was found now into the files: all of them, or none that could be known not to be writable.
fn replace(rewritten: &[(PathBuf, String)]) -> Result<(), CommandError> {
    let mut outputs = Outputs::default();
    for (path, _) in rewritten {
        outputs.expect_rewritten(path)?;
    }
    for (path, text) in rewritten {
        outputs.write(path, text.as_bytes())?;
    }
    Ok(())
}
