"""The course map: read from the heads of the labs, never written by hand."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable

import pytest

from grader.authoring import course_map
from grader.core.errors import CourseError
from grader.course.loader import Lab
from tests.labs.labs import COURSE, handed_out

LAB = "08_schedules"
PAGE = COURSE.root / "docs" / "course-map.md"


@pytest.fixture
def change_prose(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """Changes the text of one lab as it is read."""

    def change(old: str, new: str) -> None:
        written = COURSE.labs[LAB].prose
        assert old in written
        read = Lab.prose.fget
        assert read is not None
        changed = written.replace(old, new, 1)
        monkeypatch.setattr(Lab, "prose", property(lambda lab: changed if lab.name == LAB else read(lab)))

    return change


def stop() -> course_map.Stop:
    return next(each for each in course_map.course_stops(COURSE) if each.name == LAB)


def test_lab_needs_what_its_head_names(change_prose: Callable[[str, str], None]) -> None:
    assert stop().needs == ("06_optimizers",)
    assert stop().writing == "two hours"
    assert stop().decks == ("trends", "review")
    change_prose("(Lab 6)", "(Labs 2, 3 and 6)")
    assert stop().needs == ("02_losses_and_descent", "03_activations", "06_optimizers")


@pytest.mark.parametrize("number", [8, 9, 77])
def test_lab_that_needs_itself_a_later_one_or_none_is_refused(
    number: int, change_prose: Callable[[str, str], None]
) -> None:
    change_prose("(Lab 6)", f"(Lab {number})")
    with pytest.raises(CourseError, match=rf"08_schedules/lab.md: needs Lab {number}, and no lab before it"):
        course_map.course_stops(COURSE)


@pytest.mark.parametrize("line", ["**What you need.**", "**Time and points.**"])
def test_head_without_a_line_is_refused_with_its_file(line: str, change_prose: Callable[[str, str], None]) -> None:
    change_prose(line, "Something else.")
    with pytest.raises(CourseError, match=rf"08_schedules/lab.md: has no line that begins .{re.escape(line)}"):
        course_map.course_stops(COURSE)


def test_graph_has_every_lab_and_leads_to_it_from_all_that_it_needs() -> None:
    text = course_map.map_text(COURSE)
    stops = course_map.course_stops(COURSE)
    drawn = re.findall(r"^    (\d\d) --> (\d\d)$", text, re.MULTILINE)
    reached: dict[str, set[str]] = {}
    for each in stops:
        number = each.name[:2]
        assert f'    {number}["{number} {each.title}"]' in text
        sources = {a for a, b in drawn if b == number}
        reached[number] = sources.union(*(reached[a] for a in sources))
        assert {need[:2] for need in each.needs} <= reached[number]
    assert len(drawn) == len(set(drawn)) == len(course_map.arrows(stops))


def test_arrow_is_left_out_where_a_longer_way_leads_there() -> None:
    def lab(name: str, *needs: str) -> course_map.Stop:
        return course_map.Stop(name, name, needs, (), "", "")

    stops = [lab("a"), lab("b", "a"), lab("c", "a", "b"), lab("d", "a")]
    assert course_map.arrows(stops) == [("a", "b"), ("b", "c"), ("a", "d")]


def test_page_is_updated_between_its_markers_alone() -> None:
    page = f"before\n{course_map.BEGIN}\nold\n{course_map.END}\nafter\n"
    updated = course_map.with_map(page, COURSE)
    assert updated is not None
    assert updated.startswith(f"before\n{course_map.BEGIN}\n")
    assert updated.endswith(f"\n\n{course_map.END}\nafter\n")
    assert "old" not in updated
    assert course_map.with_map("no markers", COURSE) is None


def test_paths_name_labs_in_order_and_the_longest_names_all() -> None:
    paths = PAGE.read_text(encoding="utf-8").partition("## Three paths")[2].split("\n**")[1:]
    assert len(paths) == 3
    titles = {each.name[:2]: each.title for each in course_map.course_stops(COURSE)}
    for path in paths:
        numbers = re.findall(r"(?:[|,] )(\d\d) [A-Z]", path)
        assert numbers == sorted(set(numbers))
        assert numbers[-1] == max(numbers)
        assert set(numbers) <= set(titles), path
        known = {(number, titles[number]) for number in numbers}
        assert all(f"{number} {title}" in path for number, title in known)
    assert sorted(titles) == re.findall(r"(?:[|,] )(\d\d) [A-Z]", paths[-1])


def test_picture_of_the_first_lab_shows_the_needs_of_every_head() -> None:
    with handed_out(COURSE.labs["00_review"].path):
        plots = importlib.import_module("plots")
        drawn = {name[:2]: set(needs) for name, needs in plots.COURSE.items()}
        names = [name.replace("\n", " ") for name in plots.COURSE]
    stops = course_map.course_stops(COURSE)
    assert drawn == {each.name[:2]: {need[:2] for need in each.needs} for each in stops}
    assert names == [f"{each.name[:2]} {each.title}" for each in stops]
