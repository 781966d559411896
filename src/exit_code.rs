//! The table of exit codes.

use firedrill_reports::{Accord, Regression, Standing};

/// What `firedrill` returns to the shell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExitCode {
    /// Everything that was asked for was done, and every run passed.
    Passed = 0,
    /// A property failed, something is worse than the baseline, or `diff` found that two runs of
    /// different plans differ.
    Failed = 1,
    /// The command line, a file or a plan makes no sense, or the output could not be written.
    BadInput = 2,
    /// Something was unexercised or infeasible that the scenario does not allow.
    Unexercised = 3,
    /// Two runs of the same plan differed.
    NotDeterministic = 4,
    /// A foreign protocol broke down or broke its contract. The built-in protocol's breaches fail the
    /// property `keeps-contract`, so they are [`ExitCode::Failed`].
    ContractBroken = 5,
}

impl ExitCode {
    /// Every exit code with its meaning, in the order of the numbers.
    pub const TABLE: [(Self, &'static str); 6] = [
        (Self::Passed, "all passed"),
        (
            Self::Failed,
            "a property failed, two runs differ, an incident is not as recorded, something got worse",
        ),
        (Self::BadInput, "bad input or usage"),
        (Self::Unexercised, "unexercised or infeasible, and the scenario does not allow it"),
        (Self::NotDeterministic, "two runs of the same plan differed"),
        (Self::ContractBroken, "a foreign protocol broke its contract"),
    ];

    /// The number.
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// What the worst standing of all runs amounts to. Which of several is the worst is
    /// [`Standing`]'s order.
    pub const fn of(worst: Standing) -> Self {
        match worst {
            Standing::Passed | Standing::Excused => Self::Passed,
            Standing::Unexercised | Standing::Infeasible => Self::Unexercised,
            Standing::Failed => Self::Failed,
            Standing::NotDeterministic => Self::NotDeterministic,
            Standing::Broken => Self::ContractBroken,
        }
    }

    /// What runs amount to that may have been compared with a baseline: being worse than it is a
    /// failure among others.
    pub fn of_run(worst: Standing, regression: Regression<'_>) -> Self {
        match regression {
            Regression::Found(_) => Self::of(worst.max(Standing::Failed)),
            Regression::NotCompared | Regression::None => Self::of(worst),
        }
    }

    /// What the worst accord of all stored incidents amounts to.
    pub const fn of_accord(worst: Accord) -> Self {
        match worst {
            Accord::AsRecorded => Self::Passed,
            Accord::NoLongerExercised => Self::Unexercised,
            Accord::Changed => Self::Failed,
            Accord::Unreadable => Self::BadInput,
            Accord::Broken => Self::ContractBroken,
        }
    }
}

impl From<ExitCode> for std::process::ExitCode {
    fn from(code: ExitCode) -> Self {
        Self::from(code.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_counts_from_zero_without_a_gap() {
        let codes = ExitCode::TABLE.map(|(code, _)| code.code());
        assert_eq!(codes, [0, 1, 2, 3, 4, 5]);
    }

    #[test]
    fn of_several_standings_breakdown_outweighs_indeterminism_and_that_failure_and_that_the_rest() {
        use Standing::{
            Broken, Excused, Failed, Infeasible, NotDeterministic, Passed, Unexercised,
        };
        let of = |all: &[Standing]| ExitCode::of(Standing::worst(all.iter().copied())).code();
        assert_eq!(of(&[]), 0);
        assert_eq!(of(&[Passed, Passed]), 0);
        assert_eq!(of(&[Passed, Excused]), 0);
        assert_eq!(of(&[Passed, Unexercised]), 3);
        assert_eq!(of(&[Excused, Infeasible, Unexercised]), 3);
        assert_eq!(of(&[Unexercised, Infeasible, Failed, Passed]), 1);
        assert_eq!(of(&[Failed, NotDeterministic, Unexercised]), 4);
        assert_eq!(of(&[NotDeterministic, Broken, Failed]), 5);
    }
}
