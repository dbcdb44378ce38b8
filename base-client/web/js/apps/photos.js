// Photos: taken by the device's own camera, made small, kept beside the records.

import { glyph, h, iconButton } from "../dom.js";
import { pick, t } from "../i18n.js";
import { can } from "../person.js";
import { digestOf } from "../records/event.js";
import { refresh } from "../router.js";
import { log } from "./records.js";

const LARGEST = 1600; // pixels of the longer side
const QUALITY = 0.8;

// Form → digest → a photo that was taken and not yet kept.
export const photos = new Map();

const refused = new Map(); // form → field → what is wrong with its last file

// What is wrong with the file that was given for a photo; it is said also when the form is drawn again.
export function photoFault(form, field) {
  const why = refused.get(form.name)?.get(field.id);
  return why ? t(why) : "";
}

// Forgets the photos of a form, which was left.
export function forgetPhotos(form) {
  photos.delete(form.name);
  refused.delete(form.name);
}

export function photoField(form, field, attributes, put) {
  const digest = form.draft.values[field.id] ?? "";
  const { placeholder, ...rest } = attributes;
  const take = async (event) => {
    const [file] = event.target.files;
    if (!file) return;
    refused.get(form.name)?.delete(field.id);
    try {
      const blob = await smaller(file);
      if (!can("upload", "file:jpg", { size: blob.size })) return refuse(form, field, "apps.no-upload");
      const name = await digestOf(blob);
      if (!photos.has(form.name)) photos.set(form.name, new Map());
      photos.get(form.name).set(name, blob);
      put(name);
      refresh();
    } catch {
      refuse(form, field, "apps.not-photo");
    }
  };
  return h("div", { class: "photo-field" },
    digest && photo(digest, pick(field.label), photos.get(form.name)?.get(digest)),
    h("label", { class: "button quiet photo-take" }, glyph("camera"), t(digest ? "apps.photo-again" : "apps.photo-take"),
      h("input", { type: "file", accept: "image/*", capture: "environment", class: "visually-hidden", onchange: take, ...rest })),
    digest && !attributes.disabled && iconButton("trash", t("apps.photo-remove"), () => { put(""); refresh(); }, { "data-key": `${attributes.id}-remove` }));
}

function refuse(form, field, why) {
  if (!refused.has(form.name)) refused.set(form.name, new Map());
  refused.get(form.name).set(field.id, why);
  refresh();
}

// A picture on a canvas: no address of it is needed, which the policy would have to allow.
export function photo(digest, label, blob) {
  const canvas = h("canvas", { class: "photo", role: "img", "aria-label": label, width: 1, height: 1 });
  draw(canvas, digest, blob).catch(() => canvas.replaceWith(h("p", { class: "photo-lost quiet" }, glyph("info"), t("apps.photo-elsewhere"))));
  return canvas;
}

async function draw(canvas, digest, blob) {
  const picture = await createImageBitmap(blob ?? await (await log()).blob(digest));
  const scale = Math.min(1, 480 / Math.max(picture.width, picture.height));
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
}

// A camera's photo has several megabytes, and where it was taken. What is kept has neither.
async function smaller(file) {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, LARGEST / Math.max(picture.width, picture.height));
  const canvas = h("canvas", { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/jpeg", QUALITY));
}
