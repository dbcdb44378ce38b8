// Voice notes: recorded with the device's microphone, kept on the device, never
// sent. While one is recorded, the person sees it.

import { tenant } from "../config.js";
import { value } from "./presets.js";

const SHORTEST = 0.5; // seconds; a slip of the finger is no note
const LONGEST = 60;
const STORE = "notes";

let current = null; // the note that is being recorded
let sound = null;   // the note that is being played

export function canRecord() {
  return value("features.voice-notes") && Boolean(navigator.mediaDevices && globalThis.MediaRecorder && globalThis.indexedDB);
}

// The seconds recorded so far in this conversation; `null` when none is.
export function recorded(chat) {
  return current?.chat === chat ? (Date.now() - current.since) / 1000 : null;
}

// Resolves when the microphone listens. `onEnd` is given the note, or nothing
// when it was discarded; `lost` is true of one that the device does not take.
export async function record(chat, onEnd) {
  const place = location.hash;
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  cancel();
  // The person was asked, and has gone elsewhere meanwhile: nothing may listen there.
  if (location.hash !== place) return stop(stream);
  const recorder = new MediaRecorder(stream, { audioBitsPerSecond: 24_000 });
  const note = { chat, recorder, stream, since: Date.now(), parts: [], kept: false };
  note.timer = setTimeout(finish, LONGEST * 1000);
  recorder.addEventListener("dataavailable", ({ data }) => note.parts.push(data));
  recorder.addEventListener("stop", () => end(note, onEnd));
  current = note;
  recorder.start();
}

export function finish() {
  if (current) current.kept = Date.now() - current.since >= SHORTEST * 1000;
  cancel();
}

export function cancel() {
  if (!current) return;
  const { recorder, stream, timer } = current;
  current.seconds = Math.max(1, Math.round((Date.now() - current.since) / 1000));
  current = null;
  clearTimeout(timer);
  if (recorder.state !== "inactive") recorder.stop();
  stop(stream);
}

function stop(stream) {
  for (const track of stream.getTracks()) track.stop();
}

async function end({ chat, parts, kept, seconds }, onEnd) {
  if (!kept) return onEnd(null);
  const id = `${chat}-${Date.now()}`;
  const stored = await put(id, new Blob(parts, { type: parts[0]?.type })).then(() => true, () => false);
  onEnd(stored ? { id, seconds } : { lost: true });
}

// Plays a note, or stops the one that plays. `onChange` is told which it was.
export async function toggle(id, onChange) {
  const before = sound;
  before?.stop();
  if (before?.id === id) return;
  const blob = await get(id);
  const context = new AudioContext();
  sound = { id, stop: () => { sound = null; context.close(); onChange("stopped"); } };
  onChange("playing");
  const source = context.createBufferSource();
  source.buffer = await context.decodeAudioData(await blob.arrayBuffer());
  source.addEventListener("ended", () => sound?.id === id && sound.stop());
  source.connect(context.destination);
  source.start();
}

// Removes every note but these.
export async function keepOnly(ids) {
  const all = await run("readonly", (notes) => notes.getAllKeys());
  await Promise.all(all.filter((id) => !ids.has(id)).map((id) => run("readwrite", (notes) => notes.delete(id))));
}

const put = (id, blob) => run("readwrite", (notes) => notes.put(blob, id));
const get = (id) => run("readonly", (notes) => notes.get(id));

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(`${tenant.id}:voice`);
    request.addEventListener("upgradeneeded", () => request.result.createObjectStore(STORE));
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
  });
}

async function run(mode, work) {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const request = work(transaction.objectStore(STORE));
      // A request may succeed and its transaction still be aborted, such as by a full disk.
      transaction.addEventListener("complete", () => resolve(request.result));
      transaction.addEventListener("abort", () => reject(transaction.error ?? request.error));
      transaction.addEventListener("error", () => reject(request.error));
    });
  } finally {
    database.close();
  }
}

// "0:07"
export function length(seconds) {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
}

addEventListener("hashchange", cancel);
