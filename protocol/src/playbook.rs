//! The playbook as data: every threshold, response time and duration in one place.

mod communication;
mod error;
mod file;
mod section;
mod validation;

use core::time::Duration;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

pub use self::communication::NoticeRule;
pub use self::error::{PlaybookError, PlaybookProblem, Position};
use self::section::Absent;
use crate::action::Action;
use crate::escalation::EscalationLevel;
use crate::incident::IncidentType;
use crate::metrics::ThermalState;
use crate::notice::NoticeKind;
use crate::procedure::RecoveryProcedure;
use crate::severity::Severity;
use crate::units::Bytes;

/// All numbers of a playbook. [`Playbook::built_in`] is the V7 playbook itself; a file or a scenario
/// may state others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Playbook {
    /// What "restored" means: the six checklist lines.
    pub targets: Targets,
    /// The lines of each severity, by [`Severity::index`].
    pub severities: [SeverityLines; 4],
    /// What each incident type calls for, by [`IncidentType::index`].
    pub incidents: [IncidentResponse; 4],
    /// How long each procedure may take, by [`RecoveryProcedure::index`].
    pub procedure_durations: [Duration; 4],
    /// Time granted to each escalation level, level 1 first; level 1 is granted nothing extra.
    pub escalation_budgets: [Duration; 4],
    /// How the baseline is managed.
    pub baseline: BaselineRules,
    /// How often the health monitor samples.
    pub monitor_period: Duration,
    /// Who is told what and when, by [`NoticeKind::index`].
    pub communication: [NoticeRule; 8],
}

/// "Performance Baseline Management": shares are fractions.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct BaselineRules {
    /// How long a baseline is valid: 24 h.
    pub validity: Duration,
    /// How long performance must be consistent for that alone to be a reason to learn: 24 h.
    pub consistency: Duration,
    /// How long an app is watched before what was seen counts as healthy.
    pub observation: Duration,
    /// By how much the multiplier must have grown to count as an improvement.
    pub performance_gain: f64,
    /// By how much the footprint must have shrunk to count as an optimisation.
    pub memory_gain: f64,
    /// The loss of performance that calls for a rollback: 15 %.
    pub performance_regression: f64,
    /// The growth of the footprint that calls for a rollback: 25 %.
    pub memory_regression: f64,
    /// The error rate that calls for a rollback: 8 %.
    pub error_regression: f64,
}

/// The performance verification checklist.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Targets {
    /// 357x.
    pub performance_multiplier: f64,
    /// The latency that a multiplier of 1 stands for: 3570 ms.
    pub reference_latency: Duration,
    /// 200 MB.
    pub memory_usage: Bytes,
    /// 2 % an hour, attributable to the app.
    pub battery_drain_pct_per_hour: f64,
    /// 1 %, as a fraction.
    pub error_rate: f64,
    /// The hottest state that still counts as normal.
    pub thermal_state: ThermalState,
    /// How long the main thread may be blocked and the interface still count as responsive.
    pub ui_blocked: Duration,
    /// How long all lines must hold: 10 s.
    pub hold: Duration,
}

/// The lines of one severity: crossing any one makes an incident this severe.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SeverityLines {
    /// The multiplier is below this.
    pub performance_below: f64,
    /// Memory is above this.
    pub memory_above: Bytes,
    /// Drain is above this; the playbook has a line for Critical only.
    pub battery_drain_above_pct_per_hour: Option<f64>,
    /// The error rate is above this fraction.
    pub error_rate_above: Option<f64>,
    /// The thermal state is this or hotter.
    pub thermal_state_from: Option<ThermalState>,
    /// The main thread has been blocked at least this long.
    pub unresponsive_for: Option<Duration>,
    /// The immediate actions begin within this time.
    pub response_time: Duration,
}

/// What the playbook calls for when an incident of one type is declared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentResponse {
    /// Immediate actions in order.
    pub immediate_actions: Vec<Action>,
    /// Procedures in order.
    pub procedures: Vec<RecoveryProcedure>,
}

/// The text of the built-in playbook.
const BUILT_IN: &str = include_str!("../playbook.toml");

impl Playbook {
    /// The V7 playbook itself.
    ///
    /// ```
    /// use firedrill_protocol::{Playbook, Severity};
    ///
    /// let playbook = Playbook::built_in();
    /// assert_eq!(playbook.targets.performance_multiplier, 357.0);
    /// assert_eq!(playbook.lines(Severity::Critical).response_time.as_secs(), 30);
    /// ```
    pub fn built_in() -> Self {
        // Every run asks for it, and the text never changes: it is read once.
        static READ: LazyLock<Playbook> = LazyLock::new(|| {
            // The text is part of this crate, and a test below reads it.
            #[expect(clippy::expect_used, reason = "the embedded text is checked by a test")]
            Playbook::from_toml(BUILT_IN).expect("the built-in playbook is a playbook")
        });
        READ.clone()
    }

    /// The text that [`Playbook::built_in`] is read from, with its comments.
    pub const fn built_in_text() -> &'static str {
        BUILT_IN
    }

    /// Reads a whole playbook. A number that is missing is an error, never a default.
    pub fn from_toml(text: &str) -> Result<Self, PlaybookError> {
        file::read(text, Absent::IsMissing, Self::blank())
    }

    /// This playbook with some numbers replaced; the table has the shape of the file.
    ///
    /// ```
    /// let overrides = "targets.memory_usage = '180MB'".parse().unwrap();
    /// let playbook = firedrill_protocol::Playbook::built_in().with_overrides(&overrides).unwrap();
    /// assert_eq!(playbook.targets.memory_usage, firedrill_protocol::Bytes::mb(180));
    /// ```
    pub fn with_overrides(&self, table: &toml::Table) -> Result<Self, PlaybookError> {
        if table.is_empty() {
            self.validate()?;
            return Ok(self.clone());
        }
        // A table put together in code may hold what TOML cannot write, such as the 31st of February.
        let text = toml::to_string(table).map_err(PlaybookError::unwritable)?;
        file::read(&text, Absent::Keeps, self.clone())
            .map_err(|error| PlaybookError { position: None, ..error })
    }

    /// Checks a playbook that was put together in code.
    pub fn validate(&self) -> Result<(), PlaybookError> {
        validation::check(self)
    }

    /// The lines of one severity.
    pub const fn lines(&self, severity: Severity) -> &SeverityLines {
        &self.severities[severity.index()]
    }

    /// What an incident type calls for.
    pub const fn response(&self, incident: IncidentType) -> &IncidentResponse {
        &self.incidents[incident.index()]
    }

    /// How long a procedure may take.
    pub const fn duration(&self, procedure: RecoveryProcedure) -> Duration {
        self.procedure_durations[procedure.index()]
    }

    /// The time granted to an escalation level.
    pub const fn escalation_budget(&self, level: EscalationLevel) -> Duration {
        self.escalation_budgets[level as usize - 1]
    }

    /// All zero, to be filled from a file that must state everything.
    fn blank() -> Self {
        let lines = SeverityLines {
            performance_below: 0.0,
            memory_above: Bytes::ZERO,
            battery_drain_above_pct_per_hour: None,
            error_rate_above: None,
            thermal_state_from: None,
            unresponsive_for: None,
            response_time: Duration::ZERO,
        };
        let nothing = || IncidentResponse { immediate_actions: vec![], procedures: vec![] };
        Self {
            targets: Targets {
                performance_multiplier: 0.0,
                reference_latency: Duration::ZERO,
                memory_usage: Bytes::ZERO,
                battery_drain_pct_per_hour: 0.0,
                error_rate: 0.0,
                thermal_state: ThermalState::Nominal,
                ui_blocked: Duration::ZERO,
                hold: Duration::ZERO,
            },
            severities: [lines; 4],
            incidents: [nothing(), nothing(), nothing(), nothing()],
            procedure_durations: [Duration::ZERO; 4],
            escalation_budgets: [Duration::ZERO; 4],
            baseline: BaselineRules {
                validity: Duration::ZERO,
                consistency: Duration::ZERO,
                observation: Duration::ZERO,
                performance_gain: 0.0,
                memory_gain: 0.0,
                performance_regression: 0.0,
                memory_regression: 0.0,
                error_regression: 0.0,
            },
            monitor_period: Duration::ZERO,
            communication: NoticeKind::ALL.map(|_| NoticeRule::blank()),
        }
    }
}
