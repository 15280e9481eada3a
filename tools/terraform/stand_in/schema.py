"""The AWS provider's schema, read from the TypeScript that CDK Terrain generated out of it.

HashiCorp's provider is not available from a package registry, but its bindings are: npm's
@cdktn/provider-aws holds one generated class per resource and data source, with the name, type and
obligation of every argument. The generator is regular, so regular expressions read it back into the
form of `terraform providers schema -json`.

What the bindings do not contain cannot be read: value checks, defaults, conflicts between
arguments,
which argument forces a new resource, which is sensitive.
"""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from typing import Any

Json = dict[str, Any]

PRIMITIVES = {"string": "string", "number": "number", "boolean": "bool", "any": "dynamic"}
COLLECTIONS = {"list": "list", "set": "set", "map": "map", "simple": "list"}
NESTING = {"list": "list", "set": "set", "struct": "single", "map": "map"}
MAX_DEPTH = 12
"""No real block nests deeper; what does is recursive (WAF statements) and becomes dynamic."""

_SOURCE_MAP = re.compile(
    r"sourceMappingURL=data:application/json;(?:charset=[\w-]+;)?base64,([\w+/=]+)"
)
_CLASS = re.compile(
    r"^export class (\w+) extends cdktn\.(\w+) \{\n(.*?)^\}", re.MULTILINE | re.DOTALL
)
_FUNCTION = re.compile(
    r"^export function (\w+)ToHclTerraform\(.*?\n(.*?)^\}", re.MULTILINE | re.DOTALL
)
_HCL = re.compile(
    r"^ +'?(\w+)'?: \{\n +value: (.*),\n +isBlock: (true|false),\n"
    r' +type: "(\w+)",\n +storageClassType: "(.*)",$',
    re.MULTILINE,
)
_PROPERTY = re.compile(
    r"^  // (\w+) - computed: (true|false), optional: (true|false), required: (true|false)\n"
    r"((?:  (?!//).*\n){1,4})",
    re.MULTILINE,
)
_NESTED = re.compile(r'= new (\w+?)(List|Map|OutputReference)\(this, "\w+"(?:, (true|false))?\)')
_COMPUTED_MAP = re.compile(r"= new cdktn\.(String|Number|Boolean|Any)Map\(")
_GETTER = re.compile(r"get(|Number|Boolean|String|Any)(List|Map|)Attribute\(")


class SchemaError(Exception):
    """The bindings lack a type, or have it in an unreadable form."""


def source_of(javascript: str) -> str:
    """Extract the TypeScript from a compiled file's source map. Raises SchemaError."""
    found = _SOURCE_MAP.search(javascript)
    if not found:
        raise SchemaError("a file of the bindings has no source map")
    return str(json.loads(base64.b64decode(found[1]))["sourcesContent"][0])


def type_schema(source: str) -> Json:
    """Make the schema of one resource, data source or provider from its TypeScript."""
    return _Reader(source).main()


class _Reader:
    """One source file: its classes, and what the functions next to them say about arguments."""

    def __init__(self, source: str) -> None:
        self.classes = {name: body for name, _, body in _CLASS.findall(source)}
        self.kinds = {name: kind for name, kind, _ in _CLASS.findall(source)}
        self.functions = dict(_FUNCTION.findall(source))

    def main(self) -> Json:
        """Find the class that is the type itself and describe it."""
        for name, kind in self.kinds.items():
            if kind in {"TerraformResource", "TerraformDataSource", "TerraformProvider"}:
                hcl = self.classes[name].partition("synthesizeHclAttributes")[2]
                return {"version": 0, "block": self.block(self.classes[name], hcl, 0)}
        raise SchemaError("a file of the bindings describes no type")

    def block(self, body: str, hcl: str, depth: int) -> Json:
        """Describe a class: its attributes, and its blocks by the way they nest."""
        said = {name: rest for name, *rest in _HCL.findall(hcl)}
        attributes: Json = {}
        blocks: Json = {}
        for name, computed, optional, required, code in self._properties(body, said):
            if name == "alias" and "this._profile" in hcl:
                continue  # Terraform's own word in a provider block
            value, is_block, kind, storage = said.get(name, ("", "false", "", ""))
            # Mapped as no block: an attribute of objects that may be written like blocks.
            if is_block == "true" and ", false)" not in value:
                single = "listMapperHcl" not in value
                struct = _struct_name(storage, code)
                blocks[name] = self._block_type(
                    NESTING[kind], struct, single=single, required=required, depth=depth
                )
                continue
            attributes[name] = {
                "type": self._type(kind, storage, code, depth),
                "computed": computed,
                "optional": optional,
                "required": required,
            }
        return {"attributes": attributes, "block_types": blocks}

    @staticmethod
    def _properties(body: str, said: Json) -> list[tuple[str, bool, bool, bool, str]]:
        found = [
            (name, computed == "true", optional == "true", required == "true", code)
            for name, computed, optional, required, code in _PROPERTY.findall(body)
        ]
        # The provider's own blocks have no class, only a function: all arguments are optional.
        return found or [(name, False, True, False, "") for name in said]

    def _block_type(
        self, nesting: str, struct: str, *, single: bool, required: bool, depth: int
    ) -> Json:
        counted = nesting != "single"
        block = self._struct(struct, depth + 1)
        # Terraform refuses a set whose elements have no fixed type (WAF's recursive statements).
        unsure = nesting == "set" and '"dynamic"' in json.dumps(block)
        return {
            "nesting_mode": "list" if unsure else nesting,
            "block": block,
            "min_items": int(required and counted),
            "max_items": int(single and counted),
        }

    def _struct(self, name: str, depth: int) -> Json:
        if depth > MAX_DEPTH:
            raise SchemaError(f"{name} nests too deep")
        function = self.functions.get(name[:1].lower() + name[1:], "")
        return self.block(self.classes.get(f"{name}OutputReference", ""), function, depth)

    def _type(self, kind: str, storage: str, code: str, depth: int) -> Any:
        """Say an attribute's type as Terraform's JSON does: "string", ["list", "string"], ..."""
        if nested := _NESTED.search(code):
            return self._object(nested, kind, depth)
        if storage in PRIMITIVES and kind == "simple":
            return PRIMITIVES[storage]
        if found := re.fullmatch(r"(string|number|boolean)(List|Map)", storage):
            collection = "map" if found[2] == "Map" else COLLECTIONS[kind]
            return [collection, PRIMITIVES[found[1]]]
        return _computed_type(code)

    def _object(self, nested: re.Match[str], kind: str, depth: int) -> Any:
        try:
            block = self._struct(nested[1], depth + 1)
        except SchemaError:
            return "dynamic"
        fields = {name: one["type"] for name, one in block["attributes"].items()}
        for name, one in block["block_types"].items():
            fields[name] = ["list", self._implied(one["block"])]
        shape = ["object", fields]
        if nested[2] == "OutputReference":
            return shape if kind in {"struct", ""} else [COLLECTIONS[kind], shape]
        if nested[2] == "Map":
            return ["map", shape]
        return ["set" if nested[3] == "true" else "list", shape]

    def _implied(self, block: Json) -> Any:
        fields = {name: one["type"] for name, one in block["attributes"].items()}
        fields |= {
            name: ["list", self._implied(one["block"])]
            for name, one in block["block_types"].items()
        }
        return ["object", fields]


def _computed_type(code: str) -> Any:
    """Say the type of what only the provider gives: its getter is all that is known of it."""
    if found := _COMPUTED_MAP.search(code):
        return ["map", PRIMITIVES[found[1].lower()]]
    found = _GETTER.search(code)
    if not found:
        return "dynamic"
    element = PRIMITIVES[(found[1] or "string").lower()]
    if not found[2]:
        return element
    return ["set" if "Fn.tolist(" in code else found[2].lower(), element]


def _struct_name(storage: str, code: str) -> str:
    """Name the class of a block: said next to its property, or as the list class that stores it."""
    nested = _NESTED.search(code)
    return nested[1] if nested else re.sub(r"(List|Map|OutputReference)$", "", storage)


def folder_of(kind: str, type_name: str) -> str:
    """Name the bindings' folder of a type: ("data", "aws_region") is in data-aws-region."""
    words = type_name.replace("_", "-")
    return f"data-{words}" if kind == "data" else words.removeprefix("aws-")


def provider_schema(bindings: Path, wanted: set[tuple[str, str]]) -> Json:
    """Describe the provider and the wanted (kind, type) pairs; kind is resource or data.

    Types that the provider does not have are left out: Terraform itself then says so, with the file
    and line of their use. Raises SchemaError when a type is there but cannot be read.
    """
    schema: Json = {
        "provider": type_schema(source_of((bindings / "provider" / "index.js").read_text("utf-8"))),
        "resource_schemas": {},
        "data_source_schemas": {},
    }
    for kind, type_name in sorted(wanted):
        file = bindings / folder_of(kind, type_name) / "index.js"
        if not file.exists():
            continue
        try:
            found = type_schema(source_of(file.read_text("utf-8")))
        except (SchemaError, KeyError) as error:
            raise SchemaError(f"{kind} {type_name}: {error}") from error
        schema["data_source_schemas" if kind == "data" else "resource_schemas"][type_name] = found
    return schema
