"""What the functions read from their environment, taken from their source."""

import pathlib
import re

# A name of a setting: capitals with an underscore. Nothing else in the functions looks like one.
NAME = re.compile(r'"([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)"')
LOCAL = {"LOCAL_HTTP"}  # only this machine sets it, and Lambda refuses it
EVERYWHERE = {"METRICS"}  # shared/lambdahost, in every function


def shipped(folder):
    for file in sorted(folder.glob("*.go")):
        if not file.name.endswith("_test.go"):
            yield file.read_text()


def read_by(root):
    """The settings of each function, by its folder's name."""
    root = pathlib.Path(root)
    webhost = root / "shared/web/webhost"
    pages, office = names([(webhost / "webhost.go").read_text()]), names([(webhost / "office.go").read_text()])
    found = {}
    for folder in sorted((root / "functions").iterdir()):
        texts = list(shipped(folder))
        found[folder.name] = names(texts) | EVERYWHERE
        if any("shared/web/webhost" in text for text in texts):
            found[folder.name] |= pages
        if any("webhost.ServeOffice" in text for text in texts):
            found[folder.name] |= office
    return found


def names(texts):
    return {name for text in texts for name in NAME.findall(text)} - LOCAL


def metrics(root):
    """The names of metrics that the code counts."""
    code = "".join(
        file.read_text() for folder in ("functions", "shared") for file in pathlib.Path(root, folder).rglob("*.go")
    )
    return set(re.findall(r'lambdahost\.Count\([^)]*\(\), [^,]*, "(\w+)"', code)) | set(
        re.findall(r'Remedy = "(\w+)"', code)
    )


def keys(root):
    """The names of a table's keys and of its time of expiry, as shared/dynamo writes them."""
    code = "".join(shipped(pathlib.Path(root, "shared/dynamo")))
    return {name for name in ("pk", "sk", "expires") if f'"{name}"' in code}
