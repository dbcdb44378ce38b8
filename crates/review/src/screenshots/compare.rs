//! Whether two screenshots show the same. By pixels, and not to the bit: another version of a browser draws an edge
//! otherwise, which is nothing to take a picture anew for.

use super::Taken;
use rebadge_art::vector::read_png;

/// How far a channel of a pixel may be off, of 255.
const THRESHOLD: u8 = 8;

/// One of so many pixels may differ by more: fewer than a letter of a label has.
const SHARE: u64 = 20_000;

/// How alike a file and a picture are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Likeness {
    /// They show the same.
    Same,
    /// This share of the pixels differs, 0 to 1.
    Differs(f64),
    /// They have another size, or the file is no PNG.
    Unlike,
}

/// Compares a file with what was taken.
pub fn likeness(file: &[u8], taken: &Taken) -> Likeness {
    let Ok(old) = read_png(file) else { return Likeness::Unlike };
    let new = &taken.pixels;
    if (old.width, old.height) != (new.width, new.height) {
        return Likeness::Unlike;
    }
    let pairs = old.rgba.chunks_exact(4).zip(new.rgba.chunks_exact(4));
    let is_off =
        |(a, b): &(&[u8], &[u8])| a.iter().zip(*b).any(|(a, b)| a.abs_diff(*b) > THRESHOLD);
    let off = pairs.filter(is_off).count() as u64;
    let all = u64::from(new.width) * u64::from(new.height);
    if off * SHARE > all { Likeness::Differs(off as f64 / all as f64) } else { Likeness::Same }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rebadge_art::vector::Pixels;
    use rebadge_render::render::{Effort, png};
    use rebadge_theme::theme::FormFactor;

    /// Compares a gray picture with one in which so many pixels have another gray.
    #[track_caller]
    fn check(differing: usize, gray: u8, expect: Likeness) {
        let old = Pixels::filled(200, 200, [100, 100, 100, 255]);
        let mut pixels = old.clone();
        pixels.rgba.chunks_exact_mut(4).take(differing).for_each(|pixel| pixel[0] = gray);
        let file = png::encode(&old, Effort::Default).expect("a PNG");
        let taken = Taken { page: String::new(), form: FormFactor::Wide, pixels };
        assert_eq!(likeness(&file, &taken), expect, "{differing} {gray}");
    }

    #[test]
    fn a_few_edges_are_no_difference() {
        check(0, 0, Likeness::Same);
        check(40_000, 108, Likeness::Same);
        check(2, 255, Likeness::Same);
        check(4, 255, Likeness::Differs(0.0001));
        check(40_000, 109, Likeness::Differs(1.0));
    }

    #[test]
    fn another_size_is_another_picture() {
        let pixels = Pixels::filled(4, 4, [0; 4]);
        let file = png::encode(&Pixels::filled(4, 5, [0; 4]), Effort::Default).expect("a PNG");
        let taken = Taken { page: String::new(), form: FormFactor::Wide, pixels };
        assert_eq!(likeness(&file, &taken), Likeness::Unlike);
        assert_eq!(likeness(b"no picture", &taken), Likeness::Unlike);
    }
}
