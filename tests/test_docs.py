"""Documentation is tested: every command, every key and every domain word is in it, and what it tells one to type exists."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from pansol.cli import main
from pansol.sop import model
from pansol.sop.load.schema import known_keys
from tests.transcript import play, shown

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
OPERATING = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
LANGUAGE = (ROOT / "docs" / "language.md").read_text(encoding="utf-8")
GLOSSARY = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8")
DESK_MODELS = [
    m
    for p in (ROOT / "src/pansol/desk").glob("*/models.py")
    for m in re.findall(r"^class (\w+)\((?:models\.Model|AbstractUser)\)", p.read_text(encoding="utf-8"), re.MULTILINE)
]
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
RUN = (ROOT / "run").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_is_in_the_readme(command: str) -> None:
    assert re.search(rf"\./run (pansol )?{command}\b", README)


def typed() -> list[list[str]]:
    """The words after `./run` of every command line in the README, outside the transcript, and in the guide to operating."""
    told = re.sub(r"<!-- transcript -->.*?<!-- /transcript -->", "", README, flags=re.DOTALL) + OPERATING
    return [words.split("#")[0].split() for words in re.findall(r"\./run((?: [^\n`]*)?)", told)]


@pytest.mark.parametrize("words", typed(), ids=" ".join)
def test_what_the_readme_tells_one_to_type_exists(words: list[str]) -> None:
    first, *rest = words[1:] if words[:1] == ["pansol"] else (words or ["desk", "serve"])
    assert first in main.commands
    command = main.commands[first]
    if isinstance(command, click.Group) and rest and not rest[0].startswith("--"):
        assert rest[0] in command.commands
        command = command.commands[rest[0]]
    options = {"--help"} | {name for parameter in command.params if isinstance(parameter, click.Option) for name in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= options


def test_the_command_that_runs_every_check_is_the_one_of_continuous_integration() -> None:
    assert "./run test" in README
    assert (ROOT / ".ci" / "run").read_text(encoding="utf-8").rstrip().endswith("./run test")


@pytest.mark.parametrize("check", ["ruff check", "ruff format --check", "mypy", "pytest", "pansol check"])
def test_run_test_runs_every_check(check: str) -> None:
    assert check in RUN


@pytest.mark.parametrize("key", sorted(known_keys()))
def test_every_key_of_a_procedure_is_in_the_reference(key: str) -> None:
    assert re.search(rf"(?<![\w-]){re.escape(key)}(?![\w-])", LANGUAGE), f"docs/language.md does not mention `{key}`"


@pytest.mark.parametrize("name", [name for name in model.__all__ if isinstance(getattr(model, name), type) or name == "When"])
def test_every_class_of_the_model_is_in_the_glossary(name: str) -> None:
    assert re.search(rf"^\| {name} \|", GLOSSARY, re.MULTILINE)


def test_every_module_of_the_language_is_in_the_architecture() -> None:
    modules = {path.name for path in (ROOT / "src" / "pansol" / "sop").iterdir() if path.name[0] != "_"}
    assert {name for name in modules if not re.search(rf"\b{re.escape(name.removesuffix('.py'))}\b", ARCHITECTURE)} == set()


def test_every_file_that_the_documents_point_to_exists() -> None:
    for text in (README, ARCHITECTURE, GLOSSARY):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", text):
            assert (ROOT / target).exists(), target


def test_the_session_in_the_readme_is_what_happens() -> None:
    assert shown() == play(), "python tests/transcript.py writes it anew"


@pytest.mark.parametrize("name", DESK_MODELS)
def test_every_model_of_the_desk_is_in_the_glossary(name: str) -> None:
    assert re.search(rf"^\| {name} \|", GLOSSARY, re.MULTILINE)


SETTINGS = sorted(
    {
        name
        for path in (ROOT / "src" / "pansol" / "desk").rglob("*.py")
        for name in re.findall(r"\b(PANSOL_[A-Z_]+|DATABASE_URL)\b", path.read_text(encoding="utf-8"))
    }
)


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_is_in_the_guide_to_operating(name: str) -> None:
    assert f"`{name}`" in OPERATING


def test_the_guide_to_operating_names_no_setting_that_is_not_read() -> None:
    assert set(re.findall(r"`(PANSOL_[A-Z_]+)`", OPERATING)) <= {*SETTINGS, *(f"{n}_FILE" for n in SETTINGS), "PANSOL_PYTHON"}


@pytest.mark.parametrize("name", sorted(main.commands["desk"].commands))  # type: ignore[attr-defined]
def test_every_command_of_the_desk_is_in_the_guide_to_operating(name: str) -> None:
    assert f"./run desk {name}" in OPERATING


def test_run_without_arguments_opens_the_desk() -> None:
    assert re.search(r'^    ""\)\n +set_up run\n +exec "\$venv/bin/pansol" desk serve$', RUN, re.MULTILINE)
