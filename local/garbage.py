"""How often Python looks for garbage in the host: seldom, and not among what it imported.

An event makes objects that live until its delivery is settled, none of them garbage that only a
search would find. With Python's own threshold, a search after every 700 new objects, that is a
fifth of the broker's processor time (decision 0078).
"""

from __future__ import annotations

import gc

# Objects that may be new since the last search: a few megabytes.
NEW_OBJECTS = 20_000


def search_seldom() -> None:
    """Leave out what is there by now, and search after so many new objects; once, when started."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, *gc.get_threshold()[1:])
