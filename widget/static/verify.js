// A file that is dropped anywhere on the page is checked like one that was chosen.
const form = document.querySelector("[data-drop]");
document.querySelector("[data-dropping]").hidden = false;

for (const name of ["dragover", "drop"]) {
  addEventListener(name, (event) => {
    if (event.dataTransfer.types.includes("Files")) event.preventDefault();
  });
}

addEventListener("drop", (event) => {
  if (!event.dataTransfer.files.length) return;
  form.elements.file.files = event.dataTransfer.files;
  form.requestSubmit();
});
