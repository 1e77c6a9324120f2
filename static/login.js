// What stands after “#” survives the log-in: the words that a bookmarklet brought.
{
  const form = document.getElementById("login-form");
  if (form && location.hash) form.action += location.hash;
}
// A form for passkeys is shown where the browser has any, which it has over https alone.
{
  const form = document.getElementById("passkey-form");
  if (form && window.PublicKeyCredential) form.hidden = false;
}
