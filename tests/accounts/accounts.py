"""How an editor logs in."""

LOGIN = "/admin/login/"
PASSWORD = "a long word of four"


def log_in(client, name="ada", password=PASSWORD, **more):
    """Send the form for it; return what answers, a redirect where it succeeds."""
    form = {"login": name, "password": password}
    return client.post(f"{LOGIN}?next=/admin/settings/", form, **more)


def is_in(client):
    """Return whether the desk is open to `client`."""
    return client.get("/admin/").status_code == 200
