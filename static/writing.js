// Markdown at the desk: a toolbar, its keys, the number of words; pasted text is cleaned.
// All of it can be typed as well.
{
  document.addEventListener("DOMContentLoaded", () => {
    const field = document.querySelector("textarea[data-writing]");
    if (!field) return;
    const { clean: address, labels } = JSON.parse(field.dataset.writing);
    const tools = equip(field, labels);
    const plan = make("div", { className: "writing-plan", hidden: true, role: "region", ariaLabel: labels.cleaned });
    tools.lastChild.before(button(labels.clean, () => clean(field, address, plan, labels)));
    field.before(plan);
    const enhance = (note) => {
      const body = note.querySelector("textarea[name$='-body']");
      if (body) equip(body, labels);
    };
    document.querySelectorAll("#notes-group .inline-related:not(.empty-form)").forEach(enhance);
    document.addEventListener("formset:added", ({ target }) => enhance(target));
  });

  function equip(field, labels) {
    const count = make("span", { className: "help" });
    const tools = make("div", { className: "writing-tools", role: "toolbar", ariaLabel: labels.tools });
    const wrap = (sign) => () => around(field, sign);
    const lines = (sign) => () => begin(field, sign);
    const link = () => put(field, "[", "](https://)");
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

    const keys = { b: wrap("**"), i: wrap("*"), k: link };
    field.addEventListener("keydown", (event) => {
      const act = (event.ctrlKey || event.metaKey) && !event.altKey && keys[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    });
    const tell = () => {
      const words = field.value.match(/[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu) ?? [];
      count.textContent = `${labels.words}: ${words.length}`;
    };
    field.addEventListener("input", tell);
    tell();
    return tools;
  }

  // What cleaning would change is shown first; nothing is changed but by a button.
  async function clean(field, address, plan, labels, said = "") {
    const before = field.value;
    const body = new FormData();
    body.set("words", before);
    body.set("csrfmiddlewaretoken", field.form.csrfmiddlewaretoken.value);
    // A log-in page is no answer; what is wrong stands above the form.
    const answer = await fetch(address, { method: "POST", body, redirect: "manual" }).catch(() => null);
    if (!answer?.ok) return;
    const { refused, words, changes } = await answer.json();
    plan.hidden = false;
    if (refused) return plan.replaceChildren(refused);
    if (words === before) return plan.replaceChildren(labels.nothing);
    const shown = make("p", { className: "writing-changes" });
    for (const [kind, part] of changes)
      shown.append(kind === "same" ? part : make(kind, { textContent: part.replaceAll("\n", "↵\n") }));
    const close = () => ((plan.hidden = true), field.focus());
    const accept = button(labels.accept, () => {
      if (field.value !== before) return clean(field, address, plan, labels, labels.changed);
      field.select();
      replace(field, words);
      close();
    });
    const why = make("p", { textContent: said, role: "status" });
    plan.replaceChildren(...(said ? [why] : []), shown, accept, button(labels.refuse, close));
    accept.focus();
  }

  // What is typed by a script can be taken back by the keys for it.
  function replace(field, words) {
    field.focus();
    if (!document.execCommand(words ? "insertText" : "delete", false, words)) {
      field.setRangeText(words, field.selectionStart, field.selectionEnd, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  // Put a sign on both sides of the marked words; or take it away, where it stands there.
  function around(field, sign) {
    const { selectionStart: start, selectionEnd: end, value } = field;
    const before = value.slice(0, start).match(/\**$/)[0].length;
    const after = value.slice(end).match(/^\**/)[0].length;
    const stars = Math.min(before, after); // *one*, **two**, ***both***
    const isThere = sign === "*" ? stars % 2 === 1 : stars >= 2;
    if (!isThere) return put(field, sign, sign);
    field.setSelectionRange(start - sign.length, end + sign.length);
    replace(field, value.slice(start, end));
    field.setSelectionRange(start - sign.length, end - sign.length);
  }

  function put(field, open, close) {
    const { selectionStart: start, selectionEnd: end } = field;
    const words = field.value.slice(start, end);
    replace(field, open + words + close);
    field.setSelectionRange(start + open.length, start + open.length + words.length);
  }

  // Begin the marked lines with a sign, or not any more; they stay marked.
  function begin(field, sign) {
    const start = field.value.lastIndexOf("\n", field.selectionStart - 1) + 1;
    const marked = field.value.slice(start, field.selectionEnd).split("\n");
    const isThere = marked.every((line) => line.startsWith(sign));
    const lines = marked.map((line) => (isThere ? line.slice(sign.length) : sign + line)).join("\n");
    field.setSelectionRange(start, field.selectionEnd);
    replace(field, lines);
    field.setSelectionRange(start, start + lines.length);
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
