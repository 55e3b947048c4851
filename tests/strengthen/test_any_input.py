"""Whatever plain values the tests of a problem use, reading and varying them never fails."""

from __future__ import annotations

import random

from hypothesis import given, strategies as st

from verisynth.strengthen.boundaries import boundary_inputs, grown_inputs
from verisynth.strengthen.contract import contract_of, mended, widened
from verisynth.strengthen.evidence import evidence_of
from verisynth.strengthen.features import features_of
from verisynth.strengthen.inputs import Input
from verisynth.strengthen.rounding import disturbed
from verisynth.strengthen.vary import Proposer

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([10**400, -(10**400), 2**63])
    | st.floats()
    | st.complex_numbers()
    | st.text(max_size=8)
    | st.sampled_from(["2020-01-31", "(())", "12", "a b  c", "é"])
    | st.binary(max_size=4)
)
hashable = scalars | st.tuples(scalars, scalars)
plain = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.sets(hashable, max_size=4)
        | st.frozensets(hashable, max_size=4)
        | st.dictionaries(hashable, inner, max_size=4)
    ),
    max_leaves=8,
)
inputs = st.builds(
    Input, st.lists(plain, max_size=3).map(tuple), st.dictionaries(st.just("k"), plain)
)


@given(st.lists(inputs, min_size=1, max_size=5), st.integers(0, 9))
def test_any_inputs_can_be_varied(examples: list[Input], seed: int) -> None:
    evidence = evidence_of("def f(a, b=3, k=-1):\n    return a if k < 7 else 'x'\n", "f", "numbers")
    contract = contract_of(examples, evidence)
    proposer, rng = Proposer(contract, evidence), random.Random(seed)
    found = [proposer.propose(examples, rng) for _ in range(20)]
    found += boundary_inputs(contract, examples)
    found += grown_inputs(contract, examples)
    for one in found:
        features_of(one, "1")
        disturbed(one)
        contract.allows(mended(contract, one))
    widened(contract)
