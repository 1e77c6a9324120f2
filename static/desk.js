// The desk, beyond what the stock admin does.
{
  const $ = django.jQuery;
  const choices = $.fn.select2.defaults;

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

  // A note that is added has the cursor, and so comes into view.
  document.addEventListener("formset:added", (event) => {
    const words = event.target.querySelector("textarea");
    words?.focus();
    words?.scrollIntoView({ block: "center" });
  });
}
