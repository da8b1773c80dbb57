// Amends: opens a shop's own links to its desk beside the page. docs/embed.md
(() => {
  function make(name) {
    // Elements of the page may hide what is called `document.createElement`.
    const element = Document.prototype.createElement.call(document, name);
    Object.assign(element.style, {
      border: 0,
      padding: 0,
      margin: 0,
      marginInlineStart: "auto",
      width: "100%",
      maxWidth: "36rem",
      height: "100%",
      maxHeight: "100%",
      overflow: "hidden",
      colorScheme: "light dark",
      boxShadow: "0 0 0 100vmax #0007",
    });
    return element;
  }

  function build(link, body) {
    const { href, origin } = link;
    const address = new URL(href);
    const sheet = make("dialog");
    const frame = make("iframe");
    let ready, timer;

    address.searchParams.set("frame", 1);
    frame.src = address;
    frame.referrerPolicy = "origin";
    frame.title = sheet.ariaLabel = link.textContent.trim();
    sheet.append(frame);
    body.append(sheet);

    sheet.onclick = () => sheet.close();
    sheet.onclose = () => {
      clearTimeout(timer);
      link.focus();
    };
    matchMedia("print").onchange = ({ matches }) => (sheet.style.opacity = +!matches);
    addEventListener("message", (event) => {
      if (event.origin !== origin || event.source !== frame.contentWindow) return;
      if (event.data === "ready") ready = !clearTimeout(timer);
      if (event.data === "close") sheet.close();
    });

    return () => {
      sheet.showModal();
      if (ready) return;
      // Refused or silent: the link leads there.
      timer = setTimeout(() => {
        sheet.close();
        location = href;
      }, 3000);
    };
  }

  addEventListener("click", (event) => {
    try {
      const link = event.composedPath()[0].closest("a[data-amends]");
      if (!link || event.button || event.defaultPrevented) return;
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      link.open ??= build(link, event.target.closest("body"));
      link.open();
      event.preventDefault();
    } catch {
      // Then the link does what links do.
    }
  });
})();
