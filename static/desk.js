// The desk, beyond what the stock admin does.
{
  const $ = django.jQuery;
  const choices = $.fn.select2.defaults;

  // The box in which one types is called what its field is called.
  function nameBox(field) {
    const { $container, $dropdown } = $(field).data("select2") ?? {};
    const box = $container?.add($dropdown).find(".select2-search__field");
    box?.attr("aria-label", field.labels[0]?.textContent.replace(/:\s*$/, ""));
  }

  $(() => document.querySelectorAll("select.admin-autocomplete").forEach(nameBox));
  $(document).on("select2:open", "select", (event) => nameBox(event.target));

  // Known tags stand above a new one, which is marked by a plus.
  choices.set("createTag", ({ term }) => {
    const name = term.trim();
    return name ? { id: name, text: name, isNew: true } : null;
  });
  choices.set("insertTag", (known, name) => known.push(name));
  choices.set("templateResult", ({ isNew, text }) => (isNew ? `+ ${text}` : text));

  // Tags keep the order in which they are chosen; select2 alone would sort them by when
  // they were first known to the page.
  function choose(field, name) {
    const known = Array.from(field.options).find((option) => option.value === name);
    const chosen = known ?? new Option(name, name);
    chosen.selected = true;
    field.append(chosen);
    $(field).trigger("change");
  }

  $(document).on("select2:select", "select[data-tags]", function (event) {
    choose(this, event.params.data.id);
  });

  // What is typed counts when the editor goes on without Enter; Escape drops it.
  function chooseTyped(field) {
    const search = $(field).data("select2").$container.find(".select2-search__field");
    const typed = search.val().trim();
    search.val("");
    if (typed) choose(field, typed);
  }

  $(document).on("select2:closing", "select[data-tags]", function (event) {
    const { originalEvent, originalSelect2Event } = event.params.args;
    if (!originalSelect2Event && originalEvent?.key !== "Escape") chooseTyped(this);
  });

  $(document).on("focusout", ".select2-container", function () {
    const field = $(this).prev("select[data-tags]");
    if (field.length && !field.data("select2").isOpen()) chooseTyped(field[0]);
  });

  // Tags that fit what is written so far: buttons below the field of a new entry.
  function offerTags(field) {
    const form = field.form;
    const names = new URL(field.getAttribute("data-ajax--url"), location);
    const box = document.createElement("div");
    box.className = "fitting-tags";
    box.setAttribute("role", "group");
    box.hidden = true;
    field.closest(".form-row").append(box);
    let asked = 0;

    function show({ says, names }) {
      const chosen = new Set(Array.from(field.selectedOptions, ({ value }) => value));
      const left = names.filter((name) => !chosen.has(name));
      box.setAttribute("aria-label", says);
      box.hidden = !left.length;
      const buttons = left.map((name) => {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "writing-tool";
        button.textContent = `+ ${name}`;
        button.addEventListener("click", () => {
          choose(field, name);
          const next = button.nextElementSibling ?? button.previousElementSibling;
          button.remove();
          box.hidden = !next?.matches("button");
          if (!box.hidden) next.focus();
        });
        return button;
      });
      const label = document.createElement("span");
      label.textContent = says;
      const focused = box.contains(document.activeElement);
      const name = document.activeElement.textContent;
      box.replaceChildren(label, ...buttons);
      if (focused) (buttons.find((b) => b.textContent === name) ?? buttons[0])?.focus();
    }

    async function ask() {
      const body = new FormData();
      for (const name of ["title", "excerpt", "url", "csrfmiddlewaretoken"]) {
        body.set(name, form.elements[name]?.value ?? "");
      }
      const mine = ++asked;
      try {
        // A log-in page is no answer.
        const sent = { method: "POST", body, redirect: "manual" };
        const answer = await fetch(new URL("../fitting/", names), sent);
        if (answer.ok && mine === asked) show(await answer.json());
      } catch {
        // The next change asks again.
      }
    }

    for (const name of ["title", "excerpt", "url"]) {
      form.elements[name]?.addEventListener("change", ask);
    }
    if (form.elements.title?.value) ask();
  }

  // The part of it in which one types has no name for those who do not see the label.
  addEventListener("load", () => {
    for (const field of document.querySelectorAll("select[data-tags]")) {
      const typed = $(field).data("select2")?.$container.find(".select2-search__field");
      typed?.attr("aria-label", field.labels[0]?.textContent.replace(/:\s*$/, ""));
    }
  });

  addEventListener("DOMContentLoaded", () => {
    const field = document.querySelector("select[data-tags]");
    if (field?.form.elements.uid) offerTags(field); // of a new entry alone
  });

  // A note that is added has the cursor, and so comes into view.
  document.addEventListener("formset:added", (event) => {
    const words = event.target.querySelector("textarea");
    words?.focus();
    words?.scrollIntoView({ block: "center" });
  });
}
