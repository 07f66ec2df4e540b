"""Writes test/fixtures/lockfile/real: lockfiles as uv, pip-compile and Poetry write them, for the tests to read and print.

    python -m venv v && v/bin/pip install pip-tools poetry poetry-plugin-export uv==0.13.9
    v/bin/python scripts/real-lockfiles.py INDEX    # the address of the package index, with its /simple

Needs git and the package index. What a tool wrote is kept byte for byte, but for hosts and folders: those of the index
become `packages.example`, the scratch folder `/project`.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

OUT = pathlib.Path(__file__).parent.parent / "test/fixtures/lockfile/real"
INDEX = sys.argv[1].rstrip("/")
BIN = pathlib.Path(sys.executable).parent
HOSTS = [
    (r"https?://[^\s/]*/(?:[^\s/]+/)*simple/?(?=[\s'\"]|$)", "https://packages.example/simple"),
    (r"https?://[^\s/]*/packages/(?:[0-9a-f]+/)+", "https://packages.example/files/"),
]
SIX = "six-1.17.0-py2.py3-none-any.whl"

MANIFEST = """\
[project]
name = "app"
version = "1.0"
requires-python = ">=3.9"
dependencies = ["rich>=13", "colorama ; sys_platform == 'win32'", "exceptiongroup ; python_version < '3.11'"]
[project.optional-dependencies]
web = ["httpx[http2]>=0.27"]
forks = ["click==8.0.4 ; python_version < '3.10'", "click>=8.1 ; python_version >= '3.10'"]
[dependency-groups]
dev = ["pytest>=8", "iniconfig"]
[tool.uv]
package = false
"""

POETRY = """\
[project]
name = "app"
version = "1.0"
requires-python = ">=3.9,<4.0"
dependencies = ["rich>=13", "colorama ; sys_platform == 'win32'", "exceptiongroup ; python_version < '3.11'", "lib", "gitlib"]
[project.optional-dependencies]
web = ["httpx[http2]>=0.27"]
[tool.poetry]
package-mode = false
[tool.poetry.dependencies]
lib = { path = "lib", develop = true }
gitlib = { git = "GITLIB", branch = "main" }
[tool.poetry.group.dev.dependencies]
pytest = ">=8"
[[tool.poetry.source]]
name = "packages"
url = "INDEX"
priority = "primary"
"""


def main():
    with tempfile.TemporaryDirectory() as name:
        root = pathlib.Path(name).resolve() / "project"
        world = World(root)
        shutil.rmtree(OUT, ignore_errors=True)
        OUT.mkdir(parents=True)
        uv(world)
        pip_compile(world)
        poetry(world)
        world.write("bom.txt", "\ufeff" + (OUT / "uv-universal.txt").read_text())
        world.write("crlf-hashes.txt", (OUT / "uv-universal-hashes.txt").read_text().replace("\n", "\r\n"))


class World:
    """A project with a library beside it, and a repository with another."""

    def __init__(self, root):
        self.root = root
        library(root / "lib", "lib", '"six"')
        library(root / "git lib", "gitlib", "")
        os.rename(root / "git lib", root.parent / "gitlib")
        self.git = root.parent / "gitlib"
        for command in ["init -q -b main", "add .", "-c user.name=a -c user.email=a@b.example commit -q -m one"]:
            subprocess.run(["git", "-C", str(self.git), *command.split()], check=True)
        self.file("pyproject.toml", MANIFEST)
        self.file("requirements.in", "rich\nhttpx[http2]\n")
        self.file("limits.txt", "pygments<2.18\n")
        self.file("with-limits.in", "-c limits.txt\nrich\n")
        self.file("nested.in", "-r requirements.in\niniconfig ; python_version >= '3.10'\n")
        self.file("local.in", "-e ./lib\n")
        self.file("path.in", "./lib\nrich\n")
        self.file("repository.in", f"gitlib @ git+file://{self.git}@main\nsix\n")
        self.file("url.in", f"six @ {self.wheel_url()}\nrich\n")

    def file(self, name, text):
        (self.root / name).write_text(text)

    def wheel_url(self):
        """The index's own address of a wheel, from a lock that has it."""
        self.file("pyproject.toml", '[project]\nname = "a"\nversion = "1"\ndependencies = ["six==1.17.0"]\nrequires-python = ">=3.9"\n')
        self.run("uv lock -q")
        lock = (self.root / "uv.lock").read_text()
        (self.root / "uv.lock").unlink()
        return re.search(rf'"(https://[^"]*/{SIX})"', lock).group(1)

    def run(self, command, **more):
        program, *words = command.split()
        env = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_FIND", "UV_"))}
        env |= {"COLUMNS": "80", "NO_COLOR": "1", "VIRTUAL_ENV": str(BIN.parent)}
        done = subprocess.run([str(BIN / program), *words], cwd=self.root, env=env, capture_output=True, text=True, **more)
        if done.returncode != 0:
            raise SystemExit(f"{command}: {done.stdout}{done.stderr}")
        return done.stdout

    def take(self, name, command, written=True):
        """Runs a command that writes `out.txt`, or prints, and keeps that as a fixture."""
        (self.root / "out.txt").unlink(missing_ok=True)
        printed = self.run(command)
        data = (self.root / "out.txt").read_bytes().decode() if written else printed
        print(name, len(data))
        self.write(f"{name}.txt", data)

    def write(self, name, text):
        for pattern, host in HOSTS:
            text = re.sub(pattern, host, text, flags=re.M)
        # Poetry takes a repository without a host to be on the host "None".
        text = re.sub(f"file://(?:None)?{re.escape(str(self.git))}", "https://git.example/gitlib", text)
        text = text.replace(str(self.root), "/project")
        hosts = re.findall(r"https?://([^/\s'\"]*)", text)
        folders = [line for line in text.splitlines() if str(self.root.parent) in line]
        if folders or not all(host.endswith(".example") for host in hosts):
            raise SystemExit(f"{name} has a folder of this machine or a host in it: {folders} {hosts}")
        (OUT / name).write_bytes(text.encode())


def library(folder, name, dependencies):
    (folder / name).mkdir(parents=True)
    (folder / name / "__init__.py").write_text("")
    (folder / "pyproject.toml").write_text(
        f'[project]\nname = "{name}"\nversion = "0.1"\nrequires-python = ">=3.9"\ndependencies = [{dependencies}]\n'
        '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n'
    )


def uv(world):
    world.file("pyproject.toml", MANIFEST)
    cases = {
        "plain": "pyproject.toml",
        "universal": "pyproject.toml --universal",
        "universal-hashes": "pyproject.toml --universal --generate-hashes --extra web",
        "python-39-hashes": "pyproject.toml --python-version 3.9 --generate-hashes",
        "line": "pyproject.toml --annotation-style line --extra web",
        "line-universal-hashes": "pyproject.toml --annotation-style line --universal --generate-hashes",
        "no-annotate": "pyproject.toml --no-annotate --universal",
        "no-header": "pyproject.toml --no-header --universal",
        "bare": "pyproject.toml --no-header --no-annotate",
        "index-url": "pyproject.toml --emit-index-url",
        "extra-index-url": f"pyproject.toml --emit-index-url --extra-index-url {INDEX}",
        "index-annotation": "pyproject.toml --emit-index-annotation --universal",
        "find-links": "pyproject.toml --emit-find-links --find-links lib",
        "build-options": "pyproject.toml --emit-build-options --only-binary rich --no-binary pygments",
        "forks": "pyproject.toml --universal --extra forks",
        "forks-hashes": "pyproject.toml --universal --extra forks --generate-hashes",
        "group": "pyproject.toml --universal --group dev --extra web",
        "marker": "pyproject.toml --universal --emit-marker-expression",
        "no-strip-extras": "requirements.in --no-strip-extras --universal",
        "constraints": "pyproject.toml -c limits.txt --universal",
        "included": "nested.in --universal",
        "editable": "local.in --universal",
        "path": "path.in",
        "repository": "repository.in",
        "url": "url.in --universal",
        "url-hashes": "url.in --universal --generate-hashes",
        "custom-command": "pyproject.toml --custom-compile-command ./lock.sh",
    }
    for name, options in cases.items():
        world.take(f"uv-{name}", f"uv pip compile -q {options} -o out.txt")
    for name, options in {"": "", "-no-hashes": "--no-hashes --all-extras", "-bare": "--no-header --no-annotate --no-hashes"}.items():
        world.take(f"uv-export{name}", f"uv export -q --format requirements-txt {options} -o out.txt")


def pip_compile(world):
    cases = {
        "plain": "requirements.in",
        "strip-extras": "requirements.in --strip-extras",
        "hashes": "requirements.in --strip-extras --generate-hashes",
        "line": "requirements.in --annotation-style line --no-strip-extras",
        "bare": "requirements.in --no-annotate --no-header --strip-extras",
        "no-index": "requirements.in --no-emit-index-url --strip-extras",
        "options": f"requirements.in --strip-extras --extra-index-url {INDEX} --trusted-host packages.example",
        "crlf": "requirements.in --strip-extras --newline crlf",
        "constraints": "with-limits.in --strip-extras",
        "included": "nested.in --no-strip-extras",
        "editable": "local.in --strip-extras",
        "url": "url.in --strip-extras",
        "unsafe": "pyproject.toml --strip-extras --extra web --allow-unsafe --pip-args --prefer-binary",
    }
    for name, options in cases.items():
        world.take(f"pip-compile-{name}", f"pip-compile -q {options} -o out.txt")


def poetry(world):
    world.file("pyproject.toml", POETRY.replace("GITLIB", f"file://{world.git}").replace("INDEX", INDEX))
    world.run("poetry lock -n")
    for name, options in {
        "plain": "",
        "no-hashes": "--without-hashes",
        "all-extras": "--all-extras --without-hashes",
        "dev": "--with dev --without-hashes",
    }.items():
        world.take(f"poetry-{name}", f"poetry export -n -f requirements.txt {options} -o out.txt")


main()
