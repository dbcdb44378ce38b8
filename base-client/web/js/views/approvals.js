// Requests that wait for a decision, and those that have one.

import { approvals as all, decideApproval, see } from "../data.js";
import { announce, empty, glyph, h, hidden } from "../dom.js";
import { moment, number, t } from "../i18n.js";
import { avatar } from "../parts.js";
import { can } from "../person.js";
import { refresh } from "../router.js";

export function approvals() {
  const list = all();
  see(list.map(({ id }) => `approvals/${id}`));
  const waiting = list.filter((approval) => !approval.decision);
  const decided = list.filter((approval) => approval.decision);
  return {
    title: t("approvals.title"),
    width: "narrow",
    body: [
      h("h2", { class: "section-title" }, `${t("approvals.waiting")} · ${number(waiting.length)}`),
      waiting.length ? waiting.map(request) : empty("tasks", t("approvals.none"), t("approvals.none-text")),
      decided.length > 0 && h("h2", { class: "section-title" }, t("approvals.decided")),
      decided.map(request),
    ],
  };
}

function request(approval) {
  return h("article", { class: "card request" },
    h("div", { class: "request-head" },
      avatar(approval.from),
      h("div", { class: "row-text" },
        h("h3", { class: "row-title" }, approval.title),
        h("p", { class: "row-sub" }, `${approval.from.name} · ${moment(approval.at)}`)),
      approval.isNew && !approval.decision && h("span", { class: "new-dot" }, hidden(t("app.unread", { count: number(1) })))),
    h("p", { class: "request-text" }, approval.text),
    approval.decision ? decision(approval) : canDecide() && h("div", { class: "request-actions" },
      choice(approval, "declined", "close", t("approvals.decline"), "quiet"),
      choice(approval, "approved", "check", t("approvals.approve"), "")));
}

function canDecide() {
  return can("edit", "view:approvals");
}

function choice({ id, title }, result, symbol, label, look) {
  return h("button", { type: "button", class: `button ${look}`, "data-key": `${result}-${id}`, "aria-label": `${label}: ${title}`, onclick: () => decide(id, result) }, glyph(symbol), label);
}

function decision({ id, title, decision: result, decidedHere }) {
  return h("div", { class: "request-actions" },
    h("span", { class: `state ${result}` }, glyph(result === "approved" ? "check" : "close"), t(`approvals.${result}`)),
    decidedHere && canDecide() && h("button", { type: "button", class: "button quiet small", "data-key": `undo-${id}`, "aria-label": `${t("approvals.undo")}: ${title}`, onclick: () => decide(id, null) }, t("approvals.undo")));
}

function decide(id, result) {
  const isKept = decideApproval(id, result);
  refresh();
  if (result && isKept) announce(t(`approvals.${result}`));
}
