"""Which files the front end's build reads, and from which its image is built."""

from __future__ import annotations

FOLDER = "frontend/"
_FILES = frozenset(
    {
        ".npmrc",
        "image.sh",
        "index.html",
        "package-lock.json",
        "package.json",
        "tsconfig.json",
        "vite.config.ts",
    }
)
_FOLDERS = ("public/", "pwa/", "src/")
_TESTS = ("src/testing/",)
# Besides the sources: how it is put together, the API's pages, and Swagger UI's version.
_IMAGE_FILES = frozenset({"frontend/Dockerfile", "frontend/nginx.conf", "uv.lock"})
_IMAGE_FOLDERS = ("docs/api/", "tools/openapi/pages/docs/")


def is_source(name: str) -> bool:
    """Tell whether a build reads a file of the repository; tests and checks are not read."""
    inner = name.removeprefix(FOLDER)
    if inner == name or inner.startswith(_TESTS) or ".test." in inner:
        return False
    return inner in _FILES or inner.startswith(_FOLDERS)


def is_in_image(name: str) -> bool:
    """Tell whether changing a file of the repository changes the image."""
    return is_source(name) or name in _IMAGE_FILES or name.startswith(_IMAGE_FOLDERS)
