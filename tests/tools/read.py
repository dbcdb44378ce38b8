"""Reads files as other programs do, and prints one line of JSON for each: pictures with Pillow, JSON, XML and HTML with
what Python brings."""

import html.parser
import json
import sys
import xml.etree.ElementTree as xml

from PIL import IcnsImagePlugin, Image, IcoImagePlugin


def frame(image, name):
    """One picture: its size, its depth, and what is in its alpha channel."""
    image.load()
    low, high = image.convert("RGBA").getchannel("A").getextrema()
    return {
        "name": name,
        "width": image.width,
        "height": image.height,
        "mode": image.mode,
        "alpha": [low, high],
        "has_alpha": "A" in image.mode or "transparency" in image.info,
    }


def picture(path):
    with Image.open(path) as image:
        kind, info = image.format, sorted(key for key in image.info if key != "sizes")
        frames = []
        if isinstance(image, IcnsImagePlugin.IcnsImageFile):
            for width, height, scale in sorted(image.info["sizes"]):
                image.size = (width, height, scale)
                frames.append(frame(image, f"{width}x{height}@{scale}"))
        elif isinstance(image, IcoImagePlugin.IcoImageFile):
            for entry in reversed(image.ico.entry):
                frames.append(frame(image.ico.getimage(entry["dim"]), f"{entry['bpp']} bit"))
        else:
            frames.append(frame(image, ""))
    return {"kind": kind, "info": info, "frames": frames}


class Links(html.parser.HTMLParser):
    """What a page's head names."""

    def __init__(self):
        super().__init__()
        self.links = []

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        self.links += [values[key] for key in ("href", "src") if key in values]
        if (values.get("property") or values.get("name")) in ("og:image", "twitter:image", "msapplication-TileImage"):
            self.links.append(values.get("content"))


def read(path):
    with open(path, "rb") as file:
        data = file.read()
    ending = path.rsplit(".", 1)[-1]
    if ending in ("png", "ico", "icns"):
        return picture(path)
    if ending in ("json", "webmanifest"):
        return {"kind": "JSON", "value": json.loads(data.decode("utf-8"))}
    if ending in ("xml", "svg", "storyboard", "plist"):
        root = xml.fromstring(data)
        return {"kind": "XML", "root": root.tag, "names": sorted({child.tag for child in root.iter()})}
    if ending == "html":
        links = Links()
        links.feed(data.decode("utf-8"))
        links.close()
        return {"kind": "HTML", "links": links.links}
    return None


for name in sys.stdin.read().splitlines():
    print(json.dumps({"path": name, "read": read(name)}))
