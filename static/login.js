// What stands after “#” survives the log-in: the words that a bookmarklet brought.
{
  const form = document.getElementById("login-form");
  if (form && location.hash) form.action += location.hash;
}
