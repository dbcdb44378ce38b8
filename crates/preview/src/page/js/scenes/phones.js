// Home screens: Android with each mask, cut from the true layers, and themed; iOS in its three looks.

import { h } from "../dom.js";
import { find, picture, stencil } from "../pictures.js";
import { get, schemes } from "../state.js";
import { t } from "../words.js";
import { app, blank, dated, neighbor, perScheme, scene, shortName, statusBar } from "./parts.js";

export function androidHome() {
  const themed = get().themed === "on";
  const one = (scheme) => figure(t(scheme), h("div", { class: `home android is-${scheme} mask-${get().mask} ${themed ? "is-themed" : ""}` },
    statusBar(), dated(),
    h("div", { class: "apps" },
      app(neighbor("mail"), blank()), app(neighbor("camera"), blank()), app(neighbor("map"), blank()), app(neighbor("note"), blank()),
      app(neighbor("chat"), blank()), app(themed ? themedIcon() : adaptive(), shortName()), app(neighbor("globe"), blank()), app(neighbor("play"), blank())),
    h("div", { class: "home-dock" }, neighbor("phone"), themed ? themedIcon() : adaptive(), neighbor("camera"), neighbor("search"))));
  return scene(t("homeAndroid"), "scene-home", perScheme(one));
}

const figure = (caption, home) => h("figure", { class: "home-figure" }, home, h("figcaption", {}, caption));

// A launcher shows the middle 72 of 108 dp of both layers.
export function adaptive() {
  return h("span", { class: "app-icon adaptive" }, picture("layers", "background.png"), picture("layers", "foreground.png"));
}

function themedIcon() {
  return h("span", { class: "app-icon adaptive themed" }, stencil("layers", "monochrome.png"));
}

export function iosHome() {
  const look = { light: ["default", "iosDefault"], dark: ["dark", "dark"], tinted: ["tinted", "iosTinted"] };
  const shown = [...schemes(), ...(schemes().includes("dark") ? ["tinted"] : [])];
  const one = (name) => {
    const [className, label] = look[name];
    return figure(t(label),
      h("div", { class: `home ios is-${className}` },
        statusBar(),
        h("div", { class: "apps" },
          app(neighbor("mail"), blank()), app(iosIcon(name), shortName()), app(neighbor("map"), blank()), app(neighbor("note"), blank()),
          app(neighbor("camera"), blank()), app(neighbor("play"), blank()), app(neighbor("globe"), blank()), app(neighbor("chat"), blank())),
        h("div", { class: "home-dock" }, neighbor("phone"), neighbor("globe"), iosIcon(name), neighbor("play"))));
  };
  return scene(t("homeIos"), "scene-home", shown.map(one));
}

function iosIcon(name) {
  const file = { light: /AppIcon\.png$/, dark: /AppIcon-dark\.png$/, tinted: /AppIcon-tinted\.png$/ }[name];
  const { path } = find("ios", file) ?? { path: null };
  return h("span", { class: `app-icon ios-icon is-${name}` }, path && h("span", { class: "ios-art" }, picture("ios", path)));
}
