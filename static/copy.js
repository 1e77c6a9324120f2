// A button beside each text that is shown to be copied.
{
  const place = document.querySelector("[data-copy]");
  for (const field of place.querySelectorAll("textarea")) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "writing-tool", textContent: place.dataset.copy });
    button.addEventListener("click", () => {
      field.select();
      if (document.execCommand("copy")) button.textContent = place.dataset.copied;
    });
    field.labels[0].after(button);
  }
}
