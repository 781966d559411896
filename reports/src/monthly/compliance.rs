//! `compliance.md`: the playbook's "App Store Compliance Considerations", filled in as far as a simulation can.

use firedrill_campaign::Standing;
use firedrill_campaign::month::{Findings, LevelFindings};
use firedrill_model::nouns::EscalationLevel;

use super::compliance_rows::{reporting, requirements};
use super::page::Page;
use super::report::identity;
use super::summary::Summary;
use super::words;
use crate::figures;

/// The App Store compliance sheet of a month as Markdown. What only people know is a blank.
pub fn compliance_sheet(summary: &Summary) -> String {
    let findings = &summary.findings;
    let mut page = Page::default();
    page.heading(1, &format!("App Store compliance, {}", summary.month));
    page.paragraph(identity(summary));
    page.paragraph(
        "Everything here is measured in simulated incidents, most of them made to be severe, under the \
         distribution of this suite. Nothing of it happened to a user; what did is for people to add.",
    );
    page.heading(2, "Performance Requirements");
    page.table(
        [
            "requirement",
            "target",
            "met at the end of a run",
            "median over a run",
            "at its worst, median",
        ],
        requirements(&findings.requirements),
    );
    page.heading(2, "Incident Reporting to Apple");
    page.paragraph("What would have had to be reported, had these incidents been real:");
    page.table(
        ["the playbook names", "incident type", "incidents", "critical", "notifications sent"],
        reporting(&findings.requirements),
    );
    page.paragraph(format!(
        "Compliance reviews asked for: {}. Notifications that reached the App Store team: {}.",
        figures::count(findings.requirements.reviews),
        notified(findings),
    ));
    page.paragraph("Reported to Apple this month, of real incidents: ____ (compliance)");
    page.heading(2, "Release Impact Assessment");
    release(&mut page, findings);
    page.finish()
}

fn notified(findings: &Findings) -> String {
    let kind = firedrill_model::nouns::NoticeKind::AppStoreNotification;
    let found = findings.notices.iter().find(|found| found.kind == kind);
    found.map_or_else(|| "none".to_owned(), |found| words::rate(&found.arrived))
}

fn release(page: &mut Page, findings: &Findings) {
    let hold = match findings.worst() {
        Standing::Passed | Standing::Excused => {
            "No run failed a promise that could have been kept: nothing measured here stands against a submission."
        }
        Standing::Unexercised | Standing::Infeasible => {
            "Some runs were unexercised or infeasible: look at them before a submission."
        }
        _ => {
            "**Promises were broken: hold the submission until each way of failing is understood.**"
        }
    };
    page.paragraph(hold);
    let level = |level: EscalationLevel| {
        let found = findings.escalation.iter().find(|found| found.level == level);
        found.map_or(0, |found: &LevelFindings| found.incidents)
    };
    let total: u64 = findings.escalation.iter().map(|found| found.incidents).sum();
    page.bullets([
        format!(
            "Incidents that automatic recovery ended: {} of {}",
            figures::count(level(EscalationLevel::AutomaticRecovery)),
            figures::count(total)
        ),
        format!(
            "Incidents that came to a rollback (level 3): {}",
            figures::count(level(EscalationLevel::EmergencyRollback))
        ),
        format!(
            "Incidents that came to full system recovery (level 4): {}",
            figures::count(level(EscalationLevel::FullSystemRecovery))
        ),
    ]);
    page.paragraph("For people to fill in:");
    page.bullets([
        "Does an incident affect the App Store submission? ____ (compliance)".to_owned(),
        "Impact on beta testing: ____ (product)".to_owned(),
        "User feedback about performance, reviewed on: ____ (product)".to_owned(),
        "App Store metadata to be updated: ____ (product)".to_owned(),
        "Approved by: ____ (engineering lead), ____ (compliance), on ____ (date)".to_owned(),
    ]);
}
