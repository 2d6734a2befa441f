"""What brings a collection in step with a folder is worked out from both alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hypothesis import given
from hypothesis import strategies as st

from core.ids import DocumentId, VersionId
from core.outcomes import Status
from flows.sync import Plan, Sourced, plan

A, B, C = (VersionId(letter * 64) for letter in "abc")


def sourced(source: str, version: VersionId, status: Status = Status.INDEXED) -> Sourced:
    return Sourced(DocumentId(f"document at {source}"), source, version, status)


def paths(pairs: Sequence[tuple[str, Sourced]]) -> list[tuple[str, str]]:
    return [(path, one.source) for path, one in pairs]


def test_what_is_the_same_stays() -> None:
    todo = plan([sourced("bail.pdf", A)], {"bail.pdf": A})
    assert paths(todo.unchanged) == [("bail.pdf", "bail.pdf")]
    assert todo == Plan(unchanged=todo.unchanged)


def test_a_new_file_is_added_and_one_that_is_gone_is_reported() -> None:
    todo = plan([sourced("vieux.pdf", A)], {"neuf.pdf": B})
    assert todo.new == ("neuf.pdf",)
    assert [one.source for one in todo.vanished] == ["vieux.pdf"]


def test_other_bytes_under_the_same_path_are_a_new_version() -> None:
    todo = plan([sourced("bail.pdf", A)], {"bail.pdf": B})
    assert paths(todo.changed) == [("bail.pdf", "bail.pdf")]
    assert not todo.new
    assert not todo.vanished


def test_a_file_that_was_moved_is_not_read_again() -> None:
    todo = plan([sourced("bail.pdf", A)], {"2024/bail.pdf": A})
    assert paths(todo.moved) == [("2024/bail.pdf", "bail.pdf")]
    assert todo == Plan(moved=todo.moved)


def test_two_files_that_changed_places_keep_their_documents() -> None:
    todo = plan([sourced("a", A), sourced("b", B)], {"a": B, "b": A})
    assert sorted(paths(todo.moved)) == [("a", "b"), ("b", "a")]
    assert todo == Plan(moved=todo.moved)


def test_a_file_moved_and_another_put_in_its_place() -> None:
    todo = plan([sourced("a", A)], {"a": B, "old/a": A})
    assert paths(todo.moved) == [("old/a", "a")]
    assert todo.new == ("a",)


def test_a_copy_of_a_file_is_the_same_document() -> None:
    todo = plan([sourced("a", A)], {"a": A, "copy of a": A})
    assert todo.unchanged == (("a", sourced("a", A)), ("copy of a", sourced("a", A)))
    assert not todo.new


def test_what_was_cancelled_is_sent_again_and_what_failed_is_not() -> None:
    known = [sourced("a", A, Status.CANCELLED), sourced("b", B, Status.FAILED)]
    todo = plan(known, {"a": A, "b": B})
    assert todo.new == ("a",)
    assert paths(todo.unchanged) == [("b", "b")]


names = st.sampled_from(["a", "b", "c", "d/a", "d/b"])
folders = st.dictionaries(names, st.sampled_from([A, B, C]))


def carried_out(todo: Plan, found: Mapping[str, VersionId]) -> list[Sourced]:
    """The documents after a plan, as the commands that carry it out would leave them."""
    after = [one for _, one in todo.unchanged]
    after += [Sourced(one.id, path, found[path], one.status) for path, one in todo.changed]
    after += [Sourced(one.id, path, one.version, one.status) for path, one in todo.moved]
    for path in todo.new:
        if found[path] not in {one.version for one in after}:  # bytes are one document
            after.append(Sourced(DocumentId(f"new {path}"), path, found[path], Status.INDEXED))
    return list({one.id: one for one in after}.values())


@given(before=folders, after=folders)
def test_after_a_plan_all_bytes_are_there_and_nothing_is_left_to_do(
    before: dict[str, VersionId], after: dict[str, VersionId]
) -> None:
    first = {version: sourced(path, version) for path, version in before.items()}
    todo = plan(list(first.values()), after)
    done = [*todo.new, *(path for pairs in (todo.changed, todo.moved) for path, _ in pairs)]
    assert sorted([*done, *(path for path, _ in todo.unchanged)]) == sorted(after)
    known = carried_out(todo, after)
    assert {one.version for one in known} == set(after.values())
    again = plan(known, after)
    assert (again.new, again.changed, again.vanished) == ((), (), ())


@given(before=folders, after=folders)
def test_no_document_is_both_kept_and_given_up(
    before: dict[str, VersionId], after: dict[str, VersionId]
) -> None:
    known = [sourced(path, version) for path, version in before.items()]
    todo = plan(known, after)
    kept = {one.id for pairs in (todo.changed, todo.moved, todo.unchanged) for _, one in pairs}
    gone = {one.id for one in todo.vanished}
    assert not kept & gone
    assert kept | gone == {one.id for one in known}
    assert {one.version for one in todo.vanished} & set(after.values()) <= {
        one.version for one in known if one.id in kept
    }
