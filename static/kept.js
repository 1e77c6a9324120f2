// What is typed in a small form of the desk stays in this browser until the server has
// read it. Such a form has a name, in a field `kept`; the server tells by a cookie of
// that name that it was read. A lost session, or a server that is down, tells nothing.
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
    const fields = document.querySelectorAll("form input[name=kept]");
    for (const field of fields) keep(field);
    if (!fields.length) offerAgain();
  });

  function keep(field) {
    const { form, value: name } = field;
    const was = words(form);
    const left = find(name);
    if (left && left.words !== was) {
      if (field.dataset.offer) {
        const line = offer(field.dataset.offer, left, () => {
          fill(form, left.words, true);
          line.remove();
        }, name);
        form.before(line);
      } else fill(form, left.words, false);
    }
    const store = () => {
      const typed = { words: words(form), at: Date.now(), address: form.getAttribute("action") };
      try {
        localStorage.setItem(PREFIX + name, JSON.stringify(typed));
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
    for (const key of Object.keys(localStorage).filter((key) => key.startsWith(`${PREFIX}bulk-`))) {
      const name = key.slice(PREFIX.length);
      const left = find(name);
      if (left?.address !== location.pathname + location.search) continue;
      const form = make("form", { method: "post", action: left.address, hidden: true });
      const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
      const sent = [...new URLSearchParams(left.words), ["csrfmiddlewaretoken", token], ["_show", "on"]];
      for (const [field, value] of sent) form.append(make("input", { type: "hidden", name: field, value }));
      const line = offer(again, left, () => form.submit(), name);
      line.append(form);
      document.querySelector("#content").prepend(line);
    }
  }

  function offer(says, { at }, act, name) {
    const time = new Date(at).toTimeString().slice(0, 5);
    const box = make("div", { className: "typing" });
    const line = make("div", { className: "offer" });
    line.append(
      make("p", { textContent: says.replace("{time}", time) }),
      button(take, act),
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
    for (const name of ["csrfmiddlewaretoken", "mark"]) data.delete(name);
    return new URLSearchParams(data).toString();
  }

  function find(name) {
    try {
      const left = JSON.parse(localStorage.getItem(PREFIX + name));
      if (left && Date.now() - left.at < STAYS) return left;
      remove(name);
    } catch {
      // This browser keeps nothing.
    }
    return null;
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
