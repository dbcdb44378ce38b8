//! Broken files: whatever is cut, doubled or swapped in a file of any kind, all that reads texts ends, and what it gives lies
//! within the file.

use rebadge_foreign::charset;
use rebadge_foreign::hosts::hosts;
use rebadge_foreign::leftovers::Sweep;
use rebadge_foreign::names::{Compounds, File, Finder, Keys, Wanted};
use rebadge_foreign::splice::apply;

/// One file of each kind, with names where they matter.
const FILES: &[(&str, &str)] = &[
    (
        "a.js",
        r#"import a from"https://a.example";f({title:`An Actual ${x?"é Actual-Server":'A\u0063tual'} b`,'key of Actual':/[/"]Actual/g});x=JSON.parse('{"a b":"In Actual\\nso \\"Actual\\""}');y="<a href='//b.example'>Actual &amp; <b>Actual</b>";/* Actual */"#,
    ),
    (
        "a.html",
        "<!doctype html><meta name=description content='Actual'><title>A&#99;tual</title><script>t('In Actual',`${'Actual x'}`)</script><style>a{content:'Actual'}</style><p title=Actual>日本Actual語 ﬁActuaĺ Actual‐ß [Actual] /é/Actual<!-- Actual --><link rel=icon href=//c.example/d>",
    ),
    (
        "de.json",
        r#"{"Actual a":{"b":"Der Actual-Server Actual‑Feld an Actual’s d’Actual „Actual“","c":["Actuals \ud83d\ude00 Actual"]},"d":"<i>Actual</i>"}"#,
    ),
    ("a.webmanifest", r#"{"name":"Actual","icons":[{"src":"https://d.example/Actual.png"}]}"#),
    (
        "a.css",
        "/* Actual */a::before{content:\"Actual\\\"\";background:url(//e.example/Actual.png)}",
    ),
    ("hu.po", "# Actual\nmsgid \"Actual a\"\nmsgstr \"Az Actualhoz\"\n"),
    ("a.properties", "a.b = In Actual\n# Actual\n"),
    ("a.png", "\u{89}PNG\r\n\u{1a}\n\0\0\0\u{c}tEXtTitle\0Actual\0\0\0\0"),
    ("a.woff2", "wOF2\0\0\0\0\0\0\0\0\0\u{1}\0\0Actual"),
    ("a.map", "{\"sourcesContent\":[\"a\\n'In Actual'\"]}"),
    ("a.wasm", "\0asm Actual https://f.example/ Actual"),
];

/// Numbers that look random and are the same each time (xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or_default() % limit.max(1)
    }
}

/// A file with a few of its bytes changed, dropped, doubled or taken from elsewhere in it.
fn broken(file: &[u8], numbers: &mut Numbers) -> Vec<u8> {
    let mut bytes = file.to_vec();
    for _ in 0..=numbers.below(4) {
        let at = numbers.below(bytes.len());
        match numbers.below(6) {
            0 => bytes.truncate(at),
            5 => {
                let letters = ["é", "‑", "語", "\u{A0}", "😀", "Actual", "-", "\u{301}"];
                bytes.splice(at..at, letters[numbers.below(8)].bytes());
            }
            1 => bytes.insert(at, b"\"'`\\{}<>/&$\n\0\xC3"[numbers.below(14)]),
            2 if at < bytes.len() => drop(bytes.remove(at)),
            3 => {
                let from = numbers.below(bytes.len());
                let part = bytes[from..(from + 9).min(bytes.len())].to_vec();
                bytes.splice(at..at, part);
            }
            _ if at < bytes.len() => {
                bytes[at] = u8::try_from(numbers.below(256)).unwrap_or_default()
            }
            _ => {}
        }
    }
    bytes
}

#[test]
fn broken_files_are_read_to_their_end() {
    let names = vec!["Actual Budget".to_owned(), "Actual".to_owned()];
    let wanted =
        Wanted { names: names.clone(), compounds: Compounds::Replaced, languages: Vec::new() };
    let (finder, sweep) = (Finder::new(&wanted), Sweep::new(&names, &["In Actual".to_owned()]));
    let values = ["Nord \"W\"".to_owned(), "Nord's".to_owned()];
    let mut numbers = Numbers(88_172_645_463_325_252);
    let mut replaced = 0;
    for round in 0..4_000 {
        let (path, text) = FILES[round % FILES.len()];
        let bytes = broken(text.as_bytes(), &mut numbers);
        let file = File::of_path(path, &bytes);
        let found = finder.find(file, &Keys::of([finder.sightings(file)]));
        assert!(
            found.splices.windows(2).all(|pair| pair[0].end <= pair[1].start),
            "{path}: {found:?}"
        );
        assert!(found.told.iter().all(|told| told.span.end <= bytes.len()), "{path}: {found:?}");
        let edited = apply(&bytes, &found.splices, &values);
        if std::str::from_utf8(&bytes).is_ok() {
            assert!(std::str::from_utf8(&edited).is_ok(), "{path}: {found:?}");
        }
        replaced += found.count();
        let left = sweep.scan(path, &bytes);
        let length = charset::decoded(path, &bytes).map_or(bytes.len(), |text| text.len());
        assert!(
            left.leftovers.iter().all(|left| left.offset <= length && left.count > 0),
            "{path}: {left:?}"
        );
        let asked = hosts(path, &bytes);
        assert!(
            asked.uses.iter().all(|used| used.offset <= bytes.len()
                && (used.host.contains('.') || used.host == "localhost")),
            "{path}: {asked:?}"
        );
    }
    assert!(replaced > 3_000, "{replaced}");
}
