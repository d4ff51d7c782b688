// Knows the answers that couldn't be sent yet: kept on this device for the person who gave them, sent when the network is back.

const KEPT = "round-waiting";
/** The login ran out: it is sent after the next one. */
const LATER = new Set(["ADM-002", "ACC-002", "WEB-500", "WEB-502", "WEB-503", "WEB-504"]);

export const waiting = (person) => read().filter((each) => each.person === person);

export function keep(answer) {
  write([...read().filter((each) => each.values.key !== answer.values.key), answer]);
}

export function drop(key) {
  write(read().filter((each) => each.values.key !== key));
}

/** Sends what waits, oldest first; `onSent` and `onRefused` are told of each. Stops where no answer comes. */
export async function sendWaiting(person, send, { onSent, onRefused }) {
  for (const answer of waiting(person)) {
    try {
      const outcome = await send(answer.url, answer.values);
      drop(answer.values.key);
      onSent(answer, outcome);
    } catch (error) {
      if (staysWaiting(error)) return;
      drop(answer.values.key);
      onRefused(answer, error);
    }
  }
}

/** Whether it is worth trying the same again later. */
export const staysWaiting = (error) => !error.code || LATER.has(error.code);

function read() {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? "[]");
  } catch {
    return [];
  }
}

function write(answers) {
  localStorage.setItem(KEPT, JSON.stringify(answers));
}
