//! The incident report and the post-incident analysis as pages, with the playbook's own headings.

use firedrill_sim::Time;

use super::page::{Block, Inline, Line, Section, bullets_or_blank, labelled};
use crate::figures;
use crate::playbook_documents::analysis::PostIncidentAnalysis;
use crate::playbook_documents::cause::RootCause;
use crate::playbook_documents::incident::{IncidentDocuments, IncidentReport};

/// "Incident Report Template", and the two sections that the issue of a report adds to it: timeline and
/// causal chain.
pub(super) fn report(incident: &IncidentDocuments) -> Vec<Section> {
    let report = &incident.report;
    let date = match &report.date {
        Some(date) => Inline::Text(date.clone()),
        None => Inline::Blank("date"),
    };
    let title = Line::from("Performance Incident Report - ").and(date);
    let impact = &report.performance_impact;
    let mut sections = vec![
        Section::new(2, title, vec![]),
        Section::new(3, "Executive Summary", vec![paragraph(&report.executive_summary)]),
        Section::new(3, "Incident Details", vec![details(report)]),
        Section::new(3, "Timeline", vec![timeline(report)]),
        Section::new(
            3,
            "Performance Impact",
            vec![Block::Fields(vec![
                labelled("Minimum Performance", impact.minimum_performance()),
                labelled("Maximum Memory", impact.maximum_memory()),
                labelled("Recovery Time", impact.recovery_time()),
                labelled("Battery", impact.battery()),
                labelled("Errors", impact.errors()),
                labelled("User Experience", impact.experience()),
            ])],
        ),
        Section::new(3, "Recovery Actions Taken", vec![actions(report)]),
    ];
    sections.extend(root_cause(&report.root_cause));
    sections.push(Section::new(3, "Lessons Learned", vec![lessons(report)]));
    sections.push(Section::new(3, "Action Items", vec![action_items(report)]));
    sections
}

/// "Required Documentation".
pub(super) fn analysis(incident: &IncidentDocuments) -> Vec<Section> {
    let PostIncidentAnalysis {
        incident_timeline: timeline,
        performance_impact_analysis: impact,
        root_cause_analysis: cause,
        lessons_learned: lessons,
    } = &incident.analysis;
    let procedures = &timeline.recovery_procedures_executed;
    let executed = if procedures.is_empty() { "none".to_owned() } else { procedures.join("; ") };
    let since = |at: Option<Time>| {
        at.map_or_else(
            || "never".to_owned(),
            |at| {
                let after = figures::span(at.saturating_since(incident.onset));
                format!("{at}, {after} after onset")
            },
        )
    };
    let response = match &timeline.response_by_type {
        Some(by_type) if timeline.response.is_some() => {
            format!("{}, the first of any type; {by_type}", since(timeline.response))
        }
        _ => since(timeline.response),
    };
    let heading = |title: &str, blocks| Section::new(3, title, blocks);
    vec![
        Section::new(2, "Post-Incident Analysis", vec![]),
        heading(
            "Incident Timeline",
            vec![Block::Fields(vec![
                labelled("Detection time", since(timeline.detection)),
                labelled("Response time", response),
                labelled("Recovery procedures executed", executed),
                labelled("Resolution time", since(timeline.resolution)),
            ])],
        ),
        heading(
            "Performance Impact Analysis",
            vec![Block::Fields(vec![
                labelled(
                    "Performance degradation magnitude",
                    impact.performance_degradation_magnitude.as_str(),
                ),
                labelled("Memory usage patterns", impact.memory_usage_patterns.as_str()),
                labelled("Battery impact assessment", impact.battery_impact_assessment.as_str()),
                labelled("User experience impact", impact.user_experience_impact.as_str()),
            ])],
        ),
        heading(
            "Root Cause Analysis",
            [
                under("Technical root cause", lines(&cause.technical_root_cause)),
                under("Contributing factors", none_or(&cause.contributing_factors)),
                under(
                    "Prevention measures",
                    bullets_or_blank(cause.prevention_measures.as_ref(), "for the team"),
                ),
            ]
            .into_iter()
            .flatten()
            .collect(),
        ),
        heading(
            "Lessons Learned",
            [
                ("What worked well", &lessons.what_worked_well),
                ("What could be improved", &lessons.what_could_be_improved),
                ("Process improvements", &lessons.process_improvements),
                ("Technical improvements", &lessons.technical_improvements),
            ]
            .into_iter()
            .flat_map(|(title, lines)| {
                under(title, bullets_or_blank(lines.as_ref(), "for the team"))
            })
            .collect(),
        ),
    ]
}

fn details(report: &IncidentReport) -> Block {
    let details = &report.incident_details;
    let instant = |at: Option<Time>| at.map_or_else(|| "never".to_owned(), |at| at.to_string());
    let duration = details.total_duration;
    Block::Fields(vec![
        labelled("Detection Time", instant(details.detection)),
        labelled("Resolution Time", instant(details.resolution)),
        labelled(
            "Total Duration",
            duration.map_or_else(|| "not resolved when the run ended".to_owned(), figures::span),
        ),
        labelled("Severity", severity(report)),
    ])
}

fn severity(report: &IncidentReport) -> String {
    let severity = report.incident_details.severity;
    format!("{severity} (severity level {})", severity.level())
}

fn timeline(report: &IncidentReport) -> Block {
    let moments = report.timeline.iter();
    Block::Moments(moments.map(|m| (m.at.to_string(), m.what.as_str().into())).collect())
}

fn actions(report: &IncidentReport) -> Block {
    if report.recovery_actions.is_empty() {
        return paragraph("No action was taken.");
    }
    let taken = report.recovery_actions.iter();
    let lines = taken.map(|taken| format!("{} - {}", taken.who_did_what(), taken.result()).into());
    Block::Numbered(lines.collect())
}

fn root_cause(cause: &RootCause) -> Vec<Section> {
    let links = cause.chain.iter().map(|link| {
        let mut line = Line(vec![
            Inline::Strong(link.stage.name().to_owned()),
            Inline::Text(format!(": {}", link.what)),
        ]);
        if link.again > 0 {
            let again = match link.again {
                1 => "once".to_owned(),
                times => format!("{} times", figures::count(times as u64)),
            };
            line = line.and(Inline::Text(format!(" (and again, {again})")));
        }
        if let Some(figures) = &link.figures {
            line = line.and(Inline::Text(" ".to_owned()));
            line = line.and(Inline::Quiet(format!("[{figures}]")));
        }
        (link.at.to_string(), line)
    });
    let mut blocks = vec![lines(&cause.sentences()), paragraph("The chain of events:")];
    blocks.push(Block::Moments(links.collect()));
    blocks.push(Block::Paragraph(Line(vec![
        Inline::Text("This is read from the record. ".to_owned()),
        Inline::Code(cause.explain.clone()),
        Inline::Text(
            " runs it again without each fault and says what each of them changed.".to_owned(),
        ),
    ])));
    vec![
        Section::new(3, "Root Cause", blocks),
        Section::new(3, "Contributing Factors", vec![none_or(&cause.contributing_factors)]),
    ]
}

fn lessons(report: &IncidentReport) -> Block {
    let mut lines: Vec<Line> =
        report.lessons_learned.iter().map(|lesson| lesson.as_str().into()).collect();
    // What the team learnt beyond the figures, nobody else can write.
    lines.push(Inline::Blank("for the team").into());
    Block::Numbered(lines)
}

fn action_items(report: &IncidentReport) -> Block {
    let items = report.action_items.iter().map(|item| {
        let or_blank = |text: &Option<String>, what| match text {
            Some(text) => Inline::Text(text.clone()),
            None => Inline::Blank(what),
        };
        Line(vec![
            or_blank(&item.improvement, "improvement"),
            Inline::Text(" - ".to_owned()),
            or_blank(&item.owner, "owner"),
            Inline::Text(" - ".to_owned()),
            or_blank(&item.due_date, "due date"),
        ])
    });
    Block::Tasks(items.collect())
}

fn paragraph(text: &str) -> Block {
    Block::Paragraph(text.into())
}

fn lines(sentences: &[String]) -> Block {
    Block::Bullets(sentences.iter().map(|sentence| sentence.as_str().into()).collect())
}

fn none_or(sentences: &[String]) -> Block {
    match sentences {
        [] => paragraph("None that the record shows."),
        sentences => lines(sentences),
    }
}

/// A name above a block.
fn under(title: &str, block: Block) -> [Block; 2] {
    [Block::Paragraph(Inline::Strong(title.to_owned()).into()), block]
}
