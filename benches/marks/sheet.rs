//! Sheets of 40 logos: three in a row, each as it came on light and dark, as the theme has it, and the app icon. The names
//! are in `pages.txt`, row by row.

use std::fs;
use std::path::Path;

use rebadge::vector::Pixels;

use crate::Came;

const PAGE: usize = 40;
const IN_ROW: usize = 3;
/// The cell of one logo, and the gap between pictures.
const CELL: (usize, usize) = (520, 74);
const GAP: usize = 4;

/// Writes the sheets of a set.
pub(crate) fn write(folder: &Path, came: &[Came]) {
    fs::create_dir_all(folder).expect("a folder");
    let mut names = String::new();
    for (number, page) in came.chunks(PAGE).enumerate() {
        let rows = page.len().div_ceil(IN_ROW);
        let (width, height) = (IN_ROW * CELL.0, rows * CELL.1);
        let mut sheet = Pixels::filled(width as u32, height as u32, [128, 128, 128, 255]);
        names += &format!("page-{number:02}\n");
        for (at, logo) in page.iter().enumerate() {
            let (mut x, y) = (at % IN_ROW * CELL.0 + GAP, at / IN_ROW * CELL.1 + GAP);
            for picture in logo.damage.iter().flat_map(|damage| &damage.shown) {
                put(&mut sheet, picture, x, y);
                x += picture.width as usize + GAP;
            }
            names +=
                &format!("{:24}{}", logo.id, if at % IN_ROW == IN_ROW - 1 { "\n" } else { "" });
        }
        names += "\n";
        let bytes = png(&sheet);
        fs::write(folder.join(format!("page-{number:02}.png")), bytes).expect("a sheet");
    }
    fs::write(folder.join("pages.txt"), names).expect("the names");
}

fn put(sheet: &mut Pixels, picture: &Pixels, left: usize, top: usize) {
    let (from, to) = (picture.width as usize * 4, sheet.width as usize * 4);
    for (y, row) in picture.rgba.chunks_exact(from).enumerate() {
        sheet.rgba[(top + y) * to + left * 4..][..from].copy_from_slice(row);
    }
}

fn png(pixels: &Pixels) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, pixels.width, pixels.height);
    encoder.set_color(png::ColorType::Rgba);
    let mut writer = encoder.write_header().expect("a header");
    writer.write_image_data(&pixels.rgba).expect("pixels");
    writer.finish().expect("an end");
    bytes
}
