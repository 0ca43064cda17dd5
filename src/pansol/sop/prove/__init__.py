"""The proof with Z3: no situation forgotten, no two rules at odds, and what a new version changes."""

from __future__ import annotations

from pansol.sop.prove.compiled import Counterexample, verify_compiled, verify_pairs_infeasible
from pansol.sop.prove.difference import Change, Difference, difference
from pansol.sop.prove.findings import KINDS, Finding
from pansol.sop.prove.propose import propose
from pansol.sop.prove.prover import Loss, Proof, Prover, prove
from pansol.sop.prove.volume import Impossibility

__all__ = [
    "KINDS",
    "Change",
    "Counterexample",
    "Difference",
    "Finding",
    "Impossibility",
    "Loss",
    "Proof",
    "Prover",
    "difference",
    "propose",
    "prove",
    "verify_compiled",
    "verify_pairs_infeasible",
]
