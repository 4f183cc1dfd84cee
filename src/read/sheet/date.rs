//! Dates and times that a spreadsheet holds as numbers of days.

/// A piece of a date's pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// A field by its letter (`y`, `m` for the month, `n` for the minute, `d`, `h`, `s`, `a` for the weekday) and its
    /// width.
    Field(char, usize),
    /// Hours, minutes or seconds in all.
    Elapsed(char),
    /// Morning or afternoon, in these words; hours go up to 12.
    Half(&'static str, &'static str),
    /// Words as they are.
    Literal(String),
}

/// The pieces of a section of a format; `None` where it is no date.
pub(super) fn parse(section: &str) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut rest = section;
    while let Some(c) = rest.chars().next() {
        let (piece, used) = piece(rest, c);
        if let Some(piece) = piece {
            pieces.push(piece);
        }
        rest = rest.get(used.max(c.len_utf8())..).unwrap_or_default();
    }
    let dated = pieces.iter().any(|piece| matches!(piece, Piece::Field(..) | Piece::Elapsed(_)));
    let digits = pieces.iter().any(|piece| matches!(piece, Piece::Literal(text) if text == "#" || text == "?"));
    if !dated || digits {
        return None;
    }
    minutes(&mut pieces);
    Some(pieces)
}

/// The piece that `rest`, which begins with `c`, begins with, and the bytes it takes.
fn piece(rest: &str, c: char) -> (Option<Piece>, usize) {
    let lower = c.to_ascii_lowercase();
    for (words, am, pm) in [("上午/下午", "上午", "下午"), ("am/pm", "AM", "PM"), ("a/p", "A", "P")] {
        if rest.get(..words.len()).is_some_and(|head| head.eq_ignore_ascii_case(words)) {
            return (Some(Piece::Half(am, pm)), words.len());
        }
    }
    match lower {
        'y' | 'm' | 'd' | 'h' | 's' => {
            let width = rest.chars().take_while(|next| next.eq_ignore_ascii_case(&c)).count();
            (Some(Piece::Field(lower, width)), width)
        }
        'a' if rest.get(..3).is_some_and(|head| head.eq_ignore_ascii_case("aaa")) => {
            let width = rest.chars().take_while(|next| next.eq_ignore_ascii_case(&c)).count();
            (Some(Piece::Field('a', width)), width)
        }
        '[' => {
            let inner = rest.get(1..).and_then(|rest| rest.split(']').next()).unwrap_or_default();
            let first = inner.chars().next().map_or(' ', |c| c.to_ascii_lowercase());
            let elapsed = matches!(first, 'h' | 'm' | 's') && inner.chars().all(|c| c.eq_ignore_ascii_case(&first));
            (elapsed.then_some(Piece::Elapsed(first)), inner.len() + 2)
        }
        '"' => {
            let inner = rest.get(1..).and_then(|rest| rest.split('"').next()).unwrap_or_default();
            (Some(Piece::Literal(inner.to_owned())), inner.len() + 2)
        }
        '\\' => {
            let next = rest.chars().nth(1);
            (next.map(|c| Piece::Literal(c.into())), 1 + next.map_or(0, char::len_utf8))
        }
        '_' | '*' => (None, 1 + rest.chars().nth(1).map_or(0, char::len_utf8)),
        '.' if rest.starts_with(".0") => (None, 1), // parts of a second are not shown
        '0' => (None, 1),
        _ => (Some(Piece::Literal(c.into())), c.len_utf8()),
    }
}

/// An `m` next to hours or seconds is minutes.
fn minutes(pieces: &mut [Piece]) {
    let field = |piece: &Piece| match piece {
        Piece::Field(letter, _) | Piece::Elapsed(letter) => Some(*letter),
        _ => None,
    };
    let letters: Vec<(usize, char)> =
        pieces.iter().enumerate().filter_map(|(at, piece)| Some((at, field(piece)?))).collect();
    for (n, &(at, letter)) in letters.iter().enumerate() {
        let before = n.checked_sub(1).and_then(|n| letters.get(n)).map(|&(_, letter)| letter);
        let after = letters.get(n + 1).map(|&(_, letter)| letter);
        if letter == 'm'
            && (before == Some('h') || after == Some('s'))
            && let Some(Piece::Field(letter, _)) = pieces.get_mut(at)
        {
            *letter = 'n';
        }
    }
}

/// A moment, taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Moment {
    year: i64,
    month: i64,
    day: i64,
    /// From 0, which is a Sunday.
    weekday: i64,
    /// Seconds since midnight.
    second: i64,
}

/// The number of days by the pattern; `None` where it is out of what calendars of spreadsheets hold.
pub(super) fn show(pieces: &[Piece], value: f64, since_1904: bool) -> Option<String> {
    let moment = moment(value, since_1904)?;
    let halved = pieces.iter().any(|piece| matches!(piece, Piece::Half(..)));
    let mut text = String::new();
    for piece in pieces {
        match piece {
            Piece::Literal(words) => text.push_str(words),
            Piece::Half(am, pm) => text.push_str(if moment.second < 43_200 { am } else { pm }),
            Piece::Elapsed(letter) => {
                let unit = match letter {
                    'h' => 24.0,
                    'm' => 1440.0,
                    _ => 86_400.0,
                };
                text += &(value * unit + 1e-6).floor().to_string();
            }
            Piece::Field(letter, width) => text.push_str(&field(*letter, *width, moment, halved)),
        }
    }
    Some(text)
}

fn field(letter: char, width: usize, moment: Moment, halved: bool) -> String {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    const DAYS: [&str; 7] = ["日", "一", "二", "三", "四", "五", "六"];
    let named = |names: &[&'static str], at: i64| usize::try_from(at).ok().and_then(|at| names.get(at)).copied();
    let hour = moment.second / 3600;
    let number = match letter {
        'y' if width <= 2 => return format!("{:02}", moment.year % 100),
        'y' => moment.year,
        'm' if width >= 3 => return named(&MONTHS, moment.month - 1).unwrap_or_default().to_owned(),
        'm' => moment.month,
        'd' if width >= 3 => return format!("星期{}", named(&DAYS, moment.weekday).unwrap_or_default()),
        'a' => {
            let day = named(&DAYS, moment.weekday).unwrap_or_default();
            return if width >= 4 { format!("星期{day}") } else { day.to_owned() };
        }
        'd' => moment.day,
        'h' if halved => (hour + 11) % 12 + 1,
        'h' => hour,
        'n' => moment.second / 60 % 60,
        _ => moment.second % 60,
    };
    let width = width.min(4);
    format!("{number:0width$}")
}

/// The moment that a number of days is.
fn moment(value: f64, since_1904: bool) -> Option<Moment> {
    if !(0.0..2_958_466.0).contains(&value) {
        return None;
    }
    let seconds = (value * 86_400.0).round() as i64;
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // Spreadsheets believe that 1900 was a leap year: what is before its 29 February is a day later than it counts.
    let since_1970 = if since_1904 { days - 24_107 } else { days - 25_569 + i64::from(days < 60) };
    let (year, month, day) = civil(since_1970);
    Some(Moment { year, month, day, weekday: (since_1970 + 4).rem_euclid(7), second })
}

/// Year, month and day of a number of days since 1970, in the Gregorian calendar.
fn civil(days: i64) -> (i64, i64, i64) {
    // Years begin in March here, so that the leap day is the last one of a year.
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(code: &str, value: f64) -> String {
        show(&parse(code).unwrap(), value, false).unwrap()
    }

    #[test]
    fn dates_by_their_pattern() {
        for (code, value, want) in [
            ("yyyy/m/d", 45717.0, "2025/3/1"),
            ("yyyy-mm-dd", 45717.0, "2025-03-01"),
            ("yyyy\"年\"m\"月\"d\"日\"", 45717.0, "2025年3月1日"),
            ("[$-804]yyyy年mm月", 45717.0, "2025年03月"),
            ("yy.m.d", 36526.0, "00.1.1"),
            ("m/d/yy h:mm", 45717.75, "3/1/25 18:00"),
            ("h:mm AM/PM", 0.75, "6:00 PM"),
            ("上午/下午h时mm分", 0.0, "上午12时00分"),
            ("mm:ss", 0.5 + 61.0 / 86400.0, "01:01"),
            ("[h]:mm", 1.5, "36:00"),
            ("yyyy/m/d aaaa", 45717.0, "2025/3/1 星期六"),
            ("d-mmm-yy", 1.0, "1-Jan-00"),
            ("yyyy/m/d", 61.0, "1900/3/1"),
        ] {
            assert_eq!(day(code, value), want, "{code}");
        }
        assert_eq!(show(&parse("yyyy/m/d").unwrap(), 0.0, true).unwrap(), "1904/1/1");
        assert!(parse("#,##0").is_none() && parse("\"day\"0").is_none());
        assert!(show(&parse("yyyy").unwrap(), -1.0, false).is_none());
    }
}
