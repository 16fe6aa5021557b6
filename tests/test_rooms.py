"""Who may import what: the rooms of ``src/analysis`` from left to right, as the data flow."""

from __future__ import annotations

import grimp
import pytest

RANK = {
    "errors": 0, "paths": 1, "extras": 1, "parsing": 1, "files": 2, "records": 2, "cleaning": 2,
    "words": 3, "sources": 4, "folding": 5, "surveys": 6, "inference": 6, "judging": 7, "advice": 8,
    "show": 9, "report": 9, "pipeline": 10, "commands": 11, "cli": 12,
}  # fmt: skip
ONLY = {
    "cleaning": {"errors"},
    "report": {"errors", "paths", "files", "words"},
}
RULE = "a room imports from those to its left alone (docs/how-it-works.md)"


def upward(graph: grimp.ImportGraph) -> list[str]:
    """List the imports that go against the rule, each with the rule that it breaks."""
    found = []
    for importer in sorted(graph.modules - {"analysis"}):
        for imported in sorted(graph.find_modules_directly_imported_by(importer)):
            here, there = (name.split(".")[1] for name in (importer, imported + ".analysis"))
            allowed = ONLY.get(here, {room for room, rank in RANK.items() if rank < RANK[here]})
            if here != there and there not in allowed:
                found.append(f"{importer} imports {imported}: {RULE}")
    return found


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("analysis", cache_dir=None)


def test_every_room_has_its_place(graph):
    assert {name.split(".")[1] for name in graph.modules - {"analysis"}} == set(RANK)


def test_no_room_imports_from_its_right(graph):
    assert upward(graph) == []


def test_no_circle_between_modules(graph):
    packages = [name for name in graph.modules if graph.find_children(name)]
    assert not [
        (name, back)
        for name in sorted(graph.modules - set(packages))
        for back in sorted(graph.find_modules_directly_imported_by(name))
        if back not in packages and graph.chain_exists(back, name)
    ]


def test_the_offending_import_is_named(graph):
    graph = grimp.build_graph("analysis", cache_dir=None)
    graph.add_import(importer="analysis.cleaning.age", imported="analysis.words.labels")
    assert upward(graph) == [f"analysis.cleaning.age imports analysis.words.labels: {RULE}"]
