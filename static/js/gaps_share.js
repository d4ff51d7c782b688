// Knows how the address of an answer is copied, to be sent on. Knows nothing of what the answer says.

/** Wires the button, which comes anew with each answer. */
export function wireShare() {
  document.addEventListener("click", async ({ target }) => {
    if (!target.closest("#share-copy")) return;
    const field = document.getElementById("share-link");
    field.value = location.href;
    document.getElementById("share-status").textContent = (await copied(field)) ? "リンクを写しました。メールなどに貼り付けて送れます。" : "リンクを選びました。コピーして送ってください。";
  });
}

async function copied(field) {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    field.select(); // without https a page may not write to the clipboard
    return false;
  }
}
