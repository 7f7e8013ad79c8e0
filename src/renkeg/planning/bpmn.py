"""Exports a SOP as BPMN 2.0: lanes for its pelaksana, tasks, decisions, ways back, and the layout that a viewer shows."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent, register_namespace

from renkeg.lib.errors import Refused

from .sop import Langkah, Sop, Way

_BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
_DI = "http://www.omg.org/spec/BPMN/20100524/DI"
_DC = "http://www.omg.org/spec/DD/20100524/DC"
_LINE = "http://www.omg.org/spec/DD/20100524/DI"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_NAMESPACES = {"bpmn": _BPMN, "bpmndi": _DI, "dc": _DC, "di": _LINE, "xsi": _XSI}

_LANE = 180
_POOL = 30  # the strip with the pool's name, and as much for each lane's
_STEP = 150
_EVENT = 36
_GATEWAY = 50
_GAP = 60
_TRACK = 7  # between lines that run level in one lane

START, END = "mulai", "selesai"


@dataclass(frozen=True)
class Node:
    """A shape: what it is, where it stands, in which lane."""

    id: str
    kind: str
    name: str
    lane: int
    x: int
    width: int
    height: int
    langkah: Langkah | None = None

    @property
    def y(self) -> int:
        return self.lane * _LANE + (_LANE - self.height) // 2

    @property
    def middle(self) -> tuple[int, int]:
        return self.x + self.width // 2, self.lane * _LANE + _LANE // 2


@dataclass(frozen=True)
class Flow:
    """An arrow between two shapes; `way` where it is an answer of a decision."""

    source: Node
    target: Node
    way: Way | None = None

    @property
    def id(self) -> str:
        return (
            f"{self.source.id}-{self.target.id}-{self.way.verb}" if self.way else f"{self.source.id}-{self.target.id}"
        )


def as_bpmn(sop: Sop) -> bytes:
    """The SOP as a BPMN 2.0 file. A decision asks for `jawaban_<nomor>`: what it was answered; else Ya is gone.

    Raises Refused where a langkah has no lane to stand in.
    """
    for prefix, name in _NAMESPACES.items():
        register_namespace(prefix, name)
    nodes = _nodes(sop)
    flows = list(_flows(sop, nodes))
    root = Element(_q("definitions"), {"id": f"sop-{sop.slug}", "targetNamespace": f"urn:renkeg:sop:{sop.slug}"})
    collaboration = SubElement(root, _q("collaboration"), {"id": "kolaborasi"})
    name = " ".join(["SOP", *(str(sop.identitas[key]) for key in ("nomor", "nama") if sop.identitas.get(key))])
    SubElement(collaboration, _q("participant"), {"id": "pelaksanaan", "name": name, "processRef": "prosedur"})
    _process(root, sop, name, nodes, flows)
    _diagram(root, sop, nodes, flows)
    indent(root)
    out = BytesIO()
    ElementTree(root).write(out, encoding="UTF-8", xml_declaration=True)
    return out.getvalue() + b"\n"


def _q(tag: str, space: str = _BPMN) -> str:
    return f"{{{space}}}{tag}"


def _nodes(sop: Sop) -> dict[str, Node]:
    """Every shape by its id, from left to right in the order of the SOP."""
    lanes = {one.post: place for place, one in enumerate(sop.pelaksana)}
    if stranger := next((row for row in sop.langkah if row.post not in lanes), None):
        raise Refused(f"SOP {sop.slug} tidak dapat diekspor: pelaksana langkah {stranger.nomor} tidak punya kolom.")
    x = 2 * _POOL + _GAP
    nodes = [Node(START, "startEvent", "Mulai", lanes[sop.first.post], x, _EVENT, _EVENT)]
    x += _EVENT + _GAP
    for row in sop.langkah:
        nodes.append(Node(_task(row), "userTask", _short(row), lanes[row.post], x, _STEP, 80, row))
        x += _STEP + _GAP
        if len(row.ways) > 1:
            nodes.append(Node(_choice(row), "exclusiveGateway", "", lanes[row.post], x, _GATEWAY, _GATEWAY, row))
            x += _GATEWAY + _GAP
    last = next((row for row in reversed(sop.langkah) if any(way.ends for way in row.ways)), sop.langkah[-1])
    nodes.append(Node(END, "endEvent", "Selesai", lanes[last.post], x, _EVENT, _EVENT))
    return {one.id: one for one in nodes}


def _task(row: Langkah) -> str:
    return f"langkah_{row.nomor}"


def _choice(row: Langkah) -> str:
    return f"keputusan_{row.nomor}"


def _short(row: Langkah) -> str:
    title = row.title or row.uraian
    return f"{row.nomor}. {title[:1].upper()}{title[1:]}"


def _flows(sop: Sop, nodes: dict[str, Node]) -> Iterator[Flow]:
    yield Flow(nodes[START], nodes[_task(sop.first)])
    for row in sop.langkah:
        source = nodes[_task(row)]
        if choice := nodes.get(_choice(row)):
            yield Flow(source, choice)
            source = choice
        for way in row.ways:
            target = nodes[END if way.to is None else _task(sop.at(way.to))]
            yield Flow(source, target, way if len(row.ways) > 1 else None)


def _process(root: Element, sop: Sop, name: str, nodes: dict[str, Node], flows: list[Flow]) -> None:
    process = SubElement(root, _q("process"), {"id": "prosedur", "name": name, "isExecutable": "true"})
    lanes = SubElement(process, _q("laneSet"), {"id": "pelaksana"})
    for place, one in enumerate(sop.pelaksana):
        lane = SubElement(lanes, _q("lane"), {"id": f"lane_{one.post}", "name": one.nama})
        for node in nodes.values():
            if node.lane == place:
                SubElement(lane, _q("flowNodeRef")).text = node.id
    for node in nodes.values():
        _node(process, node, flows)
    for flow in flows:
        _flow(process, flow)


def _node(process: Element, node: Node, flows: list[Flow]) -> None:
    out = [one for one in flows if one.source is node]
    told = {"id": node.id} | ({"name": node.name} if node.name else {})
    if node.kind == "exclusiveGateway":
        told["default"] = next(one.id for one in out if one.way is _usual(node.langkah))
    element = SubElement(process, _q(node.kind), told)
    if node.kind == "userTask" and node.langkah is not None:
        SubElement(element, _q("documentation")).text = _words(node.langkah)
    for flow in flows:
        if flow.target is node:
            SubElement(element, _q("incoming")).text = flow.id
    for flow in out:
        SubElement(element, _q("outgoing")).text = flow.id


def _words(row: Langkah) -> str:
    """The row of the SOP as it is signed."""
    told = (("Kelengkapan", row.kelengkapan), ("Waktu", row.waktu), ("Output", row.output), ("Ket", row.ket))
    return "\n".join([row.uraian, *(f"{label}: {text}" for label, text in told if text)])


def _flow(process: Element, flow: Flow) -> None:
    told = {"id": flow.id, "sourceRef": flow.source.id, "targetRef": flow.target.id}
    way, row = flow.way, flow.source.langkah
    if way is None or row is None:
        SubElement(process, _q("sequenceFlow"), told)
        return
    answer = way.answer or way.label
    element = SubElement(process, _q("sequenceFlow"), {**told, "name": answer})
    if way is not _usual(row):
        condition = SubElement(element, _q("conditionExpression"), {_q("type", _XSI): "bpmn:tFormalExpression"})
        condition.text = f"jawaban_{row.nomor} == {_quoted(answer)}"


def _usual(row: Langkah | None) -> Way | None:
    """The way that is gone where nothing was answered: Ya, or else the first."""
    ways = row.ways if row else ()
    return next((one for one in ways if one.answer == "Ya"), ways[0] if ways else None)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _diagram(root: Element, sop: Sop, nodes: dict[str, Node], flows: list[Flow]) -> None:
    diagram = SubElement(root, _q("BPMNDiagram", _DI), {"id": "diagram"})
    plane = SubElement(diagram, _q("BPMNPlane", _DI), {"id": "bidang", "bpmnElement": "kolaborasi"})
    width = nodes[END].x + _EVENT + _GAP
    _shape(plane, "pelaksanaan", (0, 0, width, _LANE * len(sop.pelaksana)), level=True)
    for place, one in enumerate(sop.pelaksana):
        _shape(plane, f"lane_{one.post}", (_POOL, place * _LANE, width - _POOL, _LANE), level=True)
    for node in nodes.values():
        _shape(plane, node.id, (node.x, node.y, node.width, node.height))
    tracks = [0] * len(sop.pelaksana)
    order = list(nodes.values())
    for flow in flows:
        edge = SubElement(plane, _q("BPMNEdge", _DI), {"id": f"garis-{flow.id}", "bpmnElement": flow.id})
        if order.index(flow.target) == order.index(flow.source) + 1:
            points = _ahead(flow)
        else:
            points = _around(flow, tracks[flow.source.lane])
            tracks[flow.source.lane] += 1
        for x, y in points:
            SubElement(edge, _q("waypoint", _LINE), {"x": str(x), "y": str(y)})
        if flow.way is not None:
            _bounds(SubElement(edge, _q("BPMNLabel", _DI)), _beside(points[0], points[1]))


def _shape(plane: Element, key: str, bounds: tuple[int, int, int, int], *, level: bool = False) -> None:
    told = {"id": f"bentuk-{key}", "bpmnElement": key} | ({"isHorizontal": "true"} if level else {})
    shape = SubElement(plane, _q("BPMNShape", _DI), told)
    _bounds(shape, bounds)


def _bounds(element: Element, bounds: tuple[int, int, int, int]) -> None:
    names = ("x", "y", "width", "height")
    SubElement(element, _q("Bounds", _DC), {name: str(one) for name, one in zip(names, bounds, strict=True)})


def _beside(start: tuple[int, int], after: tuple[int, int]) -> tuple[int, int, int, int]:
    """Where an answer stands: above a line that leaves to the right, beside one that leaves downwards."""
    (x, y), level = start, start[1] == after[1]
    return (x + 4, y - 20, 24, 14) if level else (x + 6, y + 4, 32, 14)


def _ahead(flow: Flow) -> list[tuple[int, int]]:
    """To the shape on the right: level, and between the two up or down."""
    start, end = flow.source.x + flow.source.width, flow.target.x
    (_, y), (_, to) = flow.source.middle, flow.target.middle
    if y == to:
        return [(start, y), (end, to)]
    between = (start + end) // 2
    return [(start, y), (between, y), (between, to), (end, to)]


def _around(flow: Flow, track: int) -> list[tuple[int, int]]:
    """Below all shapes of the lane, to below or above the target: every shape has the height above and below it for itself."""
    (x, _), (to, _) = flow.source.middle, flow.target.middle
    level = (flow.source.lane + 1) * _LANE - 12 - track % 4 * _TRACK
    end = flow.target.y if flow.target.lane > flow.source.lane else flow.target.y + flow.target.height
    return [(x, flow.source.y + flow.source.height), (x, level), (to, level), (to, end)]
