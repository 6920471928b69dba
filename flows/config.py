"""Settings from where users put them: defaults < `copydesk.toml` < options."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from cleaners import Settings
from flows.errors import ConfigError

CONFIG_FILE: Final = "copydesk.toml"


def load_settings(config: str | None = None, overrides: Iterable[str] = ()) -> Settings:
    """The effective settings.

    Args:
        config: a TOML file; where it is missing, `copydesk.toml` in the current folder is read if it is there.
        overrides: `name=value` or `section.name=value`, the value in TOML.

    Raises:
        ConfigError: the file cannot be read, or it or an override names a setting that is unknown or out of range.
    """
    table = _read(config)
    for override in overrides:
        _set(table, override)
    _refuse_unknown(table, Settings())
    try:
        return TypeAdapter(Settings).validate_python(table)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"]) or "settings"
        message = f"{name}: {first['msg'].removeprefix('Value error, ')}"
        raise ConfigError(message) from error


def _read(config: str | None) -> dict[str, Any]:
    path = Path(config or CONFIG_FILE)
    if config is None and not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        message = f"{path}: {error.strerror}"
        raise ConfigError(message) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = f"{path}: {error}"
        raise ConfigError(message) from error


def _set(table: dict[str, Any], override: str) -> None:
    name, equals, value = override.partition("=")
    if not equals:
        message = f"{override}: expected name=value"
        raise ConfigError(message)
    *sections, last = name.strip().split(".")
    for section in sections:
        inner = table.setdefault(section, {})
        if not isinstance(inner, dict):
            message = f"{override}: {section} is a value, not a section"
            raise ConfigError(message)
        table = inner
    table[last] = _value(value)


def _value(text: str) -> object:
    """A value in TOML, or the text itself where it is none: `--set steps=encoding` needs no quotes."""
    try:
        parsed = tomllib.loads(f"value = {text}")
    except tomllib.TOMLDecodeError:
        return text
    return parsed["value"] if parsed.keys() == {"value"} else text


def _refuse_unknown(table: Mapping[str, Any], known: Any, prefix: str = "") -> None:  # noqa: ANN401 - any settings object
    names = {field.name: getattr(known, field.name) for field in fields(known)}
    for name, value in table.items():
        if name not in names:
            message = f"{prefix}{name}: no such setting; there are {', '.join(sorted(names))}"
            raise ConfigError(message)
        if is_dataclass(names[name]) and isinstance(value, Mapping):
            _refuse_unknown(value, names[name], f"{prefix}{name}.")
