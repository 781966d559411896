//! The command that starts a foreign protocol, read from one text.

use thiserror::Error;

/// A program and its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignCommand {
    text: String,
    program: String,
    arguments: Vec<String>,
}

/// Why a text is no command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CommandError {
    /// There is nothing in it.
    #[error("the command is empty")]
    Empty,
    /// A quotation mark has no partner.
    #[error("a quotation mark {0} is never closed")]
    Unclosed(char),
    /// No argument of a program can hold this.
    #[error("the command holds a null character")]
    Null,
}

impl ForeignCommand {
    /// Splits at blanks, with `'…'`, `"…"` and `\` before a blank, a quotation mark or itself, as in a
    /// shell. Nothing else means anything, so that `C:\tools\python.exe` stays what it is.
    pub fn parse(text: &str) -> Result<Self, CommandError> {
        if text.contains('\0') {
            return Err(CommandError::Null);
        }
        let mut words = split(text)?.into_iter();
        let program = words.next().ok_or(CommandError::Empty)?;
        if program.is_empty() {
            return Err(CommandError::Empty);
        }
        Ok(Self { text: text.to_owned(), program, arguments: words.collect() })
    }

    /// The text that it was read from.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What is started.
    pub fn program(&self) -> &str {
        &self.program
    }

    /// With which arguments.
    pub fn arguments(&self) -> &[String] {
        &self.arguments
    }
}

fn split(text: &str) -> Result<Vec<String>, CommandError> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote: Option<char> = None;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let is_special = |c: &char| *c == '\\' || *c == '\'' || *c == '"' || c.is_whitespace();
        match (quote, character) {
            (Some(open), _) if character == open => quote = None,
            (None, '\'' | '"') => {
                quote = Some(character);
                word.get_or_insert_default();
            }
            (None, blank) if blank.is_whitespace() => words.extend(word.take()),
            (None | Some('"'), '\\') => {
                let escaped = characters.next_if(is_special).unwrap_or('\\');
                word.get_or_insert_default().push(escaped);
            }
            _ => word.get_or_insert_default().push(character),
        }
    }
    words.extend(word);
    quote.map_or(Ok(words), |open| Err(CommandError::Unclosed(open)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let command = ForeignCommand::parse(text).unwrap();
        [vec![command.program().to_owned()], command.arguments().to_vec()].concat()
    }

    #[test]
    fn a_command_is_split_as_a_shell_would() {
        assert_eq!(words("python3 mine.py"), ["python3", "mine.py"]);
        assert_eq!(words("  a \t b\n"), ["a", "b"]);
        assert_eq!(words("'a b' \"c d\" e\\ f"), ["a b", "c d", "e f"]);
        assert_eq!(words("a'b'\"c\""), ["abc"]);
        assert_eq!(words("a '' \"\""), ["a", "", ""]);
        assert_eq!(words(r#"a "say \"so\"" 'it\s'"#), ["a", "say \"so\"", r"it\s"]);
    }

    #[test]
    fn backslashes_in_paths_and_signs_of_a_shell_mean_nothing() {
        assert_eq!(
            words(r"C:\tools\python.exe a;b $HOME *"),
            [r"C:\tools\python.exe", "a;b", "$HOME", "*"]
        );
    }

    #[test]
    fn a_text_that_is_no_command_is_refused() {
        assert_eq!(ForeignCommand::parse(" "), Err(CommandError::Empty));
        assert_eq!(ForeignCommand::parse("''"), Err(CommandError::Empty));
        assert_eq!(ForeignCommand::parse("a 'b"), Err(CommandError::Unclosed('\'')));
        assert_eq!(ForeignCommand::parse("a\0"), Err(CommandError::Null));
    }
}
