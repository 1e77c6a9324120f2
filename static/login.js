// What stands after “#” survives the log-in: the words that a bookmarklet brought.
{
  const form = document.getElementById("login-form");
  if (form && location.hash) form.action += location.hash;
}
// A form for passkeys is shown where the browser has any, which it has over https alone.
// What the key has to sign is asked for with the token of the form, then sent signed.
{
  const form = document.getElementById("passkey-form");
  const logIn = async () => {
    const asked = await fetch(form.action, { method: "POST", body: new FormData(form) });
    if (!asked.ok) throw new Error(`The server answers ${asked.status}.`);
    const { request_options: options } = await asked.json();
    form.elements.credential.value = JSON.stringify(await webauthnJSON.get(options));
    form.submit();
  };
  if (form && window.PublicKeyCredential) {
    form.hidden = false;
    document
      .getElementById("passkey-use")
      .addEventListener("click", () => logIn().catch(console.error));
  }
}
