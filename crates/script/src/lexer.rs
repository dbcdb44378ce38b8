//! The lexer: tokens (ECMA-262, "ECMAScript Language: Lexical Grammar") and the stack of brackets that tells what `/`, `{` and
//! `}` are.

use std::ops::Range;

use memchr::{memchr2, memchr3, memmem};

use crate::{Kind, Literal, Role};

/// A bracket that is open.
#[derive(Clone)]
struct Frame {
    bracket: Bracket,
    /// How many `?` wait for their `:`.
    asks: u32,
    role: Role,
    name: Range<usize>,
}

/// What a bracket opens.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bracket {
    /// Statements, or the members of a class.
    Block,
    Object,
    /// `(` that groups.
    Group,
    /// `(` of a call, or of parameters.
    Call,
    /// `(` after `if`, `while`, `for`, `with`: a statement follows its `)`.
    Head,
    /// `[` of a member.
    Member,
    /// `[` of a list.
    List,
    /// `${` within a template.
    Hole,
}

/// What was read last, as far as it decides what comes next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Token {
    /// A name, number, literal, or a bracket that ends a value.
    Value,
    /// A name that may be a function or a tag.
    Word,
    /// `if`, `while`, `for`, `with`.
    Head,
    /// `else`, `do`, `try`, `finally`, `=>`: a block may follow.
    Body,
    /// `return`, `typeof`, `case` …: a value follows.
    Before,
    /// `from`, `import`, `require`.
    Module,
    /// `case`, `in`, `instanceof`, `==`, `===`, `!=`, `!==`.
    Compare,
    /// The `]` after a member.
    EndOfMember,
    Open(Bracket),
    /// `}` of a block, `;`, and the start of a script: a statement follows.
    Statement,
    /// `)` after `if (…`, and the like: a statement follows.
    EndOfHead,
    /// `)` of a call or parameters.
    EndOfCall,
    Dot,
    Comma,
    /// `:` after a key or within `? :`.
    Colon,
    /// `:` after a label or `case`.
    Label,
    Assign,
    Operator,
}

impl Token {
    /// Whether a value ends here, so that `/` divides it.
    fn ends_value(self) -> bool {
        matches!(
            self,
            Token::Value | Token::Word | Token::Module | Token::EndOfMember | Token::EndOfCall
        )
    }

    /// What `{` opens after this.
    fn brace(self) -> Bracket {
        match self {
            Token::Before
            | Token::Compare
            | Token::Comma
            | Token::Colon
            | Token::Assign
            | Token::Operator
            | Token::Open(Bracket::Group | Bracket::Call | Bracket::Head | Bracket::Member)
            | Token::Open(Bracket::List | Bracket::Hole) => Bracket::Object,
            _ => Bracket::Block,
        }
    }
}

/// What reads a script.
pub(super) struct Lexer<'a> {
    source: &'a [u8],
    at: usize,
    last: Token,
    frames: Vec<Frame>,
    found: Vec<Literal>,
    /// The literal that waits for the token behind it.
    waits: Option<usize>,
    /// The last word, and the chain of members that it ends: `a.b.c`.
    word: Range<usize>,
    chain: usize,
}

/// The classes of bytes that begin tokens: words, spaces, all others.
const WORD: u8 = 1;
const SPACE: u8 = 2;
const CLASSES: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let b = byte as u8;
        table[byte] = match b {
            b' ' | b'\t' | b'\n' | b'\r' | 0x0B | 0x0C => SPACE,
            b'$' | b'_' | b'#' | b'\\' | b'@' | 0x80.. => WORD,
            _ if b.is_ascii_alphanumeric() => WORD,
            _ => 0,
        };
        byte += 1;
    }
    table
}

impl<'a> Lexer<'a> {
    pub(super) fn of_script(source: &'a [u8]) -> Lexer<'a> {
        Lexer::after(source, Token::Statement)
    }

    pub(super) fn of_value(source: &'a [u8]) -> Lexer<'a> {
        Lexer::after(source, Token::Operator)
    }

    fn after(source: &'a [u8], last: Token) -> Lexer<'a> {
        let frame = Frame { bracket: Bracket::Block, asks: 0, role: Role::Value, name: 0..0 };
        Lexer {
            source,
            at: 0,
            last,
            frames: vec![frame],
            found: Vec::new(),
            waits: None,
            word: 0..0,
            chain: 0,
        }
    }

    pub(super) fn run(mut self) -> Vec<Literal> {
        if self.source.starts_with(b"#!") {
            self.comment(line_end(self.source, 0));
        }
        while let Some(byte) = self.peek(0) {
            match CLASSES[usize::from(byte)] {
                SPACE => self.at += 1,
                WORD => self.word(byte),
                _ => self.sign(byte),
            }
        }
        self.found
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.source.get(self.at + ahead).copied()
    }

    fn frame(&mut self) -> &mut Frame {
        self.frames.last_mut().expect("the first frame is never closed")
    }

    /// Takes a token of so many bytes.
    fn take(&mut self, length: usize, token: Token) {
        if let Some(waits) = self.waits.take() {
            self.settle(waits, token);
        }
        self.last = token;
        self.at += length;
    }

    /// What the token behind a literal says of it.
    fn settle(&mut self, waits: usize, next: Token) {
        let is_object = self.frame().bracket == Bracket::Object;
        let literal = &mut self.found[waits];
        if next == Token::Compare {
            literal.role = Role::Compared;
        } else if next == Token::EndOfMember && literal.role == Role::Value {
            literal.role = Role::Member;
        } else if is_object && matches!(next, Token::Colon) && literal.role == Role::Value {
            literal.role = Role::Key;
            self.word = literal.span.clone();
            self.chain = literal.span.start;
        }
    }

    fn word(&mut self, first: u8) {
        let rest = &self.source[self.at..];
        let is_word = |byte: &u8| CLASSES[usize::from(*byte)] == WORD;
        let length = rest.iter().position(|byte| !is_word(byte)).unwrap_or(rest.len());
        if first >= 0x80
            && let Some(space) = wide_space(rest)
        {
            self.at += space;
            return;
        }
        if first.is_ascii_digit() {
            return self.number(length);
        }
        let follows_dot = self.last == Token::Dot;
        let token = if follows_dot { Token::Word } else { keyword(&rest[..length]) };
        let token = match token {
            // `for await (`
            Token::Before if self.last == Token::Head => Token::Head,
            token => token,
        };
        if !follows_dot {
            self.chain = self.at;
        }
        self.word = self.at..self.at + length;
        if token == Token::Before && &rest[..length] == b"return" {
            self.forget();
        }
        self.take(length, token);
    }

    /// A number, with its point and the sign of its exponent.
    fn number(&mut self, length: usize) {
        let mut end = self.at + length;
        if self.source.get(end) == Some(&b'.') {
            let rest = &self.source[end + 1..];
            let digits =
                rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_');
            end += 1 + digits.count();
        }
        (self.word, self.chain) = (self.at..end, self.at);
        self.take(end - self.at, Token::Value);
    }

    fn sign(&mut self, byte: u8) {
        match byte {
            b'"' | b'\'' => self.string(byte),
            b'`' => self.template(),
            b'/' => self.slash(),
            b'(' => self.open_parenthesis(),
            b'[' => self.open_bracket(),
            b'{' => self.open(self.last.brace()),
            b')' | b']' | b'}' => self.close(byte),
            b';' => {
                self.forget();
                self.take(1, Token::Statement);
            }
            b',' => self.comma(),
            b':' => self.colon(),
            b'?' => self.question(),
            b'.' => self.dot(),
            b'=' | b'!' => self.equals(),
            _ => self.operator(byte),
        }
    }

    /// The role of what follows is not known.
    fn forget(&mut self) {
        let frame = self.frame();
        (frame.role, frame.name, frame.asks) = (Role::Value, 0..0, 0);
    }

    fn comma(&mut self) {
        if matches!(self.frame().bracket, Bracket::Block | Bracket::Object | Bracket::Group) {
            self.forget();
        }
        self.take(1, Token::Comma);
    }

    fn colon(&mut self) {
        // What is before it must learn of it while the frame is as it was.
        let frame = self.frame();
        let (bracket, asks) = (frame.bracket, frame.asks);
        if asks > 0 {
            frame.asks -= 1;
            self.waits = None;
            return self.take(1, Token::Colon);
        }
        if bracket != Bracket::Object {
            return self
                .take(1, if bracket == Bracket::Block { Token::Label } else { Token::Colon });
        }
        self.take(1, Token::Colon);
        let word = self.word.clone();
        let frame = self.frame();
        (frame.role, frame.name) = (Role::Property, word);
    }

    fn question(&mut self) {
        match (self.peek(1), self.peek(2)) {
            (Some(b'?'), Some(b'=')) => self.take(3, Token::Operator),
            (Some(b'?'), _) => self.take(2, Token::Operator),
            (Some(b'.'), next) if !next.is_some_and(|next| next.is_ascii_digit()) => {
                self.member(2);
            }
            _ => {
                self.frame().asks += 1;
                self.take(1, Token::Operator);
            }
        }
    }

    fn dot(&mut self) {
        if self.peek(1).is_some_and(|next| next.is_ascii_digit()) && !self.last.ends_value() {
            self.at += 1;
            let digits =
                self.source[self.at..].iter().take_while(|byte| byte.is_ascii_alphanumeric());
            let length = digits.count();
            return self.take(length, Token::Value);
        }
        if self.source[self.at..].starts_with(b"...") {
            return self.take(3, Token::Operator);
        }
        self.member(1);
    }

    /// `.` or `?.`, of so many bytes. A chain goes on behind a word only: that of `f().b` is `b`.
    fn member(&mut self, length: usize) {
        if self.last != Token::Word {
            self.chain = self.at + length;
        }
        self.take(length, Token::Dot);
    }

    fn equals(&mut self) {
        let rest = &self.source[self.at..];
        if rest.starts_with(b"===") || rest.starts_with(b"!==") {
            self.take(3, Token::Compare);
        } else if rest.starts_with(b"==") || rest.starts_with(b"!=") {
            self.take(2, Token::Compare);
        } else if rest.starts_with(b"=>") {
            self.take(2, Token::Body);
        } else if rest[0] == b'=' {
            self.assign();
        } else {
            self.take(1, Token::Operator);
        }
    }

    fn assign(&mut self) {
        let name = if self.last.ends_value() { self.chain..self.word.end } else { 0..0 };
        let frame = self.frame();
        if matches!(
            frame.bracket,
            Bracket::Block | Bracket::Group | Bracket::Call | Bracket::Object
        ) {
            (frame.role, frame.name) = (Role::Assigned, name);
        }
        self.take(1, Token::Assign);
    }

    fn operator(&mut self, byte: u8) {
        let is_twice = self.peek(1) == Some(byte);
        if is_twice && (byte == b'+' || byte == b'-') {
            // `x++` ends a value if `x` does; `++x` does not.
            let token = if self.last.ends_value() { Token::Value } else { Token::Operator };
            return self.take(2, token);
        }
        match (byte, self.peek(1)) {
            (b'<' | b'>', Some(b'=')) => self.take(2, Token::Operator),
            (_, Some(b'=')) => {
                self.at += 1;
                self.assign();
            }
            _ => self.take(1, Token::Operator),
        }
    }

    fn open_parenthesis(&mut self) {
        match self.last {
            Token::Head => self.open(Bracket::Head),
            last if last.ends_value() => self.open(Bracket::Call),
            _ => self.open(Bracket::Group),
        }
    }

    fn open_bracket(&mut self) {
        let is_member = self.last.ends_value() || self.last == Token::Dot;
        self.open(if is_member { Bracket::Member } else { Bracket::List });
    }

    fn open(&mut self, bracket: Bracket) {
        let (role, name) = match bracket {
            Bracket::Group | Bracket::List | Bracket::Hole => {
                let outer = self.frame();
                (outer.role, outer.name.clone())
            }
            Bracket::Call if self.last == Token::Module => (Role::Module, self.word.clone()),
            Bracket::Call if self.last == Token::Word => {
                (Role::Argument, self.chain..self.word.end)
            }
            Bracket::Call => (Role::Argument, 0..0),
            _ => (Role::Value, 0..0),
        };
        let length = if bracket == Bracket::Hole { 2 } else { 1 };
        self.take(length, Token::Open(bracket));
        self.frames.push(Frame { bracket, asks: 0, role, name });
    }

    fn close(&mut self, byte: u8) {
        let bracket = self.frame().bracket;
        let token = match (byte, bracket) {
            (b'}', Bracket::Hole) => {
                self.pop();
                self.take(1, Token::Operator);
                return self.chunk();
            }
            (b'}', Bracket::Block) => Token::Statement,
            (b']', Bracket::Member) => Token::EndOfMember,
            (b')', Bracket::Head) => Token::EndOfHead,
            (b')', Bracket::Call) => Token::EndOfCall,
            _ => Token::Value,
        };
        self.take(1, token);
        self.pop();
        if token == Token::Statement && self.frame().bracket == Bracket::Block {
            self.forget();
        }
    }

    fn pop(&mut self) {
        if self.frames.len() > 1 {
            self.frames.pop();
        }
    }

    fn slash(&mut self) {
        match self.peek(1) {
            Some(b'/') => self.comment(line_end(self.source, self.at)),
            Some(b'*') => {
                let close = memmem::find(&self.source[self.at + 2..], b"*/");
                self.comment(close.map_or(self.source.len(), |close| self.at + close + 4));
            }
            _ if self.last.ends_value() => self.operator(b'/'),
            _ => match regex_end(&self.source[self.at..]) {
                Some(length) => {
                    let span = self.at..self.at + length;
                    self.push(Kind::Regex, span, Role::Value);
                    self.take(length, Token::Value);
                }
                None => self.take(1, Token::Operator),
            },
        }
    }

    /// A comment to this byte: no token, so what waits for one goes on waiting.
    fn comment(&mut self, end: usize) {
        self.push(Kind::Comment, self.at..end, Role::Value);
        self.at = end;
    }

    fn string(&mut self, quote: u8) {
        let start = self.at + 1;
        let (end, is_closed) = string_end(self.source, start, quote);
        let role = self.role();
        self.take(end + usize::from(is_closed) - self.at, Token::Value);
        self.waits = Some(self.found.len());
        self.push(Kind::String(char::from(quote)), start..end, role);
    }

    /// The role of a literal that begins here.
    fn role(&mut self) -> Role {
        let follows = matches!(self.last, Token::Comma | Token::Open(Bracket::Object));
        let is_at_key = follows && self.frame().bracket == Bracket::Object;
        match self.last {
            Token::Module => Role::Module,
            Token::Compare => Role::Compared,
            _ if is_at_key => Role::Value,
            _ => self.frame().role,
        }
    }

    fn push(&mut self, kind: Kind, span: Range<usize>, role: Role) {
        let named = matches!(role, Role::Property | Role::Assigned | Role::Argument | Role::Tagged);
        let name = if named { self.frame().name.clone() } else { 0..0 };
        self.found.push(Literal { kind, span, role, name });
    }

    fn template(&mut self) {
        let (role, name) = if self.last.ends_value() {
            (Role::Tagged, self.chain..self.word.end)
        } else {
            (self.role(), self.frame().name.clone())
        };
        self.take(1, Token::Operator);
        // Below each hole lies the frame of its template.
        self.frames.push(Frame { bracket: Bracket::Hole, asks: 0, role, name });
        self.chunk();
    }

    /// A chunk of a template, and the hole or the end behind it.
    fn chunk(&mut self) {
        let start = self.at;
        let mut end = start;
        let opens = loop {
            match memchr3(b'`', b'\\', b'$', &self.source[end..]) {
                None => {
                    end = self.source.len();
                    break false;
                }
                Some(offset) => end += offset,
            }
            match self.source[end] {
                b'`' => break false,
                b'\\' => end = (end + 2).min(self.source.len()),
                _ if self.source.get(end + 1) == Some(&b'{') => break true,
                _ => end += 1,
            }
        };
        let role = self.frame().role;
        let is_whole = !opens && self.source.get(start.wrapping_sub(1)) == Some(&b'`');
        let kind = if is_whole { Kind::String('`') } else { Kind::Chunk };
        self.push(kind, start..end, role);
        self.at = end;
        if opens {
            self.open(Bracket::Hole);
        } else {
            self.pop();
            self.take(1, Token::Value);
            self.at = self.at.min(self.source.len());
        }
    }
}

/// Where the string ends that begins there, and whether a quote is what ends it. A line's end does too: the script is broken.
fn string_end(source: &[u8], start: usize, quote: u8) -> (usize, bool) {
    let mut at = start;
    loop {
        match memchr3(quote, b'\\', b'\n', &source[at..]) {
            None => return (source.len(), false),
            Some(offset) => at += offset,
        }
        match source[at] {
            b'\\' if source[at + 1..].starts_with(b"\r\n") => at += 3,
            b'\\' => at = (at + 2).min(source.len()),
            byte => return (at, byte == quote),
        }
    }
}

/// The length of the regular expression at the start with its flags; nothing if its line ends first.
fn regex_end(rest: &[u8]) -> Option<usize> {
    let mut at = 1;
    let mut is_class = false;
    loop {
        match rest.get(at)? {
            b'\n' | b'\r' => return None,
            b'\\' => at += 1,
            b'[' => is_class = true,
            b']' => is_class = false,
            b'/' if !is_class => break,
            _ => {}
        }
        at += 1;
    }
    let flags = rest[at + 1..].iter().take_while(|byte| byte.is_ascii_alphanumeric());
    Some(at + 1 + flags.count())
}

/// Where the line ends that holds this byte.
fn line_end(source: &[u8], at: usize) -> usize {
    memchr2(b'\n', b'\r', &source[at..]).map_or(source.len(), |end| at + end)
}

/// The length of a space or line's end of several bytes: U+00A0, U+2028, U+2029, U+FEFF.
fn wide_space(rest: &[u8]) -> Option<usize> {
    let spaces: [&[u8]; 4] = [b"\xC2\xA0", b"\xE2\x80\xA8", b"\xE2\x80\xA9", b"\xEF\xBB\xBF"];
    spaces.iter().find(|space| rest.starts_with(space)).map(|space| space.len())
}

fn keyword(word: &[u8]) -> Token {
    match word {
        b"if" | b"while" | b"for" | b"with" => Token::Head,
        b"else" | b"do" | b"try" | b"finally" => Token::Body,
        b"return" | b"typeof" | b"new" | b"delete" | b"void" | b"throw" | b"default" | b"await"
        | b"yield" | b"export" => Token::Before,
        b"case" | b"in" | b"instanceof" => Token::Compare,
        b"from" | b"import" | b"require" => Token::Module,
        _ => Token::Word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::literals;

    /// Each literal as `role name: text`, in lines.
    fn check(source: &str, expect: &[&str]) {
        let line = |literal: &Literal| {
            let text = &source[literal.span.clone()];
            match literal.kind {
                Kind::Regex => format!("regex {text}"),
                Kind::Comment => format!("comment {text}"),
                _ => format!("{:?} {}: {text}", literal.role, &source[literal.name.clone()]),
            }
        };
        assert_eq!(
            literals(source.as_bytes()).iter().map(line).collect::<Vec<_>>(),
            expect,
            "{source}"
        );
    }

    #[test]
    fn slashes_divide_or_open_expressions() {
        check("a/b/c", &[]);
        check("x=a/b;y=/c/g", &["regex /c/g"]);
        check("if(a)/b/.test(c)", &["regex /b/"]);
        check("f(a)/b/c", &[]);
        check("(a)/b/c", &[]);
        check("x++/2/y", &[]);
        check("{}/a/", &["regex /a/"]);
        check("x={}/a/b", &[]);
        check("a.return/b/c", &[]);
        check("return/[/'\"]/", &["regex /[/'\"]/"]);
        check("a=>{}\n/b/", &["regex /b/"]);
        check("`${a}`/b/c", &["Value : ", "Value : "]);
        check("`${a/b/c}` /d", &["Value : ", "Value : "]);
        check("a?.5/b/c:1", &[]);
        check("case/a/:b", &["regex /a/"]);
        check("x={a:/b/,c:{}/d}/e", &["regex /b/"]);
        check("for await(a of b)/c/", &["regex /c/"]);
        check("a//b'\n/*'*/'c'", &["comment //b'", "comment /*'*/", "Value : c"]);
    }

    #[test]
    fn roles_are_told() {
        check("a={'k':'v',l:\"w\"}", &["Key : k", "Property k: v", "Property l: w"]);
        check("a={k:x?'v':'w'}", &["Property k: v", "Property k: w"]);
        check("f({k:['v',('w')]})", &["Property k: v", "Property k: w"]);
        check(
            "import'a';import b from'c';require('d')",
            &["Module : a", "Module : c", "Module : d"],
        );
        check("a['b'];['c']", &["Member : b", "Value : c"]);
        check("'a'===b||c!='d'", &["Compared : a", "Compared : d"]);
        check("switch(a){case'b':c='d'}", &["Compared : b", "Assigned c: d"]);
        check(
            "console.log('a',`b${c}d`)",
            &["Argument console.log: a", "Argument console.log: b", "Argument console.log: d"],
        );
        check("a.b().title='c'", &["Assigned title: c"]);
        check(
            "a.title='b'+c+'d';'e'",
            &["Assigned a.title: b", "Assigned a.title: d", "Value : e"],
        );
        check("throw new Error('a')", &["Argument Error: a"]);
        check("css`a${b}c`", &["Tagged css: a", "Tagged css: c"]);
        check("a<='b'", &["Value : b"]);
    }

    #[test]
    fn broken_scripts_end_with_what_was_read() {
        check("'a", &["Value : a"]);
        check("'a\\", &["Value : a\\"]);
        check("`a${", &["Value : a"]);
        check("`a\\", &["Value : a\\"]);
        check("/* a", &["comment /* a"]);
        check("x=/a\nb", &[]);
        check(")}]'a'", &["Value : a"]);
        check("'a\n'b'", &["Value : a", "Value : b"]);
    }
}
