//! The playbook's templates against what is filled: every heading and field is there, and none is
//! empty unless it is a blank that everybody sees.

use crate::{MANY, documents};

const PLAYBOOK: &str = include_str!("../../docs/emergency-playbook.md");

/// The blank of the documents.
const BLANK: &str = "____ (";

/// What a template asks for.
#[derive(Debug, PartialEq)]
struct Template {
    /// Headings, each with the names of the fields under it.
    sections: Vec<(String, Vec<String>)>,
    /// Lines of a text that stand in it as they are, or as far as their first field.
    lines: Vec<String>,
}

/// The playbook from one heading to the next of the same level.
fn part(heading: &str) -> &'static str {
    let level = format!("\n{} ", heading.split(' ').next().unwrap());
    let begin = PLAYBOOK.find(&format!("\n{heading}\n")).unwrap() + heading.len() + 2;
    let rest = &PLAYBOOK[begin..];
    let end = rest.find(&level).unwrap_or(rest.len());
    rest[..end].split("\n### ").next().unwrap()
}

/// The fenced block of a part.
fn fenced(heading: &str) -> &'static str {
    let block = part(heading).split("```").nth(1).unwrap();
    block.split_once('\n').unwrap().1
}

/// A line without its list mark.
fn item(line: &str) -> Option<&str> {
    let line = line.trim();
    line.strip_prefix("- [ ] ").or_else(|| line.strip_prefix("- "))
}

/// "Incident Report Template": headings and `- **Field**: {value}`.
fn incident_report() -> Template {
    let mut sections: Vec<(String, Vec<String>)> = vec![];
    for line in fenced("#### Incident Report Template").lines() {
        if line.starts_with('#') {
            let title = line.trim_start_matches(['#', ' ']).split('{').next().unwrap();
            sections.push((title.trim_end_matches([' ', '-']).to_owned(), vec![]));
        } else if let Some(field) = item(line).and_then(|item| item.strip_prefix("**")) {
            let name = field.split("**").next().unwrap().to_owned();
            sections.last_mut().unwrap().1.push(name);
        }
    }
    Template { sections, lines: vec![] }
}

/// "Required Documentation": numbered headings, each with its points.
fn analysis() -> Template {
    let mut sections: Vec<(String, Vec<String>)> = vec![];
    for line in part("#### Required Documentation").lines() {
        if let Some((_, heading)) = line.split_once(". **") {
            sections.push((heading.trim_end_matches("**").to_owned(), vec![]));
        } else if let Some(field) = item(line) {
            sections.last_mut().unwrap().1.push(field.to_owned());
        }
    }
    Template { sections, lines: vec![] }
}

/// A text to be sent: its lines up to their first field.
fn message(heading: &str) -> Template {
    let lines = fenced(heading).lines().filter(|line| !line.trim().is_empty());
    // `- {recovery_procedure_1}` is nothing but a field; a number that is the app's may be configured.
    let fixed = lines.map(|line| line.split('{').next().unwrap().trim_end());
    let fixed = fixed.map(|line| line.split(" 357x").next().unwrap().to_owned());
    Template { sections: vec![], lines: fixed.filter(|line| line != "-").collect() }
}

/// The documents of this heading, one an incident, with the levels of a single incident: those of
/// several stand one deeper.
fn all(text: &str, heading: &str) -> Vec<String> {
    let text = match text.contains("\n## Incident 1 of ") {
        true => text.replace("\n## ", "\n# ").replace("\n###", "\n##"),
        false => text.to_owned(),
    };
    let parts = text.split("\n## ").skip(1).filter(|part| part.starts_with(heading));
    parts.map(|part| part.split("\n# ").next().unwrap().to_owned()).collect()
}

/// What a section has under its heading, by the heading's words.
fn section<'t>(document: &'t str, title: &str) -> Option<&'t str> {
    let mut parts = document.split("\n### ").enumerate();
    let (_, found) = parts.find(|(_, part)| part.lines().next().unwrap().starts_with(title))?;
    Some(found.split_once('\n').map_or("", |(_, body)| body).trim())
}

/// What a field is filled with: behind its name, or below it.
fn value<'t>(body: &'t str, name: &str) -> Option<&'t str> {
    if let Some(at) = body.find(&format!("**{name}**:")) {
        return body[at..].lines().next().unwrap().split_once("**:").map(|(_, value)| value.trim());
    }
    let at = body.find(&format!("**{name}**"))?;
    let below = body[at..].split_once('\n')?.1;
    Some(below.split("\n**").next().unwrap().trim())
}

/// What a document lacks of its template.
fn missing(template: &Template, document: &str) -> Vec<String> {
    let mut missing = vec![];
    for (title, fields) in &template.sections {
        let Some(body) = section(document, title) else {
            missing.push(format!("no section {title}"));
            continue;
        };
        // The document's own heading has nothing below it but its sections.
        if body.is_empty() && title != "Performance Incident Report" {
            missing.push(format!("nothing under {title}"));
        }
        for field in fields {
            match value(body, field) {
                None => missing.push(format!("no field {field} under {title}")),
                Some("") => missing.push(format!("{field} is empty")),
                Some(_) => {}
            }
        }
    }
    for line in &template.lines {
        let is_there = document.lines().find(|shown| shown.starts_with(line.as_str()));
        match is_there {
            None => missing.push(format!("no line `{line}`")),
            Some(shown) if shown.trim_end() == line && line.ends_with(':') => {
                let below = document.split_once(line.as_str()).unwrap().1.trim_start();
                if !below.starts_with("- ") && !line.starts_with("We experienced") {
                    missing.push(format!("nothing below `{line}`"));
                }
            }
            Some(_) => {}
        }
    }
    if document.lines().any(|line| line.trim().ends_with("- -") || line.trim() == "-") {
        missing.push("an item is empty".to_owned());
    }
    missing
}

/// The playbook's templates with the headings of the documents that fill them.
fn templates() -> Vec<(&'static str, Template)> {
    let alert = "Internal Alert (Slack/Teams)";
    let app_store = "App Store Team Notification";
    vec![
        ("Performance Incident Report", incident_report()),
        ("Post-Incident Analysis", analysis()),
        (alert, message("#### Internal Alert (Slack/Teams)")),
        (app_store, message("#### App Store Team Notification")),
    ]
}

#[test]
fn the_templates_are_read_from_the_playbook() {
    let of = |heading| templates().into_iter().find(|(name, _)| *name == heading).unwrap().1;
    let report = of("Performance Incident Report");
    let titles: Vec<_> = report.sections.iter().map(|(title, _)| title.as_str()).collect();
    let expected = [
        "Performance Incident Report",
        "Executive Summary",
        "Incident Details",
        "Performance Impact",
        "Recovery Actions Taken",
        "Root Cause",
        "Lessons Learned",
        "Action Items",
    ];
    assert_eq!(titles, expected);
    assert_eq!(report.sections[2].1.len(), 4);
    let analysis = of("Post-Incident Analysis");
    let fields: Vec<_> = analysis.sections.iter().map(|(_, fields)| fields.len()).collect();
    assert_eq!(fields, [4, 4, 3, 4]);
    assert_eq!(of("Internal Alert (Slack/Teams)").lines.len(), 10);
    assert_eq!(of("App Store Team Notification").lines.len(), 15);
}

#[test]
fn every_field_of_every_template_is_in_the_documents() {
    let mut compared = 0;
    for (name, documents) in MANY.iter() {
        let text = documents.to_markdown();
        for (heading, template) in templates() {
            for document in all(&text, heading) {
                let missing = missing(&template, &document);
                assert!(missing.is_empty(), "{name}, {heading}: {missing:?}\n{document}");
                assert!(!document.contains('{') || document.contains("```json"), "{document}");
                compared += 1;
            }
        }
    }
    assert!(compared > 300, "{compared}");
}

#[test]
fn a_field_that_is_dropped_or_emptied_is_noticed() {
    let text = documents("compound-leak-and-runaway", 1).to_markdown();
    for (heading, template) in templates() {
        let document = all(&text, heading).remove(0);
        assert_eq!(missing(&template, &document), Vec::<String>::new());
        let names = template.sections.iter().flat_map(|(_, fields)| fields);
        for name in names {
            let dropped = document.replace(&format!("**{name}**"), "");
            assert!(!missing(&template, &dropped).is_empty(), "{name} may be dropped");
            let filled = value(&document, name).unwrap();
            let emptied = document.replace(filled, "");
            assert!(!missing(&template, &emptied).is_empty(), "{name} may be empty");
        }
        for (title, _) in template.sections.iter().skip(1) {
            let dropped = document.replace(&format!("### {title}"), "### Else");
            assert!(!missing(&template, &dropped).is_empty(), "{title} may be dropped");
        }
        for line in &template.lines {
            let dropped = document.replace(line.as_str(), "");
            assert!(!missing(&template, &dropped).is_empty(), "`{line}` may be dropped");
        }
    }
}

#[test]
fn what_only_people_know_is_blank_and_nothing_invents_it() {
    for (name, documents) in MANY.iter() {
        let text = documents.to_markdown();
        let items: Vec<_> = text.lines().filter(|line| line.starts_with("- [ ] ")).collect();
        for item in &items {
            assert!(item.ends_with("- ____ (owner) - ____ (due date)"), "{name}: {item}");
        }
        let reports = text.matches("Performance Incident Report - ").count();
        assert_eq!(text.matches(&format!("Report - {BLANK}date)")).count(), reports, "{name}");
        assert!(items.len() >= reports, "{name}");
    }
}
