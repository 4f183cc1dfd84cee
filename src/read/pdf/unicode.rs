//! Characters that PDF fonts lie about.

use unicode_normalization::UnicodeNormalization;

use super::glyphs::Glyph;

/// The ideograph that a radical stands for: some producers write ⼀ (Kangxi radical one) for 一, as both have the
/// same glyph. Other characters are returned as they are.
pub(super) fn unified(c: char) -> char {
    match c {
        '\u{2F00}'..='\u{2FDF}' | '\u{2E80}'..='\u{2EF3}' | '\u{F900}'..='\u{FAFF}' => {
            let mut folded = c.nfkc();
            match (folded.next(), folded.next()) {
                (Some(one), None) => supplement(one),
                _ => c,
            }
        }
        _ => c,
    }
}

/// Radicals of the supplement that Unicode does not unify.
fn supplement(c: char) -> char {
    const RADICALS: [(char, char); 28] = [
        ('⺁', '厂'),
        ('⺅', '亻'),
        ('⺆', '冂'),
        ('⺇', '几'),
        ('⺉', '刂'),
        ('⺋', '㔾'),
        ('⺍', '小'),
        ('⺏', '尣'),
        ('⺒', '巳'),
        ('⺓', '幺'),
        ('⺕', '彐'),
        ('⺖', '忄'),
        ('⺘', '扌'),
        ('⺙', '攵'),
        ('⺝', '月'),
        ('⺞', '歺'),
        ('⺠', '民'),
        ('⺡', '氵'),
        ('⺣', '灬'),
        ('⺥', '爫'),
        ('⺨', '犭'),
        ('⺩', '王'),
        ('⺬', '示'),
        ('⺮', '竹'),
        ('⻅', '见'),
        ('⻋', '车'),
        ('⻓', '长'),
        ('⻔', '门'),
    ];
    const MORE: [(char, char); 16] = [
        ('⻘', '青'),
        ('⻚', '页'),
        ('⻛', '风'),
        ('⻜', '飞'),
        ('⻝', '食'),
        ('⻢', '马'),
        ('⻥', '鱼'),
        ('⻦', '鸟'),
        ('⻨', '麦'),
        ('⻩', '黄'),
        ('⻬', '齐'),
        ('⻮', '齿'),
        ('⻰', '龙'),
        ('⻳', '龟'),
        ('⻄', '西'),
        ('⻉', '贝'),
    ];
    RADICALS.iter().chain(&MORE).find(|(radical, _)| *radical == c).map_or(c, |&(_, ideograph)| ideograph)
}

/// Whether `c` belongs to Chinese text: an ideograph or a full-width mark, which no space parts from its like.
pub(super) fn is_wide(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{A4CF}' | '\u{AC00}'..='\u{D7AF}' | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE4F}'
        | '\u{FF00}'..='\u{FF60}' | '\u{20000}'..='\u{3FFFF}' | '“' | '”' | '‘' | '’' | '…' | '—' | '·')
}

/// Reads the bytes of fonts that call GBK text Latin: two glyphs become one character, where so many pairs of a
/// page are common ideographs that nothing else explains it.
pub(super) fn repair_gbk(glyphs: &mut Vec<Glyph>) {
    let pairs = gbk_pairs(glyphs);
    let high = glyphs.iter().filter(|glyph| is_raw(glyph) && glyph.byte >= 0x81).count();
    let common = pairs.iter().filter(|&&(_, c)| is_common(c)).count();
    if pairs.len() < 2 || pairs.len() * 20 < high * 9 || common * 10 < pairs.len() * 7 {
        return;
    }
    let mut gone = vec![false; glyphs.len()];
    for (at, c) in pairs {
        let end = glyphs.get(at + 1).map_or(0.0, |second| second.x[1]);
        if let Some(first) = glyphs.get_mut(at) {
            (first.c, first.x[1], first.byte) = (c, end.max(first.x[1]), 0);
        }
        if let Some(second) = gone.get_mut(at + 1) {
            *second = true;
        }
    }
    let mut gone = gone.into_iter();
    glyphs.retain(|_| !gone.next().unwrap_or(false));
}

/// Whether the glyph may be a byte of a font that says it is Latin.
fn is_raw(glyph: &Glyph) -> bool {
    glyph.byte != 0 && !is_wide(glyph.c)
        || glyph.byte >= 0x80 && matches!(glyph.c, '‘' | '’' | '“' | '”' | '…' | '—' | '·')
}

/// Where pairs of bytes stand that are a character of GBK, and the character.
fn gbk_pairs(glyphs: &[Glyph]) -> Vec<(usize, char)> {
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some([first, second]) = glyphs.get(at..at + 2) {
        let neighbours = (first.y - second.y).abs() < 0.1 * first.size && is_raw(first) && is_raw(second);
        let decoded = (neighbours && first.byte >= 0x81 && second.byte >= 0x40)
            .then(|| {
                encoding_rs::GB18030
                    .decode_without_bom_handling_and_without_replacement(&[first.byte, second.byte])
                    .and_then(|text| {
                        let mut chars = text.chars();
                        chars.next().filter(|_| chars.next().is_none())
                    })
            })
            .flatten();
        if let Some(c) = decoded {
            found.push((at, c));
            at += 1;
        }
        at += 1;
    }
    found
}

/// Whether `c` is an ideograph in daily use (those of GB 2312 by sound) or a Chinese mark.
fn is_common(c: char) -> bool {
    let mut buffer = [0; 4];
    let (bytes, _, failed) = encoding_rs::GBK.encode(c.encode_utf8(&mut buffer));
    let common = matches!(bytes.as_ref(), [0xB0..=0xD7 | 0xA1 | 0xA3, 0xA1..=0xFE]);
    common && !failed
}

/// Whether `c` says nothing: unknown, or of a private use that only its font explains.
pub(super) fn is_unknown(c: char) -> bool {
    matches!(c, '\u{fffd}' | '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(text: &str) -> Vec<Glyph> {
        let (bytes, _, _) = encoding_rs::GBK.encode(text);
        let glyph = |(n, &byte): (usize, &u8)| {
            let x = n as f32 * 5.0;
            Glyph { c: char::from(byte), byte, x: [x, x + 5.0], y: 0.0, size: 10.0, turn: 0 }
        };
        bytes.iter().enumerate().map(glyph).collect()
    }

    fn said(glyphs: &[Glyph]) -> String {
        glyphs.iter().map(|glyph| glyph.c).collect()
    }

    #[test]
    fn radicals_become_ideographs() {
        assert_eq!("⼀⾏⽂⻓青".chars().map(unified).collect::<String>(), "一行文长青");
        assert_eq!(unified('①'), '①');
    }

    #[test]
    fn bytes_of_gbk_are_read() {
        let mut glyphs = raw("青源市2031年食堂，开放。");
        repair_gbk(&mut glyphs);
        assert_eq!(said(&glyphs), "青源市2031年食堂，开放。");
        assert!((glyphs[0].x[0]).abs() < 1e-6 && (glyphs[0].x[1] - 10.0).abs() < 1e-6, "{:?}", glyphs[0].x);
    }

    #[test]
    fn other_tongues_stay() {
        let mut glyphs: Vec<Glyph> = raw("");
        for (n, c) in "l'été où l'âge déjà passé".chars().enumerate() {
            let x = n as f32 * 5.0;
            glyphs.push(Glyph { c, byte: u32::from(c) as u8, x: [x, x + 5.0], y: 0.0, size: 10.0, turn: 0 });
        }
        let before = said(&glyphs);
        repair_gbk(&mut glyphs);
        assert_eq!(said(&glyphs), before);
    }
}
