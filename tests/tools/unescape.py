"""Reads documents of many languages with readers that are not Rebadge's. Takes lines of JSON, each with the name of a language
and a document, and prints for each the values that the document holds, as a list in JSON. Where no reader of a language is
at hand, its own rules are written down here, from the document that defines it."""

import ctypes
import html.parser
import json
import plistlib
import re
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as xml

import yaml


def desktop(text):
    """GLib, which GNOME reads desktop entries with."""
    glib = ctypes.CDLL("libglib-2.0.so.0")
    glib.g_key_file_new.restype = ctypes.c_void_p
    glib.g_key_file_get_locale_string.restype = ctypes.c_char_p
    data, keys, error = text.encode(), ctypes.c_void_p(glib.g_key_file_new()), ctypes.c_void_p()
    loaded = glib.g_key_file_load_from_data(keys, data, ctypes.c_size_t(len(data)), 0, ctypes.byref(error))
    assert loaded, "GLib refuses the file"
    values = []
    while f"\nName{len(values)}=" in text:
        key = f"Name{len(values)}".encode()
        value = glib.g_key_file_get_locale_string(keys, b"Desktop Entry", key, None, ctypes.byref(error))
        assert value is not None, f"GLib refuses {key}"
        values.append(value.decode())
    return values


class Html(html.parser.HTMLParser):
    """The attributes of all elements."""

    def __init__(self):
        super().__init__()
        self.values = []

    def handle_starttag(self, tag, attributes):
        self.values += [value for _, value in attributes]


def read_html(text):
    reader = Html()
    reader.feed(text)
    reader.close()
    return reader.values


def shell(text):
    """The values, each ended by a NUL."""
    out = subprocess.run(["sh", "-c", text], capture_output=True, check=True).stdout.decode()
    return out.split("\0")[:-1]


def escaped(pattern, units):
    """A reader of quoted strings: what each escape stands for."""

    def one(match):
        found = match.group(0)
        if found in units:
            return units[found]
        assert found[1] in "uU", found
        return chr(int(found[2:], 16))

    return lambda content: re.sub(pattern, one, content)


LETTERS = {r"\n": "\n", r"\t": "\t", r"\r": "\r", "\\\\": "\\", r"\"": '"', r"\'": "'"}


def strings(text):
    """Apple, Property List Programming Guide, "Old-Style ASCII Property Lists"."""
    read = escaped(r"\\(?:U[0-9a-fA-F]{4}|.)", LETTERS)
    return [read(content) for content in re.findall(r'= "((?:[^"\\]|\\.)*)";\n', text, re.DOTALL)]


def rc(text):
    """Microsoft, "STRINGTABLE resource": two quotation marks stand for one."""
    read = escaped(r'""|\\.', {**LETTERS, '""': '"'})
    return [read(content) for content in re.findall(r'^\d+ "((?:[^"\n]|"")*)"$', text, re.MULTILINE)]


def gradle(text):
    """Kotlin, grammar, "EscapedIdentifier" and "UniCharacterLiteral"; Groovy, "Escaping special characters": no `${`, and no
    Unicode escape, is left in it."""
    values = []
    for content in re.findall(r'^v = "((?:[^"\\\n]|\\.)*)"$', text, re.MULTILINE):
        assert not re.search(r"(?<!\\)(?:\\\\)*\$", content), content
        values.append(escaped(r"\\.", {**LETTERS, r"\$": "$"})(content))
    return values


def properties(text):
    """Java, `java.util.Properties.load`: bytes are Latin-1, code units may be halves of a pair."""
    assert text.isascii()
    values = []
    for line in re.findall(r"^v\d+=(.*)$", text, re.MULTILINE):
        units = re.sub(
            r"\\(?:u([0-9a-f]{4})|(.))",
            lambda found: chr(int(found[1], 16)) if found[1] else LETTERS.get("\\" + found[2], found[2]),
            line.lstrip(" \t\f"),
        )
        values.append(units.encode("utf-16", "surrogatepass").decode("utf-16"))
    return values


READERS = {
    "desktop": desktop,
    "json": json.loads,
    "xml": lambda text: [item.get("v") for item in xml.fromstring(text)],
    "plist": lambda text: plistlib.loads(text.encode()),
    "html": read_html,
    "toml": lambda text: tomllib.loads(text)["v"],
    "yaml": yaml.safe_load,
    "shell": shell,
    "strings": strings,
    "rc": rc,
    "gradle": gradle,
    "properties": properties,
}

for line in sys.stdin:
    document = json.loads(line)
    print(json.dumps(READERS[document["language"]](document["text"])))
