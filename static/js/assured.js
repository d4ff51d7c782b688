// Knows how it is told when a place was last found to be as it is shown.

import { date } from "./format.js";
import { t } from "./words.js";

/** 最後に確かめた日 令和8年11月23日(2026年)（訪問）, or that nobody has checked yet. */
export function assuredWords(asset) {
  if (!asset.assured_date) return t("まだ確かめていません");
  return t("最後に確かめた日 {day}", { day: date(asset.assured_date) }) + (asset.checked_how ? `（${t(asset.checked_how)}）` : "");
}
