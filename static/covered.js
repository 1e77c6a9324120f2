// Covered before: what is known of an address, as soon as it is entered.
document.addEventListener("DOMContentLoaded", () => {
  const field = document.querySelector("[data-covered]");
  if (!field) return;
  const { ask, at_once, sent } = JSON.parse(field.dataset.covered);
  const { form } = field;
  let shown = form.querySelector("[data-covered-shown]");
  if (!shown) {
    shown = document.createElement("div");
    field.closest(".form-row").append(shown);
  }
  shown.setAttribute("role", "status");

  const others = ["title", "authors", "addresses", "follows"].map((name) => form.elements[name]).filter(Boolean);
  let asked, due;
  async function look() {
    asked?.abort();
    asked = new AbortController();
    const body = new FormData();
    body.set("csrfmiddlewaretoken", form.csrfmiddlewaretoken.value);
    for (const [name, value] of Object.entries(sent)) body.set(name, value);
    for (const { name, value } of [field, ...others]) body.set(name, value);
    try {
      const answer = await fetch(ask, { method: "POST", body, signal: asked.signal, redirect: "manual" });
      if (answer.ok) shown.innerHTML = await answer.text(); // escaped there
    } catch {
      // The next key asks again; to save without an answer is refused in words.
    }
  }
  for (const each of [field, ...others]) {
    each.addEventListener("input", () => {
      clearTimeout(due);
      due = setTimeout(look, 400); // milliseconds
    });
  }
  // What stands there already was known once the page was read, which we do not do: it
  // stays until the address is another one.
  if (at_once && field.value && !shown.firstElementChild) look();

  // To run it again is chosen under “follows”.
  shown.addEventListener("click", ({ target }) => {
    if (!target.dataset.follow) return;
    const follows = form.elements.follows;
    const entry = new Option(target.dataset.title, target.dataset.follow, true, true);
    follows.replaceChildren(new Option("", ""), entry);
    django.jQuery(follows).trigger("change");
    follows.closest("details")?.setAttribute("open", "");
    follows.closest(".form-row").scrollIntoView({ block: "center" });
  });
});
