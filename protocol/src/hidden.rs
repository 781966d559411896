//! Characters that a reader does not see, but a terminal does.

/// Whether a character could move the cursor, change a terminal's state, or hide or turn around what
/// stands beside it: control, direction, zero-width, annotation and tag characters.
pub fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_that_sets_a_direction_is_hidden_and_no_letter_is() {
        // Unicode's property Bidi_Control, whole.
        let directions = "\u{61c}\u{200e}\u{200f}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\
                          \u{2066}\u{2067}\u{2068}\u{2069}";
        assert!(directions.chars().all(is_hidden));
        assert!("\u{1b}\u{7f}\u{9b}\u{200b}\u{fffa}\u{e0041}".chars().all(is_hidden));
        assert!(!"aé日🚨 \u{5d0}\u{627}".contains(is_hidden));
    }
}
