// The form of an entry as the page that readers would get, while it is written; and
// notes on words that are marked there. "Preview" below the form needs no script.
{
  const WAIT = 400; // milliseconds after the last change

  document.addEventListener("DOMContentLoaded", () => {
    const field = document.querySelector("textarea[data-writing]");
    if (!field) return;
    const told = JSON.parse(field.dataset.writing);
    const page = show(field, told);
    const { labels, around } = told;
    const said = make("span", { className: "help", role: "status" });
    const marking = make("p", { className: "writing-tools" });
    const note = button(labels.note, () => noteOn(page.frame, around, said, labels));
    note.dataset.key = "n"; // see keyboard.js
    marking.append(note, document.querySelector(".to-keys"), said);
    page.part.append(marking);

    const offer = (form) => {
      const passage = form.querySelector("textarea.vPassage");
      passage?.after(button(labels.take, () => take(passage, page.frame, around, said, labels)));
    };
    document.querySelectorAll("#notes-group .inline-related:not(.empty-form)").forEach(offer);
    document.addEventListener("formset:added", ({ target }) => offer(target));
  });

  // The page stands below the field, in a frame in which no script runs.
  function show(field, { preview, labels }) {
    const frame = make("iframe", { className: "writing-page", title: labels.preview, sandbox: "allow-same-origin" });
    const open = matchMedia("(min-width: 48rem)").matches;
    const part = make("details", { className: "writing-preview", open });
    part.append(make("summary", { textContent: labels.preview }), frame);
    field.closest(".form-row").append(part);

    let isReady = false;
    frame.addEventListener("load", () => {
      if (!frame.srcdoc) return;
      isReady = true;
      const { contentWindow: seen, contentDocument: page } = frame;
      seen.scrollTo(0, page.querySelector("main").offsetTop);
      listen(frame);
    });
    function fill(html) {
      if (!isReady) return (frame.srcdoc = html);
      const { body } = new DOMParser().parseFromString(html, "text/html");
      const shown = frame.contentDocument.body;
      if (!body.isEqualNode(shown)) shown.replaceWith(body); // it stays where it is scrolled to
    }

    let asked, due;
    let isOld = true; // it shows not what stands in the form
    async function render() {
      isOld = false;
      asked?.abort();
      asked = new AbortController();
      const { signal } = asked;
      try {
        const body = new FormData(field.form);
        const answer = await fetch(preview, { method: "POST", body, redirect: "manual", signal });
        if (answer.ok) fill(await answer.text());
      } catch {
        // The next key asks again.
      }
    }
    function soon() {
      isOld = true;
      clearTimeout(due);
      due = setTimeout(() => part.open && render(), WAIT);
    }
    for (const kind of ["input", "change"]) field.form.addEventListener(kind, soon);
    for (const kind of ["formset:added", "formset:removed"]) document.addEventListener(kind, soon);
    window.django?.jQuery(field.form).on("change", soon); // select2 tells no other
    part.addEventListener("toggle", () => part.open && isOld && render());
    if (open) void render();
    return { part, frame };
  }

  // A link of the page leads to its place in it, and nowhere else; a key is ours.
  function listen(frame) {
    const page = frame.contentDocument;
    page.addEventListener("submit", (event) => event.preventDefault());
    page.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      if (!link) return;
      event.preventDefault();
      const address = link.getAttribute("href");
      if (address?.startsWith("#")) page.getElementById(address.slice(1))?.scrollIntoView({ block: "center" });
    });
    page.addEventListener("keydown", (event) => {
      if (event.target.closest("input")) return;
      const { key, altKey, ctrlKey, metaKey } = event;
      frame.dispatchEvent(new KeyboardEvent("keydown", { key, altKey, ctrlKey, metaKey, bubbles: true }));
    });
  }

  // What is marked in the excerpt as readers see it, with what is around; or nothing.
  function marked(frame, around) {
    const page = frame.contentDocument;
    const selection = page?.getSelection();
    if (!selection?.rangeCount) return null;
    const { startContainer, startOffset, endContainer, endOffset } = selection.getRangeAt(0);
    const [start, end] = [[startContainer, startOffset], [endContainer, endOffset]];
    const passage = wordsOf(page, start, end).trim();
    if (!passage) return null;
    const [before, after] = [[...wordsOf(page, null, start)], [...wordsOf(page, end, null)]];
    return { passage, before: before.slice(-around).join(""), after: after.slice(0, around).join("") };
  }

  // The words of the excerpt between two points, without the numbers of its notes.
  function wordsOf(page, start, end) {
    const words = [...page.querySelectorAll("blockquote.excerpt")].map((block) => {
      const part = page.createRange();
      part.selectNodeContents(block);
      const [starts, ends] = [start && part.comparePoint(...start), end && part.comparePoint(...end)];
      if (starts > 0 || ends < 0) return "";
      if (start && starts === 0) part.setStart(...start);
      if (end && ends === 0) part.setEnd(...end);
      const held = part.cloneContents();
      for (const number of held.querySelectorAll(".ref")) number.remove();
      return held.textContent;
    });
    return words.join("\n");
  }

  function noteOn(frame, around, said, labels) {
    const found = marked(frame, around);
    said.textContent = found ? "" : labels.none;
    if (!found) return;
    document.addEventListener("formset:added", ({ target }) => fill(target, found), { once: true });
    document.querySelector("#notes-group .add-row a").click();
  }

  function take(passage, frame, around, said, labels) {
    const found = marked(frame, around);
    said.textContent = found ? "" : labels.none;
    if (found) fill(passage.closest(".inline-related"), found);
    else said.scrollIntoView({ block: "center" });
  }

  function fill(note, found) {
    for (const [name, words] of Object.entries(found)) note.querySelector(`[name$="-${name}"]`).value = words;
    note.querySelector("[name$='-body']").focus();
  }

  function make(name, properties) {
    return Object.assign(document.createElement(name), properties);
  }

  function button(face, act) {
    const made = make("button", { type: "button", className: "writing-tool", textContent: face });
    // The marked words stay marked.
    made.addEventListener("mousedown", (event) => event.preventDefault());
    made.addEventListener("click", act);
    return made;
  }
}
