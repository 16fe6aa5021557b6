import doctest
from pathlib import Path

GUIDE = Path(__file__).parents[2] / "docs" / "cleaning.md"


def test_the_guide_gives_what_it_prints() -> None:
    result = doctest.testfile(str(GUIDE), module_relative=False, encoding="utf-8")
    assert result.attempted > 15
    assert result.failed == 0
