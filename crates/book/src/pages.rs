//! Page numbers for the table of contents: the page of a printed PDF on which each chapter begins. Chromium writes PDF
//! objects as plain text; only the streams in them are compressed.
//!
//! Source: ISO 32000-1, 7.7.3 (the tree of pages), 7.9 and 12.3.2.3 (named destinations).

/// The book with the numbers of the pages in its contents, as they are in the PDF that was printed of it; as it came where
/// the PDF is of a kind that this does not read.
pub fn numbered(page: &str, pdf: &[u8]) -> String {
    let text = String::from_utf8_lossy(pdf);
    let Some(pages) = pages(&text) else { return page.to_owned() };
    let mut numbered = page.to_owned();
    for (name, object) in destinations(&text) {
        if let Some(at) = pages.iter().position(|page| *page == object) {
            let empty = format!("data-page=\"{name}\"></b>");
            let full = format!("data-page=\"{name}\">{}</b>", at + 1);
            numbered = numbered.replacen(&empty, &full, 1);
        }
    }
    numbered
}

/// The objects of all pages, in their order.
fn pages(text: &str) -> Option<Vec<u32>> {
    let catalog = text.split("/Type /Catalog").nth(1)?;
    let root = catalog.split("/Pages ").nth(1)?.split(' ').next()?.parse().ok()?;
    let mut pages = Vec::new();
    add(text, root, &mut pages, 0)?;
    Some(pages)
}

fn add(text: &str, object: u32, pages: &mut Vec<u32>, depth: usize) -> Option<()> {
    // A tree of pages is flat; a circle is no tree.
    if depth > 20 {
        return None;
    }
    let start = text.find(&format!("\n{object} 0 obj\n"))?;
    let body = text[start..].split("endobj").next()?;
    match body.split("/Kids [").nth(1) {
        None => pages.push(object),
        Some(kids) => {
            let kids = kids.split(']').next()?;
            for kid in kids.split(" 0 R").map(str::trim).filter(|kid| !kid.is_empty()) {
                add(text, kid.parse().ok()?, pages, depth + 1)?;
            }
        }
    }
    Some(())
}

/// Names and the objects of the pages that they lead to: `/icons [40 0 R /XYZ 0 842 0]`.
fn destinations(text: &str) -> Vec<(&str, u32)> {
    let ends = text.match_indices(" 0 R /XYZ ");
    let of = |(end, _): (usize, &str)| {
        let (before, object) = text[..end].rsplit_once(" [")?;
        let (_, name) = before.rsplit_once('/')?;
        Some((name, object.parse().ok()?))
    };
    ends.filter_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PDF: &str = "%PDF-1.4\n2 0 obj\n<</Type /Page\n>>\nendobj\n40 0 obj\n<</Type /Page>>\nendobj\n\
        278 0 obj\n<</Type /Pages\n/Kids [2 0 R 40 0 R]>>\nendobj\n41 0 obj\n<</Type /Page>>\nendobj\n\
        280 0 obj\n<</Type /Pages\n/Kids [278 0 R 41 0 R]>>\nendobj\n281 0 obj\n\
        <</icons [40 0 R /XYZ 0 841.9 0]\n/colors [41 0 R /XYZ 0 10 0]>>\nendobj\n\
        9 0 obj\n<</Type /Catalog\n/Pages 280 0 R\n/Dests 281 0 R>>\nendobj\n";

    #[test]
    fn numbers_are_those_of_the_pages() {
        let page = "<b data-page=\"icons\"></b><b data-page=\"colors\"></b><b data-page=\"x\"></b>";
        let expect =
            "<b data-page=\"icons\">2</b><b data-page=\"colors\">3</b><b data-page=\"x\"></b>";
        assert_eq!(numbered(page, PDF.as_bytes()), expect);
    }

    #[test]
    fn another_pdf_leaves_the_book_as_it_is() {
        let circle = PDF.replace("/Kids [2 0 R 40 0 R]", "/Kids [280 0 R]");
        for pdf in ["", "%PDF-1.7", &circle, &PDF.replace("obj", "ob")] {
            assert_eq!(
                numbered("<b data-page=\"icons\"></b>", pdf.as_bytes()),
                "<b data-page=\"icons\"></b>"
            );
        }
    }
}
