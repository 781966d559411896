//! A page before it is Markdown or HTML: sections of blocks of lines. It holds plain text only.

/// All documents of a run.
pub(super) struct Page {
    pub(super) title: String,
    pub(super) blocks: Vec<Block>,
    pub(super) sections: Vec<Section>,
}

/// A heading and what stands below it. The page's own heading has level 1.
pub(super) struct Section {
    pub(super) level: usize,
    pub(super) title: Line,
    pub(super) blocks: Vec<Block>,
}

/// A part of a section.
pub(super) enum Block {
    Paragraph(Line),
    /// Names with their values.
    Fields(Vec<(String, Line)>),
    Bullets(Vec<Line>),
    Numbered(Vec<Line>),
    /// Things to do.
    Tasks(Vec<Line>),
    /// Moments with what happened then.
    Moments(Vec<(String, Line)>),
    /// A text as it is sent.
    Verbatim(String),
    /// JSON that a program is to have, under a heading.
    Folded(&'static str, String),
}

/// A run of words on one line.
#[derive(Clone)]
pub(super) struct Line(pub(super) Vec<Inline>);

/// A piece of a line.
#[derive(Clone)]
pub(super) enum Inline {
    Text(String),
    Strong(String),
    /// What stands beside the point, such as figures.
    Quiet(String),
    Code(String),
    /// What only people know, and what that is.
    Blank(&'static str),
}

impl Section {
    pub(super) fn new(level: usize, title: impl Into<Line>, blocks: Vec<Block>) -> Self {
        Self { level, title: title.into(), blocks }
    }
}

impl Line {
    /// The line with something more.
    pub(super) fn and(mut self, inline: Inline) -> Self {
        self.0.push(inline);
        self
    }
}

impl From<Inline> for Line {
    fn from(inline: Inline) -> Self {
        Self(vec![inline])
    }
}

impl From<String> for Line {
    fn from(text: String) -> Self {
        Inline::Text(text).into()
    }
}

impl From<&str> for Line {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

/// A field.
pub(super) fn labelled(name: &str, value: impl Into<Line>) -> (String, Line) {
    (name.to_owned(), value.into())
}

/// Lines as bullets; a blank when there is nothing that the run could say.
pub(super) fn bullets_or_blank(lines: Option<&Vec<String>>, what: &'static str) -> Block {
    match lines {
        Some(lines) => Block::Bullets(lines.iter().map(|line| line.as_str().into()).collect()),
        None => Block::Bullets(vec![Inline::Blank(what).into()]),
    }
}
