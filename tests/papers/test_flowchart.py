"""The flowchart of a SOP keeps the rules of Permenpan-RB 35/2012, whatever the SOP."""

from hypothesis import HealthCheck, Phase, given, settings

from renkeg.papers.flowchart import Row
from tests.papers import flowcharts
from tests.papers.flowcharts import drawn, faults


@settings(
    max_examples=100,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
@given(flowcharts.rows())
def test_any_sop_is_drawn_without_a_fault(given_rows: tuple[Row, ...]) -> None:
    assert list(faults(given_rows, drawn(given_rows))) == []
