// What is shown. All of it stands in the address, so that a link shows the same; what is as it is by default is left out.

const DEFAULTS = {
  tenant: "", surface: "client", scheme: "both", language: "", page: "", devices: "phone,desktop", zoom: "fit", step: "on",
  as: "", mask: "circle", ground: "auto", safe: "off", themed: "off", vision: "none", compare: "", with: "", view: "side", marks: "on",
  find: "", only: "all", parent: "",
};

let state = read();
const listeners = [];

function read() {
  const given = new URLSearchParams(location.search);
  return Object.fromEntries(Object.entries(DEFAULTS).map(([key, value]) => [key, given.get(key) ?? value]));
}

export function get() {
  return state;
}

// Changes some of it. A step that a person would want to go back from (`"step"`) makes an entry in the history.
export function set(changes, kind = "quiet") {
  const before = state;
  state = { ...state, ...changes };
  const address = `${location.pathname}${query(state)}`;
  if (kind === "step") history.pushState(null, "", address);
  else history.replaceState(null, "", address);
  tell(before);
}

export function query(all) {
  const differs = Object.entries(all).filter(([key, value]) => value !== DEFAULTS[key]);
  return differs.length ? `?${new URLSearchParams(differs)}` : "";
}

// `listener(now, before)`
export function onChange(listener) {
  listeners.push(listener);
}

function tell(before) {
  for (const listener of listeners) listener(state, before);
}

addEventListener("popstate", () => {
  const before = state;
  state = read();
  tell(before);
});

// What goes with another tenant: its own language and pages, and a view of it.
export function chosen() {
  return { language: "", page: "", as: "", surface: state.surface === "gallery" ? "client" : state.surface };
}

// The schemes that are shown.
export function schemes() {
  return state.scheme === "both" ? ["light", "dark"] : [state.scheme];
}

// What is remembered on this machine and is no part of a link: the editor, the page's language.
export function remembered(name, fallback) {
  try {
    return localStorage.getItem(`rebadge.${name}`) ?? fallback;
  } catch {
    return fallback;
  }
}

export function remember(name, value) {
  try {
    localStorage.setItem(`rebadge.${name}`, value);
  } catch {
    // Without storage the choice holds until the page is closed.
  }
}
