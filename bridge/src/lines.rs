//! Lines of a stranger's: read without trusting that they end.

use std::io::{BufRead, Read as _};

/// What reading a line came to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Line {
    /// A line, without its newline.
    Whole(Vec<u8>),
    /// Nothing more comes; what had come of a line is not one.
    Ended,
    /// It is longer than a line may be.
    TooLong,
    /// Nobody reads on: all children were ended.
    Interrupted,
}

/// Reads a line of at most `most` bytes, its newline included.
pub(crate) fn read_line(reader: &mut impl BufRead, most: usize) -> Line {
    let mut line = Vec::new();
    // A read that fails ends the conversation as its end does.
    let read = reader.by_ref().take(most as u64).read_until(b'\n', &mut line);
    match (read, line.pop()) {
        (Ok(_), Some(b'\n')) => Line::Whole(line),
        (Ok(_), Some(_)) if line.len() + 1 == most => Line::TooLong,
        _ => Line::Ended,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_to_its_end_and_no_further_than_it_may_be() {
        let mut bytes: &[u8] = b"ab\n\nabcd\nabcde\n";
        assert_eq!(read_line(&mut bytes, 5), Line::Whole(b"ab".to_vec()));
        assert_eq!(read_line(&mut bytes, 5), Line::Whole(vec![]));
        assert_eq!(read_line(&mut bytes, 5), Line::Whole(b"abcd".to_vec()));
        assert_eq!(read_line(&mut bytes, 5), Line::TooLong);
    }

    #[test]
    fn half_a_line_is_none() {
        let mut bytes: &[u8] = b"ab";
        assert_eq!(read_line(&mut bytes, 5), Line::Ended);
        assert_eq!(read_line(&mut bytes, 5), Line::Ended);
    }
}
