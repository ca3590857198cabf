"""Test the merge of the student's sources into the released notebook."""

from __future__ import annotations

import copy

import pytest

from tests.handed_in import (
    DONE,
    RELEASED,
    STUB,
    Notebook,
    answer,
    cell,
    hand_in,
    index,
    own,
    roles,
    source,
)


def test_untouched_notebook_needs_no_repairs() -> None:
    submission = hand_in()
    assert submission.repairs == ()
    assert submission.error == ""
    assert roles(submission) == [
        ("top-1", "text", None),
        ("setup", "given", None),
        ("adam-1", "text", None),
        ("Adam", "solution", "Adam"),
        ("check-Adam", "check", "Adam"),
        ("adam-2", "experiment", None),
        ("Momentum", "solution", "Momentum"),
        ("check-Momentum", "check", "Momentum"),
    ]
    assert submission.notebook == RELEASED


def test_released_notebook_is_not_changed() -> None:
    before = copy.deepcopy(RELEASED)
    submission = hand_in(answer("Adam", "x = 1"))
    cell(dict(submission.notebook), "Adam")["metadata"]["descent"]["role"] = "own"
    assert before == RELEASED


def test_answers_and_own_cells_are_merged_at_their_place() -> None:
    submission = hand_in(
        answer("Adam", DONE.format("Adam")),
        lambda d: d["cells"].insert(index(d, "Adam") + 1, own("helper = 1", id="mine")),
        lambda d: d["cells"].insert(0, own("first = 1")),
        lambda d: d["cells"].append(own("a note", "markdown")),
    )
    assert submission.repairs == ()
    ids = [(c.id, c.role) for c in submission.cells]
    assert ids[0] == ("own-1", "own")
    assert ids[4:7] == [("Adam", "solution"), ("mine", "own"), ("check-Adam", "check")]
    assert ids[-1] == ("own-2", "text")
    assert source(submission, "Adam") == DONE.format("Adam")
    assert cell(dict(submission.notebook), "mine")["metadata"] == {"descent": {"role": "own"}}


def test_source_as_a_list_of_lines_with_other_line_ends_is_read() -> None:
    submission = hand_in(lambda d: cell(d, "Adam").update(source=["a = 1\r\n", "b = 2\r", "c = 3"]))
    assert source(submission, "Adam") == "a = 1\nb = 2\nc = 3"


def test_metadata_tags_outputs_and_attachments_are_dropped() -> None:
    submission = hand_in(
        answer("Adam", "x = 1"),
        lambda d: cell(d, "Adam")["metadata"].update(tags=["skip-execution"], jupyter={"source_hidden": True}),
        lambda d: cell(d, "check-Adam")["metadata"].update(tags=["skip-execution"], evil={}),
        lambda d: cell(d, "check-Adam")["metadata"]["nbgrader"].update(points=400),
        lambda d: cell(d, "check-Adam").update(outputs=[{"output_type": "stream", "name": "stdout", "text": "4"}]),
        lambda d: cell(d, "adam-1").update(attachments={"a.png": {}}),
        lambda d: d["metadata"].update(evil=1, kernelspec={"name": "evil", "display_name": "", "language": "python"}),
        lambda d: d["cells"].append(
            own("y = 1", metadata={"nbgrader": {"grade_id": "other", "grade": True}, "tags": ["x"]})
        ),
    )
    assert submission.repairs == ()
    assert cell(dict(submission.notebook), "own-1")["metadata"] == {"descent": {"role": "own"}}


def test_deleted_or_changed_locked_cell_is_restored() -> None:
    submission = hand_in(
        lambda d: d["cells"].pop(index(d, "check-Adam")), answer("setup", "import numpy as np\nimport evil")
    )
    assert submission.repairs == (
        "the locked cell setup had been changed; it was restored, and what was added to it does not count",
        "the locked cell check-Adam had been deleted; it was put back",
    )


def test_locked_cell_turned_into_text_is_restored() -> None:
    submission = hand_in(lambda d: cell(d, "check-Adam").update(cell_type="markdown"))
    (line,) = submission.repairs
    assert line.startswith("the locked cell check-Adam had been changed")


def test_deleted_answer_cell_is_restored_as_the_stub() -> None:
    submission = hand_in(lambda d: d["cells"].pop(index(d, "Adam")))
    assert submission.repairs == ("the answer cell of Adam had been deleted; it is back as it was handed out",)
    assert source(submission, "Adam") == STUB.format("Adam")


def test_emptied_answer_cell_is_restored_as_the_stub() -> None:
    submission = hand_in(answer("Adam", " \n"))
    assert submission.repairs == ("the answer cell of Adam was empty; it is back as it was handed out",)
    assert source(submission, "Adam") == STUB.format("Adam")


def test_notebook_without_cells_is_restored_in_full() -> None:
    submission = hand_in(lambda d: d["cells"].clear())
    assert [c.source for c in submission.cells] == [c["source"] for c in RELEASED["cells"]]
    assert len(submission.repairs) == 5


def test_first_edited_copy_of_a_duplicated_cell_is_the_answer() -> None:
    def duplicate(document: Notebook) -> None:
        at = index(document, "Adam")
        original = document["cells"][at]
        for text in ("z = 3", "y = 2", "y = 2", STUB.format("Adam")):
            document["cells"].insert(at + 1, {**copy.deepcopy(original), "id": "other", "source": text})

    submission = hand_in(duplicate)  # in order: stub, stub, y, y, z
    assert source(submission, "Adam") == "y = 2"
    at = [c.id for c in submission.cells].index("Adam")
    assert [(c.role, c.source) for c in submission.cells[at : at + 3]] == [
        ("solution", "y = 2"),
        ("own", "z = 3"),
        ("check", "check(Adam)"),
    ]
    assert submission.repairs == (
        "5 cells bear the id of Adam; the first that was worked on is its answer, "
        "others that differ run like cells of your own",
    )


def test_duplicated_check_cell_is_dropped_unless_it_differs() -> None:
    def duplicate(document: Notebook) -> None:
        original = cell(document, "check-Adam")
        document["cells"] += [copy.deepcopy(original), {**copy.deepcopy(original), "source": "print(3)"}]

    submission = hand_in(duplicate)
    assert submission.repairs == ()
    assert [c.source for c in submission.cells if c.role == "own"] == ["print(3)"]


@pytest.mark.parametrize(
    "text",
    [DONE.format("Adam"), "Adam = make()", "from helper import SGD, Adam", "%%time\nclass Adam(Base):\n    pass"],
)
def test_answer_in_a_cell_without_its_id_is_found(text: str) -> None:
    submission = hand_in(lambda d: d["cells"].append(own(text)))
    assert submission.repairs == ("the answer of Adam was found in a cell without its id and put into its own",)
    assert source(submission, "Adam") == text
    assert not [c for c in submission.cells if c.role == "own"]


@pytest.mark.parametrize(
    "text", ["optimizer = Adam()", "def f():\n    class Adam: pass", "Adam == 1", "class Adams: pass"]
)
def test_cell_that_only_mentions_the_name_is_not_the_answer(text: str) -> None:
    submission = hand_in(lambda d: d["cells"].append(own(text)))
    assert source(submission, "Adam") == STUB.format("Adam")
    assert submission.cells[-1].source == text


def test_source_built_for_regex_backtracking_is_searched_fast() -> None:
    """A pattern that backtracks would take minutes here."""
    submission = hand_in(lambda d: d["cells"].append(own("Adam\nfrom " + "import " * 60_000)))
    assert source(submission, "Adam") == STUB.format("Adam")


def test_edited_answer_is_not_replaced_by_a_later_definition() -> None:
    submission = hand_in(answer("Adam", "class Adam: x = 1"), lambda d: d["cells"].append(own("class Adam: x = 2")))
    assert (source(submission, "Adam"), submission.cells[-1].source) == ("class Adam: x = 1", "class Adam: x = 2")


def test_answer_turned_into_markdown_is_read_as_code() -> None:
    submission = hand_in(lambda d: cell(d, "Adam").update(cell_type="markdown", source="class Adam: pass"))
    assert submission.repairs == ("the answer cell of Adam had been turned into markdown; it is read as code",)


def test_moved_cells_return_to_the_released_order() -> None:
    hand_in(lambda d: d["cells"].reverse())


def test_prose_and_experiments_may_be_edited() -> None:
    submission = hand_in(answer("adam-1", "My notes."), answer("adam-2", "import math\nprint(Adam, 3)"))
    assert submission.repairs == ()
    assert source(submission, "adam-1") == "My notes."
    assert ("adam-2", "experiment", None) in roles(submission)


def test_experiment_with_the_students_own_definitions_runs() -> None:
    text = "import math\ndef helper():\n    pass"
    submission = hand_in(answer("adam-2", text))
    assert [c.source for c in submission.cells if c.role == "own"] == [text]
    assert submission.repairs == (
        "the experiment adam-2 holds definitions of your own: it runs like a cell of your own",
    )


def test_copied_experiment_stays_an_experiment() -> None:
    submission = hand_in(
        lambda d: d["cells"].append({**cell(d, "adam-2"), "id": "copy", "source": "import math\nprint(2)"})
    )
    assert submission.cells[-1].role == "experiment"
    defining = hand_in(lambda d: d["cells"].append({**cell(d, "adam-2"), "id": "copy", "source": "def mine(): pass"}))
    assert defining.cells[-1].role == "own"


def test_notebook_saved_without_cell_ids_is_merged() -> None:
    """An editor of nbformat 4.4 drops the ids; nbgrader's metadata stay."""

    def save(document: Notebook) -> None:
        document["nbformat_minor"] = 4
        cell(document, "Adam")["source"] = "class Adam: pass"
        for each in document["cells"]:
            del each["id"]

    submission = hand_in(save)
    assert submission.repairs == ()
    assert len(submission.cells) == len(RELEASED["cells"])
    assert source(submission, "Adam") == "class Adam: pass"


def test_notebook_stripped_of_all_metadata_is_merged() -> None:
    def strip(document: Notebook) -> None:
        cell(document, "Adam")["source"] = "class Adam: pass"
        document["metadata"] = {}
        for each in document["cells"]:
            each["metadata"] = {}
            del each["id"]

    submission = hand_in(strip)
    assert source(submission, "Adam") == "class Adam: pass"
    assert [c.source for c in submission.cells if c.role == "own"] == [STUB.format("Momentum")] * 0
    assert len(submission.cells) == len(RELEASED["cells"])


def test_lone_surrogates_are_replaced() -> None:
    submission = hand_in(answer("Adam", "x = '\ud800 한글'"))
    assert source(submission, "Adam") == "x = '? 한글'"


def test_own_ids_that_are_invalid_or_taken_are_replaced() -> None:
    bad = ["", "a b", "x" * 65, 7, None, "own-1", "own-1", "same", "same"]
    submission = hand_in(lambda d: d["cells"].extend(own(f"v = {i}", id=name) for i, name in enumerate(bad)))
    ids = [c.id for c in submission.cells]
    assert len(set(ids)) == len(ids)
    assert {"own-1", "same"} <= set(ids)


def test_another_language_and_malformed_cells_are_reported() -> None:
    submission = hand_in(
        lambda d: d["metadata"].update(kernelspec={"name": "ir", "display_name": "R", "language": "R"}),
        lambda d: d["cells"].extend([None, 3]),
    )
    assert submission.repairs == (
        "the notebook says that its language is R; its cells are read as Python",
        "2 of the 10 cells are none (not JSON objects) and were left out",
    )
