// Writes a film for Chromium's camera of tests: a bar code, a little turned, on a gray ground (YUV4MPEG2, one plane of light and
// two of no color). node tests/tools/camera.mjs target/test-tools/apps KIND TEXT > FILE.y4m

import { createRequire } from "node:module";
import { resolve } from "node:path";

const [folder, kind, text] = process.argv.slice(2);
const bwip = createRequire(`${resolve(folder)}/package.json`)("bwip-js/node");
const [width, height] = [640, 480];
const [{ pixs, pixx, pixy }] = bwip.raw(kind, text, {});
const scale = Math.floor(Math.min(width / pixx, height / pixy) * 0.6);
const turn = 0.15; // radians
const plane = Buffer.alloc(width * height, 200);
for (let y = 0; y < height; y += 1) {
  for (let x = 0; x < width; x += 1) {
    const [dx, dy] = [x - width / 2, y - height / 2];
    const column = Math.floor((dx * Math.cos(turn) + dy * Math.sin(turn)) / scale + pixx / 2);
    const row = Math.floor((dy * Math.cos(turn) - dx * Math.sin(turn)) / scale + pixy / 2);
    const isInside = column >= 0 && column < pixx && row >= 0 && row < pixy;
    if (isInside) plane[y * width + x] = pixs[row * pixx + column] ? 20 : 235;
    else if (column >= -4 && column < pixx + 4 && row >= -4 && row < pixy + 4) plane[y * width + x] = 235;
  }
}
const color = Buffer.alloc(width * height / 2, 128);
process.stdout.write(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`);
for (let frame = 0; frame < 10; frame += 1) process.stdout.write(Buffer.concat([Buffer.from("FRAME\n"), plane, color]));
