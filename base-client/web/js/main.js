// Starts the client.

import { features } from "../config.js";
import { forgetOld } from "./data.js";
import { guard } from "./guard.js";
import { t } from "./i18n.js";
import { watchInstall } from "./install.js";
import { keepOffline } from "./offline.js";
import { followFiles } from "./live.js";
import { onChoice } from "./presets.js";
import { refresh, start } from "./router.js";
import { showScheme } from "./scheme.js";
import { onForeignChange } from "./store.js";
import { about } from "./views/about.js";
import { announcements } from "./views/announcements.js";
import { approvals } from "./views/approvals.js";
import { calendar } from "./views/calendar.js";
import { contacts } from "./views/contacts.js";
import { files } from "./views/files.js";
import { messages } from "./views/messages.js";
import { profile } from "./views/profile.js";
import { search } from "./views/search.js";
import { settings } from "./views/settings.js";
import { tasks } from "./views/tasks.js";
import { workbench } from "./views/workbench.js";

const views = { about, announcements, approvals, calendar, contacts, files, messages, profile, settings, tasks, workbench };
if (features.search) views.search = search;

forgetOld();
showScheme();
document.getElementById("launch-line").textContent = t("launch.tagline");
start(views);
document.getElementById("app").hidden = false;
document.documentElement.dataset.started = "";
leave(document.getElementById("launch"));

guard();
watchInstall();
keepOffline();
onChoice(follow);
onForeignChange(follow);
followFiles(follow);

// The person has chosen something, here or in another tab.
function follow() {
  showScheme();
  forgetOld();
  keepOffline();
  refresh();
}

function leave(launch) {
  launch.addEventListener("transitionend", () => launch.remove());
  setTimeout(() => launch.remove(), 400);
  launch.classList.add("leaving");
}
