// What is typed in a small form of the desk stays in this browser until the server has
// read it. Such a form has a name, in a field `kept`, to which each page adds an end of
// its own; the server tells by a cookie that a form of that name was read. A lost
// session, or a server that is down, tells nothing.
{
  const { account, path, again, take, discard } = document.currentScript.dataset;
  const PREFIX = `kept:${account}:`;
  const STAYS = 30 * 24 * 60 * 60 * 1000; // milliseconds

  const read = document.cookie.match(/(?:^|; )kept=([^;]+)/)?.[1];
  if (read) {
    remove(read);
    document.cookie = `kept=; path=${path}; max-age=0; samesite=lax`;
  }

  document.addEventListener("DOMContentLoaded", () => {
    all(""); // what is too old goes
    const fields = document.querySelectorAll("form input[name=kept]");
    for (const field of fields) keep(field);
    if (!fields.length) offerAgain();
  });

  function keep(field) {
    const { form, value: start } = field;
    const was = words(form);
    const { offer: says } = field.dataset;
    field.value = `${start}-${Math.random().toString(36).slice(2, 10)}`;
    for (const [name, left] of all(`${start}-`)) {
      if (left.words === was) {
        remove(name);
        continue;
      }
      const takeUp = () => {
        field.value = name;
        fill(form, left.words, Boolean(says));
      };
      if (says) form.before(offer(says, name, left, takeUp));
      else takeUp();
    }
    const store = () => {
      const typed = { words: words(form), at: Date.now(), address: form.getAttribute("action") };
      try {
        localStorage.setItem(PREFIX + field.value, JSON.stringify(typed));
      } catch {
        // This browser keeps nothing.
      }
    };
    form.addEventListener("input", store);
    form.addEventListener("change", store);
    form.addEventListener("submit", store);
    window.django?.jQuery?.(form).on("change", "select", store); // of select2
  }

  // A form for many entries stands at no address of its own: it is sent again, from the
  // list, and shown; nothing is done.
  function offerAgain() {
    for (const [name, left] of all("bulk-")) {
      if (left.address !== location.pathname + location.search) continue;
      const form = make("form", { method: "post", action: left.address, hidden: true });
      const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
      const more = { kept: name, csrfmiddlewaretoken: token, _show: "on" };
      const sent = [...new URLSearchParams(left.words), ...Object.entries(more)];
      for (const [field, value] of sent) form.append(make("input", { type: "hidden", name: field, value }));
      document.querySelector("#content").prepend(offer(again, name, left, () => form.submit()), form);
    }
  }

  function offer(says, name, { at }, act) {
    const then = new Date(at);
    const day = then.toDateString() === new Date().toDateString() ? "" : `${then.toLocaleDateString("sv")} `; // ISO
    const time = day + then.toTimeString().slice(0, 5);
    const box = make("div", { className: "typing" });
    const line = make("div", { className: "offer" });
    line.append(
      make("p", { textContent: says.replace("{time}", time) }),
      button(take, () => {
        act();
        box.remove();
      }),
      button(discard, () => {
        remove(name);
        box.remove();
      }),
    );
    box.append(line);
    return box;
  }

  // What the form was made of (`read`) is a part of what was typed: so the server sees
  // what others changed since.
  function fill(form, words, isWhole) {
    const left = new URLSearchParams(words);
    for (const field of form.elements) {
      const { name, type, multiple } = field;
      const isOurs = type === "hidden" ? isWhole && name === "read" : type !== "submit";
      if (!name || !isOurs) continue;
      if (type === "checkbox" || type === "radio") field.checked = left.getAll(name).includes(field.value);
      else if (multiple) field.replaceChildren(...left.getAll(name).map((one) => new Option(one, one, true, true)));
      else if (left.has(name)) field.value = left.get(name);
      window.django?.jQuery?.(field).trigger("change");
    }
  }

  function words(form) {
    const data = new FormData(form);
    for (const name of ["csrfmiddlewaretoken", "kept", "mark"]) data.delete(name);
    return new URLSearchParams(data).toString();
  }

  // What is kept under names that begin so, the oldest first: [name, {words, at, address}].
  function all(start) {
    try {
      const keys = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX + start));
      const kept = keys.map((key) => [key.slice(PREFIX.length), JSON.parse(localStorage.getItem(key))]);
      for (const [name, { at }] of kept) if (Date.now() - at > STAYS) remove(name);
      return kept.filter(([, { at }]) => Date.now() - at <= STAYS).sort(([, one], [, other]) => one.at - other.at);
    } catch {
      return []; // This browser keeps nothing.
    }
  }

  function remove(name) {
    try {
      localStorage.removeItem(PREFIX + name);
    } catch {
      // This browser keeps nothing.
    }
  }

  function make(name, properties) {
    return Object.assign(document.createElement(name), properties);
  }

  function button(face, act) {
    const made = make("button", { type: "button", className: "button", textContent: face });
    made.addEventListener("click", act);
    return made;
  }
}
