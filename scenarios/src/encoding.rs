//! What bytes are that somebody took for a text.

/// Bytes that begin like something else than UTF-8 text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotText {
    /// Compressed by gzip.
    Gzip,
    /// Compressed by zstd.
    Zstandard,
    /// Compressed by xz.
    Xz,
    /// Compressed by bzip2.
    Bzip2,
    /// Files packed by zip.
    Zip,
    /// Text in 16-bit units, with its byte order mark.
    Utf16,
    /// Text in 32-bit units, with its byte order mark.
    Utf32,
}

/// What stands before UTF-8 text that some editors write.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// First bytes of files, of which none begins a text. UTF-32 stands before UTF-16, which its mark begins
/// with.
const BEGINNINGS: [(&[u8], NotText); 10] = [
    (b"\x1f\x8b", NotText::Gzip),
    (b"\x28\xb5\x2f\xfd", NotText::Zstandard),
    (b"\xfd7zXZ\x00", NotText::Xz),
    (b"BZh", NotText::Bzip2),
    (b"PK\x03\x04", NotText::Zip),
    (b"PK\x05\x06", NotText::Zip),
    (b"\xff\xfe\x00\x00", NotText::Utf32),
    (b"\x00\x00\xfe\xff", NotText::Utf32),
    (b"\xff\xfe", NotText::Utf16),
    (b"\xfe\xff", NotText::Utf16),
];

impl NotText {
    /// As many bytes say what the rest is.
    pub const BYTES: usize = 6;

    /// What these bytes are, if they begin like something that is known and is no UTF-8 text.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        BEGINNINGS.iter().find(|(head, _)| bytes.starts_with(head)).map(|(_, what)| *what)
    }

    /// What the file is, behind "the file is".
    pub const fn what(self) -> &'static str {
        match self {
            Self::Gzip => "gzip data",
            Self::Zstandard => "Zstandard data",
            Self::Xz => "xz data",
            Self::Bzip2 => "bzip2 data",
            Self::Zip => "a zip archive",
            Self::Utf16 => "UTF-16 text",
            Self::Utf32 => "UTF-32 text",
        }
    }

    /// What to do about it.
    pub const fn remedy(self) -> &'static str {
        match self {
            Self::Utf16 | Self::Utf32 => "save it as UTF-8",
            _ => "unpack it first",
        }
    }
}

/// A text without its byte order mark.
pub fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bytes_tell() {
        assert!(BEGINNINGS.iter().all(|(head, what)| NotText::of(head) == Some(*what)));
        assert!(BEGINNINGS.iter().all(|(head, _)| head.len() <= NotText::BYTES));
        for text in ["", "{", "name = \"x\"", "\u{feff}{", "PK = 1"] {
            assert_eq!(NotText::of(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn a_mark_is_left_out_once() {
        assert_eq!(without_mark("\u{feff}{}".as_bytes()), b"{}");
        assert_eq!(without_mark("\u{feff}\u{feff}".as_bytes()), "\u{feff}".as_bytes());
        assert_eq!(without_mark(b"{}"), b"{}");
    }
}
