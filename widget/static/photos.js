// Photos are made small and sent while the form is still being written. Where any of this does not
// work, the file stays in its box and goes with the form.

const LONGEST = 2000; // pixels
const LARGEST = 12 * 1024 * 1024; // bytes
const MOST = 5;

const field = document.querySelector("[data-photos]");
const box = field.querySelector("input");
const list = field.querySelector("ul");
const bar = field.querySelector("progress");
const status = field.querySelector("[role=status]");
let sending = null;

function make(name, values, ...inside) {
  const made = Object.assign(document.createElement(name), values);
  made.append(...inside);
  return made;
}

const words = (name, values) =>
  field.dataset[name].replace(/\{(\w+)\}/g, (_, key) => values?.[key] ?? "");

const sayKept = () => (status.textContent = words("kept", { count: list.childElementCount }));

function show(photos) {
  list.replaceChildren(
    ...photos.map(({ handle, url, alt, name }) => {
      const unseen = make("span", { className: "vh" }, ` ${name}`);
      const values = { className: "btn-3", name: "drop", value: handle };
      const button = make("button", values, words("remove"), unseen);
      button.formAction = `${box.form.action}#${box.id}`;
      return make("li", {}, make("img", { src: url, alt, width: 160, height: 160 }), button);
    }),
  );
  list.hidden = !photos.length;
}

function complain(text) {
  const id = `${box.id}-error`;
  for (const old of field.querySelectorAll(".error")) old.remove();
  const unseen = make("span", { className: "vh" }, `${words("error")} `);
  if (text) list.before(make("p", { className: "error", id }, unseen, text));
  box.ariaInvalid = text ? "true" : null;
  box.setAttribute("aria-describedby", `${id} ${box.id}-hint`);
}

async function small(file) {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const side = (length) => Math.max(1, Math.round(length * scale));
  const size = { width: side(picture.width), height: side(picture.height) };
  const canvas = make("canvas", size);
  const paper = canvas.getContext("2d");
  paper.fillStyle = "#fff";
  paper.fillRect(0, 0, size.width, size.height);
  paper.drawImage(picture, 0, 0, size.width, size.height);
  picture.close();
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
}

async function tell(...more) {
  const fields = new FormData();
  fields.set("token", box.form.elements.token.value);
  if (more.length) fields.set(...more);
  const answer = await fetch(field.dataset.photos, { method: "POST", body: fields });
  const said = await answer.json();
  show(said.photos);
  return said.error;
}

// Gives the sentence for a file that was not kept; throws where its box has to do.
async function send(file) {
  if (list.childElementCount >= MOST) return words("many");
  // What the browser cannot open, the desk may, or it knows what it is.
  const photo = (await small(file).catch(() => null)) ?? file;
  if (photo.size <= LARGEST) return tell("photos", photo, file.name);
  const why = file.type.startsWith("video/") ? "film" : "large";
  return words(why, { name: `\u2068${file.name}\u2069` });
}

async function sendAll(files) {
  const left = new DataTransfer();
  const errors = new Set();
  bar.hidden = false;
  bar.max = files.length;
  for (const [at, file] of files.entries()) {
    bar.value = at;
    status.textContent = words("doing", { number: at + 1, count: files.length });
    try {
      errors.add((await send(file)) ?? "");
    } catch {
      left.items.add(file);
    }
  }
  bar.hidden = true;
  box.files = left.files;
  complain([...errors].join(" ").trim());
  sayKept();
  sending = null;
}

function begin() {
  const files = Array.from(box.files);
  box.value = "";
  sending = (sending ?? Promise.resolve()).then(() => sendAll(files));
}
box.addEventListener("change", begin);
if (box.files.length) begin();

// Whatever is pressed meanwhile waits for them.
async function hold(event) {
  if (!sending) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  await sending;
  event.target.requestSubmit(event.submitter);
}
document.addEventListener("submit", hold, true);

list.addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  event.preventDefault();
  try {
    await tell("drop", button.value);
    sayKept();
    box.focus();
  } catch {
    box.form.requestSubmit(button);
  }
});

// A draft that was brought back may have photos with the desk.
if (box.form.elements.token.value !== field.dataset.token) tell().catch(() => {});
