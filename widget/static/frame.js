// What is typed is kept here and sent until it arrives. Every page works without this file.

const KEPT_MS = 7 * 24 * 3600 * 1000;
const PAUSE_MS = 250; // of typing, until it is kept
const WAITS_S = [1, 2, 4, 8]; // between tries
const PATIENCE_MS = 20_000; // with one try, unless photos go along

/* ---------- The page around the frame ---------- */

const close = document.querySelector("[data-close]");
if (parent !== window) {
  // Two words that anybody may hear. Nothing is listened to.
  parent.postMessage("ready", "*");
  close?.addEventListener("click", () => parent.postMessage("close", "*"));
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) parent.postMessage("close", "*");
  });
} else if (close) {
  close.hidden = true;
}

/* ---------- Keeping ---------- */

// A browser may let nothing be stored.
function attempt(work) {
  try {
    return work();
  } catch {
    return null;
  }
}

// Then words live in this entry of the tab's history.
function put(key, value) {
  const isStored = attempt(() => {
    localStorage.setItem(`amends:${key}`, JSON.stringify(value));
    return true;
  });
  if (!isStored) history.replaceState({ ...history.state, [key]: value }, "");
  return isStored;
}

function take(key) {
  const stored = attempt(() => JSON.parse(localStorage.getItem(`amends:${key}`)));
  const kept = stored ?? history.state?.[key];
  return kept && Date.now() - kept.at < KEPT_MS ? kept : null;
}

function drop(key) {
  history.replaceState({ ...history.state, [key]: null }, "");
  attempt(() => localStorage.removeItem(`amends:${key}`));
}

function sweep() {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith("amends:") && !take(key.slice(7))) localStorage.removeItem(key);
  }
}

// Which form became which receipt, in this tab.
function session(name, value) {
  return attempt(() => {
    if (value !== undefined) sessionStorage.setItem(`amends:${name}`, JSON.stringify(value));
    return JSON.parse(sessionStorage.getItem(`amends:${name}`));
  });
}

/* ---------- The form ---------- */

const form = document.querySelector("form[data-draft], form[data-review]");
const status = form?.querySelector(".sending > [role=status]");
const failure = form?.querySelector(".sending > .notice");
const line = form?.querySelector("[data-draft-line]");
const key = form?.dataset.draft;
let pause = 0;
let isBusy = false;
let passes = false; // it has arrived: let the browser show the answer

const say = (name) => (status.textContent = name ? status.dataset[name] : "");

// A renewed token has a new time and signature.
const formOf = (token) => token.split(".").slice(0, -2).join(".");

const isTick = (box) => box.type === "radio" || box.type === "checkbox";

function boxes() {
  const typed = "textarea[name], input[name]:not([type=hidden], [type=file], [tabindex])";
  return Array.from(form.elements).filter((box) => box.matches(typed));
}

function words() {
  const said = boxes().filter((box) => (isTick(box) ? box.checked : box.value));
  return Object.fromEntries(said.map((box) => [box.name, box.value]));
}

function fill(said) {
  for (const box of boxes()) {
    const text = said[box.name] ?? "";
    if (isTick(box)) {
      box.checked = text === box.value;
    } else {
      box.value = text;
      // A date box drops what it cannot read.
      if (box.value !== text) Object.assign(box, { type: "text", value: text });
    }
  }
}

function showKept(at) {
  line.toggleAttribute("data-at", at > 0);
  if (!at) return;
  const time = line.querySelector("time");
  const moment = new Date(at);
  const isToday = moment.toDateString() === new Date().toDateString();
  time.dateTime = moment.toISOString();
  time.textContent = moment.toLocaleString(document.documentElement.lang, {
    dateStyle: isToday ? undefined : "full",
    timeStyle: "short",
    hourCycle: "h23",
  });
}

let blank = "";

function keep() {
  clearTimeout(pause);
  pause = 0;
  const said = words();
  if (JSON.stringify(said) === blank) {
    drop(key);
    showKept(0);
    return;
  }
  const at = Date.now();
  const isStored = put(key, { at, token: form.elements.token.value, words: said });
  showKept(isStored ? at : 0);
}

function startKeeping() {
  const arrival = performance.getEntriesByType("navigation")[0]?.type;
  const kept = take(key);
  if ("typed" in form.dataset && arrival === "navigate") {
    // The desk has just read it all.
    keep();
  } else {
    blank = "typed" in form.dataset ? "" : JSON.stringify(words());
    if (kept) {
      fill(kept.words);
      // Going back, the browser now fills in what it remembers: older words.
      const refill = () => pause || take(key)?.at !== kept.at || fill(kept.words);
      addEventListener("pageshow", refill, { once: true });
      // The same token, so that all of it arrives but once.
      form.elements.token.value = kept.token;
      showKept(kept.at);
      say("restored");
    }
  }
  const soon = () => (pause ||= setTimeout(keep, PAUSE_MS));
  const now = () => pause && keep();
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  addEventListener("pagehide", now);
  document.addEventListener("visibilitychange", now);
  line.querySelector("[data-clear]").addEventListener("click", () => {
    clearTimeout(pause);
    pause = 0;
    fill(JSON.parse(blank || "{}"));
    drop(key);
    showKept(0);
    say("cleared");
    boxes()[0].focus();
  });
}

/* ---------- Photos ---------- */

// Their script comes when wanted; without it, files go with the form.
const photos = document.querySelector("[data-photos]");
let coming = null;

async function fetchPhotos() {
  coming ??= import(photos.dataset.script).catch(() => {});
  await coming;
  coming = null;
}

/* ---------- Sending ---------- */

const wait = (seconds) =>
  new Promise((done) => {
    setTimeout(done, seconds * 1000);
    addEventListener("online", done, { once: true });
  });

async function post(button) {
  const fields = new FormData(form, button);
  const texts = Array.from(fields).filter(([, value]) => typeof value === "string");
  const hasFiles = Array.from(fields).some(([, value]) => value.size > 0);
  const address = button?.hasAttribute("formaction") ? button.formAction : form.action;
  for (const seconds of [...WAITS_S, 0]) {
    say("doing");
    try {
      const answer = await fetch(address, {
        method: "POST",
        body: hasFiles ? fields : new URLSearchParams(texts),
        redirect: "manual",
        signal: hasFiles ? undefined : AbortSignal.timeout(PATIENCE_MS),
      });
      if (answer.status < 500 && answer.status !== 429) return answer;
    } catch {
      // No line, or no desk.
    }
    if (seconds) {
      say(navigator.onLine ? "waiting" : "offline");
      await wait(seconds);
    }
  }
  return null;
}

async function send(button) {
  isBusy = true;
  failure.hidden = true;
  if (key) keep();
  const answer = await post(button);
  isBusy = false;
  if (!answer || answer.status === 413) {
    say(answer ? "large" : "failed");
    failure.hidden = Boolean(answer);
    failure.lastButton = button;
    return;
  }
  const isTaken = answer.ok || answer.type === "opaqueredirect";
  say("");
  if (button?.value === "send" && isTaken) {
    say("done");
    session("sending", { form: formOf(form.elements.token.value), key: form.dataset.review });
  }
  if (key && answer.type === "opaqueredirect") drop(key); // a reply has arrived
  if (isTaken) for (const box of form.querySelectorAll("input[type=file]")) box.value = "";
  passes = true;
  if (button) button.click();
  else form.submit();
}

function startSending() {
  form.addEventListener("submit", (event) => {
    if (passes || event.submitter?.formTarget === "_top") return;
    event.preventDefault();
    if (coming) coming.then(() => form.requestSubmit(event.submitter));
    else if (!isBusy) send(event.submitter);
  });
  const again = () => failure.hidden || send(failure.lastButton);
  failure.querySelector("[data-again]").addEventListener("click", again);
  addEventListener("online", again);
}

/* ---------- Sent ---------- */

function showReceiptOf(sent) {
  const link = session("sent")?.[sent];
  if (!link) return;
  if (parent === window) {
    location.replace(`/c/${link}/receipt${location.search}`);
    return;
  }
  // In a frame the receipt is only ever the answer to a post.
  for (const [name, value] of Object.entries({ step: "receipt", receipt: link })) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  form.submit();
}

const receipt = document.querySelector("[data-receipt]");
const sending = session("sending");
if (receipt && sending) {
  session("sent", { ...session("sent"), [sending.form]: receipt.dataset.receipt });
  session("sending", null);
  drop(sending.key);
}

attempt(sweep);
if (form) {
  // The history knows the form, even where the page comes with another one.
  showReceiptOf(history.state?.form);
  if (key) startKeeping();
  for (const name of ["focusin", "click", "change"]) photos?.addEventListener(name, fetchPhotos);
  if (photos && form.elements.token.value !== photos.dataset.token) fetchPhotos();
  startSending();
  const name = formOf(form.elements.token.value);
  history.replaceState({ ...history.state, form: name }, "");
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    passes = false;
    say("");
    showReceiptOf(name);
  });
}
