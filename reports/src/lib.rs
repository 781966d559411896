//! What people and programs read about runs of firedrill.
//!
//! - many runs as pictures, SVG or PNG: [`chart`];
//! - many runs, for people: [`summary()`], one line a scenario and one for all;
//! - many runs, for programs: [`document()`], one JSON document;
//! - the same beside a baseline's, in both: [`ComparedWith`], and what it came to: [`Regression`];
//! - many runs, for the machines of continuous integration: [`ci`];
//! - weaknesses, and who noticed them: [`ablation_table()`], [`ablation_matrix()`],
//!   [`ablation_document()`];
//! - stored incidents, and what they come to today: [`verification_table()`],
//!   [`verification_document()`];
//! - the weekly drill, for people, minutes and programs: [`drill_text()`], [`drill_markdown()`],
//!   [`drill_document()`];
//! - a month's recovery test: its [`Summary`], and what people read of it: [`monthly_report()`],
//!   [`compliance_sheet()`];
//! - one run, for people: [`timeline()`];
//! - the documents that the playbook wants of a run: [`Documents`], as Markdown, HTML and JSON;
//! - one run beside itself with one thing less: [`explanation()`], [`explanation_document()`];
//! - one run, for ui.perfetto.dev: [`trace()`];
//! - what people were told in a run: [`notices()`];
//! - one run as a picture, SVG or PNG: [`plot`];
//! - what is left of a run that was shrunk: [`shrinkage()`];
//! - one run, for programs and for comparing: [`mod@record`];
//! - what there is to run: the [`catalogue`];
//! - how a run stands, worst last: [`Standing`];
//! - colours, or none: [`Palette`].
//!
//! Nothing here runs anything again, reads a clock or touches a file: results go in, text comes out.

mod ablation;
pub mod catalogue;
pub mod chart;
pub mod ci;
mod columns;
mod contention;
mod coverage;
mod document;
mod drawing;
mod drill;
#[cfg(test)]
mod examples;
mod explanation;
mod fault_stays;
mod fault_words;
mod figures;
mod gate;
mod html_text;
mod limits;
mod markdown_text;
mod monthly;
mod notices;
mod overrides;
mod palette;
mod playbook_documents;
pub mod plot;
pub mod record;
mod regression;
mod report;
mod reproduction;
mod shrinkage;
mod substitute;
mod summary;
mod timeline;
mod trace;
mod verification;
mod way;

pub use ablation::{AblationReport, ablation_document, ablation_matrix, ablation_table};
pub use document::document;
pub use drill::{
    DrillReport, DrillRun, Week, drill_document, drill_markdown, drill_schema, drill_text,
};
pub use explanation::{ExplanationReport, explanation, explanation_document, explanation_schema};
pub use firedrill_campaign::Standing;
pub use gate::ComparedWith;
pub use monthly::{
    NoticeCheck, NoticeReading, Summary, SummaryError, TestedProtocol, Unfilled, compliance_sheet,
    monthly_report, monthly_schema, read_notices,
};
pub use notices::notices;
pub use palette::Palette;
pub use playbook_documents::{Documents, documents_schema};
pub use regression::Regression;
pub use report::{Report, Timing};
pub use reproduction::Reproduction;
pub use shrinkage::{Shrinkage, shrinkage, shrinkage_sentence};
pub use substitute::Substitute;
pub use summary::{Detail, summary};
pub use timeline::{LineKind, TimelineOptions, Window, timeline};
pub use trace::trace;
pub use verification::{
    Accord, VerificationReport, VerifiedFile, verification_document, verification_table,
};
