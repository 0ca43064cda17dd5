"""`pansol check`: loads every procedure, proves it, and runs its scenarios."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from time import perf_counter
from typing import TYPE_CHECKING, Any

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from pansol.cli.workspace import Workspace
from pansol.sop.errors import LoadError, PansolError
from pansol.sop.load import strays
from pansol.sop.model import Procedure
from pansol.sop.scenario import Report, run_scenarios

if TYPE_CHECKING:
    from pansol.sop.prove import Finding, Proof

__all__ = ["Checked", "check"]

# A gap rule that is not in the specification carries this suffix: the SOP's writer found that hole himself.
_UNLISTED = re.compile(r"-x\d+$")
_WIDTH = 125


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found out about one procedure. `errors` is empty when all is well; `problems` are those of loading."""

    name: str
    procedure: Procedure | None = None
    report: Report | None = None
    proof: Proof | None = None
    seconds: float = 0.0
    problems: tuple[str, ...] = ()
    lang: str = field(default="id", compare=False)

    @property
    def errors(self) -> tuple[str, ...]:
        """Everything that keeps the procedure from being published, a line or more each."""
        return (*self.problems, *self._scenario_errors(), *self._findings())

    def _scenario_errors(self) -> Iterator[str]:
        if self.report is None:
            return
        for verdict in self.report.failed:
            text = verdict.scenario
            yield f"{text.file}:{text.line}: {text.text.scenario}: " + "; ".join(verdict.complaints)
        for rule in self.report.uncovered:
            yield f"{self.name}: " + (f"aturan `{rule}` belum punya skenario" if self.lang == "id" else f"rule `{rule}` has no scenario")

    def _findings(self) -> Iterator[str]:
        for finding in self.proof.unexplained if self.proof else ():
            yield f"{self.name}: {finding.text(self.lang)}"

    def count(self, *kinds: str) -> int:
        """How many unexplained findings of these kinds there are."""
        return sum(finding.kind in kinds for finding in self.proof.unexplained) if self.proof else 0

    @property
    def unlisted(self) -> tuple[str, ...]:
        """Gap rules that the specification does not list."""
        return tuple(rule for rule in self.proof.gap_rules if _UNLISTED.search(rule)) if self.proof else ()


@click.command()
@click.argument("procedures", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Cetak hasil sebagai JSON.")
@click.option("--verbose", "-v", is_flag=True, help="Tampilkan juga temuan yang sudah dijelaskan oleh prosedurnya.")
@click.pass_context
def check(ctx: click.Context, procedures: tuple[str, ...], as_json: bool, verbose: bool) -> None:
    """Muat, buktikan, dan uji prosedur: semua, atau yang disebut. Kode keluar 1 bila ada kesalahan."""
    workspace: Workspace = ctx.obj
    results = [_check(workspace, name) for name in procedures or workspace.ids()]
    if as_json:
        click.echo(json.dumps(_as_data(results), ensure_ascii=False, indent=2))
    else:
        _print(workspace, results, verbose)
    if any(result.errors for result in results):
        ctx.exit(1)


def _check(workspace: Workspace, name: str) -> Checked:
    # Z3 takes a while to import, and only the proofs need it
    from pansol.sop.prove import prove

    start = perf_counter()
    try:
        procedure = workspace.load(name)
        if procedure.id in (known := workspace.ids()) and (stray := strays(procedure, known)):
            raise LoadError(*stray)
        report = run_scenarios(procedure)
    except LoadError as error:
        return Checked(name, problems=tuple(problem.show(workspace.lang) for problem in error.problems), lang=workspace.lang)
    except PansolError as error:
        return Checked(name, problems=(error.show(workspace.lang),), lang=workspace.lang)
    proof = prove(procedure)
    return Checked(procedure.id, procedure, report, proof, perf_counter() - start, lang=workspace.lang)


def _as_data(results: list[Checked]) -> dict[str, Any]:
    errors = [error for result in results for error in result.errors]
    return {"procedures": {r.name: _procedure_as_data(r) for r in results if r.procedure is not None}, "errors": errors}


def _procedure_as_data(result: Checked) -> dict[str, Any]:
    procedure, report, proof = result.procedure, result.report, result.proof
    assert procedure is not None
    assert report is not None
    assert proof is not None
    return {
        "rules": len(procedure.rules()),
        "facts": _facts(procedure),
        "forms": len(procedure.forms),
        "scenarios": len(report.verdicts),
        "coverage": report.coverage,
        "gaps": result.count("gap", "more_gaps"),
        "overlaps": result.count("overlap", "more_overlaps"),
        "unreachable": result.count("unreachable"),
        "failed": len(report.failed),
        "findings": len(proof.unexplained),
        "explained": [_finding_as_data(finding) for finding in proof.findings if finding.is_explained],
        "basis": dict(proof.bases),
        "gap_rules": list(proof.gap_rules),
        "gap_rules_not_listed": list(result.unlisted),
        "impossible": {"entries": proof.impossible.entries, "share": proof.impossible.share},
        "limits": list(proof.limits(result.lang)),
        "seconds": round(result.seconds, 3),
    }


def _finding_as_data(finding: Finding) -> Mapping[str, Any]:
    return {"kind": finding.kind, "decision": finding.decision, "rules": list(finding.rules), "because": finding.explained}


def _facts(procedure: Procedure) -> int:
    """Facts of the SOP itself: without decisions, policies and the two givens every procedure has."""
    own = (f for f in procedure.facts.values() if not f.is_policy and f.name not in procedure.decisions)
    return sum(fact.name not in ("now", "as_of") for fact in own)


# -- for people ----------------------------------------------------------------------------------------------------------


def _print(workspace: Workspace, results: list[Checked], verbose: bool) -> None:
    # a row is never cut: on a narrow terminal it runs on
    console = Console(highlight=False, soft_wrap=True, width=max(Console().width, _WIDTH))
    heads = workspace.text(
        "prosedur aturan fakta formulir skenario cakupan celah tumpang-tindih tak-terjangkau detik",
        "procedure rules facts forms scenarios coverage gaps overlaps unreachable seconds",
    ).split()
    table = Table(*heads, box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    for column in table.columns[1:]:
        column.justify = "right"
    for result in results:
        table.add_row(*_row(workspace, result))
    console.print(table)
    for result in results:
        _print_details(console, workspace, result, verbose)
    errors = [error for result in results for error in result.errors]
    for error in errors:
        console.print(f"✗ {escape(error)}", style="red")
    if not errors:
        console.print(workspace.text("Tidak ada kesalahan.", "No errors."), style="green")


def _row(workspace: Workspace, result: Checked) -> list[str]:
    if result.procedure is None or result.report is None:
        return [result.name, workspace.text("tidak termuat", "not loaded")]
    passed = len(result.report.verdicts) - len(result.report.failed)
    return [
        result.name,
        str(len(result.procedure.rules())),
        str(_facts(result.procedure)),
        str(len(result.procedure.forms)),
        f"{passed}/{len(result.report.verdicts)}",
        # rounded down: 99.9 % is not all
        f"{int(result.report.coverage * 100)} %",
        str(result.count("gap", "more_gaps")),
        str(result.count("overlap", "more_overlaps")),
        str(result.count("unreachable")),
        f"{result.seconds:.2f}",
    ]


def _print_details(console: Console, workspace: Workspace, result: Checked, verbose: bool) -> None:
    proof = result.proof
    if proof is None:
        return
    basis = ", ".join(f"{count} {name}" for name, count in proof.bases.items())
    console.print(f"\n[bold]{escape(result.name)}[/bold]: {basis}")
    console.print("  " + workspace.text("aturan gap: ", "gap rules: ") + (", ".join(proof.gap_rules) or "–"))
    unlisted = ", ".join(result.unlisted) or "–"
    console.print("  " + workspace.text(f"di luar daftar spesifikasi: {unlisted}", f"not listed by the specification: {unlisted}"))
    console.print("  " + proof.impossible.text(workspace.lang))
    for limit in proof.limits(workspace.lang):
        console.print(f"  {escape(limit)}", style="dim")
    explained = [finding for finding in proof.findings if finding.is_explained]
    if explained:
        console.print(
            "  "
            + workspace.text(
                f"{len(explained)} temuan dijelaskan oleh prosedurnya", f"{len(explained)} findings explained by the procedure"
            )
        )
    for finding in explained if verbose else ():
        console.print(f"    {escape(finding.text(workspace.lang))}", style="dim")
