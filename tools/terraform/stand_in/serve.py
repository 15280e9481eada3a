"""Keeps one provider running for all commands, because starting Python for each costs more.

`terraform init` alone finds and starts it as it would the real one.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tools.emulated_aws import wait_until


@contextlib.contextmanager
def standing_provider(schema: Path) -> Iterator[dict[str, str]]:
    """Run the stand-in; yield the environment in which Terraform talks to it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "provider.sock"
        module = "tools.terraform.stand_in.provider"
        server = subprocess.Popen([sys.executable, "-m", module, str(schema), str(path)])
        try:
            wait_until(path.exists, server)
            address = {"Network": "unix", "String": str(path)}
            process = {"Protocol": "grpc", "ProtocolVersion": 6, "Pid": server.pid, "Test": True}
            providers = {"registry.terraform.io/hashicorp/aws": process | {"Addr": address}}
            yield {"TF_REATTACH_PROVIDERS": json.dumps(providers)}
        finally:
            server.terminate()
            server.wait(timeout=10)
