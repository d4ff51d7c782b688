// Knows how the size of a file is written in Japanese.

const UNITS = [[1_000_000, "MB"], [1_000, "KB"]];

/** 1.2MB, 340KB, 12バイト. */
export function fileSize(bytes) {
  const [size, unit] = UNITS.find(([least]) => bytes >= least) ?? [1, "バイト"];
  const value = bytes / size;
  return `${value.toLocaleString("ja-JP", { maximumFractionDigits: value < 10 && size > 1 ? 1 : 0 })}${unit}`;
}
