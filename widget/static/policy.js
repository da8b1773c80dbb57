// The policy's preview follows what is typed. Each new page loads in a frame behind the one that is
// shown and takes its place when it is there; a newer one takes the place of one under way. Without
// this file the button "Show the page" does the same.
"use strict";

const QUIET_MS = 400;

const form = document.querySelector("form[data-preview]");
const show = form.querySelector("[data-show]");
let frame = form.querySelector("iframe");
let coming = null;
let timer = 0;
let count = 0;

function pageIn(next) {
  try {
    return next.contentDocument?.querySelector("[data-ready]") ? next.contentDocument : null;
  } catch {
    return null; // An error page is another origin's.
  }
}

/** Bring a part of the preview's page into this one, where it is a live region; not twice. */
function tell(page, name) {
  const here = form.querySelector(`[data-${name}]`);
  const there = page.querySelector(`[data-${name}]`);
  if (!here || !there || here.textContent.trim() === there.textContent.trim()) return;
  here.replaceChildren(...Array.from(there.childNodes, (node) => document.importNode(node, true)));
}

function arrive(next) {
  const page = pageIn(next);
  if (next !== coming || !page) return;
  next.contentWindow.scrollTo(0, frame.contentWindow?.scrollY ?? 0);
  frame.remove();
  next.classList.remove("coming");
  frame = next;
  coming = null;
  tell(page, "ready");
  tell(page, "found");
}

function refresh() {
  clearTimeout(timer);
  coming?.remove();
  coming = frame.cloneNode();
  coming.removeAttribute("src");
  coming.classList.add("coming");
  count += 1;
  coming.name = `preview-${count}`;
  frame.after(coming);
  const next = coming;
  next.addEventListener("load", () => arrive(next));
  show.formTarget = next.name;
  form.requestSubmit(show);
}

function refreshSoon() {
  clearTimeout(timer);
  timer = setTimeout(refresh, QUIET_MS);
}

form.addEventListener("input", refreshSoon);
show.addEventListener("click", (event) => {
  if (!event.isTrusted) return;
  event.preventDefault();
  refresh();
});
