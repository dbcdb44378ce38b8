// Starts the client.

import { apps, cards, demo, features, scenarios, sections } from "../config.js";
import { showOffer, watchCalm } from "./calm.js";
import { forgetOld, openData } from "./data.js";
import { announce } from "./dom.js";
import { guard } from "./guard.js";
import { t } from "./i18n.js";
import { watchInstall } from "./install.js";
import { appear } from "./launch.js";
import { keepOffline } from "./offline.js";
import { me, signsIn } from "./person.js";
import { onChoice } from "./presets.js";
import { refresh, start } from "./router.js";
import { showScheme } from "./scheme.js";
import { useCards } from "./shelf.js";
import { tell } from "./shell.js";
import { onForeignChange, openWork, whenLost } from "./store.js";
import { about, showKept } from "./views/about.js";
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
if (scenarios.length) views.scenario = (await import("./scenarios/view.js")).scenarioView;
if (cards.length) useCards(await import("./cards/cards.js"));

showScheme();
document.getElementById("launch-line").textContent = t("launch.tagline");
keepOffline();
// Where people sign in, nothing below runs before somebody is in.
const door = signsIn() ? await import("./login/session.js") : null;
await door?.enter();
await openData();
const problem = openWork(me()?.owner ?? "");
whenLost((why) => announce(t(`store.${why}`), "problem"));
forgetOld();
if (apps.length) {
  views.app = (await import("./apps/view.js")).view;
  (await import("./apps/counters.js")).register();
}
// What is hidden cannot be scrolled to where a view begins.
document.getElementById("app").hidden = false;
start(views);
appear();

guard();
door?.say();
if (problem) tell("unkept", () => t(`store.${problem}-note`));
// Records stay on the device, or go to other places as well; what is made up goes nowhere.
if (apps.length) {
  const isElsewhere = !demo && sections.storage.places.some(({ kind }) => kind !== "device");
  const { keep } = await import(isElsewhere ? "./storage/keeper.js" : "./records/device.js");
  showKept(await keep(me()?.owner ?? ""));
  if (location.hash.startsWith("#/about")) refresh();
}
watchInstall();
watchCalm(refresh);
onChoice(follow);
onForeignChange(() => {
  follow();
  showOffer();
});
if (demo) {
  const { followFiles, followPerson } = await import("./live.js");
  followFiles(follow);
  followPerson(refresh);
}

// The person has chosen something, here or in another tab.
function follow() {
  showScheme();
  forgetOld();
  keepOffline();
  refresh();
}
