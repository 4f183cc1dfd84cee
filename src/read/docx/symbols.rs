//! Characters of symbol fonts, which have no code of their own.

/// The character that `code` (hexadecimal, as `w:sym` has it) shows in `font`; `None` for a picture without one.
pub(super) fn symbol(font: &str, code: &str) -> Option<char> {
    let code = u32::from_str_radix(code.trim(), 16).ok()?;
    let private = (0xE000..=0xF8FF).contains(&code);
    let table: &[(u32, char)] = match font.trim().to_ascii_lowercase().as_str() {
        "wingdings" => WINGDINGS,
        "wingdings 2" => WINGDINGS_2,
        "symbol" => SYMBOL,
        _ if private => return None,
        _ => return char::from_u32(code).filter(|c| !c.is_control()),
    };
    let byte = if private { code & 0xFF } else { code };
    table.iter().find(|&&(of, _)| of == byte).map(|&(_, c)| c)
}

const WINGDINGS: &[(u32, char)] = &[
    (0x28, '☎'),
    (0x2A, '✉'),
    (0x46, '☞'),
    (0x4A, '☺'),
    (0x6C, '●'),
    (0x6D, '○'),
    (0x6E, '■'),
    (0x6F, '□'),
    (0x70, '□'),
    (0x71, '□'),
    (0x72, '□'),
    (0x75, '◆'),
    (0x76, '❖'),
    (0x80, '⓪'),
    (0x81, '①'),
    (0x82, '②'),
    (0x83, '③'),
    (0x84, '④'),
    (0x85, '⑤'),
    (0x86, '⑥'),
    (0x87, '⑦'),
    (0x88, '⑧'),
    (0x89, '⑨'),
    (0x8A, '⑩'),
    (0x9F, '•'),
    (0xA1, '○'),
    (0xA7, '▪'),
    (0xA8, '□'),
    (0xAB, '★'),
    (0xD8, '➢'),
    (0xDF, '←'),
    (0xE0, '→'),
    (0xE1, '↑'),
    (0xE2, '↓'),
    (0xE8, '→'),
    (0xF0, '⇨'),
    (0xFB, '✗'),
    (0xFC, '✓'),
    (0xFD, '☒'),
    (0xFE, '☑'),
];

const WINGDINGS_2: &[(u32, char)] = &[
    (0x2A, '□'),
    (0x4F, '✗'),
    (0x50, '✓'),
    (0x51, '☒'),
    (0x52, '☑'),
    (0x53, '☒'),
    (0x54, '☒'),
    (0x6A, '①'),
    (0x6B, '②'),
    (0x6C, '③'),
    (0x6D, '④'),
    (0x6E, '⑤'),
    (0x97, '●'),
    (0xA2, '■'),
    (0xA3, '□'),
];

const SYMBOL: &[(u32, char)] = &[
    (0x25, '%'),
    (0x2D, '−'),
    (0x44, 'Δ'),
    (0x53, 'Σ'),
    (0x57, 'Ω'),
    (0x61, 'α'),
    (0x62, 'β'),
    (0x64, 'δ'),
    (0x67, 'γ'),
    (0x6C, 'λ'),
    (0x6D, 'μ'),
    (0x70, 'π'),
    (0x72, 'ρ'),
    (0x73, 'σ'),
    (0x77, 'ω'),
    (0x7E, '～'),
    (0xA3, '≤'),
    (0xA5, '∞'),
    (0xAC, '←'),
    (0xAE, '→'),
    (0xB0, '°'),
    (0xB1, '±'),
    (0xB3, '≥'),
    (0xB4, '×'),
    (0xB7, '•'),
    (0xB8, '÷'),
    (0xB9, '≠'),
    (0xBB, '≈'),
    (0xD6, '√'),
    (0xE5, '∑'),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_symbols_have_characters_and_pictures_have_none() {
        assert_eq!(symbol("Wingdings", "F0FE"), Some('☑'));
        assert_eq!(symbol("Wingdings 2", "00A3"), Some('□'));
        assert_eq!(symbol("Symbol", "F0B3"), Some('≥'));
        assert_eq!(symbol("宋体", "2611"), Some('☑'));
        assert_eq!((symbol("Wingdings", "F0FF"), symbol("青源花体", "F041"), symbol("x", "zz")), (None, None, None));
    }
}
