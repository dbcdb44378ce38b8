"""Lays the pictures that `tests/it/browser/foreign.rs` takes side by side: foreign.py, after that test and `tests/foreign`.

Each client has one picture: before, and the two tenants after; the dark scheme below the light one. Chinese texts need the font Noto Sans
CJK, as for the other pictures.
"""

from pathlib import Path

from PIL import Image

HERE = Path(__file__).parent
SCREENS = HERE.parent.parent / "target/screens/foreign"
WIDTH, HEIGHT, GAP, MOST = 400, 267, 8, 60_000

for client in sorted({file.name.rsplit("-before-", 1)[0] for file in SCREENS.glob("*-before-*.png")}):
    rows = [scheme for scheme in ("light", "dark") if (SCREENS / f"{client}-before-{scheme}.png").exists()]
    sheet = Image.new("RGB", (3 * WIDTH + 4 * GAP, len(rows) * (HEIGHT + GAP) + GAP), "#c4c9cf")
    for row, scheme in enumerate(rows):
        for column, who in enumerate(("before", "nordwind", "guangming")):
            file = SCREENS / f"{client}-{who}-{scheme}.png"
            chinese = SCREENS / f"{client}-guangming-chinese.png"
            if who == "guangming" and scheme == rows[-1] and chinese.exists():
                file = chinese
            picture = Image.open(file).convert("RGB").resize((WIDTH, HEIGHT), Image.LANCZOS)
            sheet.paste(picture, (GAP + column * (WIDTH + GAP), GAP + row * (HEIGHT + GAP)))
    target = HERE / f"foreign-{client}.webp"
    for quality in range(90, 30, -5):
        sheet.save(target, quality=quality, method=6)
        if target.stat().st_size <= MOST:
            break
    print(target.name, target.stat().st_size)
