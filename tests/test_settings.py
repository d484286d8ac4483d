"""Settings: one row each, the environment over the default, the caller over both."""

import dataclasses

import pytest

from search_app.settings import PREFIX, ROWS, Settings, UnknownSetting, read_settings


def test_every_setting_has_a_sentence() -> None:
    for row in ROWS:
        sentence = row.metadata["sentence"]
        assert sentence[0].isupper() and sentence.endswith("."), row.name


def test_defaults_hold_where_nothing_is_said() -> None:
    assert read_settings({"HOME": "/nowhere"}, {}) == Settings()


def test_environment_overrides_each_default() -> None:
    spelt = {str: "x", int: "7", float: "0.5", tuple: "a.example, b.example,"}
    environment = {PREFIX + row.name.upper(): spelt[type(row.default)] for row in ROWS}
    settings = read_settings(environment, {})
    for row in ROWS:
        assert getattr(settings, row.name) != row.default, row.name
    assert settings.trusted_hosts == ("a.example", "b.example")


def test_caller_overrides_the_environment() -> None:
    settings = read_settings({PREFIX + "SIMILAR": "7"}, {"similar": 3})
    assert settings.similar == 3


def test_whole_number_of_seconds_is_a_number_of_seconds() -> None:
    assert read_settings({}, {"request_seconds": 3}).request_seconds == 3.0


@pytest.mark.parametrize(
    ("environment", "chosen", "said"),
    [
        ({PREFIX + "SIMILAR": "many"}, {}, "BACKFILE_SIMILAR: 'many'"),
        ({}, {"similar": "3"}, "similar: '3' is not of type int"),
        ({}, {"simlar": 3}, "no setting 'simlar'"),
    ],
)
def test_wrong_setting_is_named(
    environment: dict[str, str], chosen: dict[str, str | int], said: str
) -> None:
    with pytest.raises(UnknownSetting, match=said):
        read_settings(environment, dict(chosen))


def test_settings_cannot_be_changed_later() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Settings().similar = 3  # type: ignore[misc]
