//! The truth at one instant in the figures that an incident type shows in.

use firedrill_model::nouns::IncidentType;
use firedrill_model::{Truth, Ui};
use firedrill_sim::Span;

use crate::figures;

/// What the truth was in the figures of one type: `memory 221.4 MB`.
pub(super) fn of_type(truth: &Truth, incident: IncidentType) -> String {
    match incident {
        IncidentType::CriticalPerformanceDegradation => {
            format!("performance {}", multiplier(truth.multiplier))
        }
        IncidentType::MemoryLeakEmergency => format!("memory {:.1} MB", truth.memory.as_mb()),
        IncidentType::BatteryDrainCrisis => format!(
            "drain {:.1} %/h, skin {:.1} °C, thermal state {}",
            truth.drain_pct_per_hour,
            truth.skin.get(),
            truth.thermal_state
        ),
        IncidentType::SystemInstability => {
            let errors = truth.error_rate * 100.0;
            format!("errors {errors:.1} %, {}{}", interface(truth), stuck(truth.pass_blocked))
        }
    }
}

/// `480x`
pub(super) fn multiplier(x: f64) -> String {
    format!("{x:.0}x")
}

fn interface(truth: &Truth) -> String {
    match truth.ui {
        Ui::Blocked(span) if span > Span::ZERO => {
            format!("interface blocked for {}", figures::span(span))
        }
        Ui::Responsive | Ui::Blocked(_) => "interface answers".to_owned(),
        Ui::Relaunching => "app not up".to_owned(),
        Ui::Suspended => "app suspended".to_owned(),
    }
}

/// A pass that waits for a lock is a symptom too, while the interface still answers.
fn stuck(span: Span) -> String {
    match span {
        Span::ZERO => String::new(),
        span => format!(", a pass stuck for {}", figures::span(span)),
    }
}
