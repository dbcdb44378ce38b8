//! Mark or word mark: what of a logo can be an app icon. Looks at the shape, and at color only where it divides a symbol from
//! the words beside it.
//!
//! A mark is about square. A logo that is not may be a symbol beside or above its words, or letters in a row, and then
//! has a part that is. Parts are what an empty column or row divides.

use std::cmp::Reverse;

use super::mask::{Bounds, Mask, distance};
use super::neighbours;
use rebadge_art::vector::{Part, Pixels};

/// The painted part of a mark is this wide, as a share of its height: what `check` takes, and a little less.
const SQUARE: (f32, f32) = (0.62, 1.62);
/// The gap between a symbol and its words, as a multiple of the widest gap between letters.
const APART: f32 = 1.3;
/// The same for a wide symbol of several pieces.
const FAR: f32 = 2.0;
/// A symbol is at least this high, as a share of the words' height.
const HIGH: f32 = 0.8;
/// From this height on, as a multiple of the words' height, a symbol is one even if the gap between two words is as wide
/// as the gap to it.
const HIGHER: f32 = 1.25;
/// The widest symbol, as a share of its height: one that is wider than a square is drawn on a plate.
const WIDEST: f32 = 3.2;
/// From this width on, as a share of its height, a logo is too small to be read when it fills an icon as a whole.
const TINY: f32 = 2.5;
/// A word of so many letters that is at most so wide, as a share of its height, is an icon as a whole.
const SHORT: (usize, f32) = (3, 2.4);
/// The narrowest letter or symbol, as a share of its height.
const NARROWEST: f32 = 0.28;
/// A bracket is at most so wide, as a share of its height, or fills at most this share of its box.
const BRACKET: (f32, f64) = (0.8, 0.45);
/// From this share of equal pixels on, one shape is another's copy or mirror image.
const ALIKE: f64 = 0.85;
/// A symbol above its words takes at least this share of the height, and the words at most that.
const ABOVE: (f32, f32) = (0.45, 0.4);
/// A letter is at least this high, as a share of all letters' height.
const LETTER: f32 = 0.45;
/// The highest row of a word takes this share of its height: the rest is dots and accents.
const LINE: f32 = 0.7;
/// Letters that are cut into stripes have at least so many, each at most this share of their height.
const STRIPES: usize = 5;
const STRIPE: f32 = 0.2;
/// A letter is at least this high, as a share of the middle height of all.
const USUAL: f32 = 0.6;
/// From this share on, a picture is its own mirror image: a symbol, however wide.
const MIRRORED: f64 = 0.93;

/// What a logo is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Form {
    /// About square: it is its own mark.
    Mark,
    /// A symbol with words; the part is the symbol.
    Symbol(Part),
    /// A word mark; the part is its first letter.
    Word(Part),
    /// A word mark whose first letter is too narrow for an icon.
    NarrowWord(Part),
    /// A symbol with words, which is too wide or too narrow for an icon; the part is the symbol.
    WideSymbol(Part),
    /// Too wide or too high, and in one piece.
    Piece,
}

/// Which end a name begins at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reads {
    /// From the left.
    LeftToRight,
    /// From the right.
    RightToLeft,
}

/// What a logo is, by its shape.
pub(super) fn form(pixels: &Pixels, reads: Reads) -> Form {
    let mask = Mask::new(pixels);
    let Some(all) = mask.bounds(0..mask.width, 0..mask.height) else {
        return Form::Mark;
    };
    if let Some(symbol) = stacked(&mask, &all) {
        return symbol_form(&mask, &symbol);
    }
    if is_square(&all) {
        return Form::Mark;
    }
    if all.aspect() < 1.0 || mask.mirrored(&all) > MIRRORED {
        return Form::Piece;
    }
    let columns = mask.columns(&all);
    // Slanted letters overlap without touching.
    let glyphs = mask.glyphs(&all);
    let parts = [&columns, &glyphs];
    let is_bare = |part: &Bounds| mask.holds_whole(part, &glyphs);
    let colored = parts.into_iter().find_map(|parts| colored(&mask, parts, reads).filter(is_bare));
    if let Some(symbol) = colored {
        let bare = without_letters(&mask, &symbol, &all, reads);
        let is_apart = |bare: &Bounds| neighbours::is_apart(pixels, mask.part(bare));
        return symbol_form(&mask, &bare.filter(is_apart).unwrap_or(symbol));
    }
    let symbol = parts.into_iter().find_map(|parts| beside(parts, &all, reads, is_square));
    if let Some(symbol) =
        symbol.filter(|part| is_bare(part) && !is_tail(&mask, part, &glyphs, &all, reads))
    {
        return Form::Symbol(mask.part(&symbol));
    }
    if is_group(&mask, &columns, &glyphs, &all) {
        return Form::Piece;
    }
    // Letters that overlap are wide too: only an empty column ends a wide symbol.
    let wide = beside(&columns, &all, reads, is_wide).filter(is_bare);
    let wide =
        wide.filter(|part| !is_last(part, &all, reads) || is_of_its_own(&mask, part, &columns));
    if let Some(symbol) = wide.filter(|symbol| !ends_in_a_letter(&mask, symbol, &all)) {
        return Form::WideSymbol(mask.part(&symbol));
    }
    let narrow = beside(&columns, &all, reads, is_narrow).filter(is_bare);
    if let Some(symbol) = narrow.filter(|symbol| is_higher(&mask, symbol, &all)) {
        return Form::WideSymbol(mask.part(&symbol));
    }
    let one =
        || parts.into_iter().find_map(|parts| one_letter(parts, &glyphs, reads).filter(is_bare));
    let several = || parts.into_iter().find_map(|parts| letter(parts, &all, reads)).filter(is_bare);
    // Where letters overlap, all of a short word is better than two of them.
    let rest = || if all.aspect() > SHORT.1 { several() } else { None };
    let letter = is_one_line(&mask, &all).then(|| one().or_else(rest)).flatten();
    match letter.or_else(|| first_piece(&mask, &all, reads)) {
        Some(letter) if is_narrow(&letter) => Form::NarrowWord(mask.part(&letter)),
        Some(letter) => Form::Word(mask.part(&letter)),
        None => Form::Piece,
    }
}

/// A symbol without the first letters of its words, which reach under it so that no empty column divides them. None where there
/// are no such letters.
fn without_letters(mask: &Mask, symbol: &Bounds, all: &Bounds, reads: Reads) -> Option<Bounds> {
    let pieces = mask.pieces(all);
    let (mut own, mut words): (Vec<Bounds>, Vec<Bounds>) =
        pieces.into_iter().partition(|piece| symbol.with(piece) == *symbol);
    let count = own.len();
    loop {
        let line = words.iter().cloned().reduce(|a, b| a.with(&b))?;
        // Round letters reach a little over the line.
        let over = line.y.len() / 16;
        let line = Bounds { y: line.y.start.saturating_sub(over)..line.y.end + over, ..line };
        let letters = (0..own.len()).filter(|at| is_letter(&own[*at], &line));
        let nearest = match reads {
            Reads::LeftToRight => letters.max_by_key(|at| own[*at].x.end),
            Reads::RightToLeft => letters.min_by_key(|at| own[*at].x.start),
        };
        let is_word = |at: &usize| own.len() > 1 && !mask.differs(&own[*at..=*at], &words);
        let Some(nearest) = nearest.filter(is_word) else { break };
        words.push(own.remove(nearest));
    }
    let rest = own.iter().cloned().reduce(|a, b| a.with(&b))?;
    (own.len() < count).then_some(rest)
}

fn symbol_form(mask: &Mask, symbol: &Bounds) -> Form {
    if is_square(symbol) {
        Form::Symbol(mask.part(symbol))
    } else {
        Form::WideSymbol(mask.part(symbol))
    }
}

/// Whether parts belong together, so that none of them is an icon alone: a pair of brackets around the rest, copies of one
/// stroke, or a word of few letters.
fn is_group(mask: &Mask, columns: &[Bounds], glyphs: &[Bounds], all: &Bounds) -> bool {
    let [first, .., last] = columns else { return false };
    // A letter such as O is its own mirror image, and other letters are wider or heavier than a bracket.
    let is_bracket = first.aspect() <= BRACKET.0 || mask.filled(first) <= BRACKET.1;
    let is_pair =
        is_bracket && mask.mirrored(first) < ALIKE && mask.alike(first, last, true) >= ALIKE;
    let are_copies = |parts: &[Bounds]| {
        parts.len() > 1
            && parts[1..].iter().all(|other| mask.alike(&parts[0], other, false) >= ALIKE)
    };
    // Slanted strokes share columns.
    let are_copies = are_copies(columns) || are_copies(glyphs);
    is_pair || are_copies || (glyphs.len() <= SHORT.0 && all.aspect() <= SHORT.1)
}

/// Whether a part is higher than all others.
fn is_higher(mask: &Mask, part: &Bounds, all: &Bounds) -> bool {
    let pieces = mask.pieces(all);
    let others = pieces.into_iter().filter(|piece| part.with(piece) != *part);
    let rest = others.reduce(|a, b| a.with(&b));
    rest.is_some_and(|rest| part.y.len() as f32 >= HIGHER * rest.y.len() as f32)
}

/// The first letter of a row, where it is alone; or a symbol that is as near to the word as a letter.
fn one_letter(parts: &[Bounds], glyphs: &[Bounds], reads: Reads) -> Option<Bounds> {
    if parts.len() < 3 {
        return None;
    }
    let mut heights: Vec<usize> = parts.iter().map(|part| part.y.len()).collect();
    heights.sort_unstable();
    let least = USUAL * heights[heights.len() / 2] as f32;
    let is_high = |part: &&Bounds| part.y.len() as f32 >= least;
    let first = match reads {
        Reads::LeftToRight => parts.iter().find(is_high),
        Reads::RightToLeft => parts.iter().rev().find(is_high),
    }?;
    let within = glyphs.iter().filter(|glyph| first.with(glyph) == *first);
    let is_alone = within.filter(is_high).count() <= 1;
    (is_alone && (NARROWEST..=SQUARE.1).contains(&first.aspect())).then(|| first.clone())
}

/// Whether a part is the end of a word: letters whose columns overlap, also with a symbol above them.
fn is_tail(mask: &Mask, part: &Bounds, glyphs: &[Bounds], all: &Bounds, reads: Reads) -> bool {
    let is_within = |glyph: &&Bounds| part.with(glyph) == *part;
    is_last(part, all, reads)
        && (glyphs.iter().filter(is_within).count() > 1 || ends_in_a_letter(mask, part, all))
}

/// Whether a part stands where the words end.
fn is_last(part: &Bounds, all: &Bounds, reads: Reads) -> bool {
    match reads {
        Reads::LeftToRight => part.x.end == all.x.end,
        Reads::RightToLeft => part.x.start == all.x.start,
    }
}

/// Whether a wide part has another color than the words: letters that touch one another are wide too, and high where one of them
/// reaches up and another one down.
fn is_of_its_own(mask: &Mask, part: &Bounds, columns: &[Bounds]) -> bool {
    let words = columns.iter().filter(|other| part.with(other) != *part);
    mask.differs(std::slice::from_ref(part), &words.cloned().collect::<Vec<_>>())
}

/// Whether the last of several pieces of a symbol is a letter: as high as one of the words, and on their line.
fn ends_in_a_letter(mask: &Mask, symbol: &Bounds, all: &Bounds) -> bool {
    let pieces = mask.pieces(all);
    let (own, words): (Vec<_>, Vec<_>) =
        pieces.iter().partition(|piece| symbol.with(piece) == *symbol);
    let Some(rest) = words.iter().copied().cloned().reduce(|a, b| a.with(&b)) else {
        return false;
    };
    let is_like = |a: usize, b: usize| a.abs_diff(b) * 25 <= all.y.len();
    let is_same =
        |a: &Bounds, b: &Bounds| is_like(a.y.start, b.y.start) && is_like(a.y.end, b.y.end);
    let last = own.iter().min_by_key(|piece| distance(&piece.x, &rest.x));
    own.len() > 1 && last.is_some_and(|last| words.iter().any(|word| is_same(word, last)))
}

/// The first letter of a logo that would be tiny as a whole: what hangs together first, where lines above or below the
/// letters join their columns.
fn first_piece(mask: &Mask, all: &Bounds, reads: Reads) -> Option<Bounds> {
    let mut pieces = mask.pieces(all);
    let is_high = |piece: &&Bounds| piece.y.len() as f32 >= LETTER * all.y.len() as f32;
    if all.aspect() < TINY || pieces.iter().filter(is_high).count() < 3 {
        return None;
    }
    match reads {
        Reads::LeftToRight => pieces.sort_by_key(|piece| piece.x.start),
        Reads::RightToLeft => pieces.sort_by_key(|piece| Reverse(piece.x.end)),
    }
    let first = pieces.iter().find(is_high)?;
    (is_square(first) && mask.holds_whole(first, &pieces)).then(|| first.clone())
}

/// Whether all is on one line: below or above other shapes, the columns of a word are no letters. Dots and accents are
/// small, and so are the stripes that letters may be cut into.
fn is_one_line(mask: &Mask, all: &Bounds) -> bool {
    let rows = mask.rows(all);
    let highest = rows.iter().map(|row| row.y.len()).max().unwrap_or(0) as f32;
    let height = all.y.len() as f32;
    highest >= LINE * height || (highest <= STRIPE * height && rows.len() >= STRIPES)
}

fn is_square(bounds: &Bounds) -> bool {
    (SQUARE.0..=SQUARE.1).contains(&bounds.aspect())
}

/// Wider than a square, but no line of words.
fn is_wide(bounds: &Bounds) -> bool {
    (SQUARE.1..=WIDEST).contains(&bounds.aspect())
}

/// Narrower than a square, but no line.
fn is_narrow(bounds: &Bounds) -> bool {
    (NARROWEST..SQUARE.0).contains(&bounds.aspect())
}

/// A symbol above its words, or below them: no line, large, and with at least three letters beside it.
fn stacked(mask: &Mask, all: &Bounds) -> Option<Bounds> {
    let rows = mask.rows(all);
    let above = rows.split_first();
    let below = rows.split_last();
    above.into_iter().chain(below).find_map(|(symbol, rest)| {
        let words = rest.iter().cloned().reduce(|a, b| a.with(&b))?;
        let share = |bounds: &Bounds| bounds.y.len() as f32 / all.y.len() as f32;
        let fits = (SQUARE.0..=TINY).contains(&symbol.aspect())
            && share(symbol) >= ABOVE.0
            && share(&words) <= ABOVE.1;
        let is_line = rest.len() == 1 && words.aspect() > 2.5 && mask.columns(&words).len() >= 3;
        (fits && is_line).then(|| symbol.clone())
    })
}

/// A symbol at either end of its words: of a few pieces where they begin, of one where they end, since more would be
/// the last letters.
fn beside(
    columns: &[Bounds],
    all: &Bounds,
    reads: Reads,
    is_shaped: fn(&Bounds) -> bool,
) -> Option<Bounds> {
    let forward: Vec<Bounds> = columns.to_vec();
    let backward: Vec<Bounds> = columns.iter().rev().cloned().collect();
    let ends = match reads {
        Reads::LeftToRight => [forward, backward],
        Reads::RightToLeft => [backward, forward],
    };
    let symbols = [(&ends[0], 5), (&ends[1], 1)];
    symbols.into_iter().find_map(|(parts, most)| first_symbol(parts, most, all, is_shaped))
}

/// The symbol with which a row of parts begins: at most so many of them.
fn first_symbol(
    parts: &[Bounds],
    most: usize,
    all: &Bounds,
    is_shaped: fn(&Bounds) -> bool,
) -> Option<Bounds> {
    let gap = |at: usize| distance(&parts[at].x, &parts[at + 1].x);
    (0..parts.len().saturating_sub(2).min(most)).find_map(|last| {
        let symbol = parts[..=last].iter().cloned().reduce(|a, b| a.with(&b))?;
        let words = parts[last + 1..].iter().cloned().reduce(|a, b| a.with(&b))?;
        let own = (0..last).map(gap).max().unwrap_or(0);
        let mut letters: Vec<usize> = (last + 1..parts.len() - 1).map(gap).collect();
        letters.sort_unstable();
        let is_higher = symbol.y.len() as f32 >= HIGHER * words.y.len() as f32;
        // Between two words the gap may be as wide as that to the symbol.
        let usual = if is_higher { letters.get(letters.len() / 2) } else { letters.last() };
        let within = own.max(usual.copied().unwrap_or(0));
        // Several pieces in a width that letters have too are letters, unless the gap is wide.
        let apart = if last > 0 && !is_square(&symbol) { FAR } else { APART };
        let fits = is_shaped(&symbol)
            && symbol.y.len() as f32 >= HIGH * all.y.len() as f32
            && symbol.y.len() > words.y.len()
            && gap(last) as f32 >= apart * within as f32
            && !goes_on(parts, last)
            && words.aspect() > 1.5;
        fits.then_some(symbol)
    })
}

/// The symbol before words that have one color, which is not the symbol's: at most five parts, however near.
fn colored(mask: &Mask, parts: &[Bounds], reads: Reads) -> Option<Bounds> {
    let mut parts = parts.to_vec();
    if reads == Reads::RightToLeft {
        parts.reverse();
    }
    (0..parts.len().saturating_sub(3).min(5)).find_map(|last| {
        let (own, rest) = parts.split_at(last + 1);
        let symbol = own.iter().cloned().reduce(|a, b| a.with(&b))?;
        let words = rest.iter().cloned().reduce(|a, b| a.with(&b))?;
        let is_shaped = is_square(&symbol) || (last == 0 && is_narrow(&symbol));
        let is_high = symbol.y.len() as f32 >= HIGHER * words.y.len() as f32;
        let fits = is_shaped && is_high && words.aspect() > 1.5;
        // The next part has the words' color, so nothing of the symbol stays behind.
        let ends = || !mask.differs(&rest[..1], rest) && mask.differs(own, rest);
        (fits && ends() && !is_letter(&own[last], &words)).then_some(symbol)
    })
}

/// Whether a part is on the line of words, and about as high.
fn is_letter(part: &Bounds, words: &Bounds) -> bool {
    let is_within = part.y.start >= words.y.start && part.y.end <= words.y.end;
    is_within && part.y.len() as f32 >= USUAL * words.y.len() as f32
}

/// Whether the next parts are as high as the symbol and on its line, and the words after them are not: they are of the symbol.
fn goes_on(parts: &[Bounds], last: usize) -> bool {
    let height = parts[last].y.len();
    let is_near = |a: usize, b: usize| a.abs_diff(b) * 33 <= height;
    let is_like = |part: &Bounds| {
        is_near(part.y.start, parts[last].y.start) && is_near(part.y.end, parts[last].y.end)
    };
    let alike = parts[last + 1..].iter().take_while(|part| is_like(part)).count();
    let rest = &parts[last + 1 + alike..];
    (1..=2).contains(&alike)
        && rest.len() > 1
        && rest.iter().all(|part| part.y.len() * 10 <= height * 9)
}

/// The first letter of a row of letters, or as many as are about square together.
fn letter(columns: &[Bounds], all: &Bounds, reads: Reads) -> Option<Bounds> {
    let high = |bounds: &&Bounds| bounds.y.len() as f32 >= LETTER * all.y.len() as f32;
    if columns.len() < 3 || columns.iter().filter(high).count() * 10 < columns.len() * 6 {
        return None;
    }
    let mut parts: Vec<&Bounds> = columns.iter().collect();
    if reads == Reads::RightToLeft {
        parts.reverse();
    }
    let mut letters: Option<Bounds> = None;
    for part in parts.into_iter().skip_while(|part| !high(part)) {
        let joined = letters.as_ref().map_or_else(|| part.clone(), |letters| letters.with(part));
        if is_square(&joined) {
            return Some(joined);
        }
        letters = Some(joined);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture of boxes: x, y, width, height.
    fn picture(boxes: &[[usize; 4]]) -> Pixels {
        let mut pixels = Pixels::filled(200, 100, [0; 4]);
        for [left, top, width, height] in boxes {
            for (x, y) in
                (*top..top + height).flat_map(|y| (*left..left + width).map(move |x| (x, y)))
            {
                pixels.rgba[(y * 200 + x) * 4 + 3] = 255;
            }
        }
        pixels
    }

    fn check(boxes: &[[usize; 4]], reads: Reads, expect: &str) {
        let shown = |kind: &str, part: Part| {
            let share = |share: f32| (share * 200.0).round();
            format!("{kind} {}..{}", share(part.left), share(part.right))
        };
        let found = match form(&picture(boxes), reads) {
            Form::Mark => "mark".to_owned(),
            Form::Piece => "piece".to_owned(),
            Form::Symbol(part) => shown("symbol", part),
            Form::Word(part) => shown("word", part),
            Form::NarrowWord(part) => shown("narrow word", part),
            Form::WideSymbol(part) => shown("wide symbol", part),
        };
        assert_eq!(found, expect, "{boxes:?}");
    }

    #[test]
    fn marks_symbols_words_and_pieces_are_told_apart() {
        use Reads::{LeftToRight, RightToLeft};
        check(&[[0, 0, 50, 50], [60, 0, 30, 60]], LeftToRight, "mark");
        check(&[[0, 40, 200, 20]], LeftToRight, "piece");
        check(&[[90, 0, 20, 100]], LeftToRight, "piece");
        let words = [[70, 35, 15, 30], [90, 35, 15, 30], [110, 35, 16, 30], [130, 35, 30, 30]];
        check(&words, LeftToRight, "narrow word 70..86");
        let symbol = [&[[0, 10, 60, 60]], &words[..]].concat();
        check(&symbol, LeftToRight, "symbol 0..61");
        check(&[&words[..], &[[175, 20, 25, 30]]].concat(), RightToLeft, "word 175..200");
        // Letters as far apart as the first is from the second: a word.
        check(&[[0, 30, 30, 30], [40, 30, 30, 30], [80, 30, 20, 30]], LeftToRight, "word 0..31");
        check(&[[0, 30, 30, 30], [40, 30, 30, 30], [80, 30, 30, 30]], LeftToRight, "piece");
    }

    #[test]
    fn a_wide_symbol_leaves_its_words() {
        use Reads::{LeftToRight, RightToLeft};
        let words = [[110, 45, 15, 22], [129, 45, 15, 22], [148, 45, 15, 22], [167, 45, 15, 22]];
        let symbol = [[0, 40, 80, 34]];
        check(&[&symbol, &words[..]].concat(), LeftToRight, "wide symbol 0..81");
        // In two pieces, and before two words.
        let pieces = [[0, 40, 38, 34], [42, 40, 38, 34]];
        check(&[&pieces, &words[..]].concat(), LeftToRight, "wide symbol 0..81");
        let two = [[110, 45, 15, 22], [128, 45, 15, 22], [168, 45, 15, 22], [186, 45, 14, 22]];
        check(&[&symbol, &two[..]].concat(), LeftToRight, "wide symbol 0..81");
        // The first letter of the word reaches under the symbol, so that no empty column divides them.
        let both = [[0, 40, 84, 30], [78, 72, 26, 20]];
        let tail = [[112, 72, 15, 20], [132, 72, 15, 20], [152, 72, 15, 20], [172, 72, 28, 20]];
        let found = form(&picture(&[&both[..], &tail].concat()), LeftToRight);
        assert!(!matches!(found, Form::WideSymbol(_)), "{found:?}");
        // Nor those at the end of a word whose columns overlap, as those of `yJ` do.
        let word = [[0, 30, 22, 24], [40, 30, 22, 24], [80, 30, 22, 24]];
        let tail = [[130, 50, 20, 40], [146, 10, 20, 36]];
        let found = form(&picture(&[&word[..], &tail].concat()), LeftToRight);
        assert!(!matches!(found, Form::Symbol(_)), "{found:?}");
        // Nor the last letter with a star above it, which is wider.
        let word = [[0, 41, 36, 52], [41, 37, 36, 56], [82, 37, 30, 56]];
        let tail = [[124, 37, 20, 56], [128, 2, 66, 30]];
        let found = form(&picture(&[&word[..], &tail].concat()), LeftToRight);
        assert!(!matches!(found, Form::Symbol(_)), "{found:?}");
        // Nor letters at its end that touch one another, as `Jet` does, which reaches up and down.
        let word = [[0, 40, 22, 24], [30, 40, 22, 24], [60, 40, 22, 24]];
        let tail = [[90, 40, 60, 24], [90, 60, 20, 16], [110, 26, 20, 20]];
        let found = form(&picture(&[&word[..], &tail].concat()), LeftToRight);
        assert!(matches!(found, Form::Word(_)), "{found:?}");
        // Letters at the end of a word are no symbol.
        let word = [[0, 40, 18, 30], [26, 40, 18, 30], [60, 40, 20, 32], [84, 40, 20, 32]];
        let found = form(&picture(&word), LeftToRight);
        assert!(matches!(found, Form::NarrowWord(_)), "{found:?}");
        let found = form(&picture(&word), RightToLeft);
        assert!(!matches!(found, Form::WideSymbol(_)), "{found:?}");
    }

    #[test]
    fn a_line_below_hides_no_first_letter() {
        let word = [[0, 20, 26, 36], [34, 20, 26, 36], [68, 20, 26, 36], [102, 20, 26, 36]];
        let line = [[0, 64, 128, 6]];
        check(&[&word[..], &line].concat(), Reads::LeftToRight, "piece");
        let lower = [[0, 20, 40, 48], [48, 20, 40, 48], [96, 20, 40, 48], [150, 20, 40, 48]];
        check(&[&lower[..], &[[0, 72, 190, 2]]].concat(), Reads::LeftToRight, "word 0..41");
    }

    #[test]
    fn a_word_gives_one_letter_and_a_group_stays_whole() {
        use Reads::{LeftToRight, RightToLeft};
        let word = [[0, 20, 20, 40], [26, 30, 22, 30], [54, 30, 22, 30], [82, 30, 30, 30]];
        check(&word, LeftToRight, "narrow word 0..21");
        check(&word, RightToLeft, "word 82..113");
        // Three letters are an icon, unless they are wide.
        check(&[[0, 20, 20, 50], [26, 20, 40, 50], [72, 20, 36, 50]], LeftToRight, "piece");
        // Strokes that are copies of one another, and brackets around letters.
        let strokes = [[0, 0, 16, 60], [40, 0, 16, 60], [80, 0, 16, 60], [120, 0, 16, 60]];
        check(&strokes, LeftToRight, "piece");
        let opens = [[0, 20, 6, 60], [6, 20, 12, 6], [6, 74, 12, 6]];
        let closes = [[182, 20, 6, 60], [170, 20, 12, 6], [170, 74, 12, 6]];
        let inner = [[30, 35, 26, 30], [62, 30, 24, 30], [92, 35, 22, 30], [124, 30, 30, 30]];
        check(&[&opens[..], &inner, &closes].concat(), LeftToRight, "piece");
        check(&inner, LeftToRight, "word 29..57");
        // Wide letters may mirror one another by chance.
        let last = [[166, 35, 10, 30], [148, 35, 28, 14]];
        let first = [[0, 35, 10, 30], [0, 35, 28, 14]];
        let middle = [[40, 35, 28, 30], [75, 35, 28, 30], [110, 35, 28, 30]];
        check(&[&first[..], &middle, &last].concat(), LeftToRight, "word 0..29");
    }

    #[test]
    fn a_symbol_of_another_color_leaves_its_words() {
        let symbol = [[0, 20, 20, 50], [24, 20, 20, 50]];
        let words = [[47, 35, 15, 22], [66, 35, 15, 22], [85, 35, 16, 22], [104, 35, 30, 22]];
        let boxes = [&symbol, &words[..]].concat();
        let found = |last: usize| {
            let mut pixels = picture(&boxes);
            for (at, pixel) in pixels.rgba.chunks_exact_mut(4).enumerate() {
                let is_colored = at % 200 < boxes[last][0] + boxes[last][2];
                pixel[0] = if is_colored { 255 } else { 0 };
            }
            form(&pixels, Reads::LeftToRight)
        };
        let Form::Symbol(part) = found(1) else { panic!("{:?}", found(1)) };
        assert_eq!((part.right * 200.0).round(), 45.0);
        // A first letter of another color is no symbol with its neighbor.
        assert!(!matches!(found(2), Form::Symbol(_)), "{:?}", found(2));
    }

    #[test]
    fn a_letter_under_a_symbol_leaves_it() {
        // The wing of the symbol lies over the first letter.
        let symbol = [[0, 10, 60, 60], [60, 10, 18, 20]];
        let words = [[70, 40, 16, 26], [96, 40, 16, 26], [120, 40, 16, 26], [144, 40, 16, 26]];
        let boxes = [&symbol, &words[..]].concat();
        let mut pixels = picture(&boxes);
        for (at, pixel) in pixels.rgba.chunks_exact_mut(4).enumerate() {
            pixel[0] = if at % 200 < 60 { 255 } else { 0 };
        }
        let Form::Symbol(part) = form(&pixels, Reads::LeftToRight) else { panic!("no symbol") };
        assert_eq!((part.right * 200.0).round(), 79.0);
    }

    #[test]
    fn a_symbol_of_several_pieces_leaves_as_a_whole() {
        // A narrow one that is higher than the words.
        let words = [[60, 35, 15, 22], [80, 35, 15, 22], [100, 35, 16, 22], [122, 35, 30, 22]];
        check(
            &[&[[20, 20, 24, 50]], &words[..]].concat(),
            Reads::LeftToRight,
            "wide symbol 20..45",
        );
        // Two columns of one height before lower words: neither ends the symbol alone.
        let pair = [[0, 20, 26, 40], [32, 20, 12, 40]];
        check(&[&pair, &words[..]].concat(), Reads::LeftToRight, "symbol 0..45");
        // Five columns, as those of a ring of dots.
        let dots =
            [[0, 30, 6, 6], [9, 20, 6, 26], [18, 10, 6, 44], [27, 20, 6, 26], [36, 30, 6, 6]];
        check(&[&dots, &words[..]].concat(), Reads::LeftToRight, "symbol 0..43");
    }

    #[test]
    fn a_symbol_may_stand_above_or_below_its_words() {
        let words = [[60, 75, 10, 15], [80, 75, 10, 15], [100, 75, 10, 15], [120, 75, 20, 15]];
        check(&[&[[70, 0, 60, 60]], &words[..]].concat(), Reads::LeftToRight, "symbol 70..131");
        check(&[[70, 0, 60, 60], [60, 75, 80, 15]], Reads::LeftToRight, "mark");
        let under = [[60, 0, 10, 15], [80, 0, 10, 15], [100, 0, 10, 15], [120, 0, 20, 15]];
        check(&[&under[..], &[[70, 30, 60, 60]]].concat(), Reads::LeftToRight, "symbol 70..131");
        let wide = [&[[40, 0, 110, 60]], &words[..]].concat();
        check(&wide, Reads::LeftToRight, "wide symbol 40..151");
    }

    #[test]
    fn letters_under_a_symbol_of_another_color_stay_out() {
        let letters = [[30, 70, 20, 22], [55, 70, 20, 22], [85, 70, 20, 22], [110, 70, 20, 22]];
        let word = [&letters[..], &[[135, 70, 20, 22]]].concat();
        let mut pixels = picture(&[&[[0, 20, 80, 45]], &word[..]].concat());
        for (x, y) in (20..65).flat_map(|y| (0..80).map(move |x| (x, y))) {
            pixels.rgba[(y * 200 + x) * 4 + 1] = 200;
        }
        let Form::WideSymbol(part) = form(&pixels, Reads::LeftToRight) else {
            panic!("{:?}", form(&pixels, Reads::LeftToRight));
        };
        assert!(part.bottom < 0.7 && part.right > 0.39, "{part:?}");
    }
}
