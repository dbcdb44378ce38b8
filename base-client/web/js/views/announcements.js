// News from the organization, and the article that is open.

import { news, see } from "../data.js";
import { art, empty, h, hidden } from "../dom.js";
import { date, number, t } from "../i18n.js";

export function announcements(route) {
  const list = news();
  const open = list.find(({ id }) => id === route.id);
  if (open) {
    see([`announcements/${open.id}`]);
    open.isNew = false;
  }
  return {
    title: t("announcements.title"),
    list: list.length ? h("ul", { class: "rows" }, list.map((article) => row(article, route.id))) : empty("news", t("announcements.none"), t("announcements.none-text")),
    choose: list.length > 0 && empty("news", t("announcements.choose-title"), t("announcements.choose-text")),
    detail: open && {
      title: t("announcements.title"),
      body: h("article", { class: "page narrow article" },
        art("news") && h("div", { class: "article-art" }, art("news")),
        h("p", { class: "quiet" }, date(open.at, { dateStyle: "long" })),
        h("h2", {}, open.title),
        h("p", { class: "article-lead" }, open.lead),
        h("p", {}, open.body)),
    },
  };
}

function row(article, current) {
  return h("li", {},
    h("a", { class: "row tall", href: `#/announcements/${article.id}`, "data-key": `news-${article.id}`, "aria-current": article.id === current ? "true" : null },
      h("span", { class: "row-text" },
        h("span", { class: "row-line" }, h("span", { class: "row-title wrap" }, article.title),
          article.isNew && h("span", { class: "new-dot" }, hidden(t("app.unread", { count: number(1) })))),
        h("span", { class: "row-sub wrap" }, article.lead),
        h("span", { class: "row-time" }, date(article.at)))));
}
