//! Letters for the contact sheet, drawn as lines with a round pen: Latin letters and digits for names of files and
//! sizes. No system font is used, and the tool brings none.

/// Height of a line of text, in units of the grid.
pub(super) const LINE: f32 = 12.0;

/// Where the letters stand within a line.
const TOP: f32 = 1.0;

/// A letter: how wide it is, and its lines as SVG path data. Capitals reach from 1 to 7, small letters from 3 to 7, tails
/// down to 9.
#[rustfmt::skip]
const LETTERS: &[(char, f32, &str)] = &[
    ('a', 3.0, "M3 3V7M3 4.2A1.6 1.4 0 0 0 0 4.5V5.5A1.6 1.5 0 0 0 3 5.8"),
    ('b', 3.0, "M0 1V7M0 4.2A1.6 1.4 0 0 1 3 4.5V5.5A1.6 1.5 0 0 1 0 5.8"),
    ('c', 3.0, "M3 4A1.6 1.4 0 0 0 0 4.5V5.5A1.6 1.5 0 0 0 3 6"),
    ('d', 3.0, "M3 1V7M3 4.2A1.6 1.4 0 0 0 0 4.5V5.5A1.6 1.5 0 0 0 3 5.8"),
    ('e', 3.0, "M0 5H3V4.5A1.5 1.5 0 0 0 0 4.5V5.5A1.6 1.5 0 0 0 2.8 6.3"),
    ('f', 2.2, "M2.2 1.2A1.2 1.2 0 0 0 0.9 2.4V7M0 3.2H2"),
    ('g', 3.0, "M3 3V7.6A1.5 1.4 0 0 1 0.2 8.3M3 4.2A1.6 1.4 0 0 0 0 4.5V5.5A1.6 1.5 0 0 0 3 5.8"),
    ('h', 3.0, "M0 1V7M0 4.4A1.5 1.4 0 0 1 3 4.4V7"),
    ('i', 0.4, "M0.2 3V7M0.2 1.2V1.4"),
    ('j', 1.0, "M0.9 3V8A1 1 0 0 1 0 8.9M0.9 1.2V1.4"),
    ('k', 2.8, "M0 1V7M2.6 3L0.2 5.2M1 4.5L2.8 7"),
    ('l', 0.8, "M0.1 1V6.2A0.7 0.7 0 0 0 0.8 7"),
    ('m', 4.6, "M0 3V7M0 4.2A1.15 1.2 0 0 1 2.3 4.2V7M2.3 4.2A1.15 1.2 0 0 1 4.6 4.2V7"),
    ('n', 3.0, "M0 3V7M0 4.4A1.5 1.4 0 0 1 3 4.4V7"),
    ('o', 3.0, "M0 4.5A1.5 1.5 0 0 1 3 4.5V5.5A1.5 1.5 0 0 1 0 5.5Z"),
    ('p', 3.0, "M0 3V9M0 4.2A1.6 1.4 0 0 1 3 4.5V5.5A1.6 1.5 0 0 1 0 5.8"),
    ('q', 3.0, "M3 3V9M3 4.2A1.6 1.4 0 0 0 0 4.5V5.5A1.6 1.5 0 0 0 3 5.8"),
    ('r', 2.0, "M0 3V7M0 4.6A1.7 1.6 0 0 1 2 3.1"),
    ('s', 2.8, "M2.7 3.6C2.2 2.8 0.1 2.8 0.1 4.1S2.8 5 2.8 6S0.6 7.4 0 6.3"),
    ('t', 2.0, "M0.8 1.8V6A1 1 0 0 0 2 7M0 3.2H2"),
    ('u', 3.0, "M0 3V5.6A1.5 1.4 0 0 0 3 5.6M3 3V7"),
    ('v', 3.0, "M0 3L1.5 7L3 3"),
    ('w', 4.4, "M0 3L1.1 7L2.2 3.6L3.3 7L4.4 3"),
    ('x', 2.8, "M0 3L2.8 7M2.8 3L0 7"),
    ('y', 3.0, "M0 3L1.5 7M3 3L1.2 8.2A1 1 0 0 1 0.2 8.9"),
    ('z', 2.6, "M0 3H2.6L0 7H2.6"),
    ('A', 4.0, "M0 7L2 1L4 7M0.7 5H3.3"),
    ('B', 3.4, "M0 1V7H2A1.4 1.5 0 0 0 2 4H0M0 1H1.8A1.3 1.5 0 0 1 1.8 4"),
    ('C', 3.8, "M3.8 2.2A2 1.9 0 0 0 0 3V5A2 1.9 0 0 0 3.8 5.8"),
    ('D', 3.8, "M0 1V7H1.6A2.2 3 0 0 0 1.6 1Z"),
    ('E', 3.0, "M3 1H0V7H3M0 4H2.5"),
    ('F', 3.0, "M3 1H0V7M0 4H2.5"),
    ('G', 4.0, "M3.8 2.2A2 1.9 0 0 0 0 3V5A2 1.9 0 0 0 4 5V4.2H2.4"),
    ('H', 3.6, "M0 1V7M3.6 1V7M0 4H3.6"),
    ('I', 0.4, "M0.2 1V7"),
    ('J', 2.4, "M2.4 1V5.6A1.2 1.4 0 0 1 0 5.8"),
    ('K', 3.4, "M0 1V7M3.2 1L0.2 4.4M1.3 3.4L3.4 7"),
    ('L', 2.8, "M0 1V7H2.8"),
    ('M', 4.6, "M0 7V1L2.3 5L4.6 1V7"),
    ('N', 3.8, "M0 7V1L3.8 7V1"),
    ('O', 4.0, "M0 3A2 2 0 0 1 4 3V5A2 2 0 0 1 0 5Z"),
    ('P', 3.4, "M0 7V1H1.8A1.6 1.6 0 0 1 1.8 4.4H0"),
    ('Q', 4.0, "M0 3A2 2 0 0 1 4 3V5A2 2 0 0 1 0 5ZM2.6 5.4L4.2 7.4"),
    ('R', 3.6, "M0 7V1H1.8A1.6 1.6 0 0 1 1.8 4.3H0M1.8 4.3L3.6 7"),
    ('S', 3.4, "M3.3 2C2.6 0.6 0.1 0.7 0.1 2.5S3.4 3.9 3.4 5.5S0.8 7.6 0 6"),
    ('T', 4.0, "M0 1H4M2 1V7"),
    ('U', 3.6, "M0 1V5.2A1.8 1.8 0 0 0 3.6 5.2V1"),
    ('V', 4.0, "M0 1L2 7L4 1"),
    ('W', 5.6, "M0 1L1.4 7L2.8 2L4.2 7L5.6 1"),
    ('X', 3.6, "M0 1L3.6 7M3.6 1L0 7"),
    ('Y', 3.8, "M0 1L1.9 4L3.8 1M1.9 4V7"),
    ('Z', 3.4, "M0 1H3.4L0 7H3.4"),
    ('0', 3.4, "M0 2.7A1.7 1.7 0 0 1 3.4 2.7V5.3A1.7 1.7 0 0 1 0 5.3Z"),
    ('1', 3.4, "M0.6 2.2L2 1V7"),
    ('2', 3.4, "M0.2 2.3C0.6 0.5 3.4 0.6 3.2 2.7C3 4.2 0.2 5.6 0.1 7H3.4"),
    ('3', 3.4, "M0.2 2C1 0.5 3.2 0.8 3.2 2.4C3.2 3.6 2.2 3.9 1.4 3.9C2.4 3.9 3.4 4.3 3.4 5.5C3.4 7.4 0.6 7.5 0 5.9"),
    ('4', 3.4, "M2.6 7V1L0 5.4H3.4"),
    ('5', 3.4, "M3.1 1H0.6L0.3 3.6C1.4 2.9 3.4 3.1 3.4 5C3.4 7.3 0.7 7.5 0 6"),
    ('6', 3.4, "M2.9 1.2C1 1.6 0 3.2 0 5.2A1.7 1.8 0 1 0 3.4 5.2A1.7 1.7 0 0 0 0.1 4.7"),
    ('7', 3.4, "M0 1H3.4L1.2 7"),
    ('8', 3.4, "M1.7 3.9A1.4 1.45 0 1 1 1.71 3.9A1.7 1.55 0 1 1 1.69 3.9"),
    ('9', 3.4, "M3.3 3.3A1.7 1.7 0 0 1 0 2.8A1.7 1.8 0 1 1 3.4 2.8C3.4 4.8 2.4 6.4 0.5 6.8"),
    ('.', 0.4, "M0.2 6.8V7"),
    (',', 0.6, "M0.4 6.7L0.1 7.9"),
    (':', 0.4, "M0.2 3.6V3.8M0.2 6.8V7"),
    ('-', 2.0, "M0 5H2"),
    ('_', 3.4, "M0 8H3.4"),
    ('/', 2.6, "M0 7.8L2.6 0.8"),
    ('@', 5.0, "M3.5 3.2V5.2A0.75 0.9 0 0 0 5 5.2V4A2.5 2.7 0 1 0 3.8 7M3.5 4.4A1.1 1.2 0 1 0 3.5 4.6"),
    ('×', 2.6, "M0 3.7L2.6 6.3M2.6 3.7L0 6.3"),
    ('%', 4.4, "M4 1L0.4 7M0 2.1A0.9 1 0 1 1 1.8 2.1A0.9 1 0 1 1 0 2.1M2.6 5.9A0.9 1 0 1 1 4.4 5.9A0.9 1 0 1 1 2.6 5.9"),
    ('~', 3.0, "M0 5.2C0.6 3.8 1.3 4.2 1.6 4.6S2.6 5.4 3 4"),
    ('·', 0.4, "M0.2 4.4V4.6"),
    ('(', 1.4, "M1.4 0.6A4.5 4.5 0 0 0 1.4 8"),
    (')', 1.4, "M0 0.6A4.5 4.5 0 0 1 0 8"),
    (';', 0.6, "M0.4 3.6V3.8M0.4 6.7L0.1 7.9"),
    ('\'', 0.4, "M0.2 0.8V2.4"),
    ('"', 1.6, "M0.2 0.8V2.4M1.4 0.8V2.4"),
    ('!', 0.4, "M0.2 1V5.2M0.2 6.8V7"),
    ('?', 2.8, "M0.1 2.2C0.4 0.6 2.8 0.6 2.7 2.4C2.6 3.6 1.4 3.8 1.4 5.2M1.4 6.8V7"),
    ('#', 3.6, "M1.2 1L0.7 7M2.9 1L2.4 7M0.1 2.9H3.6M0 5.1H3.5"),
    ('&', 4.0, "M4 7L0.9 3.1A1.2 1.2 0 1 1 2.6 3.1L0.7 4.6A1.5 1.5 0 0 0 3.6 5.8L4 5"),
    ('*', 2.6, "M1.3 1V3.8M0.1 1.7L2.5 3.1M2.5 1.7L0.1 3.1"),
    ('=', 2.8, "M0 3.8H2.8M0 5.6H2.8"),
    ('<', 2.6, "M2.6 2.6L0 4.6L2.6 6.6"),
    ('>', 2.6, "M0 2.6L2.6 4.6L0 6.6"),
    ('[', 1.2, "M1.2 0.6H0V8H1.2"),
    (']', 1.2, "M0 0.6H1.2V8H0"),
    ('$', 3.4, "M3.3 2C2.6 0.6 0.1 0.7 0.1 2.5S3.4 3.9 3.4 5.5S0.8 7.6 0 6M1.7 0.2V7.8"),
    ('+', 2.8, "M1.4 3.2V6M0 4.6H2.8"),
];

/// What stands for a letter that is not there.
const UNKNOWN: (f32, &str) = (3.0, "M0 1H3V7H0Z");

/// The space between two letters, and that of a space itself.
const BETWEEN: f32 = 1.4;
const SPACE: f32 = 2.2;

fn letter(c: char) -> (f32, &'static str) {
    let found = LETTERS.iter().find(|(letter, ..)| *letter == c);
    found.map_or(UNKNOWN, |(_, width, path)| (*width, *path))
}

/// How wide a text is, in units of the grid.
pub(super) fn width(text: &str) -> f32 {
    let one = |c: char| if c == ' ' { SPACE } else { letter(c).0 + BETWEEN };
    text.chars().map(one).sum()
}

/// The part of a text that is no wider than `most` units, its middle left out where it is longer.
pub(super) fn shortened(text: &str, most: f32) -> String {
    if width(text) <= most {
        return text.to_owned();
    }
    let letters: Vec<char> = text.chars().collect();
    let fits = |kept: usize| {
        let (head, tail) = (kept / 2, kept - kept / 2);
        let head: String = letters[..head].iter().collect();
        let tail: String = letters[letters.len() - tail..].iter().collect();
        format!("{head}..{tail}")
    };
    let texts = (0..letters.len()).rev().map(fits);
    texts.into_iter().find(|text| width(text) <= most).unwrap_or_default()
}

/// A text as SVG, its line beginning at `x`, `y`; `scale` is pixels per unit.
pub(super) fn svg(text: &str, (x, y): (f32, f32), scale: f32) -> String {
    let mut out = String::new();
    let mut at = 0.0;
    for c in text.chars() {
        if c == ' ' {
            at += SPACE;
            continue;
        }
        let (width, path) = letter(c);
        let (left, top) = (x + at * scale, y + TOP * scale);
        out += &format!(
            "<path transform='matrix({scale} 0 0 {scale} {left:.2} {top:.2})' d='{path}'/>"
        );
        at += width + BETWEEN;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_keeps_its_ends() {
        let name = "Square44x44Logo.targetsize-256_altform-lightunplated.png";
        let short = shortened(name, 60.0);
        assert!(width(&short) <= 60.0 && short.starts_with("Squ") && short.ends_with(".png"));
        assert_eq!(shortened("icon.png", 60.0), "icon.png");
        assert_eq!(shortened("icon.png", 0.0), "");
    }

    #[test]
    fn every_letter_of_a_set_is_there() {
        for icon in rebadge_plan::plan::sets().flat_map(|set| rebadge_plan::plan::icons(set, "app"))
        {
            check(&icon.name);
        }
        rebadge_plan::plan::sets().for_each(|set| check(set.summary));
    }

    fn check(text: &str) {
        for c in text.chars().filter(|c| *c != ' ') {
            assert!(LETTERS.iter().any(|(letter, ..)| *letter == c), "{c:?} of {text}");
        }
    }
}
