"""The machine's access to package registries, mounted into builds so that no image keeps it."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from tools.images.buildah import Mount
from tools.images.errors import ImageFault

PIP = "/etc/pip.conf"
# Node's own prefix in the image, as in the true base.
NPM = "/usr/local/etc/npmrc"
CERTIFICATES = Path("/etc/ssl/certs")
# Where packages come from and who is trusted; the Dockerfile decides everything else.
_PIP_OPTIONS = frozenset(
    {
        *("cert", "client-cert", "default-timeout", "extra-index-url", "find-links", "index-url"),
        *("no-index", "proxy", "retries", "timeout", "trusted-host"),
    }
)
_NPM_OPTIONS = re.compile(
    r"""\s*(//.+|@[^:]+:registry|registry|cafile|ca|strict-ssl|proxy|https-proxy|noproxy)\s*="""
)
_URL = re.compile(r"https?://[^\s\"']+")


class Registries:
    """The configuration of pip and npm, as files in a scratch folder."""

    def __init__(self, scratch: Path, environment: Mapping[str, str] = os.environ) -> None:
        self._home = Path(environment.get("HOME", "/root"))
        self._environment = environment
        self.pip = self._pip()
        self.npm = self._npm()
        (scratch / "pip.conf").write_text(self.pip)
        (scratch / "npmrc").write_text(self.npm)
        mounts = [Mount(scratch / "pip.conf", PIP), Mount(scratch / "npmrc", NPM)]
        paths = {CERTIFICATES, *_folders(self.pip), *_folders(self.npm)}
        outer = {one for one in paths if not paths.intersection(one.parents)}
        self.mounts = mounts + [Mount(one, str(one)) for one in sorted(outer) if one.exists()]

    def traces(self, public: str) -> set[bytes]:
        """Return what no file of an image may contain: credentials, and hosts not named in locks.

        `public` is the text of the locks.
        """
        found = set(re.findall(r"_(?:authToken|auth|password)\s*=\s*\"?([^\s\"]+)", self.npm))
        for url in _URL.findall(self.pip + "\n" + self.npm):
            parts = urlsplit(url)
            found.update(filter(None, (parts.password, parts.hostname)))
        return {one.encode() for one in found if one not in public}

    def _pip(self) -> str:
        config_file = self._environment.get("PIP_CONFIG_FILE")
        files = [Path("/etc/xdg/pip/pip.conf"), Path("/etc/pip.conf")]
        files += [self._home / ".pip/pip.conf", self._home / ".config/pip/pip.conf"]
        files += [Path(config_file)] if config_file else []
        merged: dict[str, str] = {}
        for file in [] if config_file == os.devnull else files:
            parser = configparser.RawConfigParser()
            parser.read(file)
            for section in ("global", "install"):
                merged |= dict(parser[section]) if parser.has_section(section) else {}
        for name, value in self._environment.items():
            if name.startswith("PIP_"):
                merged[name.removeprefix("PIP_").lower().replace("_", "-")] = value
        lines = [
            f"{name} = {' '.join(value.split())}\n"
            for name, value in sorted(merged.items())
            if name in _PIP_OPTIONS
        ]
        return "[global]\n" + "".join(lines)

    def _npm(self) -> str:
        files = [Path(self._environment.get("NPM_CONFIG_USERCONFIG", self._home / ".npmrc"))]
        if npm := shutil.which("npm"):
            command = [npm, "config", "get", "globalconfig"]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            files.insert(0, Path(done.stdout.strip() or os.devnull))
        text = "\n".join(file.read_text() for file in files if file.is_file())
        lines = [line.strip() for line in text.splitlines() if _NPM_OPTIONS.match(line)]
        if more := self._environment.get("NODE_EXTRA_CA_CERTS"):
            lines.append(f"cafile={more}")
        if registry := self._environment.get("npm_config_registry"):
            lines.append(f"registry={registry}")
        return "".join(f"{line}\n" for line in lines)


def _folders(configuration: str) -> set[Path]:
    """Name the files and folders of this machine that a configuration points to."""
    indexes = re.findall(r"file://(/[^\s\"',]+)", configuration)
    plain = re.findall(r"(?:^|[\s\"'=,])(/[^/\s\"',][^\s\"',]*)", configuration, re.MULTILINE)
    # The pages of an index name files next to it: .../simple and .../files.
    return {Path(one).parent for one in indexes} | {Path(one) for one in plain}


def look_for_traces(root: Path, traces: Iterable[bytes]) -> None:
    """Check that an image contains nothing of the machine's configuration. Raises ImageFault."""
    for name in (PIP, NPM):
        if (root / name.lstrip("/")).exists():
            raise ImageFault(f"{name} is in the image: the machine's own configuration")
    needles = tuple(traces)
    for path in root.rglob("*") if needles else ():
        if path.is_symlink() or not path.is_file():
            continue
        content = path.read_bytes()
        if any(one in content for one in needles):
            raise ImageFault(f"{path.relative_to(root)} names this machine's package registry")
