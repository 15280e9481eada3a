"""The checks' own behaviour with a pretended terraform: what passes, what fails, what is said."""

from __future__ import annotations

import contextlib
import io
import os
import sys
import tarfile
import types
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tools.terraform import __main__ as checks, modules, policy
from tools.terraform.program import CheckFailedError, Terraform
from tools.terraform.stand_in import layout, schema
from tools.terraform.stand_in.layout import ToolMissingError

Program = Callable[[str, str], Path]

# A terraform that does as a folder's file `says` tells it: one `command status text` on each line.
PRETENDED = """#!/bin/sh
folder=.
for word in "$@"; do
  case "$word" in -chdir=*) folder=${word#-chdir=} ;; -*) ;; *) command=$word; break ;; esac
done
if [ "$command" = version ]; then echo '{"terraform_version": "1.11.4"}'; exit 0; fi
if [ -f "$folder/says" ]; then
  while read -r wanted status text; do
    if [ "$wanted" = "$command" ]; then echo "$text"; echo "$text" >&2; exit "$status"; fi
  done < "$folder/says"
fi
case "$command" in
  test) echo "Success! 2 passed, 0 failed." ;;
  plan) echo "Plan: 3 to add, 0 to change" ;;
  show) echo '{"planned_values": {"root_module": {}}}' ;;
esac
"""


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    """Put programs of one's own alone on PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")

    def put(name: str, text: str) -> Path:
        file = folder / name
        file.write_text(text)
        file.chmod(0o755)
        return file

    return put


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small repository: one module, all roots, one function, bindings already fetched."""
    root = tmp_path / "root"
    module = root / "terraform" / "modules" / "thing"
    (module / "tests").mkdir(parents=True)
    (module / "main.tf").write_text("# nothing is used\n")
    (module / "tests" / "thing.tftest.hcl").write_text("")
    for name in checks.ROOTS:
        (root / "terraform" / name).mkdir(parents=True)
        (root / "terraform" / name / "backend.tf").write_text('backend "s3" {}\n')
    (root / "functions" / "list_things").mkdir(parents=True)
    (root / "functions" / "list_things" / "main.py").touch()
    monkeypatch.setattr(schema, "provider_schema", lambda *_: {"provider": {}, "types": 0})
    monkeypatch.setattr(layout, "fetch_bindings", lambda _: root)
    return root


class Bucket:
    """As much of an S3 client as the lock's check uses."""

    def __init__(self, keys: list[str]) -> None:
        self.keys = keys
        self.held: set[str] = set()

    def list_objects_v2(self, **_: str) -> dict[str, list[dict[str, str]]]:
        """List the states."""
        return {"Contents": [{"Key": key} for key in self.keys]}

    def list_object_versions(self, **_: str) -> dict[str, list[dict[str, str]]]:
        """List their versions: one each."""
        return {"Versions": [{"Key": key} for key in self.keys]}

    def put_object(self, *, Key: str, **_: object) -> None:  # noqa: N803
        """Hold a lock."""
        self.held.add(Key)

    def delete_object(self, *, Key: str, **_: str) -> None:  # noqa: N803
        """Let it go."""
        self.held.remove(Key)


@pytest.fixture(autouse=True)
def bucket(monkeypatch: pytest.MonkeyPatch) -> Bucket:
    """Stand in for what stands by: the real ones live in the session's own environment."""
    store = Bucket([f"{name}/terraform.tfstate" for name in checks.ENVIRONMENTS])

    @contextlib.contextmanager
    def nothing(*_: object) -> Iterator[dict[str, str]]:
        yield {}

    emulator: dict[str, object] = {
        "s3_emulator": nothing,
        "make_bucket": lambda *_: None,
        "client": lambda _: store,
    }
    replaced: dict[str, dict[str, object]] = {
        "tools.terraform.emulator": emulator,
        "tools.terraform.stand_in.serve": {"standing_provider": nothing},
    }
    for name, members in replaced.items():
        module = types.ModuleType(name)
        vars(module).update(members)
        monkeypatch.setitem(sys.modules, name, module)
        monkeypatch.setattr(name, module, raising=False)
    monkeypatch.setattr(modules, "FAULTS", Path(os.devnull))
    return store


def test_all_modules_and_roots_are_checked(
    tree: Path,
    program: Program,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """One line for each, and for the locks, the assertions and checkov."""
    program("terraform", PRETENDED)
    monkeypatch.setattr(checks, "check_lock", lambda *_: "locked")
    monkeypatch.setattr(checks, "check_plans", lambda _: "asserted")
    monkeypatch.setattr(checks, "check_policies", lambda *_: "clean")
    monkeypatch.setattr(checks, "check_costs", lambda *_, **__: "the costs")
    checks.run([], tree)
    output = capsys.readouterr().out
    assert "no AWS is asked" in output
    for line in ("modules/thing", "2 passed", "environments/prod", "3 to add", "asserted", "clean"):
        assert line in output
    work = tree / "build" / "terraform" / "work"
    assert (work / "functions" / "list_things" / "main.py").exists()


def test_names_choose_what_is_checked(
    tree: Path, program: Program, capsys: pytest.CaptureFixture[str]
) -> None:
    """One module alone is quick; a name that nothing has is refused with those that are there."""
    program("terraform", PRETENDED)
    checks.run(["thing"], tree)
    output = capsys.readouterr().out
    assert "modules/thing" in output
    assert "environments" not in output
    with pytest.raises(CheckFailedError, match="no module or root is called thong: thing"):
        checks.run(["thong"], tree)


def test_a_failed_test_is_shown(tree: Path, program: Program) -> None:
    """The message is Terraform's own."""
    program("terraform", PRETENDED)
    (tree / "terraform" / "modules" / "thing" / "says").write_text("test 1 the door is open\n")
    with pytest.raises(CheckFailedError, match="the door is open"):
        checks.run(["thing"], tree)


def test_a_module_without_tests_fails(tree: Path, program: Program) -> None:
    """Nobody forgets them by not writing any."""
    program("terraform", PRETENDED)
    (tree / "terraform" / "modules" / "thing" / "tests" / "thing.tftest.hcl").unlink()
    with pytest.raises(CheckFailedError, match=r"modules/thing has no tests"):
        checks.run(["thing"], tree)


@pytest.fixture
def planted(tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the module a fault to be planted, and the file that says which."""
    (tree / "terraform" / "modules" / "thing" / "main.tf").write_text("door = shut\n")
    file = tmp_path / "faults.toml"
    file.write_text(
        '[[fault]]\nmodule = "thing"\nfile = "main.tf"\nold = "shut"\nnew = "open"\nrun = "shuts"\n'
    )
    monkeypatch.setattr(modules, "FAULTS", file)
    return file


def test_a_planted_fault_has_to_be_found(tree: Path, program: Program, planted: Path) -> None:
    """By the test that is named; the module is afterwards as it was."""
    terraform = store(tree, program)
    file = terraform.work / "modules" / "thing" / "main.tf"

    with pytest.raises(CheckFailedError, match=r"thing passes with open in main\.tf"):
        modules.check_faults(terraform, "thing")

    (file.parent / "says").write_text('test 1 run "opens"... fail\n')
    with pytest.raises(CheckFailedError, match="thing passes"):
        modules.check_faults(terraform, "thing")

    (file.parent / "says").write_text('test 1 run "shuts"... fail\n')
    assert modules.check_faults(terraform, "thing") == "found by shuts"
    assert file.read_text() == "door = shut\n"

    file.write_text("door = shut, shut\n")
    with pytest.raises(CheckFailedError, match=r"thing/main\.tf must say once: shut"):
        modules.check_faults(terraform, "thing")


def test_the_registrys_provider_tests_the_modules(
    tree: Path, program: Program, capsys: pytest.CaptureFixture[str]
) -> None:
    """No stand-in is made, and a registry that does not answer is Terraform's own message."""
    program("terraform", PRETENDED)
    assert checks.main(["--registry", "thong"]) == 1
    assert "no module or root is called thong: backups" in capsys.readouterr().err

    checks.run_by_registry([], tree)
    assert "modules/thing                2 passed" in capsys.readouterr().out
    assert not (tree / "build" / "terraform").exists()

    (tree / "terraform" / "modules" / "thing" / "says").write_text("init 1 no such host\n")
    with pytest.raises(CheckFailedError, match="no such host"):
        checks.run_by_registry([], tree)


def test_a_plan_after_apply_that_finds_work_fails(tree: Path, program: Program) -> None:
    """Exit status 2 of -detailed-exitcode is a fault there: something never settles."""
    program("terraform", PRETENDED)
    (tree / "terraform" / "bootstrap" / "says").write_text("plan 2 1 to change\n")
    with pytest.raises(CheckFailedError, match="1 to change"):
        checks.run(["bootstrap"], tree)


def store(tree: Path, program: Program) -> Terraform:
    """Prepare a tree and a terraform for it."""
    stand = layout.prepare(tree, tree / "build" / "terraform")
    return Terraform(str(program("terraform", PRETENDED)), stand.work, str(stand.settings))


def test_nobodys_credentials_reach_terraform(
    tree: Path, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A person's own AWS session and Terraform settings stay outside: no cloud can be reached."""
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("TF_VAR_domain", "elsewhere.example")
    found = store(tree, program).environment
    assert not [name for name in found if name.startswith(("AWS_", "TF_VAR"))]
    assert found["TF_CLI_CONFIG_FILE"].endswith("build/terraform/terraform.rc")


def test_a_held_lock_must_refuse(tree: Path, program: Program, bucket: Bucket) -> None:
    """A plan that passes while another holds the lock is a fault; the lock is let go after."""
    terraform = store(tree, program)
    with pytest.raises(CheckFailedError):
        checks.check_lock(terraform, "environments/dev", {})
    says = terraform.work / "environments" / "dev" / "says"
    says.write_text("plan 1 something else\n")
    with pytest.raises(CheckFailedError, match="not because of the lock"):
        checks.check_lock(terraform, "environments/dev", {})
    bucket.held.clear()
    says.write_text("plan 1 Error acquiring the state lock, someone has it\n")
    with pytest.raises(CheckFailedError):  # this pretended terraform refuses the second time, too
        checks.check_lock(terraform, "environments/dev", {})
    assert not bucket.held


def test_a_state_that_is_not_in_the_bucket_is_found_out(
    tree: Path, program: Program, bucket: Bucket
) -> None:
    """Else the lock would guard nothing."""
    bucket.keys = []
    with pytest.raises(CheckFailedError, match="should be one object"):
        checks.check_lock(store(tree, program), "environments/dev", {})


def test_policies_need_reasons_and_reasons_need_findings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A finding without a reason fails, and so does a reason without a finding."""
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    exceptions = tmp_path / "exceptions.toml"
    exceptions.write_text("")
    names = ["bootstrap", *checks.ENVIRONMENTS]
    with pytest.raises(ToolMissingError, match="checkov is not installed"):
        checks.check_policies(tmp_path, names, exceptions)
    (tmp_path / "checkov").touch()
    finding = policy.Finding("dev", "CKV_1", "aws_thing.this", "Ensure things")
    verdict = policy.Verdict(passed=5, failed=(finding,))
    monkeypatch.setattr(policy, "run_checkov", lambda *_: verdict)
    with pytest.raises(CheckFailedError, match=r"dev: CKV_1 aws_thing\.this: Ensure things"):
        checks.check_policies(tmp_path, names, exceptions)
    reason = '[[exception]]\ncheck = "{}"\nresource = "*"\nreason = "because"\n'
    exceptions.write_text(reason.format("CKV_1"))
    assert "5 passed, 0 failed (1 findings" in checks.check_policies(tmp_path, names, exceptions)
    exceptions.write_text(reason.format("CKV_1") + reason.format("CKV_2"))
    with pytest.raises(CheckFailedError, match="excuses nothing: CKV_2"):
        checks.check_policies(tmp_path, names, exceptions)


@pytest.mark.parametrize(
    ("text", "message"),
    [("", "terraform is not on PATH"), ('echo \'{"terraform_version": "1.9.8"}\'', "too old")],
)
def test_a_terraform_that_is_not_there_or_too_old_is_said_plainly(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    text: str,
    message: str,
) -> None:
    """Status 2 and what to do: not a failed check, but one that could not be made."""
    monkeypatch.setenv("PATH", str(tmp_path))
    if text:
        (tmp_path / "terraform").write_text(f"#!/bin/sh\n{text}\n")
        (tmp_path / "terraform").chmod(0o755)
    assert checks.main([]) == 2
    assert message in capsys.readouterr().err


def test_a_failed_check_ends_with_status_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """And its message on standard error."""

    def fail(*_: object, **__: object) -> None:
        raise CheckFailedError("the door is open")

    monkeypatch.setattr(checks, "run", fail)
    assert checks.main(["thing"]) == 1
    assert "the door is open" in capsys.readouterr().err
    monkeypatch.setattr(checks, "run", lambda *_, **__: None)
    assert checks.main([]) == 0


def test_the_bindings_are_fetched_once(tmp_path: Path, program: Program) -> None:
    """Npm brings the package; only what is read is unpacked; the second time needs no npm."""
    archive = tmp_path / "made.tgz"
    with tarfile.open(archive, "w:gz") as tar:
        for name in ("package/lib/thing/index.js", "package/lib/thing/index.d.ts"):
            entry = tarfile.TarInfo(name)
            entry.size = 1
            tar.addfile(entry, io.BytesIO(b"x"))
    program("npm", f"#!/bin/sh\ncp {archive} fetched.tgz && echo fetched.tgz\n")
    folder = tmp_path / "cache"
    folder.mkdir()
    lib = layout.fetch_bindings(folder)
    assert [path.name for path in lib.rglob("*.*")] == ["index.js"]
    program("npm", "#!/bin/sh\nexit 1\n")
    assert layout.fetch_bindings(folder) == lib


def test_a_package_writes_nowhere_else(tmp_path: Path) -> None:
    """As with the data filter of PEP 706: no path leads out, and no link is made."""
    archive = tmp_path / "made.tgz"
    link = tarfile.TarInfo("package/link/LICENSE")
    link.type, link.linkname = tarfile.SYMTYPE, str(tmp_path / "elsewhere")
    with tarfile.open(archive, "w:gz") as tar:
        tar.addfile(link)
        tar.addfile(tarfile.TarInfo("package/../../index.js"))
    with tarfile.open(archive) as tar, pytest.raises(RuntimeError, match="does not belong"):
        layout.unpack(tar, tmp_path / "target")
    assert not (tmp_path / "index.js").exists()
    assert not (tmp_path / "target" / "package" / "link").exists()


def test_an_npm_that_cannot_is_said_plainly(tmp_path: Path, program: Program) -> None:
    """With npm's own words; a machine without npm is told what npm would be for."""
    program("npm", "#!/bin/sh\necho no such registry >&2; exit 1\n")
    with pytest.raises(ToolMissingError, match="no such registry"):
        layout.fetch_bindings(tmp_path)


def test_a_machine_without_npm_is_told_what_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The schema comes from there."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ToolMissingError, match="npm is not installed"):
        layout.fetch_bindings(tmp_path)


def test_the_used_types_are_found_in_every_file(tmp_path: Path) -> None:
    """Resources and data sources, but not what Terraform itself put next to them."""
    (tmp_path / "main.tf").write_text('resource "aws_a" "x" {}\ndata "aws_b" "y" {}\n')
    (tmp_path / ".terraform").mkdir()
    (tmp_path / ".terraform" / "other.tf").write_text('resource "aws_c" "x" {}\n')
    assert layout.used_types(tmp_path) == {("resource", "aws_a"), ("data", "aws_b")}
