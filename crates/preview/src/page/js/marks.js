// Where two frames differ: each is surveyed by the script inside, and what has another print, or is in one only, is marked.

import { h } from "./dom.js";

const ROOM = 3; // pixels around a mark
const MOST = 60; // more would be a veil, not marks

// Asks a frame what it shows; nothing when it does not answer.
export function survey(device) {
  return new Promise((resolve) => {
    const end = (marks) => {
      removeEventListener("message", heard);
      clearTimeout(timer);
      resolve(marks);
    };
    const heard = ({ source, origin, data }) => {
      if (source === device.frame?.contentWindow && origin === device.origin && data?.rebadge === "survey" && Array.isArray(data.marks)) end(data.marks);
    };
    const timer = setTimeout(() => end(null), 1500);
    addEventListener("message", heard);
    device.say({ rebadge: "survey" });
  });
}

// The boxes of what differs: `[[…of the older], […of the newer]]`.
export function differing(older, newer) {
  const index = (marks) => new Map(marks.map((mark) => [mark.id, mark]));
  const [before, after] = [index(older), index(newer)];
  const differs = (mark, others) => others.get(mark.id)?.print !== mark.print;
  return [older.filter((mark) => differs(mark, after)), newer.filter((mark) => differs(mark, before))].map((marks) => innermost(marks.map(({ rect }) => rect)));
}

function innermost(rects) {
  const holds = (a, b) => a !== b && a.x <= b.x && a.y <= b.y && a.x + a.width >= b.x + b.width && a.y + a.height >= b.y + b.height;
  const area = ({ width, height }) => width * height;
  // The smallest say most: a whole page that changed its color would hide all else.
  return rects.filter((rect) => area(rect) > 0 && !rects.some((other) => holds(rect, other) && area(other) > 0)).slice(0, MOST);
}

export function showMarks(device, rects) {
  device.screen.querySelector(".mark-layer")?.remove();
  const box = ({ x, y, width, height }) => h("i", { style: { left: `${x - ROOM}px`, top: `${y - ROOM}px`, width: `${width + 2 * ROOM}px`, height: `${height + 2 * ROOM}px` } });
  if (rects.length) device.screen.append(h("div", { class: "mark-layer", "aria-hidden": "true" }, rects.map(box)));
}
