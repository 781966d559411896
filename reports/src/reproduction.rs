//! The one line that anyone can paste to see a run again.

use firedrill_scenarios::{escaped, is_hidden};
use firedrill_sim::Seed;

use crate::substitute::Substitute;

/// What follows `firedrill replay`: a scenario's name or path with a seed, or the path of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reproduction {
    run: String,
    /// What has the run under many seeds; `None` for a plan, which is one run.
    source: Option<String>,
    protocol: Option<Substitute>,
    /// Where the run was read from, if nobody can read it from there again.
    read_once: Option<String>,
}

impl Reproduction {
    /// The run of this seed. `source` is a scenario's name, or the path of its file.
    pub fn of_seed(source: &str, seed: Seed) -> Self {
        Self { source: Some(source.to_owned()), ..Self::of_run(format!("{source}@{seed}")) }
    }

    /// The run of a plan in this file.
    pub fn of_plan(path: &str) -> Self {
        Self::of_run(path.to_owned())
    }

    /// A run that was read from a pipe. `run` names it by a file that somebody has yet to make.
    pub fn read_once(pipe: &str, run: &str) -> Self {
        Self { read_once: Some(pipe.to_owned()), ..Self::of_run(run.to_owned()) }
    }

    const fn of_run(run: String) -> Self {
        Self { run, source: None, protocol: None, read_once: None }
    }

    /// The same run with another than the shipped protocol, if there is one.
    #[must_use]
    pub fn with(self, protocol: Option<&Substitute>) -> Self {
        Self { protocol: protocol.cloned(), ..self }
    }

    /// What stands in for the shipped protocol, if anything does.
    pub const fn protocol(&self) -> Option<&Substitute> {
        self.protocol.as_ref()
    }

    /// The run's name as one word of a shell.
    pub fn word(&self) -> String {
        quoted(&self.run)
    }

    /// The command that shows the run's timeline.
    pub fn replay(&self) -> String {
        format!("firedrill replay {}{}", self.word(), self.option())
    }

    /// What has to be done before the line can be pasted, if anything has.
    pub fn remark(&self) -> Option<String> {
        let pipe = self.read_once.as_ref()?;
        let file = self.run.split('@').next().unwrap_or_default();
        Some(format!(
            "put what came from `{}` into {file} first: it can be read only once",
            escaped(pipe)
        ))
    }

    /// The command that looks for a run that fails under so many seeds; `None` for a plan.
    pub fn search(&self, seeds: u64) -> Option<String> {
        let source = quoted(self.source.as_ref()?);
        Some(format!("firedrill run {source} --seeds {seeds}{}", self.option()))
    }

    /// The command that says what became of a stored incident.
    pub fn verify(&self) -> String {
        format!("firedrill verify {}{}", self.word(), self.option())
    }

    /// What follows a command that names another run of the same protocol.
    pub(crate) fn option(&self) -> String {
        self.protocol.as_ref().map(Substitute::option).unwrap_or_default()
    }

    /// The command that runs it again without each fault in turn.
    pub(crate) fn explain(&self) -> String {
        let option = self.protocol.as_ref().map(Substitute::option).unwrap_or_default();
        format!("firedrill explain {}{option}", self.word())
    }
}

/// One word for a POSIX shell, quoted only where it must be.
pub(crate) fn quoted(word: &str) -> String {
    let word = if word.starts_with('-') { format!("./{word}") } else { word.to_owned() };
    if word.contains(is_hidden) {
        return escaped_word(&word);
    }
    let is_plain = |c: char| c.is_alphanumeric() || "-_./@+=:,%".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word;
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// One word for a shell with `$'…'` (bash, zsh, ksh, POSIX 2024), in which no hidden character
/// reaches a terminal.
fn escaped_word(word: &str) -> String {
    let mut text = "$'".to_owned();
    for character in word.chars() {
        match character {
            '\'' | '\\' => text.extend(['\\', character]),
            hidden if is_hidden(hidden) => {
                let mut bytes = [0; 4];
                let bytes = hidden.encode_utf8(&mut bytes).bytes();
                // Octal takes at most three digits, so what follows cannot be read as part of it.
                text.extend(bytes.map(|byte| format!("\\{byte:03o}")));
            }
            plain => text.push(plain),
        }
    }
    text + "'"
}

#[cfg(test)]
mod tests {
    use core::time::Duration;

    use super::*;

    #[test]
    fn a_name_is_pasted_as_it_is() {
        let reproduction = Reproduction::of_seed("memory-leak-critical", Seed(42));
        assert_eq!(reproduction.replay(), "firedrill replay memory-leak-critical@0x2a");
    }

    #[test]
    fn a_foreign_protocol_is_part_of_the_line() {
        let foreign = |reply_timeout| Substitute::Foreign {
            name: "mine".into(),
            command: "python3 mine.py".into(),
            reply_timeout,
        };
        let healthy = || Reproduction::of_seed("healthy-hour", Seed(1));
        let line = "firedrill replay healthy-hour@0x1 --protocol 'python3 mine.py'";
        assert_eq!(healthy().with(Some(&foreign(None))).replay(), line);
        let patient = healthy().with(Some(&foreign(Some(Duration::from_millis(30_500)))));
        assert_eq!(patient.replay(), format!("{line} --reply-timeout 30.5s"));
        for other in [patient.explain(), patient.verify(), patient.search(9).unwrap()] {
            assert!(other.ends_with(" 'python3 mine.py' --reply-timeout 30.5s"), "{other}");
        }
    }

    #[test]
    fn a_weakness_is_part_of_the_line() {
        let weakened = Substitute::Weakened { weakness: "no-hysteresis" };
        let reproduction = Reproduction::of_seed("healthy-hour", Seed(1)).with(Some(&weakened));
        let line = "firedrill replay healthy-hour@0x1 --weakness no-hysteresis";
        assert_eq!(reproduction.replay(), line);
    }

    #[test]
    fn what_cannot_be_read_again_is_to_be_stored_first() {
        let reproduction = Reproduction::read_once("/dev/fd/\u{1b}63", "FILE.toml@0x1");
        assert_eq!(reproduction.replay(), "firedrill replay FILE.toml@0x1");
        let remark =
            "put what came from `/dev/fd/\\u{1b}63` into FILE.toml first: it can be read only once";
        assert_eq!(reproduction.remark().as_deref(), Some(remark));
        assert_eq!(Reproduction::of_plan("a.json").remark(), None);
    }

    #[test]
    fn a_path_reaches_the_program_as_one_word() {
        let of = |path| Reproduction::of_plan(path).replay();
        assert_eq!(of("my plans/a.json"), "firedrill replay 'my plans/a.json'");
        assert_eq!(of("it's.json"), r"firedrill replay 'it'\''s.json'");
        assert_eq!(of("-x.json"), "firedrill replay ./-x.json");
        assert_eq!(of("e\u{1b}[31m'.json"), r"firedrill replay $'e\033[31m\'.json'");
        assert_eq!(of("\u{202e}x"), r"firedrill replay $'\342\200\256x'");
        assert_eq!(of("$HOME.json"), "firedrill replay '$HOME.json'");
    }
}
