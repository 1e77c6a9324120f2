// The field of tags. Known names stand above a new one, which is marked by a plus; and
// tags keep the order in which they are chosen, where select2 alone would sort them by
// when they were first known to the page.
{
  const $ = django.jQuery;
  const choices = $.fn.select2.defaults;

  choices.set("createTag", ({ term }) => {
    const name = term.trim();
    return name ? { id: name, text: name, isNew: true } : null;
  });
  choices.set("insertTag", (known, name) => known.push(name));
  choices.set("templateResult", ({ isNew, text }) => (isNew ? `+ ${text}` : text));

  $(document).on("select2:select", "select[multiple]", function (event) {
    const options = Array.from(this.options);
    const chosen = options.find((option) => option.value === event.params.data.id);
    if (chosen) {
      this.append(chosen);
      $(this).trigger("change");
    }
  });
}
