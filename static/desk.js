// Tags keep the order in which they are chosen; select2 alone would sort them by when
// they were first known to the page.
django.jQuery(document).on("select2:select", "select[multiple]", function (event) {
  const options = Array.from(this.options);
  const chosen = options.find((option) => option.value === event.params.data.id);
  if (chosen) {
    this.append(chosen);
    django.jQuery(this).trigger("change");
  }
});
