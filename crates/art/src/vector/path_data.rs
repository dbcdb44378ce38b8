//! Path data as text, rounded in the same way for SVG and VectorDrawable.

use resvg::tiny_skia::{Path, PathSegment, Point};

/// A number with at most three decimals.
pub fn number(value: f32) -> String {
    let rounded = (f64::from(value) * 1000.0).round() / 1000.0;
    // No minus before a zero.
    format!("{}", rounded + 0.0)
}

/// The data of a path, absolute, with at most three decimals.
pub fn path_data(path: &Path) -> String {
    let mut data = String::new();
    let mut last = (String::new(), String::new());
    for segment in path.segments() {
        let (letter, points): (char, &[Point]) = match &segment {
            PathSegment::MoveTo(to) => ('M', &[*to]),
            PathSegment::LineTo(to) => ('L', &[*to]),
            PathSegment::QuadTo(a, to) => ('Q', &[*a, *to]),
            PathSegment::CubicTo(a, b, to) => ('C', &[*a, *b, *to]),
            PathSegment::Close => ('z', &[]),
        };
        let texts: Vec<_> = points.iter().map(|p| (number(p.x), number(p.y))).collect();
        let Some(to) = texts.last().cloned() else {
            data.push('z');
            continue;
        };
        match letter {
            // A line that leads nowhere, or along an axis.
            'L' if to == last => continue,
            'L' if to.1 == last.1 => data += &format!("H{}", to.0),
            'L' if to.0 == last.0 => data += &format!("V{}", to.1),
            _ => {
                let texts: Vec<_> = texts.iter().map(|(x, y)| format!("{x} {y}")).collect();
                data += &format!("{letter}{}", texts.join(" "));
            }
        }
        last = to;
    }
    data
}

#[cfg(test)]
mod tests {
    use super::*;
    use resvg::tiny_skia::PathBuilder;

    #[test]
    fn numbers_are_short() {
        for (value, text) in [(-0.0001, "0"), (1.23456, "1.235"), (-2.5, "-2.5"), (1e6, "1000000")]
        {
            assert_eq!(number(value), text);
        }
    }

    #[test]
    fn data_is_what_was_drawn() {
        let mut builder = PathBuilder::new();
        builder.move_to(1.0, 2.0);
        builder.line_to(9.5, 2.0);
        builder.line_to(9.5, 8.0);
        builder.line_to(9.5001, 8.0);
        builder.quad_to(5.0, 9.0, 4.0, 8.0);
        builder.cubic_to(3.0, 7.0, 2.0, 6.0, 1.0, 5.12345);
        builder.close();
        let data = "M1 2H9.5V8Q5 9 4 8C3 7 2 6 1 5.123z";
        assert_eq!(path_data(&builder.finish().unwrap()), data);
    }
}
