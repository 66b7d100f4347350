"""Whatever way a file comes into a folder, it is taken when it is finished: not early, not twice, and none is missed."""

from __future__ import annotations

from watching_folders import SETTLE, Waiting, quiet_for


def test_a_file_is_sorted_by_what_it_shows(watched):
    watched.watch()
    watched.put("a.jpg", "cat")
    watched.put("b.jpg", "dog")
    watched.wait_sorted("a.jpg", "b.jpg")
    assert watched.tree() == {"cat/a.jpg", "dog/b.jpg"}


def test_what_is_not_decided_stays_and_waits_for_the_user(watched):
    watch = watched.watch()
    path = watched.put("c.jpg", "unsure")
    watched.wait_told(Waiting)
    assert [item.path for item in watch.waiting] == [path]
    quiet_for(3 * SETTLE)
    assert watched.told(Waiting) == list(watch.waiting)
    assert watched.tree() == {"c.jpg"}
