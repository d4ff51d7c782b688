// Knows how the device is asked where it is: only when a reader taps for it, and told to nobody else.

import { t } from "./words.js";

const WAIT_MS = 15_000;
const AGE_MS = 60_000;

/** [lon, lat] of the device in degrees (WGS 84). Throws an Error whose message tells the reader what to do. */
export function wherePeopleAre() {
  return new Promise((resolve, reject) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve([coords.longitude, coords.latitude]),
      ({ code }) => reject(new Error(code === 1 ? t("位置の使用が許可されていません。地名や住所でさがせます。") : t("いまの位置が分かりませんでした。地名や住所でさがせます。"))),
      { enableHighAccuracy: true, timeout: WAIT_MS, maximumAge: AGE_MS },
    );
  });
}
