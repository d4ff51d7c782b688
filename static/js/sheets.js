// Knows how all sheets of a city are fetched in one file: how far it is, how it is stopped. Knows no sheet.

/** Every file in a ZIP begins with these four bytes. */
const FILE = [0x50, 0x4b, 0x03, 0x04];

/** How many files begin in `bytes`, where `tail` are the three bytes before them. */
function begun(tail, bytes) {
  const all = [...tail, ...bytes.subarray(0, 3)];
  let found = 0;
  for (let at = 0; at + 4 <= all.length; at += 1) {
    if (FILE.every((byte, k) => all[at + k] === byte)) found += 1;
  }
  for (let at = bytes.indexOf(FILE[0]); at !== -1; at = bytes.indexOf(FILE[0], at + 1)) {
    if (FILE.every((byte, k) => bytes[at + k] === byte)) found += 1;
  }
  return found;
}

async function fetched(address, signal, tell) {
  const answer = await fetch(address, { signal });
  if (!answer.ok) throw new Error(String(answer.status));
  const total = Number(answer.headers.get("X-Sheets"));
  const parts = [];
  let count = 0;
  let tail = [];
  const reader = answer.body.getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    parts.push(read.value);
    count += begun(tail, read.value);
    tail = [...tail, ...read.value.subarray(-3)].slice(-3);
    tell(count, total);
  }
  return new Blob(parts, { type: "application/zip" });
}

function saved(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

const room = document.querySelector("[data-sheets]");
if (room) {
  const bar = room.querySelector("progress");
  const status = room.querySelector("[role=status]");
  const stop = room.querySelector("button");
  let going = null;

  const run = async (link) => {
    going = new AbortController();
    bar.hidden = false;
    stop.hidden = false;
    bar.removeAttribute("value");
    status.textContent = "作っています …";
    try {
      const blob = await fetched(link.href, going.signal, (count, total) => {
        bar.max = total;
        bar.value = count;
        status.textContent = `${total}枚のうち${count}枚を作りました`;
      });
      saved(blob, link.dataset.name);
      status.textContent = "できました。保存したファイルを開いてください。";
    } catch (error) {
      status.textContent =
        error.name === "AbortError" ? "中止しました。" : "作れませんでした。少し待ってから、もう一度お試しください。";
    } finally {
      going = null;
      bar.hidden = true;
      stop.hidden = true;
    }
  };

  room.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-name]");
    if (!link) return;
    event.preventDefault();
    if (!going) run(link);
  });
  stop.addEventListener("click", () => going?.abort());
}
