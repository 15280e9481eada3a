# ruff: noqa: ARG002, N802 - the names and arguments of methods are the protocol's
"""A Terraform plugin that has the AWS provider's schema and needs no cloud.

    python -m tools.terraform.stand_in.provider SCHEMA.json           Terraform starts it
    python -m tools.terraform.stand_in.provider SCHEMA.json SOCKET    it stays, for many runs

It speaks plugin protocol 6 through the generated stubs of the `tf` package.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import os
import sys
import tempfile
from concurrent import futures
from pathlib import Path
from typing import Any

import grpc
import msgpack
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from tf.gen import (
    grpc_controller_pb2 as controller,
    grpc_controller_pb2_grpc as controller_rpc,
    grpc_stdio_pb2_grpc as stdio_rpc,
    tfplugin_pb2 as pb,
    tfplugin_pb2_grpc as rpc,
)

from tools.terraform.stand_in import values
from tools.terraform.stand_in.refusals import refusals
from tools.terraform.stand_in.values import UNKNOWN, Unknown

Json = dict[str, Any]

NESTING = {"single": 1, "list": 2, "set": 3, "map": 4}


def unpack(value: Any) -> Any:
    """Read a value off the wire; extension types are unknowns."""
    if value.msgpack:
        return msgpack.unpackb(value.msgpack, ext_hook=lambda *_: UNKNOWN, strict_map_key=False)
    return json.loads(value.json) if value.json else None


def pack(value: Any) -> Any:
    """Write a value onto the wire."""

    def unknown(one: object) -> Any:
        if isinstance(one, Unknown):
            return msgpack.ExtType(0, b"")
        raise TypeError(type(one).__name__)

    return pb.DynamicValue(msgpack=msgpack.packb(value, default=unknown))


def schema_message(schema: Json) -> Any:
    """Turn a schema as JSON into the protocol's message."""
    return pb.Schema(version=schema["version"], block=_block_message(schema["block"]))


def _block_message(block: Json) -> Any:
    attributes = [
        pb.Schema.Attribute(
            name=name,
            type=json.dumps(one["type"]).encode(),
            computed=one["computed"],
            optional=one["optional"],
            required=one["required"],
        )
        for name, one in block["attributes"].items()
    ]
    nested = [
        pb.Schema.NestedBlock(
            type_name=name,
            nesting=NESTING[one["nesting_mode"]],
            min_items=one["min_items"],
            max_items=one["max_items"],
            block=_block_message(one["block"]),
        )
        for name, one in block["block_types"].items()
    ]
    return pb.Schema.Block(attributes=attributes, block_types=nested)


class StandIn(rpc.ProviderServicer):  # type: ignore[misc] # generated without types
    """The provider: returns its schema, plans what was requested, applies it to nothing."""

    def __init__(self, schema: Json) -> None:
        self.schema = schema
        self.default_tags: Json = {}

    def _resource(self, type_name: str) -> Json:
        block: Json = self.schema["resource_schemas"][type_name]["block"]
        return block

    def GetMetadata(self, request: Any, context: Any) -> Any:
        """Say what this provider can do."""
        return pb.GetMetadata.Response(
            server_capabilities=pb.ServerCapabilities(get_provider_schema_optional=False)
        )

    def GetProviderSchema(self, request: Any, context: Any) -> Any:
        """Return the whole schema, with provider_meta.user_agent, which community modules set."""
        meta = {"user_agent": {"type": ["list", "string"], "optional": True}}
        meta["user_agent"] |= {"computed": False, "required": False}
        resources = self.schema["resource_schemas"]
        data = self.schema["data_source_schemas"]
        return pb.GetProviderSchema.Response(
            provider=schema_message(self.schema["provider"]),
            provider_meta=pb.Schema(block=_block_message({"attributes": meta, "block_types": {}})),
            resource_schemas={name: schema_message(one) for name, one in resources.items()},
            data_source_schemas={name: schema_message(one) for name, one in data.items()},
        )

    def ValidateProviderConfig(self, request: Any, context: Any) -> Any:
        """Find nothing wrong: the schema alone is checked, by Terraform."""
        return pb.ValidateProviderConfig.Response()

    def ValidateResourceConfig(self, request: Any, context: Any) -> Any:
        """Refuse what the real one refuses on sight; Terraform itself checks the schema."""
        found = refusals(
            request.type_name, self._resource(request.type_name), unpack(request.config) or {}
        )
        diagnostics = [pb.Diagnostic(severity=pb.Diagnostic.ERROR, summary=one) for one in found]
        return pb.ValidateResourceConfig.Response(diagnostics=diagnostics)

    def ValidateDataResourceConfig(self, request: Any, context: Any) -> Any:
        """Find nothing wrong: the schema alone is checked, by Terraform."""
        return pb.ValidateDataResourceConfig.Response()

    def ConfigureProvider(self, request: Any, context: Any) -> Any:
        """Keep the default tags; everything else is about reaching AWS."""
        config = unpack(request.config) or {}
        self.default_tags = {}
        for one in config.get("default_tags") or ():
            self.default_tags |= one.get("tags") or {}
        return pb.ConfigureProvider.Response()

    def UpgradeResourceState(self, request: Any, context: Any) -> Any:
        """Return the state unchanged: there is one schema version."""
        state = pb.DynamicValue(json=request.raw_state.json)
        return pb.UpgradeResourceState.Response(upgraded_state=state)

    def ReadResource(self, request: Any, context: Any) -> Any:
        """Return the resource unchanged."""
        return pb.ReadResource.Response(new_state=request.current_state)

    def PlanResourceChange(self, request: Any, context: Any) -> Any:
        """Plan what was requested; a destroyed resource is planned as null."""
        proposed = unpack(request.proposed_new_state)
        if proposed is None:
            return pb.PlanResourceChange.Response(planned_state=request.proposed_new_state)
        block = self._resource(request.type_name)
        plan = values.planned if unpack(request.prior_state) is None else values.replanned
        state = plan(block, proposed, self.default_tags)
        return pb.PlanResourceChange.Response(planned_state=pack(state))

    def ApplyResourceChange(self, request: Any, context: Any) -> Any:
        """Fill in what was unknown."""
        plan = unpack(request.planned_state)
        if plan is None:
            return pb.ApplyResourceChange.Response(new_state=request.planned_state)
        state = values.applied(request.type_name, self._resource(request.type_name), plan)
        return pb.ApplyResourceChange.Response(new_state=pack(state))

    def ReadDataSource(self, request: Any, context: Any) -> Any:
        """Return the few values that the stand-in knows."""
        block = self.schema["data_source_schemas"][request.type_name]["block"]
        state = values.read(request.type_name, block, unpack(request.config))
        return pb.ReadDataSource.Response(state=pack(state))

    def GetFunctions(self, request: Any, context: Any) -> Any:
        """Return no functions."""
        return pb.GetFunctions.Response()

    def StopProvider(self, request: Any, context: Any) -> Any:
        """Do nothing."""
        return pb.StopProvider.Response()


class Controller(controller_rpc.GRPCControllerServicer):  # type: ignore[misc] # generated
    """How Terraform tells a plugin to exit."""

    def __init__(self, server: grpc.Server) -> None:
        self.server = server

    def Shutdown(self, request: Any, context: Any) -> Any:
        """Exit immediately: nothing important is in flight."""
        self.server.stop(grace=0.1)
        return controller.Empty()


class Stdio(stdio_rpc.GRPCStdioServicer):  # type: ignore[misc] # generated without types
    """Terraform asks for a log stream; ours is empty."""

    def StreamStdio(self, request: Any, context: Any) -> Any:
        """Send nothing."""
        return iter(())


def certificate() -> tuple[bytes, bytes, bytes]:
    """Make the plugin's certificate for this one run: key, PEM, DER (go-plugin's AutoMTLS)."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(minutes=5))
        .not_valid_after(now + dt.timedelta(hours=2))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    encodings = serialization.Encoding
    return pem, made.public_bytes(encodings.PEM), made.public_bytes(encodings.DER)


def make_server(schema: Json) -> grpc.Server:
    """Put the provider and a plugin's other services into a server without an address."""
    options = [("grpc.max_send_message_length", -1), ("grpc.max_receive_message_length", -1)]
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=8), options=options)
    rpc.add_ProviderServicer_to_server(StandIn(schema), server)
    controller_rpc.add_GRPCControllerServicer_to_server(Controller(server), server)
    stdio_rpc.add_GRPCStdioServicer_to_server(Stdio(), server)
    return server


def stay(schema: Json, socket: str) -> None:
    """Serve any number of Terraform runs, one after another, until the process is stopped."""
    server = make_server(schema)
    server.add_insecure_port(f"unix://{socket}")
    server.start()
    server.wait_for_termination()


def serve(schema: Json) -> None:
    """Serve the Terraform that started this process, on its own socket, until told to stop."""
    server = make_server(schema)
    key, pem, der = certificate()
    with tempfile.TemporaryDirectory() as folder:
        socket = f"{folder}/provider.sock"
        server.add_secure_port(f"unix://{socket}", grpc.ssl_server_credentials([(key, pem)]))
        server.start()
        shown = base64.b64encode(der).decode().rstrip("=")
        print(f"1|6|unix|{socket}|grpc|{shown}", flush=True)
        server.wait_for_termination()


if __name__ == "__main__":
    described = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    if sys.argv[2:]:
        stay(described, sys.argv[2])
    elif "TF_PLUGIN_MAGIC_COOKIE" in os.environ:
        serve(described)
    else:
        sys.exit("provider: Terraform starts this; it is of no use by itself")
