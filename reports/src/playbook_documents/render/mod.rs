//! How documents look: Markdown and HTML from one page, so that they say the same, and JSON from the
//! data itself. Whatever comes from a file is escaped for its medium here, and nowhere else.

mod communications;
mod html;
mod incident_pages;
mod markdown;
mod page;

use firedrill_scenarios::json_document;

use self::page::{Block, Inline, Line, Page, Section, labelled};
use super::Documents;
use super::run::RunFacts;
use crate::figures;
use crate::substitute::Substitute;

impl Documents {
    /// All documents in one Markdown file.
    pub fn to_markdown(&self) -> String {
        markdown::write(&self.page())
    }

    /// All documents in one HTML file that asks for nothing from outside and runs no script.
    pub fn to_html(&self) -> String {
        html::write(&self.page())
    }

    /// The documents as JSON of format 1, with a newline at its end: [`documents_schema`](super::documents_schema)
    /// describes it. Names that end in `_s` are seconds, instants count from the start of the run; what only
    /// people know is null.
    pub fn to_json(&self) -> String {
        json_document(self)
    }

    fn page(&self) -> Page {
        let title = format!("Incident documents of {}", self.run.reference);
        let mut page = Page { title, blocks: about_the_run(&self.run), sections: vec![] };
        let number = self.incidents.len();
        for incident in &self.incidents {
            let mut sections = incident_pages::report(incident);
            sections.extend(communications::sections(incident));
            sections.extend(incident_pages::analysis(incident));
            if number > 1 {
                let (which, name) = (incident.number, incident.name());
                let title = format!("Incident {which} of {number}: {name}");
                page.sections.push(Section::new(2, title, vec![]));
                sections.iter_mut().for_each(|section| section.level += 1);
            }
            page.sections.extend(sections);
        }
        page
    }
}

fn about_the_run(run: &RunFacts) -> Vec<Block> {
    let mut fields = vec![
        labelled("Scenario", run.title.as_str()),
        labelled("Device", run.device.as_str()),
        labelled("Simulated", figures::span(run.simulated)),
    ];
    if let Some(protocol) = &run.protocol {
        fields.push(labelled("Protocol", protocol.title()));
        if let Substitute::Foreign { command, .. } = protocol {
            fields.push(("Command".to_owned(), Inline::Code(command.clone()).into()));
        }
    }
    fields.push(("Replay".to_owned(), Inline::Code(run.replay.clone()).into()));
    fields.push(("Digest".to_owned(), Inline::Code(run.digest.to_string()).into()));
    let mut blocks = vec![
        Block::Paragraph(Line(vec![
            Inline::Text(
                "This is a rehearsal, not an event on anybody's phone. Times count from \
                          the start of the run. What only people know is left blank: "
                    .to_owned(),
            ),
            Inline::Blank("to be filled in"),
            Inline::Text(".".to_owned()),
        ])),
        Block::Fields(fields),
    ];
    blocks.extend(run.verdict.iter().map(|sentence| Block::Paragraph(sentence.as_str().into())));
    if run.violations.len() > 1 {
        let lines = run.violations.iter().map(|violation| {
            format!("{} at {}: {}", violation.property, violation.at, violation.about).into()
        });
        blocks.push(Block::Paragraph("Everything that failed:".into()));
        blocks.push(Block::Bullets(lines.collect()));
    }
    blocks
}
