import pytest

from radar_cli.domain.zones import zone
from radar_cli.errors import BadInput


@pytest.mark.parametrize("name", ["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+12"])
def test_an_iana_name_is_that_zone(name) -> None:
    assert zone(name).key == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "Berlin",
        "Europe",
        "Europe/",
        "Europe/Atlantis",
        "Europe/Berlin\n",
        "../../etc/passwd",
        "/etc/localtime",
        "Europe/Berlin\0",
        "zone.tab",
        "+02:00",
        "x" * 5000,
        "\ud800",
    ],
)
def test_any_other_name_is_refused(name) -> None:
    with pytest.raises(BadInput, match=r"^there is no time zone '.*: use an IANA name like Europe/Berlin$"):
        zone(name)


def test_the_error_writes_control_characters_out_and_stays_short() -> None:
    with pytest.raises(BadInput) as refusal:
        zone("\x1b]52;c;eA==\a" * 100)
    assert refusal.value.what.isprintable()
    assert len(refusal.value.what) < 100
