// Launch screens on phones: iOS' start-up image, and Android 12's splash, which the system puts together from an icon, a
// color and a branding.

import { h } from "../dom.js";
import { find, picture } from "../pictures.js";
import { schemes } from "../state.js";
import { value } from "../store.js";
import { t } from "../words.js";
import { scene } from "./parts.js";

export function launch() {
  const figures = schemes().flatMap((scheme) => [ios(scheme), android(scheme)]);
  return scene(t("launch"), "scene-launch", figures.filter(Boolean));
}

function phone(label, scheme, className, ...children) {
  return h("figure", { class: "launch-figure" },
    h("div", { class: `launch-phone ${className}`, style: { "background-color": value(scheme === "dark" ? "launch.background-dark" : "launch.background") } }, children),
    h("figcaption", {}, `${t(label)}, ${t(scheme)}`));
}

function ios(scheme) {
  const file = find("web-startup", scheme === "dark" ? /828x1792-dark\.png$/ : /828x1792\.png$/);
  return file && phone("launchIos", scheme, "is-ios", picture("web-startup", file.path, { class: "launch-whole", loading: "lazy" }));
}

// 360 dp across: the icon has 288 dp, of which a circle of 192 is shown; the branding 200 by 80, 60 dp above the edge.
function android(scheme) {
  const night = scheme === "dark" ? "-night" : "";
  const icon = find("android", new RegExp(`drawable${night}-xhdpi/splash_icon\\.png$`));
  const branding = find("android", new RegExp(`drawable${night}-xhdpi/splash_branding\\.png$`));
  return icon && phone("launchAndroid", scheme, "is-android",
    picture("android", icon.path, { class: "launch-icon", loading: "lazy" }), branding && picture("android", branding.path, { class: "launch-branding", loading: "lazy" }));
}
