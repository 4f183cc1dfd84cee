//! Bytes → text: which encoding a file is in.
//!
//! In this order: a byte order mark; what the caller forces; valid UTF-8; UTF-16 without a mark, by
//! a test of its own ([`utf16_byte_order`]); UTF-8 with a little damage; then detection by frequency
//! (chardetng, hinted at China), whose answer must hold against what Chinese text looks like. A file
//! is decoded right or refused: garbage that nobody would ever find is worse than a file that is
//! named as unreadable.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, GB18030, GBK, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE, X_USER_DEFINED};

use super::plausible::{Census, utf16_byte_order};
use super::{ReadError, ReadErrorKind};

/// The text of a file, without a byte order mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text. Damaged bytes are U+FFFD; they are at most 0.1 % of its characters.
    pub text: String,
    /// Name of the encoding as `encoding_rs` writes it: `UTF-8`, `gb18030`, `UTF-16LE`, `Big5`.
    pub encoding: &'static str,
}

/// Bytes that detection looks at; more would not change its mind.
const SAMPLE: usize = 1 << 20;

/// Decodes the bytes of a text file; `forced` is the encoding where it is known. A byte order mark
/// is believed before both, and is no part of the text. What is without a fault in the forced encoding is
/// taken, whatever it looks like.
///
/// # Errors
///
/// [`ReadErrorKind::Binary`] where the bytes are no text, [`ReadErrorKind::Encoding`] where no
/// encoding fits, or where more than 0.1 % of the characters are damaged. Cost: linear; valid UTF-8
/// is not copied.
pub fn decode(bytes: Vec<u8>, forced: Option<&'static Encoding>) -> Result<Decoded, ReadError> {
    if let Some(name) = signature(&bytes) {
        let reason = format!("the content is {name}, whatever the file is called");
        return Err(ReadError::new(ReadErrorKind::Binary, reason, "convert it to text or Markdown"));
    }
    if let Some((encoding, _)) = Encoding::for_bom(&bytes) {
        return decode_as(encoding, bytes);
    }
    if let Some(encoding) = forced {
        let (decoded, sound) = read_as(encoding, bytes);
        return if sound { Ok(decoded) } else { check(decoded, sound) };
    }
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => {
            if !has_control(text.as_bytes()) {
                return Ok(Decoded { text, encoding: UTF_8.name() });
            }
            text.into_bytes()
        }
        Err(error) => error.into_bytes(),
    };
    if let Some(big_endian) = utf16_byte_order(&bytes) {
        return decode_as(if big_endian { UTF_16BE } else { UTF_16LE }, bytes);
    }
    if is_mostly_utf8(&bytes) {
        return decode_as(UTF_8, bytes);
    }
    detect_legacy(&bytes)
}

/// The encoding that `name` means: the labels of the WHATWG standard and some of Python's and
/// Windows'. `gbk` and `gb2312` are read as GB18030, which holds them.
///
/// # Errors
///
/// [`ReadErrorKind::UnknownEncoding`], naming what was typed and what is usual.
pub fn encoding_by_name(name: &str) -> Result<&'static Encoding, ReadError> {
    let label = name.trim().to_ascii_lowercase().replace('_', "-");
    let label = match label.as_str() {
        "cp936" | "ms936" | "936" | "gb-18030" | "gb-2312" => "gb18030",
        "cp950" | "ms950" | "950" | "big-5" => "big5",
        "utf16" | "utf16le" | "utf-16-le" => "utf-16le",
        "utf16be" | "utf-16-be" => "utf-16be",
        "utf-8-sig" | "utf8-sig" => "utf-8",
        other => other,
    };
    match Encoding::for_label_no_replacement(label.as_bytes()) {
        Some(encoding) if encoding == GBK => Ok(GB18030),
        Some(encoding) if encoding != REPLACEMENT && encoding != X_USER_DEFINED => Ok(encoding),
        _ => Err(ReadError::new(
            ReadErrorKind::UnknownEncoding,
            format!("no encoding is called {name:?}"),
            "use a name such as utf-8, gb18030, big5, utf-16le or utf-16be",
        )),
    }
}

/// Decodes, and refuses what is damaged beyond 0.1 % or binary.
fn decode_as(encoding: &'static Encoding, bytes: Vec<u8>) -> Result<Decoded, ReadError> {
    let (decoded, sound) = read_as(encoding, bytes);
    check(decoded, sound)
}

/// Decodes, and says whether no byte was damaged. A byte order mark is dropped.
fn read_as(encoding: &'static Encoding, bytes: Vec<u8>) -> (Decoded, bool) {
    let (text, sound) = if encoding == UTF_8 {
        match String::from_utf8(bytes) {
            Ok(text) => (text, true),
            Err(error) => (String::from_utf8_lossy(error.as_bytes()).into_owned(), false),
        }
    } else {
        let (text, damaged) = encoding.decode_without_bom_handling(&bytes);
        (text.into_owned(), !damaged)
    };
    (finish(text, encoding), sound)
}

fn finish(mut text: String, encoding: &'static Encoding) -> Decoded {
    if text.starts_with('\u{FEFF}') {
        text.drain(..'\u{FEFF}'.len_utf8());
    }
    Decoded { text, encoding: encoding.name() }
}

/// Refuses what is binary or damaged. In a `sound` text each U+FFFD was written as such.
fn check(decoded: Decoded, sound: bool) -> Result<Decoded, ReadError> {
    let text = decoded.text.as_str();
    let (mut characters, mut damaged, mut controls) = (0_usize, 0_usize, 0_usize);
    for c in text.chars() {
        characters += 1;
        damaged += usize::from(!sound && c == char::REPLACEMENT_CHARACTER);
        controls += usize::from(c.is_ascii() && is_control(c as u8));
    }
    // A stray control character is no reason to refuse a text; a file full of them is none.
    if controls >= 4 && controls * 50 > characters {
        return Err(binary());
    }
    // A file that was cut off ends with half a character: one is forgiven there, however short it is.
    let forgiven = usize::from(characters > 1 && text.ends_with(char::REPLACEMENT_CHARACTER));
    if damaged > (characters / 1000).max(forgiven) {
        let line = 1 + text.split(char::REPLACEMENT_CHARACTER).next().map_or(0, |head| head.matches('\n').count());
        let reason = format!(
            "{damaged} of {characters} characters cannot be read as {}, the first on line {line}",
            decoded.encoding
        );
        return Err(ReadError::new(ReadErrorKind::Encoding, reason, "name its encoding with --encoding, or repair it"));
    }
    Ok(decoded)
}

/// GB18030, Big5, or a Western encoding.
fn detect_legacy(bytes: &[u8]) -> Result<Decoded, ReadError> {
    let controls = bytes.iter().filter(|&&byte| is_control(byte)).count();
    if controls >= 4 && controls * 50 > bytes.len() {
        return Err(binary());
    }
    let guess = guess(bytes);
    let mut best = Reading::of(guess, bytes);
    if best.census.usual_percent() < SURE_PERCENT && !best.is_western() {
        for encoding in [GB18030, BIG5].into_iter().filter(|&other| other != guess) {
            let other = Reading::of(encoding, bytes);
            if !best.is_chinese() || other.census.usual_percent() > best.census.usual_percent() {
                best = other;
            }
        }
    }
    let least = if best.census.beyond_ascii() < 20 { LEAST_PERCENT_OF_FEW } else { LEAST_PERCENT };
    if best.is_western() || (best.is_chinese() && best.census.usual_percent() >= least) {
        match best.odd_line {
            Some(line) => {
                let name = best.encoding.name();
                Err(undetermined(format!("line {line} is in another encoding than the rest, which is {name}")))
            }
            None => check(best.decoded, best.sound),
        }
    } else {
        Err(undetermined("it is none of UTF-8, UTF-16, GB18030 and Big5, or is several of them, or damaged".to_owned()))
    }
}

/// Share of everyday characters, of those beyond ASCII, at which a guess is believed at once.
const SURE_PERCENT: usize = 95;

/// The least such share. Of 20 characters, real texts have 88 % or more, UTF-8 read as GB18030 74 % or
/// less, Big5 read as GB18030 77 %.
const LEAST_PERCENT: usize = 75;

/// The same where there are fewer than 20, as in an English text with a few Chinese words.
const LEAST_PERCENT_OF_FEW: usize = 60;

/// A file as one encoding reads it.
struct Reading {
    encoding: &'static Encoding,
    decoded: Decoded,
    /// Whether no byte is damaged.
    sound: bool,
    census: Census,
    /// The first line, from 1, that this encoding cannot be right for. Where files of different
    /// encodings were put together, all of it decodes, and some lines are garbage.
    odd_line: Option<usize>,
}

impl Reading {
    fn of(encoding: &'static Encoding, bytes: &[u8]) -> Self {
        let (text, damaged) = encoding.decode_without_bom_handling(bytes);
        let decoded = finish(text.into_owned(), encoding);
        let (mut census, mut odd_line) = (Census::default(), None);
        for (line, text) in (1..).zip(decoded.text.split('\n')) {
            let of_line = Census::of(text.chars().map(u32::from));
            if odd_line.is_none() && of_line.beyond_ascii() >= 20 && of_line.usual_percent() < 50 {
                odd_line = Some(line);
            }
            census = census.plus(of_line);
        }
        Self { encoding, decoded, sound: !damaged, census, odd_line }
    }

    fn is_chinese(&self) -> bool {
        self.encoding == GB18030 || self.encoding == BIG5
    }

    /// Western text is ASCII but for an accent here and there.
    fn is_western(&self) -> bool {
        !self.is_chinese() && self.census.never == 0 && self.census.ascii > 9 * self.census.beyond_ascii()
    }
}

fn undetermined(reason: String) -> ReadError {
    ReadError::new(ReadErrorKind::Encoding, reason, "name its encoding with --encoding, or convert it to UTF-8")
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let whole = bytes.len() <= SAMPLE;
    detector.feed(&bytes[..bytes.len().min(SAMPLE)], whole);
    let guess = detector.guess(Some(b"cn"), Utf8Detection::Deny);
    if guess == GBK { GB18030 } else { guess }
}

/// Whether the bytes are UTF-8 but for a few damaged places: at most one to twenty characters of
/// three or more bytes, which other encodings hardly ever form by chance.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut long, mut damaged) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        long += chunk.valid().bytes().filter(|&byte| byte >= 0xE0).count();
        damaged += usize::from(!chunk.invalid().is_empty());
    }
    damaged == 0 || long >= damaged * 20
}

fn binary() -> ReadError {
    ReadError::new(
        ReadErrorKind::Binary,
        "the content is binary, not text",
        "convert it, or leave it out in .cesouignore",
    )
}

fn is_control(byte: u8) -> bool {
    byte < 0x20 && !matches!(byte, b'\t'..=b'\r' | 0x1A | 0x1B)
}

fn has_control(bytes: &[u8]) -> bool {
    // In blocks without an early exit, which the compiler turns into vector code.
    bytes.chunks(4096).any(|block| block.iter().fold(false, |found, &byte| found | is_control(byte)))
}

/// What a file's first bytes say it is, where that is a document or archive under a wrong name.
fn signature(bytes: &[u8]) -> Option<&'static str> {
    const SIGNATURES: &[(&[u8], &str)] = &[
        (b"%PDF-", "a PDF"),
        (b"PK\x03\x04", "a ZIP archive (Word, Excel and OpenDocument files are)"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "a Word, Excel or PowerPoint file of the old format"),
        (b"{\\rtf", "a rich text document"),
        (b"\x1F\x8B\x08", "a gzip archive"),
        (b"\x28\xB5\x2F\xFD", "a zstd archive"),
        (b"\xFD7zXZ\x00", "an xz archive"),
        (b"7z\xBC\xAF\x27\x1C", "a 7z archive"),
        (b"Rar!\x1A\x07", "a RAR archive"),
        (b"\x89PNG\r\n", "a picture"),
        (b"\xFF\xD8\xFF", "a picture"),
    ];
    SIGNATURES.iter().find(|(magic, _)| bytes.starts_with(magic)).map(|&(_, name)| name)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SIMPLIFIED: &str = "青源市人民政府关于推进养老服务的若干意见。\n一、总体要求：到2026年，建成158个服务站。";
    const TRADITIONAL: &str = "星野鎮公所關於老人福利服務的公告。\n第一條　為辦理長期照顧，特訂定本辦法。";

    fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    fn read(bytes: &[u8]) -> (String, &'static str) {
        let decoded = decode(bytes.to_vec(), None).unwrap();
        (decoded.text, decoded.encoding)
    }

    fn kind(bytes: &[u8]) -> ReadErrorKind {
        decode(bytes.to_vec(), None).unwrap_err().kind()
    }

    #[test]
    fn every_encoding_with_and_without_a_mark() {
        for text in [SIMPLIFIED, TRADITIONAL] {
            let marked = format!("\u{feff}{text}");
            assert_eq!(read(text.as_bytes()), (text.to_owned(), "UTF-8"));
            assert_eq!(read(marked.as_bytes()), (text.to_owned(), "UTF-8"));
            assert_eq!(read(&GB18030.encode(text).0), (text.to_owned(), "gb18030"));
            for text in [text, &marked] {
                let bare = text.trim_start_matches('\u{feff}').to_owned();
                assert_eq!(read(&utf16(text, u16::to_le_bytes)), (bare.clone(), "UTF-16LE"));
                assert_eq!(read(&utf16(text, u16::to_be_bytes)), (bare, "UTF-16BE"));
            }
        }
        assert_eq!(read(&BIG5.encode(TRADITIONAL).0), (TRADITIONAL.to_owned(), "Big5"));
        assert_eq!(read(b"caf\xe9 of the city of Hoshino, open every day until nine o'clock").1, "windows-1252");
        assert_eq!(read(b""), (String::new(), "UTF-8"));
    }

    #[test]
    fn a_forced_encoding_and_a_mark_that_knows_better() {
        let big5 = BIG5.encode("公告").0.into_owned();
        assert_eq!(decode(big5, Some(BIG5)).unwrap().text, "公告");
        let marked = "\u{feff}公告".as_bytes().to_vec();
        assert_eq!(decode(marked, Some(BIG5)).unwrap().text, "公告");
        let wrong = decode(SIMPLIFIED.as_bytes().to_vec(), Some(UTF_16LE)).map(|decoded| decoded.text);
        assert_ne!(wrong.ok().as_deref(), Some(SIMPLIFIED));
    }

    #[test]
    fn a_little_damage_is_marked_and_more_is_refused() {
        let long = SIMPLIFIED.repeat(80);
        let mut bytes = long.clone().into_bytes();
        bytes[30] = 0xFF; // the first of the three bytes of a character
        let (text, encoding) = read(&bytes);
        assert_eq!((text.matches('\u{fffd}').count(), encoding), (3, "UTF-8"));
        // Cut off in the middle of a character.
        assert_eq!(read(&long.as_bytes()[..long.len() - 1]).1, "UTF-8");
        let mut gb = GB18030.encode(&long).0.into_owned();
        gb[1000] = 0xFF;
        assert_eq!(read(&gb).1, "gb18030");
        for at in (0..bytes.len()).step_by(600) {
            bytes[at] = 0xFF;
        }
        let error = decode(bytes, None).unwrap_err();
        assert_eq!(error.kind(), ReadErrorKind::Encoding);
        assert!(error.to_string().contains("line 1") && error.to_string().contains("--encoding"), "{error}");
    }

    #[test]
    fn a_replacement_character_that_was_written_is_no_damage() {
        let text = format!("{}\u{fffd}\u{7}{SIMPLIFIED}\u{fffd}", "国".repeat(300));
        assert_eq!(read(text.as_bytes()), (text.clone(), "UTF-8"));
        assert_eq!(read(&GB18030.encode(&text).0), (text.clone(), "gb18030"));
        assert_eq!(read(&utf16(&format!("\u{feff}{text}"), u16::to_le_bytes)), (text.clone(), "UTF-16LE"));
        let odd = "\u{1}\u{2}\u{3}\u{4}\u{fffd}国";
        assert_eq!(kind(odd.as_bytes()), ReadErrorKind::Binary);
        for (bytes, encoding) in [(odd.as_bytes().to_vec(), UTF_8), (utf16(odd, u16::to_be_bytes), UTF_16BE)] {
            assert_eq!(decode(bytes, Some(encoding)).unwrap().text, odd);
        }
    }

    #[test]
    fn mixed_encodings_are_refused() {
        let line = "各区人民政府要加强对养老服务设施建设的组织领导，明确责任分工。\n";
        let mut mixed = GB18030.encode(&line.repeat(20)).0.into_owned();
        mixed.extend(line.as_bytes());
        let error = decode(mixed, None).unwrap_err();
        assert!(error.to_string().contains("line 21"), "{error}");
        assert_eq!(
            kind(&[GB18030.encode("国务院关于").0.as_ref(), "加强监管\0".as_bytes(), b"\xff\xfe"].concat()),
            ReadErrorKind::Encoding
        );
        assert_eq!(kind(b"\xe5\x89\x8d\xed\xa0\x80\xe5\x90\x8e"), ReadErrorKind::Encoding);
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert_eq!(kind(&[0; 100]), ReadErrorKind::Binary);
        assert_eq!(kind(b"PK\x03\x04rest"), ReadErrorKind::Binary);
        assert_eq!(kind(b"{\\rtf1\\ansi"), ReadErrorKind::Binary);
        assert_eq!(kind(&(0..=255).cycle().take(4096).collect::<Vec<u8>>()), ReadErrorKind::Binary);
        // A stray control character is text.
        assert_eq!(read("甲\u{1}乙\u{0}丙\u{1a}".as_bytes()).1, "UTF-8");
    }

    #[test]
    fn names_of_encodings() {
        for (name, want) in [
            ("GBK", GB18030),
            ("gb2312", GB18030),
            ("GB18030", GB18030),
            ("cp936", GB18030),
            ("Big5", BIG5),
            ("CP950", BIG5),
            ("utf8", UTF_8),
            ("UTF_8_SIG", UTF_8),
            ("utf-16", UTF_16LE),
            ("UTF-16BE", UTF_16BE),
            ("utf_16_be", UTF_16BE),
        ] {
            assert_eq!(encoding_by_name(name).unwrap(), want, "{name}");
        }
        for name in ["", "latin-9000", "replacement", "x-user-defined", "hz-gb-2312"] {
            assert_eq!(encoding_by_name(name).unwrap_err().kind(), ReadErrorKind::UnknownEncoding, "{name}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_decode_or_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            for forced in [None, Some(GB18030), Some(UTF_16BE)] {
                if let Ok(decoded) = decode(bytes.clone(), forced) {
                    prop_assert!(decoded.text.len() <= bytes.len() * 3);
                }
            }
        }

        #[test]
        fn valid_utf8_is_never_said_to_be_unreadable(text in "[\u{1}-\u{9}\u{fffd}国a]{0,60}") {
            let refused = decode(text.clone().into_bytes(), None).err().map(|error| error.kind());
            prop_assert!(refused.is_none_or(|kind| kind == ReadErrorKind::Binary), "{refused:?}");
            prop_assert_eq!(decode(text.clone().into_bytes(), Some(UTF_8)).unwrap().text, text);
        }

        #[test]
        fn utf8_text_stays_as_it_is(text in "[ -~\n一-龥，。（）\u{3000}é😀]{0,60}") {
            prop_assert_eq!(decode(text.clone().into_bytes(), None).unwrap().text, text);
        }
    }
}
