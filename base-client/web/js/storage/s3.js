// A place that is a bucket of S3. The gateway signs what is asked here, and asks
// the bucket for its listing where a folder's address is read.

import { tenant as own } from "../../config.js";
import { bytes, clock, Failure, request, xml } from "./request.js";

const LONGEST = 8_000_000; // bytes of a page of a listing, of 1,000 keys at most
const PAGES = 1000;

// `root` is the address of the place, with a slash at its end.
export function s3(root) {
  let now = 0;

  async function call(path, options) {
    const response = await request(new URL(path, root), options);
    now = clock(response);
    return response;
  }

  // A page of the keys in a folder that begin with `prefix`, from behind `after`.
  async function page(tenant, prefix, after) {
    const list = await xml(await call(`${tenant}/?prefix=${encodeURIComponent(prefix)}&after=${encodeURIComponent(after)}`, { ok: [200] }), "ListBucketResult", LONGEST);
    const text = (element, name) => element.getElementsByTagName(name)[0]?.textContent ?? "";
    const keys = [...list.getElementsByTagName("Contents")].map((one) => ({ path: text(one, "Key"), size: Number(text(one, "Size")) }));
    if (!keys.every(({ path }) => path.startsWith(`${tenant}/${prefix}`))) throw new Failure("answer", "other keys");
    return { keys, more: text(list, "IsTruncated") === "true" };
  }

  async function keys(tenant, prefix, after) {
    const all = [];
    for (let n = 0; n < PAGES; n += 1) {
      const { keys, more } = await page(tenant, prefix, after);
      all.push(...keys);
      if (!more || keys.length === 0) return all;
      after = keys.at(-1).path.slice(tenant.length + 1);
    }
    throw new Failure("answer", "a listing without an end");
  }

  return {
    now: () => now,
    async open(tenant) {
      await page(tenant, "none/", "");
    },
    async put(path, blob) {
      await call(path, { method: "PUT", body: blob, headers: { "Content-Type": "application/octet-stream" }, ok: [200] });
    },
    get: async (path, most) => bytes(await call(path, { ok: [200] }), most),
    // The size of a file, or -1 where there is none.
    async size(path) {
      const [tenant, key] = cut(path);
      return (await keys(tenant, key, "")).find((one) => one.path === path)?.size ?? -1;
    },
    // The files below a folder whose paths are not before `since`, sorted.
    async files(folder, since = "") {
      const [tenant, prefix] = cut(folder);
      return keys(tenant, `${prefix}/`, since.slice(tenant.length + 1));
    },
    async folders() {
      const list = await xml(await call("?tenants", { ok: [200] }), "ListBucketResult", LONGEST);
      return [...list.getElementsByTagName("CommonPrefixes")].map((one) => one.textContent.trim().replace(/\/$/, ""));
    },
  };
}

// A path as the folder whose listing is asked for, and the rest: all of the tenant's own is listed in one, of another's what lies in a folder.
function cut(path) {
  const [, folder, key] = (path.startsWith(`${own.id}/`) ? /^([^/]+)\/(.*)$/ : /^(.+?)\/((?:events|photos)(?:\/.*)?)$/).exec(path);
  return [folder, key];
}
