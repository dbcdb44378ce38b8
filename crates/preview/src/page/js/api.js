// The server's requests as functions. The browser sends the cookie with each of them.

export class Refused extends Error {}

async function answer(response) {
  if (response.ok) return response.status === 204 ? null : response.json();
  const { message } = await response.json().catch(() => ({ message: response.statusText }));
  throw new Refused(message);
}

const get = async (path) => answer(await fetch(path));

async function post(path, body) {
  const headers = { "Content-Type": "application/json" };
  return answer(await fetch(path, { method: "POST", headers, body: JSON.stringify(body) }));
}

export const tenants = () => get("/api/tenants");
export const tenant = (id) => get(`/api/tenants/${encodeURIComponent(id)}`);
export const compare = (id, source) => get(`/api/compare/${encodeURIComponent(id)}?source=${source}`);
export const stage = (order) => post("/api/stages", order);
export const attempt = (id, changes) => post("/api/try", { tenant: id, changes });
export const write = (id, changes) => post("/api/write", { tenant: id, changes });
export const against = (id, what) => post("/api/against", { tenant: id, what });

const path = (text) => text.split("/").map(encodeURIComponent).join("/");

// The address of a picture of a set. The revision makes the browser ask again when something has changed.
export function picture(id, set, file, { revision = 0, source = "now", as = "" } = {}) {
  const query = new URLSearchParams({ rev: revision, source, ...(as && { as }) });
  return `/pictures/${encodeURIComponent(id)}/${path(set)}/${path(file)}?${query}`;
}

export function output(id, target, file, { revision = 0, source = "now" } = {}) {
  return `/outputs/${encodeURIComponent(id)}/${path(target)}/${path(file)}?${new URLSearchParams({ rev: revision, source })}`;
}

// A drawing that shows a value of a section.
export const option = (id, scheme, section, file, revision) => `/options/${encodeURIComponent(id)}/${scheme}/${encodeURIComponent(section)}/${path(file)}?rev=${revision}`;
export const logo = (id, scheme, revision) => `/logos/${encodeURIComponent(id)}/${scheme}?rev=${revision}`;
