// Icons and launch screens as people meet them, then every picture there is.

import { h } from "../dom.js";
import { concerned } from "../findings.js";
import { refreshPictures } from "../pictures.js";
import { docks, tabs } from "../scenes/desktop.js";
import { launch } from "../scenes/launch.js";
import { chat, install, notification } from "../scenes/messages.js";
import { androidHome, iosHome } from "../scenes/phones.js";
import { sets } from "../scenes/sets.js";
import { get } from "../state.js";
import { store, value } from "../store.js";
import { spoken } from "../words.js";

// What scenes say besides the name.
const described = () => ["tenant.description", "tenant.domain", "launch.background", "launch.background-dark"].map(value);

export function icons(stage) {
  const note = h("div", { class: "beside" });
  const scenes = h("div", { class: "scenes" });
  const all = h("div");
  let drawn = "";
  let drawnSets = "";
  stage.append(note, scenes, all);
  return {
    update() {
      note.replaceChildren(...concerned("icons", "launch"));
      const { detail } = store;
      const { scheme, mask, themed, ground, safe } = get();
      const wanted = JSON.stringify([scheme, mask, themed, detail.name, detail.short_name, described(), detail.palette, spoken()]);
      if (wanted !== drawn) scenes.replaceChildren(...[androidHome, iosHome, launch, tabs, docks, install, notification, chat].map((draw) => draw()).filter(Boolean));
      drawn = wanted;
      const wantedSets = JSON.stringify([ground, safe, detail.sets, spoken()]);
      if (wantedSets !== drawnSets) {
        const open = [...all.querySelectorAll("details[open]")].map(({ dataset }) => dataset.name);
        all.replaceChildren(sets());
        for (const details of all.querySelectorAll("details")) details.open ||= open.includes(details.dataset.name);
      }
      drawnSets = wantedSets;
    },
    changed({ tenants, pictures }) {
      if (pictures && tenants.includes(get().tenant)) refreshPictures(stage);
    },
  };
}
