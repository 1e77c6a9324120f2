from tests.commands.site import manage, write_content


def files(folder):
    """Return what stands in a folder: {name: content}."""
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }


def test_two_processes_write_what_one_does_in_the_language_of_the_site(site, tmp_path):
    site = {**site, "DIGEST_LANGUAGE": "de"}
    write_content(tmp_path / "content.json", "bias", 24)
    manage(site, "load_fixture", str(tmp_path / "content.json"))
    told = [
        manage(site, "build_site", str(tmp_path / jobs), "--jobs", jobs)
        for jobs in ("1", "2")
    ]

    assert [one.returncode for one in told] == [0, 0], told
    assert told[0].stdout == told[1].stdout
    assert "files written, 0 removed" in told[0].stdout
    one, two = files(tmp_path / "1"), files(tmp_path / "2")
    assert one.keys() == two.keys()
    assert [name for name in one if one[name] != two[name]] == []
    assert "<h1>Ältere Einträge</h1>" in one["page/2/index.html"].decode()


def test_folder_of_others_is_refused_in_a_sentence(site, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    told = manage(site, "build_site", str(tmp_path))

    assert told.returncode == 1
    assert "is not empty, and no site was built there" in told.stderr
    assert "Traceback" not in told.stderr
