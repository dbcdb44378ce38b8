// A place that speaks WebDAV (RFC 4918). Of it only what all servers do alike is
// used: PUT, GET, PROPFIND of one level, MKCOL.

import { bytes, clock, request, xml } from "./request.js";

const DAV = "DAV:";
const ASKED = '<?xml version="1.0" encoding="utf-8"?><propfind xmlns="DAV:"><prop><resourcetype/><getcontentlength/></prop></propfind>';
const LONGEST = 64_000_000; // bytes of a listing
const DEEPEST = 4;
const FOLDER = /^[A-Za-z0-9-]+$/; // others are not the client's

// `root` is the address of the place, with a slash at its end.
export function webdav(root) {
  const made = new Set();
  let now = 0;

  async function call(path, options) {
    const response = await request(new URL(path, root), options);
    now = clock(response);
    return response;
  }

  // What is in a folder, or nothing where there is none.
  async function list(folder, depth = 1) {
    const response = await call(depth ? slashed(folder) : folder, {
      method: "PROPFIND", body: new Blob([ASKED]), headers: { Depth: String(depth), "Content-Type": "application/xml; charset=utf-8" }, ok: [207, 404],
    });
    if (response.status === 404) return null;
    const all = [...(await xml(response, "multistatus", LONGEST)).getElementsByTagNameNS(DAV, "response")].map(entry);
    if (!depth) return all;
    // The folder itself is one of them, by the shortest path; what it is called behind a gateway is not known here.
    const own = Math.min(...all.map(({ parts }) => parts.length));
    return all.filter(({ parts }) => parts.length === own + 1);
  }

  async function walk(folder, since, depth) {
    const found = [];
    for (const { name, isFolder, size } of (await list(folder)) ?? []) {
      const path = `${folder}/${name}`;
      if (!isFolder) found.push({ path, size });
      else if (depth > 1 && FOLDER.test(name) && path >= since.slice(0, path.length)) found.push(...await walk(path, since, depth - 1));
    }
    return found;
  }

  // Makes a folder with those that it is in. What is there is looked for first: a refusal would be a line on the console.
  async function make(folder) {
    if (made.has(folder)) return;
    const above = parent(folder);
    if (above) await make(above);
    const isThere = above && (await list(above))?.some(({ name, isFolder }) => isFolder && `${above}/${name}` === folder);
    // 405: it is there by now.
    if (!isThere) await call(`${folder}/`, { method: "MKCOL", ok: [201, 405] });
    made.add(folder);
  }

  return {
    now: () => now,
    async open(tenant) {
      if ((await list(`${tenant}/`, 0)) === null) await make(tenant);
      made.add(tenant);
    },
    async put(path, blob) {
      await make(parent(path));
      try {
        await call(path, { method: "PUT", body: blob, headers: { "Content-Type": "application/octet-stream" }, ok: [200, 201, 204] });
      } catch (error) {
        // Somebody may have removed the folder.
        made.clear();
        throw error;
      }
    },
    get: async (path, most) => bytes(await call(path, { ok: [200] }), most),
    // The size of a file, or -1 where there is none.
    async size(path) {
      return (await list(path, 0))?.[0]?.size ?? -1;
    },
    // The files below a folder whose paths are not before `since`, sorted.
    async files(folder, since = "") {
      return (await walk(folder, since, DEEPEST)).sort((a, b) => (a.path < b.path ? -1 : 1));
    },
    async folders() {
      return ((await list("")) ?? []).filter(({ name, isFolder }) => isFolder && FOLDER.test(name)).map(({ name }) => name);
    },
  };
}

function entry(response) {
  const text = (name) => response.getElementsByTagNameNS(DAV, name)[0]?.textContent.trim() ?? "";
  const parts = new URL(text("href"), "http://place/").pathname.split("/").filter(Boolean).map(decoded);
  return {
    parts,
    name: parts.at(-1) ?? "",
    isFolder: response.getElementsByTagNameNS(DAV, "collection").length > 0,
    size: Number(text("getcontentlength") || -1),
  };
}

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

const slashed = (folder) => (folder ? `${folder}/` : "");
const parent = (path) => path.slice(0, Math.max(0, path.lastIndexOf("/")));
