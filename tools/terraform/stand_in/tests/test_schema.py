"""The provider's schema, read back from generated TypeScript."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from tools.terraform.stand_in import schema

SOURCE = """
export function thingRuleToHclTerraform(struct?: ThingRule | cdktn.IResolvable): any {
  const attrs = {
    port: {
      value: cdktn.numberToHclTerraform(struct!.port),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
  };
}
export class ThingRuleOutputReference extends cdktn.ComplexObject {
  // port - computed: false, optional: false, required: true
  private _port?: number;
  public get port() {
    return this.getNumberAttribute('port');
  }
}
export class ThingEndOutputReference extends cdktn.ComplexObject {
  // host - computed: true, optional: false, required: false
  public get host() {
    return this.getStringAttribute('host');
  }
}
export class Thing extends cdktn.TerraformResource {
  // arn - computed: true, optional: false, required: false
  public get arn() {
    return this.getStringAttribute('arn');
  }
  // names - computed: false, optional: true, required: false
  private _names?: string[];
  public get names() {
    return cdktn.Fn.tolist(this.getListAttribute('names'));
  }
  // ends - computed: true, optional: false, required: false
  private _ends = new ThingEndList(this, "ends", false);
  public get ends() {
    return this._ends;
  }
  // tags_all - computed: true, optional: false, required: false
  private _tagsAll = new cdktn.StringMap(this, "tags_all");
  public get tagsAll() {
    return this._tagsAll;
  }
  // rule - computed: false, optional: false, required: true
  private _rule = new ThingRuleOutputReference(this, "rule");
  public get rule() {
    return this._rule;
  }
  // more - computed: false, optional: true, required: false
  private _more = new ThingRuleList(this, "more", true);
  public get more() {
    return this._more;
  }
  synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      names: {
        value: cdktn.listMapperHcl(cdktn.stringToHclTerraform, false)(this._names),
        isBlock: false,
        type: "set",
        storageClassType: "stringList",
      },
      rule: {
        value: thingRuleToHclTerraform(this._rule.internalValue),
        isBlock: true,
        type: "list",
        storageClassType: "ThingRuleList",
      },
      more: {
        value: cdktn.listMapperHcl(thingRuleToHclTerraform, true)(this._more.internalValue),
        isBlock: true,
        type: "set",
        storageClassType: "ThingRuleList",
      },
    };
  }
}
"""


def compiled(source: str) -> str:
    """Hide a source in a source map, as the compiler does."""
    mapped = base64.b64encode(json.dumps({"sourcesContent": [source]}).encode()).decode()
    return f'"use strict";\n//# sourceMappingURL=data:application/json;base64,{mapped}\n'


@pytest.fixture
def block() -> schema.Json:
    """The schema of the thing above."""
    found: schema.Json = schema.type_schema(SOURCE)["block"]
    return found


def test_attributes_have_their_types(block: schema.Json) -> None:
    """Strings, sets, maps and computed lists of objects are told apart."""
    types = {name: one["type"] for name, one in block["attributes"].items()}
    assert types == {
        "arn": "string",
        "names": ["set", "string"],
        "ends": ["list", ["object", {"host": "string"}]],
        "tags_all": ["map", "string"],
    }


def test_attributes_say_who_gives_them(block: schema.Json) -> None:
    """Computed, optional and required come from the generator's comments."""
    arn = block["attributes"]["arn"]
    assert (arn["computed"], arn["optional"], arn["required"]) == (True, False, False)
    port = block["block_types"]["rule"]["block"]["attributes"]["port"]
    assert port == {"type": "number", "computed": False, "optional": False, "required": True}


def test_blocks_say_how_often_they_may_stand(block: schema.Json) -> None:
    """A required single block is a list of exactly one; a list class is any number."""
    shapes = {
        name: (one["nesting_mode"], one["min_items"], one["max_items"])
        for name, one in block["block_types"].items()
    }
    assert shapes == {"rule": ("list", 1, 1), "more": ("set", 0, 0)}


def test_only_what_is_used_is_read_and_strangers_are_left_to_terraform(tmp_path: Path) -> None:
    """A type that the provider lacks is no error here: Terraform names its file and line."""
    provider = SOURCE.replace("TerraformResource", "TerraformProvider")
    for folder, source in (("provider", provider), ("thing", SOURCE)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "index.js").write_text(compiled(source))
    types = {("resource", "aws_thing"), ("data", "aws_nothing")}
    found = schema.provider_schema(tmp_path, types)
    assert set(found["resource_schemas"]) == {"aws_thing"}
    assert found["data_source_schemas"] == {}


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """A generator that changed its form is found out, by type."""
    provider = SOURCE.replace("TerraformResource", "TerraformProvider")
    for folder, source in (("provider", provider), ("thing", "export const nothing = 1;")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "index.js").write_text(compiled(source))
    with pytest.raises(schema.SchemaError, match=r"resource aws_thing: .* describes no type"):
        schema.provider_schema(tmp_path, {("resource", "aws_thing")})
    (tmp_path / "provider" / "index.js").write_text("no map")
    with pytest.raises(schema.SchemaError, match="no source map"):
        schema.provider_schema(tmp_path, set())
