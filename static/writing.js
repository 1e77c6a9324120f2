// Markdown at the desk: a toolbar, the words as readers see them, notes on a passage.
// All of it can be typed as well.
{
  document.addEventListener("DOMContentLoaded", () => {
    const field = document.querySelector("textarea[data-writing]");
    if (!field) return;
    const { address, labels } = JSON.parse(field.dataset.writing);
    const shown = enhance(field, address, labels);
    for (const note of document.querySelectorAll("#notes-group .inline-related:not(.empty-form)"))
      enhanceNote(note, address, labels, shown);
    document.addEventListener("formset:added", ({ target }) => enhanceNote(target, address, labels, shown));
  });

  // The excerpt: what every field of Markdown has, and what makes notes on its passages.
  function enhance(field, address, labels) {
    const { tools, shown, part } = equip(field, address, labels, true);
    const plan = make("div", { className: "writing-plan", hidden: true, role: "region", ariaLabel: labels.cleaned });
    tools.lastChild.before(button(labels.clean, () => clean(field, address, plan, labels)));
    field.before(plan);
    const said = make("span", { className: "help", role: "status" });
    const marking = make("p", { className: "writing-tools" });
    marking.append(button(labels.note, () => noteOn(shown, said, labels)), said);
    part.append(marking);

    document.addEventListener("keydown", (event) => {
      const typing = event.target.closest("input, textarea, select, [contenteditable]");
      if (typing || event.ctrlKey || event.altKey || event.metaKey) return;
      if (event.key === "n" && marked(shown)) {
        event.preventDefault();
        noteOn(shown, said, labels);
      }
    });
    return { shown, said };
  }

  function enhanceNote(note, address, labels, { shown, said }) {
    const body = note.querySelector("textarea[name$='-body']");
    if (body) equip(body, address, labels, false);
    const passage = note.querySelector("textarea.vPassage");
    passage?.after(button(labels.take, () => take(passage, shown, said, labels)));
  }

  // A toolbar, keys, the number of words, and below the field the words as readers see
  // them, at once where that is `open`.
  function equip(field, address, labels, open) {
    const shown = make("div", { className: "written excerpt", tabIndex: 0, role: "region", ariaLabel: labels.preview });
    const count = make("span", { className: "help" });
    const tools = make("div", { className: "writing-tools", role: "toolbar" });
    const wrap = (sign) => () => around(field, sign, sign);
    const lines = (sign) => () => begin(field, sign);
    const link = () => around(field, "[", "](https://)");
    for (const [label, face, act] of [
      [labels.strong, "B", wrap("**")],
      [labels.emphasis, "I", wrap("*")],
      [labels.link, "↗", link],
      [labels.quote, "❝", lines("> ")],
      [labels.list, "•", lines("- ")],
      [labels.cut, "…", () => replace(field, "…")],
    ]) {
      const tool = button(face, act);
      tool.ariaLabel = tool.title = label;
      tools.append(tool);
    }
    tools.append(count);
    field.before(tools);
    const part = make("details", { className: "writing-preview", open });
    part.append(make("summary", { textContent: labels.preview }), shown);
    field.closest(".form-row").append(part);

    const keys = { b: wrap("**"), i: wrap("*"), k: link };
    field.addEventListener("keydown", (event) => {
      const act = (event.ctrlKey || event.metaKey) && !event.altKey && keys[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    });

    const render = renderer(field, address, shown);
    const show = () => {
      const words = field.value.match(/[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu) ?? [];
      count.textContent = `${labels.words}: ${words.length}`;
      if (part.open) render();
    };
    let due;
    field.addEventListener("input", () => {
      clearTimeout(due);
      due = setTimeout(show, 300); // milliseconds
    });
    part.addEventListener("toggle", show);
    show();
    return { tools, shown, part };
  }

  function ask(field, address, more = {}, signal = undefined) {
    const body = new FormData();
    body.set("words", field.value);
    body.set("csrfmiddlewaretoken", field.form.csrfmiddlewaretoken.value);
    for (const [name, value] of Object.entries(more)) body.set(name, value);
    return fetch(address, { method: "POST", body, signal, redirect: "manual" }); // a log-in page is no answer
  }

  // Return what shows the words of a field; the last that was asked for wins.
  function renderer(field, address, shown) {
    let asked;
    return async () => {
      asked?.abort();
      asked = new AbortController();
      try {
        const answer = await ask(field, address, {}, asked.signal);
        const words = await answer.text();
        if (answer.ok) shown.innerHTML = words; // sanitised there, as for readers
        else if (answer.status === 400) shown.textContent = words;
      } catch {
        // The next key asks again.
      }
    };
  }

  // What cleaning would change is shown first; nothing is changed but by a button.
  async function clean(field, address, plan, labels) {
    const before = field.value;
    const answer = await ask(field, address, { ask: "clean" }).catch(() => null);
    if (!answer?.ok) return; // what is wrong stands above the form
    const { words, changes } = await answer.json();
    plan.hidden = false;
    if (words === before) return plan.replaceChildren(labels.nothing);
    const shown = make("p", { className: "writing-changes" });
    for (const [kind, part] of changes)
      shown.append(kind === "same" ? part : make(kind, { textContent: part.replaceAll("\n", "↵\n") }));
    const close = () => ((plan.hidden = true), field.focus());
    const accept = button(labels.accept, () => {
      if (field.value === before) {
        field.select();
        replace(field, words);
      }
      close();
    });
    plan.replaceChildren(shown, accept, button(labels.refuse, close));
    accept.focus();
  }

  // What is marked in the excerpt as readers see it, with a little around; or nothing.
  function marked(shown) {
    const selection = getSelection();
    if (selection.isCollapsed || !selection.rangeCount) return null;
    const range = selection.getRangeAt(0);
    if (!shown.contains(range.commonAncestorContainer)) return null;
    const before = document.createRange();
    before.setStart(shown, 0);
    before.setEnd(range.startContainer, range.startOffset);
    const after = document.createRange();
    after.setStart(range.endContainer, range.endOffset);
    after.setEnd(shown, shown.childNodes.length);
    return {
      passage: selection.toString().trim(),
      before: before.toString().slice(-60),
      after: after.toString().slice(0, 60),
    };
  }

  function noteOn(shown, said, labels) {
    const found = marked(shown);
    said.textContent = found ? "" : labels.none;
    if (!found) return;
    document.addEventListener("formset:added", (event) => fill(event.target, found), { once: true });
    document.querySelector("#notes-group .add-row a").click();
  }

  function take(passage, shown, said, labels) {
    const found = marked(shown);
    said.textContent = found ? "" : labels.none;
    if (found) fill(passage.closest(".inline-related"), found);
    else said.scrollIntoView({ block: "center" });
  }

  function fill(note, found) {
    for (const [name, words] of Object.entries(found)) note.querySelector(`[name$="-${name}"]`).value = words;
  }

  // What is typed by a script can be taken back by the keys for it.
  function replace(field, words) {
    field.focus();
    if (!document.execCommand("insertText", false, words)) {
      field.setRangeText(words, field.selectionStart, field.selectionEnd, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  function around(field, open, close) {
    const { selectionStart: start, selectionEnd: end } = field;
    const words = field.value.slice(start, end);
    replace(field, open + words + close);
    field.setSelectionRange(start + open.length, start + open.length + words.length);
  }

  function begin(field, sign) {
    const start = field.value.lastIndexOf("\n", field.selectionStart - 1) + 1;
    field.setSelectionRange(start, field.selectionEnd);
    const lines = field.value.slice(start, field.selectionEnd).split("\n");
    replace(field, lines.map((line) => sign + line).join("\n"));
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
