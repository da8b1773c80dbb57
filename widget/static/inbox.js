// Comforts for the owner's pages: a case that is shown is marked as read, the snippet can be copied,
// and lists can be walked by keys. Nothing needs this file; it keeps one thing: whether keys are off.
"use strict";

const KEYS_OFF = "amends.inbox.keys-off";

/* ---------- Read ---------- */

function markAsRead(form) {
  const body = new FormData(form);
  fetch(form.action, {
    method: "POST",
    body,
    headers: { "X-CSRFToken": body.get("csrf_token") },
    redirect: "manual",
  }).then(
    (answer) => {
      // The answer is a redirect back to this page, which a script only sees as "opaque".
      if (answer.type === "opaqueredirect") form.hidden = true;
    },
    () => {},
  );
}

const unread = document.querySelector("form[data-read]");
if (unread) {
  if (document.visibilityState === "visible") {
    markAsRead(unread);
  } else {
    // Opened in a tab behind: nobody has read it yet.
    document.addEventListener("visibilitychange", () => markAsRead(unread), { once: true });
  }
}

/* ---------- Copy ---------- */

// A browser gives the clipboard only to pages that came safely.
if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy]")) {
    const status = button.parentElement.querySelector("[role=status]");
    button.parentElement.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
      status.textContent = button.dataset.copied;
    });
  }
}

/* ---------- Keys ---------- */

const help = document.querySelector("[data-keys]");
const links = Array.from(document.querySelectorAll(".case .who"));
let keysAreOff = false;
try {
  keysAreOff = localStorage.getItem(KEYS_OFF) === "1";
} catch {
  // Without storage keys are on, and turning them off lasts for this page.
}

function showKeys() {
  help.hidden = false;
  help.querySelector("[data-keys-on]").hidden = keysAreOff;
  help.querySelector("[data-keys-off]").hidden = !keysAreOff;
}

function switchKeys(off) {
  keysAreOff = off;
  try {
    if (off) localStorage.setItem(KEYS_OFF, "1");
    else localStorage.removeItem(KEYS_OFF);
  } catch {
    // See above.
  }
  showKeys();
  help.querySelector(off ? "[data-keys-switch=on]" : "[data-keys-switch=off]").focus();
}

function move(step) {
  const now = links.indexOf(document.activeElement);
  const next = now < 0 ? (step > 0 ? 0 : links.length - 1) : now + step;
  links[Math.min(Math.max(next, 0), links.length - 1)]?.focus();
}

function takesText(element) {
  return Boolean(element?.closest("input, textarea, select, [contenteditable]"));
}

function onKey(event) {
  const held = event.ctrlKey || event.metaKey || event.altKey;
  if (keysAreOff || held || event.isComposing || takesText(event.target)) return;
  if (event.key === "j") move(1);
  else if (event.key === "k") move(-1);
  else if (event.key === "/") document.getElementById("q").focus();
  else return;
  event.preventDefault();
}

if (help) {
  showKeys();
  for (const button of help.querySelectorAll("[data-keys-switch]")) {
    button.addEventListener("click", () => switchKeys(button.dataset.keysSwitch === "off"));
  }
  document.addEventListener("keydown", onKey);
}
