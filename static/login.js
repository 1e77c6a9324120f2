// What stands after “#” survives the log-in: the words that a bookmarklet brought.
{
  const form = document.getElementById("login-form");
  if (form && location.hash) form.action += location.hash;
}
// A form for passkeys is shown where the browser has any, which it has over https alone.
// What the key has to sign is asked for with the token of the form, then sent signed. A
// form without an address has it in its page, and is sent by the scripts of allauth.
{
  const form = document.getElementById("passkey-form");
  const note = document.getElementById("passkey-failed");
  const words = note.textContent;
  const tell = (why) => {
    note.textContent = why;
    note.hidden = false;
  };
  const logIn = async () => {
    note.hidden = true; // what is shown anew, is read out anew
    const asked = await fetch(form.action, { method: "POST", body: new FormData(form) });
    const { request_options: options, error } = await asked.json();
    if (error) return tell(error);
    form.elements.credential.value = JSON.stringify(await webauthnJSON.get(options));
    form.submit();
  };
  document.addEventListener("allauth.error", () => tell(words));
  if (form && window.PublicKeyCredential) {
    form.hidden = false;
    if (form.hasAttribute("action")) {
      document.getElementById("passkey-use").addEventListener("click", () =>
        logIn().catch((error) => {
          console.error(error);
          tell(words);
        }),
      );
    }
  }
}
