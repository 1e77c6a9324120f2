// The bookmarklet brought an address, a title and words after “#”: they go into the
// fields that are empty. Nothing is sent before the editor does so.
{
  const brought = new URLSearchParams(location.hash.slice(1));
  const fields = { url: "url", page_title: "title", words: "text" };
  for (const [name, from] of Object.entries(fields)) {
    const field = document.getElementById(`id_${name}`);
    if (brought.get(from) && !field.value) field.value = brought.get(from);
  }
  if (brought.get("url")) {
    history.replaceState(null, "", location.pathname);
    document.querySelector("#capture_form [type=submit]").focus();
  }

  // It is of use on other pages alone: here it is dragged.
  const bookmarklet = document.querySelector("[data-bookmarklet]");
  bookmarklet.addEventListener("click", (event) => event.preventDefault());
}
