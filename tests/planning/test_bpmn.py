"""The SOP as BPMN: another program reads the file and goes every way through it that the SOP has."""

import itertools
from collections.abc import Mapping
from xml.etree.ElementTree import Element, fromstring

import pytest
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from renkeg.planning import bpmn, sop
from renkeg.planning.sop import Langkah, Sop, named

SOPS = ("6-2025", "kabupaten-kota")
NS = {
    "bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "di": "http://www.omg.org/spec/DD/20100524/DI",
}


def deciding(one: Sop) -> list[Langkah]:
    return [row for row in one.langkah if row.decides]


def gone(one: Sop, refused: Mapping[int, int]) -> list[int]:
    """The langkah in the order in which the other program comes to them; `refused`: how often each says Tidak first."""
    parser = BpmnParser()
    parser.add_bpmn_str(bpmn.as_bpmn(one))
    workflow = BpmnWorkflow(parser.get_spec("prosedur"))
    left, passed = dict(refused), []
    while not workflow.is_completed():
        workflow.do_engine_steps()
        for task in workflow.get_tasks(state=TaskState.READY, manual=True):
            nomor = int(task.task_spec.bpmn_id.removeprefix("langkah_"))
            passed.append(nomor)
            if one.at(nomor).decides:
                says_no = left.get(nomor, 0) > 0
                left[nomor] = left.get(nomor, 0) - 1
                task.data[f"jawaban_{nomor}"] = "Tidak" if says_no else "Ya"
            task.run()
        assert len(passed) < 100
    return passed


def expected(one: Sop, refused: Mapping[int, int]) -> list[int]:
    """The same way by the SOP's own rules."""
    left, row, passed = dict(refused), one.first, []
    while True:
        passed.append(row.nomor)
        says_no = left.get(row.nomor, 0) > 0
        left[row.nomor] = left.get(row.nomor, 0) - 1
        way = next(way for way in row.ways if way.answer == "Tidak") if says_no else row.ways[0]
        following = sop.after(one, row, way.verb)
        if following is None:
            return passed
        row = following


@pytest.mark.parametrize("slug", SOPS)
def test_with_every_ya_another_program_goes_straight_through_it(slug: str) -> None:
    one = named(slug)
    assert gone(one, {}) == [row.nomor for row in one.langkah]


@pytest.mark.parametrize(("slug", "nomor"), [(slug, row.nomor) for slug in SOPS for row in deciding(named(slug))])
def test_each_tidak_leads_another_program_back_as_the_sop_says(slug: str, nomor: int) -> None:
    one = named(slug)
    assert gone(one, {nomor: 1}) == expected(one, {nomor: 1})
    assert len(gone(one, {nomor: 1})) > len(one.langkah)


def test_several_tidak_one_after_another_come_to_the_end_all_the_same() -> None:
    one = named("6-2025")
    assert gone(one, {2: 2, 3: 1, 7: 2}) == expected(one, {2: 2, 3: 1, 7: 2})


@pytest.mark.parametrize("slug", SOPS)
def test_every_shape_lies_in_its_lane_and_every_line_ends_at_its_shapes(slug: str) -> None:
    root = fromstring(bpmn.as_bpmn(named(slug)))  # noqa: S314 - the project's own file
    boxes = {shape.attrib["bpmnElement"]: _bounds(shape) for shape in root.iterfind(".//bpmndi:BPMNShape", NS)}
    for lane in root.iterfind(".//bpmn:lane", NS):
        for node in lane.iterfind("bpmn:flowNodeRef", NS):
            assert _inside(boxes[str(node.text)], boxes[lane.attrib["id"]])
    flows = {one.attrib["id"]: one.attrib for one in root.iterfind(".//bpmn:sequenceFlow", NS)}
    edges = list(root.iterfind(".//bpmndi:BPMNEdge", NS))
    assert {one.attrib["bpmnElement"] for one in edges} == set(flows)
    for edge in edges:
        flow = flows[edge.attrib["bpmnElement"]]
        points = [(int(one.attrib["x"]), int(one.attrib["y"])) for one in edge.iterfind("di:waypoint", NS)]
        assert _touches(points[0], boxes[flow["sourceRef"]])
        assert _touches(points[-1], boxes[flow["targetRef"]])
        assert all(x1 == x2 or y1 == y2 for (x1, y1), (x2, y2) in itertools.pairwise(points))


def test_the_words_of_the_sop_stand_in_it_as_they_are_signed() -> None:
    root = fromstring(bpmn.as_bpmn(named("6-2025")))  # noqa: S314 - the project's own file
    told = [str(one.text).splitlines()[0] for one in root.iterfind(".//bpmn:documentation", NS)]
    assert told == [row.uraian for row in named("6-2025").langkah]


def _bounds(shape: Element) -> tuple[int, int, int, int]:
    bounds = shape.find("dc:Bounds", NS)
    assert bounds is not None
    x, y, width, height = (int(bounds.attrib[name]) for name in ("x", "y", "width", "height"))
    return x, y, width, height


def _inside(box: tuple[int, int, int, int], outer: tuple[int, int, int, int]) -> bool:
    (x, y, width, height), (left, top, across, down) = box, outer
    return left <= x and top <= y and x + width <= left + across and y + height <= top + down


def _touches(point: tuple[int, int], box: tuple[int, int, int, int]) -> bool:
    (px, py), (x, y, width, height) = point, box
    return x <= px <= x + width and y <= py <= y + height
