// Knows what stands in the map's place where no moving map can be drawn: the server's picture and a plain note.

import { el } from "./dom.js";
import { t } from "./words.js";

/** Shows the still picture. `reason` is a sentence for the reader. */
export function showFallback(data, reason) {
  const box = document.getElementById("map-fallback");
  document.getElementById("map").hidden = true;
  box.replaceChildren(
    el("div", { class: "notice", role: "note" },
      reason, " ", data.urls.list ? el("a", { href: data.urls.list, text: t("一覧のページへ") }) : null),
    el("img", {
      class: "map-fallback__image",
      src: data.urls.map_svg,
      alt: t("小学校区ごとの高齢化率を色分けした地図。数値は一覧のページにあります。"),
    }),
  );
  box.hidden = false;
  document.documentElement.dataset.map = "none";
}
