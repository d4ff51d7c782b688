// Knows how numbers, distances and dates are written, in the language of the page.

import { t } from "./words.js";

const ENGLISH = document.documentElement.lang === "en";
const DAY = new Intl.DateTimeFormat("en-GB", { year: "numeric", month: "long", day: "numeric", timeZone: "UTC" });
const NUMBER = new Intl.NumberFormat("ja-JP");
const ERA = new Intl.DateTimeFormat("ja-JP-u-ca-japanese", { era: "long", year: "numeric", month: "long", day: "numeric", timeZone: "UTC" });

const known = (value) => value !== null && value !== undefined && !Number.isNaN(value);

/** 1,234; 「不明」 where the value isn't known. */
export const number = (value) => (known(value) ? NUMBER.format(Math.round(value)) : t("不明"));

/** 1,234人. */
export const people = (value) => (known(value) ? t("{n}人", { n: number(value) }) : t("不明"));

/** 30.7％. */
export const percent = (value) => (known(value) ? `${value.toFixed(1)}${ENGLISH ? "%" : "％"}` : t("不明"));

/** 320m, 1.2km. */
export function metres(value) {
  if (!known(value)) return t("不明");
  if (value < 995) return `${Math.max(10, Math.round(value / 10) * 10)}m`;
  return `${(value / 1000).toFixed(1)}km`;
}

/** 令和2年10月1日(2020年), from 2020-10-01. */
export function date(iso) {
  if (!iso) return t("不明");
  const day = new Date(`${iso.slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(day.getTime())) return iso;
  return ENGLISH ? DAY.format(day) : `${ERA.format(day)}(${day.getUTCFullYear()}年)`;
}

/** One line that says where a figure comes from and as of when. */
export function sourceLine(source) {
  const asOf = source.as_of ? `、${date(source.as_of)}` : "";
  return `${source.title}（${source.publisher}${asOf}${source.licence ? `、${source.licence}` : ""}）`;
}

/** Metres between two points in degrees, on a sphere: good enough for "which is nearer". */
export function distanceM([lonA, latA], [lonB, latB]) {
  const rad = Math.PI / 180;
  const dLat = (latB - latA) * rad;
  const dLon = (lonB - lonA) * rad;
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(latA * rad) * Math.cos(latB * rad) * Math.sin(dLon / 2) ** 2;
  return 2 * 6371008.8 * Math.asin(Math.sqrt(h));
}

/** Key for searching: width, kana script, case and blanks don't matter. The text itself is never changed. */
export function searchKey(text) {
  return (text ?? "")
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\u3041-\u3096]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) + 0x60))
    .replace(/[\s・･]/g, "")
    .replace(/[‐‑‒–—―−ｰ]/g, "-");
}
