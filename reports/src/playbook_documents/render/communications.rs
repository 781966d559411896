//! What people are told, as pages: each text as it is sent.

use super::page::{Block, Section};
use crate::playbook_documents::incident::IncidentDocuments;
use crate::playbook_documents::messages::Message;

/// The playbook's two templates, and the message to users that it calls for without a text.
pub(super) fn sections(incident: &IncidentDocuments) -> Vec<Section> {
    vec![
        section("Internal Alert (Slack/Teams)", &incident.internal_alerts),
        section("App Store Team Notification", &incident.app_store_notifications),
        section("Emergency Communication to Users", &incident.user_messages),
    ]
}

fn section(title: &str, messages: &[Message]) -> Section {
    let mut blocks = vec![];
    for message in messages {
        blocks.push(Block::Paragraph(message.about.as_str().into()));
        blocks.push(Block::Verbatim(message.text.clone()));
        if let Some(slack) = &message.slack {
            blocks.push(Block::Folded("The same for Slack, as Block Kit", slack.to_string()));
        }
    }
    Section::new(2, title, blocks)
}
