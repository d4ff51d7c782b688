// Knows how everything known about one place is told: kind, place, telephone, hours, fee, and how sure it is.

import { assuredWords } from "./assured.js";
import { el, named, outsideLink } from "./dom.js";
import { sourceLine } from "./format.js";
import { pickButton } from "./picked.js";
import { withParameter } from "./state.js";
import { symbolOf } from "./symbols.js";
import { t } from "./words.js";

const unknown = () => el("span", { class: "unknown", text: t("未確認") });
/** What the list says, in its own Japanese; null where it says nothing. */
const said = (text) => (text ? el("span", { lang: "ja", text }) : null);
/** What isn't there of a place that is shown only roughly may well be known. */
const unsaid = ({ precision }) => (precision === "exact" ? unknown() : el("span", { class: "unknown", text: t("示していません") }));

/** Kind and content of the detail panel for one place. `onDistrict` opens the district it lies in. */
export function placePanel(asset, layer, { onDistrict }) {
  const content = [
    el("h2", { class: "detail__title", id: "detail-title", tabindex: "-1", lang: "ja" }, named(asset)),
    asset.kana ? el("p", { class: "sub", lang: "ja", text: asset.kana }) : null,
    asset.description ? el("p", { class: "detail__lead", lang: "ja", text: asset.description }) : null,
    asset.precision === "exact" ? null : el("p", { class: "notice", text: t("おおよその位置です。{area}までしか示していません。", { area: t(asset.precision) }) }),
    asset.lat === null ? el("p", { class: "notice", text: t("位置を確かめている場所です。地図には出ていません。") }) : null,
    el("dl", { class: "facts" },
      fact(t("電話"), asset.phones?.length ? asset.phones.map(phoneLine) : asset.office ? officeLines(asset) : unsaid(asset)),
      fact(t("時間"), said(asset.hours) ?? unknown()),
      fact(t("費用"), said(asset.fee) ?? unknown()),
      fact(t("住所"), said(asset.address) ?? unsaid(asset)),
      asset.district ? fact(t("校区"), el("button", { class: "link-button", type: "button", lang: "ja", text: asset.district, on: { click: () => onDistrict(asset.district_id) } })) : null,
      asset.url ? fact(t("くわしく"), outsideLink(asset.url, t("ホームページを見る"))) : null),
    asset.beside?.length ? besides(asset.beside) : null,
    el("p", { class: "actions actions--stack" }, el("a", { class: "button button--plain", href: placeAddress(asset.id), text: t("くわしく見る・印刷する") }), pickButton(asset.id)),
    sure(asset, layer),
    el("p", {}, el("a", { href: withParameter(here("/report"), "place", asset.id), text: t("違っている・なくなったことを知らせる") })),
  ];
  return { kind: [symbolOf(layer.style, 24), el("span", { text: layer.title })], content };
}

/** The page of a place; it keeps the municipality of this one. */
const placeAddress = (id) => here(`/places/${id}`);

/** An address of ours, for the municipality that this page is about. */
function here(path) {
  const city = new URLSearchParams(location.search).get("city");
  return city ? withParameter(path, "city", city) : path;
}

/** Other services at the same place, which share its pin. */
function besides(others) {
  return el("div", {}, el("h3", { class: "detail__sub", text: t("同じ場所にあるほかの窓口") }),
    el("ul", { class: "kind__list" }, ...others.map(({ id, name }) => el("li", {}, el("a", { href: placeAddress(id), lang: "ja", text: name })))));
}

function fact(title, content) {
  return el("div", {}, el("dt", { text: title }), el("dd", {}, ...[content].flat()));
}

const telephone = (digits) => el("a", { class: "tel", href: `tel:${digits.replace(/[^\d+]/g, "")}`, text: digits });

function phoneLine({ number: digits, purpose }) {
  return el("span", { class: "line" }, telephone(digits), purpose ? el("span", { class: "sub-inline", lang: "ja", text: ` ${purpose}` }) : null);
}

/** Whom to ask about a place that isn't shown as a point. */
function officeLines({ office, office_phone: digits }) {
  return [el("span", { class: "line", text: `${t("連絡は{office}へ", { office })} ` }), digits ? el("span", { class: "line" }, telephone(digits)) : null];
}

function sure(asset, layer) {
  const checked = asset.assured_date ? assuredWords(asset) : t("まだ確かめていません。お出かけの前にお確かめください。");
  const asOf = asset.source_as_of ?? layer.source?.as_of;
  return el("div", { class: "figures-note" },
    el("p", { text: checked }),
    layer.source ? el("p", {}, `${t("出典:")} `, el("span", { lang: "ja", text: sourceLine({ ...layer.source, as_of: asOf }) })) : null);
}
