// Comforts: print, copy, and the focus where it helps. Nothing needs this file.
"use strict";

function wordsOf(source) {
  if (!source.elements) return source.value ?? source.textContent.trim();
  const boxes = source.querySelectorAll(
    "textarea, input:not([type=hidden], [type=radio], [type=checkbox])",
  );
  return Array.from(boxes, (box) => box.value)
    .filter(Boolean)
    .join("\n\n");
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// A browser gives the clipboard only to pages that came safely.
if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy]")) {
    const status = button.parentElement.parentElement.querySelector("[data-said]");
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(wordsOf(document.querySelector(button.dataset.copy)));
      status.textContent = status.dataset.said;
    });
  }
}

// The time of the press by the browser's clock; it stands beside the desk's, marked so.
document.querySelector("form[data-press]")?.addEventListener("submit", ({ target }) => {
  target.elements.pressed_at.value = Date.now();
});

document.getElementById("summary")?.focus();
