import subprocess
import sys

import pytest

from adapters.parsers.formats import FORMATS, fingerprint
from core.errors import Unreadable


@pytest.mark.parametrize("media_type", FORMATS)
def test_fingerprints_name_the_format_and_versions(media_type: str) -> None:
    name, *versions = fingerprint(media_type).split(" ")
    assert name == f"{FORMATS[media_type].name}/{FORMATS[media_type].revision}"
    assert len(versions) == len(FORMATS[media_type].distributions)
    assert not any(version.endswith("/none") for version in versions)


def test_an_unknown_type_is_unsupported() -> None:
    with pytest.raises(Unreadable) as caught:
        fingerprint("image/gif")
    assert caught.value.category == "unsupported"


def test_the_cage_and_fingerprints_load_no_parser() -> None:
    code = (
        "import sys; from adapters.parsers import cage; from adapters.parsers.formats import *; "
        "[fingerprint(t) for t in FORMATS]; "
        "print([m for m in ('unstructured', 'lxml', 'liteparse', 'docx', 'python_calamine')"
        " if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
