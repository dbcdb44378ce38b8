"""Lays pages of a book side by side: pages.py TARGET PAGE…"""

import sys

from PIL import Image, ImageFilter

target, pages = sys.argv[1], [Image.open(name).convert("RGB") for name in sys.argv[2:]]
WIDTH, GAP = 580, 46
sizes = [(WIDTH, page.height * WIDTH // page.width) for page in pages]
height = max(tall for _, tall in sizes)
sheet = Image.new("RGB", (GAP + (WIDTH + GAP) * len(pages), height + 2 * GAP), "#e9ebee")
shade = Image.new("L", sheet.size, 0)
for at, size in enumerate(sizes):
    shade.paste(70, (GAP + (WIDTH + GAP) * at, GAP + 10, GAP + (WIDTH + GAP) * at + size[0], GAP + 6 + size[1]))
sheet.paste("#3c4046", mask=shade.filter(ImageFilter.GaussianBlur(14)))
for at, (page, size) in enumerate(zip(pages, sizes)):
    sheet.paste(page.resize(size, Image.LANCZOS), (GAP + (WIDTH + GAP) * at, GAP))
sheet.quantize(255, dither=Image.Dither.NONE).save(target, optimize=True)
