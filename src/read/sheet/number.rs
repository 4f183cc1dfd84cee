//! Numbers and dates as their format shows them.

use super::date;

/// A number format, read once for all its cells.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) enum NumberFormat {
    /// As many digits as the number has.
    #[default]
    General,
    /// Fixed digits.
    Decimal(Decimal),
    /// A date or a time by its pattern.
    Date(Vec<date::Piece>),
}

/// A format of digits, one for each sign where they differ in more than it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Decimal {
    before: String,
    after: String,
    digits: usize,
    /// How many of the digits are shown where they are 0.
    fixed: usize,
    /// Digits before the point at least.
    whole: usize,
    thousands: bool,
    /// The number is multiplied by 10 to this.
    shift: i32,
}

impl NumberFormat {
    /// The format that a code such as `#,##0.00` or `yyyy"年"m"月"` means. What is not known is [`Self::General`].
    pub fn parse(code: &str) -> Self {
        let section = first_section(code);
        if section.trim().eq_ignore_ascii_case("general") || section.contains('@') {
            return Self::General;
        }
        if let Some(pieces) = date::parse(section) {
            return Self::Date(pieces);
        }
        decimal(section).map_or(Self::General, Self::Decimal)
    }

    /// A format that spreadsheet programs know by its number, as they show it in China.
    pub fn builtin(id: u32) -> Self {
        let code = match id {
            1 => "0",
            2 => "0.00",
            3 | 37 | 38 | 41 | 42 => "#,##0",
            4 | 39 | 40 | 43 | 44 => "#,##0.00",
            5 | 6 => "\"¥\"#,##0",
            7 | 8 => "\"¥\"#,##0.00",
            9 => "0%",
            10 => "0.00%",
            14 | 30 => "yyyy/m/d",
            15 => "d-mmm-yy",
            16 => "d-mmm",
            17 => "mmm-yy",
            18 => "h:mm AM/PM",
            19 => "h:mm:ss AM/PM",
            20 => "h:mm",
            21 => "h:mm:ss",
            22 => "yyyy/m/d h:mm",
            27 | 36 | 50 | 52 | 57 => "yyyy年m月",
            28 | 29 | 51 | 53 | 54 | 58 => "m月d日",
            31 => "yyyy年m月d日",
            32 => "h时mm分",
            33 => "h时mm分ss秒",
            34 | 55 => "上午/下午h时mm分",
            35 | 56 => "上午/下午h时mm分ss秒",
            45 | 47 => "mm:ss",
            46 => "[h]:mm:ss",
            _ => return Self::General,
        };
        Self::parse(code)
    }

    /// The number as the format shows it; `since_1904` says from where days are counted.
    pub fn show(&self, value: f64, since_1904: bool) -> String {
        match self {
            _ if !value.is_finite() => String::new(),
            Self::General => general(value),
            Self::Decimal(decimal) => decimal.show(value),
            Self::Date(pieces) => date::show(pieces, value, since_1904).unwrap_or_else(|| general(value)),
        }
    }
}

/// The code for positive numbers: up to the first `;` outside of quotes.
fn first_section(code: &str) -> &str {
    let (mut quoted, mut escaped) = (false, false);
    for (at, c) in code.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '"' => quoted = !quoted,
            '\\' if !quoted => escaped = true,
            ';' if !quoted => return code.get(..at).unwrap_or(code),
            _ => {}
        }
    }
    code
}

/// A number without a format: up to eleven digits where it is no whole one, as a cell shows.
pub(super) fn general(value: f64) -> String {
    let size = value.abs();
    if size < 1e15 && (size.fract() == 0.0) {
        return format!("{value:.0}").replace("-0", if value == 0.0 { "0" } else { "-0" });
    }
    if !(1e-9..1e15).contains(&size) {
        return format!("{value:E}");
    }
    let whole = (size.log10().floor() as i32 + 1).max(1);
    let digits = usize::try_from(11 - whole).unwrap_or(0).clamp(2, 10);
    trim_zeros(format!("{value:.digits$}"), 0)
}

/// Takes off zeros behind the point, but for `fixed` digits.
fn trim_zeros(mut text: String, fixed: usize) -> String {
    let Some(point) = text.find('.') else { return text };
    while text.len() > point + 1 + fixed && text.ends_with('0') {
        text.pop();
    }
    if text.ends_with('.') {
        text.pop();
    }
    text
}

/// The format of digits that a section states; `None` for fractions, powers and what has no digit.
fn decimal(section: &str) -> Option<Decimal> {
    let mut format = Decimal {
        before: String::new(),
        after: String::new(),
        digits: 0,
        fixed: 0,
        whole: 0,
        thousands: false,
        shift: 0,
    };
    let (mut seen, mut point) = (false, false);
    let mut chars = section.chars().peekable();
    while let Some(c) = chars.next() {
        let literal = match c {
            '0' | '#' | '?' => {
                seen = true;
                format.digits = (format.digits + usize::from(point)).min(15);
                format.fixed = if point && c == '0' { format.digits } else { format.fixed };
                format.whole = (format.whole + usize::from(!point && c == '0')).min(20);
                continue;
            }
            '.' if !point => {
                point = true;
                continue;
            }
            ',' => {
                let inside = seen && chars.peek().is_some_and(|&next| matches!(next, '0' | '#' | '?'));
                format.thousands |= inside;
                format.shift -= if inside { 0 } else { 3 };
                continue;
            }
            '%' => {
                format.shift += 2;
                "%".to_owned()
            }
            '/' | 'E' | 'e' if seen => return None,
            '"' => chars.by_ref().take_while(|&c| c != '"').collect(),
            '\\' => chars.next().map(String::from).unwrap_or_default(),
            '_' | '*' => {
                chars.next();
                continue;
            }
            '[' => currency(&chars.by_ref().take_while(|&c| c != ']').collect::<String>()),
            other => String::from(other),
        };
        if seen { &mut format.after } else { &mut format.before }.push_str(&literal);
    }
    seen.then_some(format)
}

/// The sign in `[$¥-804]`; nothing for a colour or a condition.
fn currency(inner: &str) -> String {
    inner.strip_prefix('$').and_then(|rest| rest.split('-').next()).unwrap_or_default().to_owned()
}

impl Decimal {
    fn show(&self, value: f64) -> String {
        let scaled = value * 10_f64.powi(self.shift.clamp(-30, 30));
        // A binary fraction just under a half (1.005) is rounded as its shortest decimal form reads.
        let nudged = scaled + scaled.signum() * scaled.abs() * f64::EPSILON;
        let digits = trim_zeros(format!("{:.*}", self.digits, nudged.abs()), self.fixed);
        let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
        let whole = format!("{whole:0>width$}", width = self.whole);
        let whole = if self.thousands { grouped(&whole) } else { whole };
        let zero = digits.bytes().all(|b| matches!(b, b'0' | b'.'));
        let sign = if value < 0.0 && !zero { "-" } else { "" };
        let point = if fraction.is_empty() { "" } else { "." };
        format!("{sign}{}{whole}{point}{fraction}{}", self.before.trim_start(), self.after.trim_end())
    }
}

/// The digits with a comma after each thousand.
fn grouped(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (at, c) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(c);
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn show(code: &str, value: f64) -> String {
        NumberFormat::parse(code).show(value, false)
    }

    #[test]
    fn numbers_without_a_format() {
        for (value, want) in [
            (0.0, "0"),
            (-0.0, "0"),
            (-3.0, "-3"),
            (1200.0, "1200"),
            (0.1 + 0.2, "0.3"),
            (1234.5678, "1234.5678"),
            (110_105_199_001_011.0, "110105199001011"),
            (1.0 / 3.0, "0.3333333333"),
        ] {
            assert_eq!(show("General", value), want);
        }
    }

    #[test]
    fn digits_by_their_format() {
        for (code, value, want) in [
            ("0", 12.6, "13"),
            ("0.00", 3.0, "3.00"),
            ("0.00", 1.005, "1.01"),
            ("#,##0", 1_234_567.0, "1,234,567"),
            ("#,##0.00_ ", -1234.5, "-1,234.50"),
            ("#,##0.00;[Red]-#,##0.00", -1.0, "-1.00"),
            ("0%", 0.125, "13%"),
            ("0.0%", 0.125, "12.5%"),
            ("0.##", 2.5, "2.5"),
            ("000000", 1042.0, "001042"),
            ("\"¥\"#,##0.00", 8.0, "¥8.00"),
            ("[$¥-804]#,##0", 1500.0, "¥1,500"),
            ("0\"万元\"", 12.0, "12万元"),
            ("0.0,", 12_345.0, "12.3"),
            ("# ?/?", 0.5, "0.5"),
            ("@", 7.0, "7"),
            ("0.00", -0.001, "0.00"),
        ] {
            assert_eq!(show(code, value), want, "{code}");
        }
    }

    #[test]
    fn builtin_formats() {
        assert_eq!(NumberFormat::builtin(10).show(0.5, false), "50.00%");
        assert_eq!(NumberFormat::builtin(14).show(45717.0, false), "2025/3/1");
        assert_eq!(NumberFormat::builtin(31).show(45717.0, false), "2025年3月1日");
        assert_eq!(NumberFormat::builtin(999).show(2.0, false), "2");
    }

    proptest! {
        #[test]
        fn any_code_shows_any_number(code in "[0#?.,%;@yYmdhsAP/:\"\\\\\\[\\]$年 -]{0,12}", value: f64) {
            let text = show(&code, value);
            prop_assert!(text.len() < 700);
        }
    }
}
