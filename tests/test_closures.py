"""What each function carries: the staged folders, compared with two lists by name.

An import brings a library's secrets and dependencies along (decisions 0003 and 0010). A longer list
is a decision: change it here, in the same commit as the import.
"""

from __future__ import annotations

import ast
import functools

import pytest

from local import yaml_text
from tools.tree import ROOT, function_folders
from tools.vendor import Files, Stage

# A function with the keys can switch off anybody's mails (decision 0030), and make links that open
# an account for which one is on its way (decision 0054).
SIGNS_OR_CHECKS_LINKS = {
    *("render_unsubscribe", "send_email", "unsubscribe_recipient"),
    *("change_email", "reset_password", "verify_email"),
}
# They sign what a browser sends and fetches, or move bytes themselves. No other function has a way
# to the object store (decision 0095).
SPEAKS_TO_THE_OBJECT_STORE = {
    *("create_file", "complete_file", "collect_files", "resize_cover"),
    *("get_course_cover", "get_file", "get_lesson", "get_submission"),
}
# Pages, letters, the mail around a message, and the check of new words (decision 0043).
RENDERS = {
    *("render_page", "render_sitemap", "render_unsubscribe", "unsubscribe_recipient"),
    *("get_certificate_pdf", "issue_certificate", "render_certificate"),
    *("confirm_enrollment", "send_digests", "update_preferences", "welcome_user"),
    *("report_account_change", "report_grade", "send_account_link"),
    "send_email",
    *("preview_template", "update_template"),
}


@pytest.fixture(scope="module")
def staged() -> dict[str, Files]:
    """Make the content of every staged folder."""
    stage = Stage(ROOT)
    return {name: stage.files(name) for name in function_folders(ROOT)}


def test_link_keys_reach_those_who_sign_or_check_links(staged: dict[str, Files]) -> None:
    """No other function has the secret, least of all one that anybody may call."""
    assert {name for name, files in staged.items() if "LMS_LINK_KEYS" in _envs(files)} == (
        SIGNS_OR_CHECKS_LINKS
    )


def test_the_object_store_is_for_those_who_sign_or_move_bytes(staged: dict[str, Files]) -> None:
    """What only lists or deletes files gets neither its address nor, from that, a policy to it."""
    assert {name for name, files in staged.items() if "LMS_OBJECTS_URL" in _envs(files)} == (
        SPEAKS_TO_THE_OBJECT_STORE
    )


def test_jinja_reaches_those_who_render(staged: dict[str, Files]) -> None:
    """No other staged folder has a module that imports it.

    The distribution is in every image, because Flask is, which functions-framework needs.
    """
    assert {name for name, files in staged.items() if "jinja2" in _imports(files)} == RENDERS


def test_decoders_of_pictures_are_where_nothing_else_is(staged: dict[str, Files]) -> None:
    """They read what people upload, in C: no function that anybody may call carries them."""
    assert {name for name, files in staged.items() if "PIL" in _imports(files)} == {"resize_cover"}


@pytest.mark.parametrize("library", ["lms_letters", "lms_templates", "lms_unsubscribe"])
def test_a_callback_brings_no_words(staged: dict[str, Files], library: str) -> None:
    """The function that strangers may call carries nothing that writes to people."""
    assert not [path for path in staged["receive_callback"] if path.startswith(f"{library}/")]


def _envs(files: Files) -> set[str]:
    document = yaml_text.load(files["func.yaml"])
    return {env["name"] for env in document["run"]["envs"]}


def _imports(files: Files) -> set[str]:
    """Name the packages that the modules of a staged folder import, wherever in them."""
    sources = [source for path, source in files.items() if path.endswith(".py")]
    return set[str]().union(*map(_imported, sources))


@functools.cache
def _imported(source: bytes) -> frozenset[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {each.name.partition(".")[0] for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return frozenset(found)
