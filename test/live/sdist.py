"""Prints files of a source distribution: `python3 sdist.py NAME VERSION SHA256 PATH…`, as one JSON object.

From the index that this Python's pip uses, by the simple API. Not by `pip download`, which builds the metadata first.
"""

import hashlib
import io
import json
import os
import ssl
import subprocess
import sys
import tarfile
from urllib.parse import urljoin
from urllib.request import Request, urlopen


def index() -> str:
    asked = [sys.executable, "-m", "pip", "config", "get", "global.index-url"]
    configured = subprocess.run(asked, capture_output=True, text=True).stdout.strip()
    if os.environ.get("PIP_INDEX_URL") or configured:
        return (os.environ.get("PIP_INDEX_URL") or configured).rstrip("/")
    from pip._internal.models.index import PyPI

    return PyPI.simple_url


def main(name: str, version: str, sha256: str, *paths: str) -> None:
    context = ssl.create_default_context(cafile=os.environ.get("PIP_CERT") or None)
    page = f"{index()}/{name}/"
    accept = {"Accept": "application/vnd.pypi.simple.v1+json"}
    with urlopen(Request(page, headers=accept), context=context, timeout=60) as answer:
        files = json.load(answer)["files"]
    found = [file for file in files if file["filename"].endswith(f"-{version}.tar.gz")]
    if not found:
        sys.exit(f"{page} has no source distribution of {version}")
    with urlopen(urljoin(page, found[0]["url"]), context=context, timeout=300) as answer:
        archive = answer.read()
    if hashlib.sha256(archive).hexdigest() != sha256:
        sys.exit(f"{found[0]['filename']} is not the file that it was")
    texts = {}
    # As a stream: a file near the beginning is had without unpacking the rest.
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r|gz") as tar:
        for member in tar:
            path = member.name.partition("/")[2]
            file = tar.extractfile(member) if path in paths else None
            if file is not None:
                texts[path] = file.read().decode()
                if len(texts) == len(paths):
                    break
    json.dump(texts, sys.stdout)


main(*sys.argv[1:])
